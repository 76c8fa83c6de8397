//! Figures that leaders read: the metric catalogue, figures with their receipts, breakdowns, completeness.
//! A figure is a sum over tallies, or over the event rows themselves when an earlier journal number or a filter that the
//! tallies do not know is asked for; both give the same cells, and one calculation turns cells into figures.
//! Cases are few and are counted from their facts; whom records reach, and how evenly, is counted from the first of them. Deliberately absent: moving the tallies (events), ranks of persons.

pub mod asked;
pub mod asking;
pub mod balance;
pub mod balance_metrics;
pub mod breakdown;
pub mod case_metrics;
pub mod case_rows;
pub mod cases;
pub mod cells;
pub mod completeness;
pub mod duty;
pub mod figure;
pub mod first;
pub mod fitting;
pub mod graphql;
pub mod metric_codes;
pub mod metrics;
pub mod narrowing;
pub mod population;
pub mod quantiles;
pub mod question;
pub mod reach;
pub mod reach_rows;
pub mod records;
pub mod small_cells;
pub mod sql;
pub mod told_apart;
