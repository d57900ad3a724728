//! Sealed orders of samples and vectors: fixed secrets, so that every box is the same every time.

use crate::samples::{id, shop};
use mingcha_domain::{
    canonical,
    ids::{Hash, Nonce, OrderId, Salt, WrappedKey},
    order::{
        Bytes, Code, CodeLock, Dossier, EarlierVisit, How, OrderKey, OrderOpened, OrderSealed,
        SealedBox, Secrets,
    },
    spot_check::CheckKind,
};

/// A dossier for team 30 about site `site`.
///
/// # Errors
/// Never for these values.
pub fn dossier(site: u8, name: &str) -> anyhow::Result<Dossier> {
    let mut place = shop();
    name.clone_into(&mut place.name);
    Ok(Dossier {
        campaign: id(40),
        checklist: id(50),
        due: "2022-03-20".parse()?,
        earlier: vec![EarlierVisit {
            check: id(80),
            day: "2022-03-02".parse()?,
            words: "台账缺两批".to_owned(),
        }],
        kind: CheckKind::Covert,
        note: "走后门".to_owned(),
        place,
        site: id(site),
        team: id(30),
        title: "进口水果".to_owned(),
    })
}

/// Secrets that anybody can guess.
#[must_use]
pub fn secrets(n: u8) -> Secrets {
    let code = Code::from_random(u64::from(n) * 1_111_111_111_111_111);
    Secrets {
        order: OrderId([n; 16]),
        key: OrderKey::new([n.wrapping_add(1); 32]),
        // Only numbers near the largest are turned down.
        code: code.unwrap_or_else(|| unreachable!()),
        dossier_salt: Hash([n.wrapping_add(2); 32]),
        box_nonce: Nonce([n.wrapping_add(3); 24]),
        code_salt: Salt([n.wrapping_add(4); 16]),
        code_nonce: Nonce([n.wrapping_add(5); 24]),
    }
}

/// What an order looks like while sealed and what its opening says, without the cost of sealing.
///
/// # Errors
/// Never for these values.
pub fn sealed_and_opened() -> anyhow::Result<(OrderSealed, OrderOpened)> {
    let (dossier, salt) = (dossier(60, "禾满生鲜")?, Hash([7; 32]));
    let text = String::from_utf8(canonical::to_bytes(&dossier)?)?;
    let sealed = OrderSealed {
        batch: mingcha_domain::ids::BatchId([5; 16]),
        code: CodeLock {
            lanes: 1,
            memory_kib: 65_536,
            nonce: Nonce([1; 24]),
            passes: 3,
            salt: Salt([2; 16]),
            wrapped: WrappedKey([3; 48]),
        },
        due: dossier.due,
        sealed: SealedBox {
            ciphertext: Bytes(vec![4; 12]),
            commitment: Hash::of(&[b"mingcha/dossier/1\0", &salt.0, text.as_bytes()]),
            nonce: Nonce([6; 24]),
        },
        team: dossier.team,
    };
    Ok((sealed, OrderOpened { dossier: text, how: How::Code, salt, tries: 2 }))
}
