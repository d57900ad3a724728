//! The five figures, and the records behind each.

use super::Seen;
use crate::{
    api::{CheckRow, Error, FigureRecord, FigureRecordsView, FigureRow, FiguresView},
    store::{self, figures::Counted},
};
use mingcha_domain::{
    directory::UnitKind,
    figures::Figure,
    ids::{CheckId, FindingId, OutingId, SuggestionId, UnitId},
    time::Day,
};

const PAGE: usize = 50;

fn under(seen: &Seen<'_>, unit: UnitId, wanted: Option<UnitId>) -> bool {
    wanted.is_none_or(|wanted| seen.directory().line_of(unit).contains(&wanted))
}

/// The view.
pub fn figures(
    seen: &Seen<'_>,
    from: Day,
    to: Day,
    unit: Option<UnitId>,
) -> Result<FiguresView, Error> {
    let sums = store::figures::sums(seen.connection, from, to)?;
    let row = |figure: Figure| {
        let of = sums.iter().filter(|s| s.figure == figure && under(seen, s.unit, unit));
        let mut row = FigureRow { figure, value: 0, provisional: 0, records: 0 };
        for sum in of {
            row.value += sum.amount;
            row.provisional += sum.provisional;
            row.records += sum.records;
        }
        row
    };
    let counts = |kind| {
        matches!(kind, UnitKind::City | UnitKind::District | UnitKind::Group | UnitKind::Stationed)
    };
    Ok(FiguresView {
        from,
        to,
        unit,
        units: seen.units(seen.my_unit(), counts),
        figures: Figure::ALL.into_iter().map(row).collect(),
        incomplete: store::events::any_read_only(seen.connection)?,
        as_of: seen.identity.last_sync,
    })
}

/// The records behind a figure.
pub fn records(
    seen: &Seen<'_>,
    figure: Figure,
    (from, to): (Day, Day),
    unit: Option<UnitId>,
    after: &str,
) -> Result<FigureRecordsView, Error> {
    let after = after.split_once('/').and_then(|(day, stream)| {
        let day: Option<Day> = day.parse().ok();
        day.zip(stream.parse().ok())
    });
    let wanted = |of| under(seen, of, unit);
    let mut page =
        store::figures::records(seen.connection, figure, (from, to), after, wanted, PAGE + 1)?;
    let more = page.len() > PAGE;
    page.truncate(PAGE);
    let rows =
        page.iter().map(|counted| record(seen, figure, counted)).collect::<Result<_, _>>()?;
    Ok(FigureRecordsView { figure, rows, more })
}

fn record(seen: &Seen<'_>, figure: Figure, counted: &Counted) -> Result<FigureRecord, Error> {
    let id = counted.stream;
    let mut record = FigureRecord {
        amount: counted.amount,
        day: counted.day,
        title: String::new(),
        detail: String::new(),
        check: None,
        finding: None,
        suggestion: None,
        checks: vec![],
        cursor: format!("{}/{id}", counted.day),
    };
    // What is counted is looked up in its list; nothing is folded for a page of records.
    match figure {
        Figure::InspectorTimes | Figure::Outings => {
            let outing = seen.outing(OutingId::from(id))?;
            record.title = outing.team.zh;
            let names = outing.present.iter().map(|p| p.name.clone());
            let guests = outing.guests.into_iter().map(|g| format!("{}（{}）", g.name, g.body));
            record.detail = names.chain(guests).collect::<Vec<_>>().join("、");
            record.checks = store::checks::of_outing(seen.connection, id.into())?
                .iter()
                .map(|row| seen.check_row(row))
                .collect::<Result<Vec<CheckRow>, _>>()?;
        }
        Figure::UnitTimes => {
            record.check = Some(CheckId::from(id));
            record.title = store::checks::site_name(seen.connection, id.into())?;
        }
        Figure::FindingsPressed | Figure::Suggestions => {
            if let Some(row) = store::findings::get(seen.connection, id.into())? {
                record.finding = Some(FindingId::from(id));
                (record.title, record.detail) = (row.text, row.site);
            } else if let Some(row) = store::findings::suggestion(seen.connection, id.into())? {
                record.suggestion = Some(SuggestionId::from(id));
                (record.title, record.detail) = (row.text, row.site);
            }
        }
    }
    Ok(record)
}
