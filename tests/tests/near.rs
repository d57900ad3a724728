//! Where a site is chosen, those of one's own area stand first.

use anyhow::ensure;
use mingcha_device::api::{ChoicesView, SiteRow};
use mingcha_tests::{
    view,
    world::{Actor, World},
};

fn offered(actor: &Actor, search: &str) -> anyhow::Result<Vec<SiteRow>> {
    let view: ChoicesView = view!(actor, Choices, Choices { search: search.to_owned() });
    Ok(view.sites)
}

#[test]
fn sites_of_the_own_district_stand_first_and_all_others_follow() -> anyhow::Result<()> {
    let world = World::new()?;
    for (user, district) in [("lin", "临澜区"), ("sun", "望汐区")] {
        let actor = world.actor(user, user)?;
        let sites = offered(&actor, "")?;
        let own = |site: &&SiteRow| site.address.starts_with(district);
        let first = sites.iter().take_while(own).count();
        ensure!(first > 1 && first == offered(&actor, district)?.len(), "{user}: {first} first");
        ensure!(first < sites.len(), "everybody may check anywhere");
        ensure!(!sites.iter().skip(first).any(|site| own(&site)));
    }
    Ok(())
}

#[test]
fn a_store_of_before_learns_where_its_sites_lie() -> anyhow::Result<()> {
    let world = World::new()?;
    let lin = world.actor("lin", "phone")?;
    let before = offered(&lin, "")?;
    let store = lin.records()?;
    drop(lin);
    // The third version was the last without it.
    store.execute_batch(
        "ALTER TABLE site_row DROP COLUMN territory; DROP TABLE inbox; PRAGMA user_version = 3;",
    )?;
    drop(store);
    let lin = world.stranger("phone")?;
    ensure!(offered(&lin, "")? == before);
    Ok(())
}
