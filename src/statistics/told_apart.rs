//! A breakdown as rows with what was counted for each: every node, kind or stretch of time that the period holds, zero rows
//! too; figures by member suppressed below five members, and what the only withheld row of a metric would give away withheld
//! with it. Deliberately absent: which rows there are (`breakdown`), and how they are shown.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::asked::Asked;
use super::asking::{Answered, Asking};
use super::breakdown::{Dimension, FEWEST_MEMBERS, Ground, Key, MOST_ROWS, keys, narrow};
use super::figure::Scope;
use super::metrics::MetricCode;
use super::small_cells::also_withheld;
use crate::kernel::error::{Problem, Result};
use crate::linkage::{Pin, Request};

/// One row of a breakdown.
#[derive(Clone, Debug)]
pub struct ToldRow {
    /// What it stands for, a key for each dimension.
    pub keys: Vec<(Dimension, Key)>,
    /// Its part of the question.
    pub scope: Scope,
    /// What was counted, in the order of the metrics; nothing when suppressed.
    pub answered: Vec<Answered>,
    /// Whether fewer than five members would be compared.
    pub suppressed: bool,
}

/// Refuses dimensions that are none, too many or twice the same.
pub fn check(by: &[Dimension]) -> Result<()> {
    let distinct = by.first() != by.get(1);
    if by.is_empty() || by.len() > 2 || !distinct {
        return Err(Problem::bad_input(
            "by",
            "请给出一个或两个不同的维度。",
            "Give one or two different dimensions.",
        ));
    }
    Ok(())
}

/// The rows of an asking by one dimension or two crossed.
pub async fn told_apart(
    memory: (&Request, &Asked),
    pin: &Arc<Pin>,
    asking: &Asking,
    by: &[Dimension],
    metrics: &[MetricCode],
) -> Result<Vec<ToldRow>> {
    let campaigns = match by.contains(&Dimension::Campaign) {
        true => memory.1.campaigns(memory.0, pin).await?,
        false => Arc::default(),
    };
    let ground = Ground {
        chain: &pin.chain,
        attribution: asking.attribution,
        today: pin.today,
        narrowing: &asking.question.narrowing,
        campaigns: &campaigns,
    };
    let mut rows = vec![ToldRow {
        keys: Vec::new(),
        scope: asking.scope.clone(),
        answered: Vec::new(),
        suppressed: false,
    }];
    for dimension in by {
        rows = finer(&ground, *dimension, rows)?;
    }
    for row in rows.iter_mut().filter(|row| !row.suppressed) {
        let asking = Asking {
            scope: row.scope.clone(),
            ..asking.clone()
        };
        row.answered = asking.answered(memory, pin, metrics).await?;
    }
    withhold_with_the_only_one(&mut rows, metrics.len());
    Ok(rows)
}

fn finer(ground: &Ground<'_>, dimension: Dimension, rows: Vec<ToldRow>) -> Result<Vec<ToldRow>> {
    let mut finer = Vec::new();
    for row in rows {
        let below = keys(ground, dimension, &row.scope);
        let too_few = dimension == Dimension::Member && below.len() < FEWEST_MEMBERS;
        for key in below {
            let scope = narrow(ground, &row.scope, &key);
            let mut keys = row.keys.clone();
            keys.push((dimension, key));
            finer.push(ToldRow {
                keys,
                scope,
                answered: Vec::new(),
                suppressed: row.suppressed || too_few,
            });
        }
        if finer.len() > MOST_ROWS {
            return Err(Problem::bad_input(
                "by",
                format!("结果超过 {MOST_ROWS} 行，请缩小范围。"),
                format!("More than {MOST_ROWS} rows; ask for less."),
            ));
        }
    }
    Ok(finer)
}

/// Of each metric, whose only withheld row the total would give away.
fn withhold_with_the_only_one(rows: &mut [ToldRow], metrics: usize) {
    for metric in 0..metrics {
        let answered: Vec<&mut Answered> = rows
            .iter_mut()
            .filter_map(|row| row.answered.get_mut(metric))
            .collect();
        let told: Vec<(Option<Decimal>, bool)> = answered
            .iter()
            .map(|one| (one.result.value, one.suppressed))
            .collect();
        let also = also_withheld(&told).and_then(|place| answered.into_iter().nth(place));
        if let Some(one) = also {
            one.suppressed = true;
        }
    }
}
