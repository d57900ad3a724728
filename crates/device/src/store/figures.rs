//! Table `counted`.

use super::{fixed, of_word};
use crate::api::Error;
use mingcha_domain::{
    figures::{Contribution, Figure},
    ids::{StreamId, UnitId},
    time::Day,
};
use rusqlite::{Connection, named_params};

/// Replaces what a stream adds.
pub fn put(connection: &Connection, stream: StreamId, added: &[Contribution]) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM counted WHERE stream = :stream")?
        .execute(named_params! {":stream": stream.0})?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO counted (stream, figure, amount, day, unit, provisional)
         VALUES (:stream, :figure, :amount, :day, :unit, :provisional)",
    )?;
    for one in added {
        statement.execute(named_params! {
            ":stream": stream.0, ":figure": one.figure.name(), ":amount": one.amount,
            ":day": one.day.to_string(), ":unit": one.unit.0, ":provisional": one.provisional,
        })?;
    }
    Ok(())
}

/// What a stream adds in a period.
#[derive(Debug, Clone)]
pub struct Counted {
    /// Stream.
    pub stream: StreamId,
    /// By how much.
    pub amount: u32,
    /// Day.
    pub day: Day,
}

/// A figure's sum for one unit.
#[derive(Debug, Clone)]
pub struct Sum {
    /// Figure.
    pub figure: Figure,
    /// Unit.
    pub unit: UnitId,
    /// Its value.
    pub amount: u32,
    /// Part of it that central has not confirmed.
    pub provisional: u32,
    /// Number of records.
    pub records: u32,
}

/// Sums per figure and unit in a period.
pub fn sums(connection: &Connection, from: Day, to: Day) -> Result<Vec<Sum>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT figure, unit, sum(amount), sum(amount * provisional), count(*) FROM counted
         WHERE day BETWEEN :from AND :to GROUP BY figure, unit",
    )?;
    let rows = statement
        .query_map(named_params! {":from": from.to_string(), ":to": to.to_string()}, |r| {
            let figure: String = r.get(0)?;
            let unit: Vec<u8> = r.get(1)?;
            Ok((figure, unit, r.get(2)?, r.get(3)?, r.get(4)?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter()
        .map(|(figure, unit, amount, provisional, records)| {
            let figure = of_word(&figure, "counted")?;
            let unit = UnitId(fixed(&unit, "counted")?);
            Ok(Sum { figure, unit, amount, provisional, records })
        })
        .collect()
}

/// Records behind a figure after `after` (day and stream), newest day first, of the units that
/// `wanted` names; at most `limit`.
pub fn records(
    connection: &Connection,
    figure: Figure,
    (from, to): (Day, Day),
    after: Option<(Day, StreamId)>,
    wanted: impl Fn(UnitId) -> bool,
    limit: usize,
) -> Result<Vec<Counted>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT stream, amount, day, unit FROM counted
         WHERE figure = :figure AND day BETWEEN :from AND :to
           AND (day < :to OR stream > :stream)
         ORDER BY day DESC, stream",
    )?;
    let (until, stream) = after.map_or((to, vec![]), |(day, stream)| (day, stream.0.to_vec()));
    let mut rows = statement.query(named_params! {
        ":figure": figure.name(), ":from": from.to_string(), ":to": until.to_string(),
        ":stream": stream,
    })?;
    let mut found = Vec::new();
    // Read only as far as the page: a year of records is not sorted or decoded for its first rows.
    while let (true, Some(row)) = (found.len() < limit, rows.next()?) {
        let unit = UnitId(fixed(&row.get::<_, Vec<u8>>(3)?, "counted")?);
        if wanted(unit) {
            let day: String = row.get(2)?;
            found.push(Counted {
                stream: StreamId(fixed(&row.get::<_, Vec<u8>>(0)?, "counted")?),
                amount: row.get(1)?,
                day: day.parse().map_err(|_| super::unreadable("counted"))?,
            });
        }
    }
    Ok(found)
}
