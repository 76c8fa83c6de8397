//! One statement of the demo: the figures of the report of 2022 that a metric says too, frozen from the records that come to
//! them. Deliberately absent: figures that no metric says; what is printed alone cannot be frozen.

use std::collections::BTreeSet;

use super::published::REPORT;
use super::{Stopped, told};
use crate::kernel::db::load_head;
use crate::kernel::page::PageArgs;
use crate::kernel::period::Span;
use crate::linkage::{Attribution, Request};
use crate::published::entity::published_figure::Model;
use crate::published::queries::{FigureFilter, page};
use crate::published::words::{list_of, metric_of};
use crate::statements::commands::freeze;
use crate::statements::reading::{LineDraft, StatementDraft};
use crate::statistics::figure::Credit;
use crate::statistics::narrowing::Narrowing;

/// The title.
const TITLE: &str = "2022年度整体支出绩效评价报告（示例汇总）";

/// Freezes it.
pub async fn load(office: &Request) -> Result<(), Stopped> {
    let district = office
        .actor()
        .map_err(|_| "nobody is signed in")?
        .district
        .clone();
    let head = load_head(&office.db, &district).await;
    let head = head.map_err(|error| error.to_string())?;
    let number = head.map_or(0, |head| head.number);
    let filter = FigureFilter {
        document: Some(REPORT.to_owned()),
        changed_after: None,
    };
    let all = PageArgs {
        limit: 100,
        after: None,
        before: None,
        backward: false,
    };
    let printed = page(&office.db, &district, number, &filter, &all).await;
    let printed = printed.map_err(|_| "the published figures cannot be read")?;
    let figures = printed.items.iter().map(|(_, figure)| figure);
    let draft = StatementDraft {
        title: TITLE.to_owned(),
        lines: figures.filter_map(line).collect(),
    };
    office.unpin(&district).await;
    let done = freeze(office, &district, &draft).await;
    done.map(drop).map_err(|failure| told(TITLE, &failure))
}

/// A printed figure as it is counted; none while no metric says the same.
fn line(figure: &Model) -> Option<LineDraft> {
    Some(LineDraft {
        name: figure.phrase.clone(),
        metric: metric_of(figure.metric.as_deref()?)?,
        node: None,
        span: Span::new(figure.from_day, figure.to_day),
        narrowing: Narrowing {
            kinds: figure.kinds.as_deref().map(list_of),
            campaigns: figure.campaign_id.map(|id| BTreeSet::from([id])),
            fund_kinds: figure.fund_kinds.as_deref().map(list_of),
            is_part: figure.is_part,
            ..Narrowing::default()
        },
        attribution: Attribution::AtEvent,
        credit: Credit::Full,
    })
}
