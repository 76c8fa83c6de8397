//! Pages of the records that make a difference. Records that the caller may not see are counted and not named.
//! Deliberately absent: finding them.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use futures_util::future::try_join_all;
use rust_decimal::Decimal as Number;

use super::difference::Beside;
use crate::events::graphql::Event;
use crate::events::graphql::loading::{VersionAt, load};
use crate::events::hardship;
use crate::kernel::error::Result;
use crate::kernel::page::{Page, PageArgs, PageInfo, encode_cursor};
use crate::kernel::scalars::Decimal;
use crate::linkage::Request;
use crate::statements::comparing::Compared;
use crate::statements::counting::{Part, Record};
use crate::statements::rules::{DifferenceReason, Explanation};
use crate::statistics::graphql::records::CountedRecord;

/// What a record adds to a figure (计入数量).
#[derive(SimpleObject, Clone, Debug)]
pub struct StatementPart {
    /// To the value, to a rate's numerator, or the days that a median is of (计入数量).
    pub amount: Decimal,
    /// To a rate's denominator; nothing to other figures (计入分母).
    pub over: Decimal,
}

impl From<Part> for StatementPart {
    fn from(part: Part) -> Self {
        Self {
            amount: part.amount.into(),
            over: part.over.into(),
        }
    }
}

/// A record that adds something else than when the statement was frozen (差异明细).
#[derive(SimpleObject, Clone, Debug)]
pub struct StatementExplanation {
    /// Why (原因).
    pub reason: DifferenceReason,
    /// What it added when the statement was frozen; null when it was not counted, or is withheld (定稿时计入).
    pub before: Option<StatementPart>,
    /// What it adds now; null when it is not counted, or is withheld (现计入).
    pub after: Option<StatementPart>,
    /// What it adds now less what it added; null when withheld (计入变化).
    pub change: Option<Decimal>,
    /// The same of a rate's denominator; null when withheld (计入分母变化).
    pub over_change: Option<Decimal>,
    /// Whether the numbers are withheld: fewer than five residents in hardship, from callers who may not read what was
    /// posted of them (是否抑制).
    pub suppressed: bool,
    /// The record as it stands now (记录).
    pub record: CountedRecord,
}

/// A record of a page (差异明细条目).
#[derive(SimpleObject, Clone, Debug)]
pub struct StatementExplanationEdge {
    /// Its cursor (游标).
    pub cursor: String,
    /// The record with the reason (差异明细).
    pub node: StatementExplanation,
}

/// A page of the records that make a difference.
#[derive(Debug)]
pub struct StatementExplanationConnection {
    edges: Vec<StatementExplanationEdge>,
    page: PageInfo,
    count: usize,
    hidden: usize,
}

impl StatementExplanationConnection {
    /// A page; nothing where nothing may be told.
    pub async fn load(
        ctx: &Context<'_>,
        beside: &Arc<Beside>,
        compared: Option<&Compared>,
        args: &PageArgs,
    ) -> Result<Self> {
        let explanations = compared.map(|compared| compared.explanations.as_slice());
        let explanations = explanations.unwrap_or_default();
        let all: Vec<_> = explanations
            .iter()
            .map(|one| (one.key.clone(), one))
            .collect();
        let page: Page<&Explanation> = args.cut(&all);
        let mut edges = Vec::with_capacity(page.items.len());
        let records = records(ctx, beside, &page.items).await?;
        for (key, one) in &page.items {
            let (Some(record), Some(compared)) = (records.get(&one.record), compared) else {
                continue;
            };
            edges.push(StatementExplanationEdge {
                cursor: encode_cursor(key),
                node: told(beside, compared, one, record.clone()),
            });
        }
        Ok(Self {
            hidden: page.items.len().saturating_sub(edges.len()),
            page: page.info(),
            count: all.len(),
            edges,
        })
    }
}

/// The records of a page that the caller may see, as they stand at the later number.
async fn records(
    ctx: &Context<'_>,
    beside: &Beside,
    items: &[(String, &Explanation)],
) -> Result<BTreeMap<Record, CountedRecord>> {
    let request = ctx.data_unchecked::<Request>();
    let (district, number) = (beside.now.district_id(), beside.now.number);
    let is_case = |(_, one): &(String, &Explanation)| matches!(one.record, Record::Case(_));
    let cases = match items.iter().any(is_case) {
        true => Some(beside.cases(request).await?),
        false => None,
    };
    // Asked at once, so that the loader makes one statement of them.
    let events = items.iter().filter_map(|(_, one)| match one.record {
        Record::Event(id) => Some(async move {
            let version = load(ctx, VersionAt(district.clone(), number, id)).await?;
            Ok::<_, crate::kernel::error::Problem>((one.record, version))
        }),
        Record::Case(_) => None,
    });
    let mut found = BTreeMap::new();
    for (record, version) in try_join_all(events).await? {
        let Some(version) = version else { continue };
        let event = Event {
            pin: Arc::clone(&beside.now),
            version,
        };
        found.insert(record, CountedRecord::Event(event));
    }
    for (_, one) in items {
        let Record::Case(id) = one.record else {
            continue;
        };
        if let Some((kind, shown)) = cases.and_then(|cases| cases.get(&id)) {
            found.insert(one.record, CountedRecord::of(*kind, shown.clone()));
        }
    }
    Ok(found)
}

fn told(
    beside: &Beside,
    compared: &Compared,
    one: &Explanation,
    record: CountedRecord,
) -> StatementExplanation {
    let change = |of: fn(Part) -> Number| -> Number {
        let (was, is) = (one.before.map(of), one.after.map(of));
        is.unwrap_or_default()
            .checked_sub(was.unwrap_or_default())
            .unwrap_or_default()
    };
    let (amount, over) = (change(|part| part.amount), change(|part| part.over));
    let small = match (&record, compared.basis.measure()) {
        (CountedRecord::Event(event), Some(measure)) => {
            let kind = event.version.kind;
            let parts = [one.before, one.after].into_iter().flatten();
            let mut numbers = parts.map(|part| part.amount).chain([amount.abs()]);
            numbers.any(|number| hardship::is_small(kind, measure, number))
        }
        _ => false,
    };
    let suppressed = small && !beside.sees_small;
    let shown = |part: Option<Part>| part.filter(|_| !suppressed).map(StatementPart::from);
    StatementExplanation {
        reason: one.reason,
        before: shown(one.before),
        after: shown(one.after),
        change: (!suppressed).then(|| amount.into()),
        over_change: (!suppressed).then(|| over.into()),
        suppressed,
        record,
    }
}

/// The records that make a difference, by day (差异明细列表).
#[Object]
impl StatementExplanationConnection {
    /// The records with their cursors (带游标的条目).
    async fn edges(&self) -> &[StatementExplanationEdge] {
        &self.edges
    }

    /// The records alone (差异明细).
    async fn nodes(&self) -> Vec<StatementExplanation> {
        self.edges.iter().map(|edge| edge.node.clone()).collect()
    }

    /// Where the page stands (分页信息).
    async fn page_info(&self) -> &PageInfo {
        &self.page
    }

    /// How many records make the difference, those that the caller may not see among them (总数).
    async fn total_count(&self) -> i32 {
        i32::try_from(self.count).unwrap_or(i32::MAX)
    }

    /// How many of this page the caller may not see; they are not named (不可见条数).
    async fn hidden_count(&self) -> i32 {
        i32::try_from(self.hidden).unwrap_or(i32::MAX)
    }
}
