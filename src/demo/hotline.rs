//! What the hotline says of the units in 2022, for the comparison beside the micro-suggestions. None of it is published:
//! every number is illustrative, and its source says so (示例). Deliberately absent: orders of residents.

use super::{Stopped, day, told};
use crate::hotline::entity::HotlineMetric;
use crate::hotline::importing::import;
use crate::hotline::rules::{RowDraft, Ruling};
use crate::kernel::id::NodeId;
use crate::linkage::Request;

const SOURCE: &str = "12345热线月度考核通报（示例）";

/// Imports twelve months of two metrics for each unit.
pub async fn load(office: &Request, units: &[NodeId]) -> Result<(), Stopped> {
    let district = office
        .actor()
        .map_err(|_| "nobody is signed in")?
        .district
        .clone();
    let mut rows = Vec::new();
    for (place, unit) in (0_i64..).zip(units) {
        for (month, ordinal) in (1_u32..=12).zip(1_i64..) {
            let whole = 20 + (place * 7 + ordinal * 5) % 17;
            let late = (place + ordinal) % 3;
            let rated = whole - 5 - (place * 3 + ordinal) % 5;
            let pleased = rated - (place * 2 + ordinal) % 4;
            for (metric, numerator, denominator) in [
                (HotlineMetric::RepliesInTime, whole - late, whole),
                (HotlineMetric::ResultSatisfaction, pleased, rated),
            ] {
                rows.push(RowDraft {
                    unit: Some(*unit),
                    month: day(2022, month, 1),
                    metric,
                    numerator,
                    denominator,
                    source: SOURCE.to_owned(),
                });
            }
        }
    }
    let done = import(office, &district, &rows).await;
    let imported = done.map_err(|failure| told("hotline", &failure))?;
    let stands = |ruling: &Ruling| matches!(ruling, Ruling::Accepted(..));
    match imported.rulings.iter().find(|ruling| !stands(ruling)) {
        None => Ok(()),
        Some(ruling) => Err(format!("hotline: {ruling:?}")),
    }
}
