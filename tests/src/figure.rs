//! One line of a bench: what was measured, as JSON.

use serde_json::json;

/// The median; 0 of nothing.
#[must_use]
pub fn middle(values: &[f64]) -> f64 {
    at(values, 50)
}

/// The value below which so many of a hundred lie.
fn at(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() * percent / 100).copied().unwrap_or_default()
}

/// Prints a figure: its median, its p95 and how many times it was measured; with a peer's name and
/// values also how the medians stand to each other.
pub fn print(bench: &str, figure: &str, unit: &str, values: &[f64], peer: Option<(&str, &[f64])>) {
    let round = |x: f64| (x * 1_000.0).round() / 1_000.0;
    let mut line = json!({
        "bench": bench, "figure": figure, "unit": unit,
        "value": round(middle(values)), "p95": round(at(values, 95)), "n": values.len(),
    });
    if let (Some((name, theirs)), Some(fields)) = (peer, line.as_object_mut()) {
        fields.insert("peer".into(), json!(name));
        fields.insert("ratio".into(), json!(round(middle(values) / middle(theirs))));
    }
    println!("{line}");
}
