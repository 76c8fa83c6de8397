//! A member's score in the API. Deliberately absent: lists of scores, and any order by them.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};

use super::loading::{NotesOf, granted, records, sources};
use super::scheme::{AssessmentScheme, versions};
use crate::assessment::assessing::{Assessed, assess, decisions, ground, only_granted};
use crate::assessment::commands::{CONTEST, SCHEME};
use crate::assessment::queries::meant;
use crate::assessment::rules::scoring::{Entry, NotCounted, Source, Sum};
use crate::casework::kinds::Level;
use crate::events::graphql::loading::load;
use crate::events::rules::reading::local;
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::id::{GlobalId, NodeId};
use crate::kernel::page::{Page, PageArgs, PageInfo, encode_cursor};
use crate::kernel::period::Span;
use crate::kernel::scalars::{Date, Decimal, Long};
use crate::linkage::{Pin, Request};
use crate::statistics::asked::Asked;
use crate::statistics::duty::{Duty, Part};
use crate::statistics::graphql::records::CountedRecord;

/// What an item, or a rule of deduction, comes to (分项得分).
#[derive(SimpleObject, Clone, Debug)]
pub struct DutyScoreItem {
    /// The code of the item or rule (代码).
    pub code: String,
    /// Its name (名称).
    pub name: String,
    /// How many entries have points under it (计分条数).
    pub counted: i32,
    /// The points; below zero what is deducted (得分).
    pub points: Decimal,
}

impl From<&Sum> for DutyScoreItem {
    fn from(sum: &Sum) -> Self {
        Self {
            code: sum.code.clone(),
            name: sum.name.clone(),
            counted: i32::try_from(sum.counted).unwrap_or(i32::MAX),
            points: sum.points.into(),
        }
    }
}

/// A score of a member at a journal number.
#[derive(Clone, Debug)]
pub struct DutyScore {
    pin: Arc<Pin>,
    scheme: AssessmentScheme,
    assessed: Arc<Assessed>,
}

/// The score of a member by a version of a scheme, worked out from what the journal held at a number: asked again it comes
/// to the same bytes (履职考核得分).
#[Object]
impl DutyScore {
    /// The scheme, in the version that was scored by (考核方案).
    async fn scheme(&self) -> &AssessmentScheme {
        &self.scheme
    }

    /// The journal number that it is true for (日志序号).
    async fn as_of(&self) -> Long {
        Long(self.pin.number)
    }

    /// What every member begins with (基础分).
    async fn base(&self) -> Decimal {
        self.assessed.score.base.into()
    }

    /// What each item comes to, in the scheme's order, at most 40 (计分项得分).
    async fn items(&self) -> Vec<DutyScoreItem> {
        self.assessed
            .score
            .items
            .iter()
            .map(DutyScoreItem::from)
            .collect()
    }

    /// What each rule of deduction comes to, in the scheme's order, at most 40 (扣分).
    async fn deductions(&self) -> Vec<DutyScoreItem> {
        let sums = self.assessed.score.deductions.iter();
        sums.map(DutyScoreItem::from).collect()
    }

    /// The base with all items less all deductions, not below zero (总分).
    async fn total(&self) -> Decimal {
        self.assessed.score.total.into()
    }

    /// The days of the year (年度天数).
    async fn days_of_year(&self) -> i32 {
        i32::try_from(self.assessed.score.days_of_year).unwrap_or(i32::MAX)
    }

    /// Those on which the member was in office, and neither on leave nor suspended (在岗天数).
    async fn days_on_duty(&self) -> i32 {
        i32::try_from(self.assessed.score.days_on_duty).unwrap_or(i32::MAX)
    }

    /// The grade, its threshold prorated as the scheme says; null below the lowest, and for who had no day of duty (等次).
    async fn grade(&self) -> Option<&str> {
        self.assessed.score.grade.as_deref()
    }

    /// Every record and deduction of the year, by day: under which item, with which share, or why not (计分明细).
    async fn entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, from the beginning; 1 to 100, 20 if left out (条数).")]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
        #[graphql(desc = "How many, from the end; 1 to 100 (末尾条数).")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor (结束游标).")] before: Option<String>,
    ) -> Result<DutyEntryConnection> {
        let args = PageArgs::new(first, after.as_deref(), last, before.as_deref())?;
        let keyed = (self.assessed.score.entries.iter()).map(|entry| (key(entry), entry.clone()));
        let mut all: Vec<(String, Entry)> = keyed.collect();
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        let page = args.cut(&all);
        DutyEntryConnection::load(ctx, &self.pin, page, all.len()).await
    }

    /// The whole score as JSON, the very bytes that the digest is over (计分文书).
    async fn document(&self) -> &str {
        &self.assessed.document
    }

    /// SHA-256 of the document, in hex (摘要).
    async fn digest(&self) -> &str {
        &self.assessed.digest
    }
}

/// An entry's place in its list: the day, the source, and of the levels of one report the counted one first.
fn key(entry: &Entry) -> String {
    let kind = match entry.source {
        Source::Deduction(_) => "deduction",
        _ => "record",
    };
    let lower = entry
        .level
        .filter(|_| entry.not_counted == Some(NotCounted::LowerLevel));
    format!("{}/{kind}/{}/{lower:?}", entry.on, entry.source.id())
}

/// Why something is counted, or not (计分明细).
#[derive(SimpleObject, Clone, Debug)]
pub struct DutyEntry {
    /// The event, case or deduction that it is about, which a contest names (对象标识).
    pub source_id: ID,
    /// The event or case; null of a deduction, and of what the caller may not see (记录).
    pub source: Option<CountedRecord>,
    /// The day (日期).
    pub on: Date,
    /// The kind of duty; null of a deduction, and of what is filed under “anything else” (履职种类).
    pub kind: Option<Duty>,
    /// What the member did; null of a deduction (履职方式).
    pub part: Option<Part>,
    /// The level of adoption that it stands for; null for none (采用层级).
    pub level: Option<Level>,
    /// The code of the item, or of the rule of deduction; null where none fits (规则代码).
    pub rule: Option<String>,
    /// The share of the points that the member has by his part (计分比例).
    pub share: Decimal,
    /// The points that it adds; below zero what it deducts (得分).
    pub points: Decimal,
    /// Why it adds nothing, or less than the item gives; null when it is counted in full (未计分原因).
    pub not_counted: Option<NotCounted>,
    /// The accepted contest that decided it, by its id; null for none (裁定依据).
    pub decided_by_id: Option<ID>,
}

/// An entry of a page (计分明细条目).
#[derive(SimpleObject, Clone, Debug)]
pub struct DutyEntryEdge {
    /// Its cursor (游标).
    pub cursor: String,
    /// The entry (计分明细).
    pub node: DutyEntry,
}

/// A page of the entries of a score (计分明细列表).
#[derive(SimpleObject, Clone, Debug)]
pub struct DutyEntryConnection {
    /// The entries with their cursors (带游标的条目).
    pub edges: Vec<DutyEntryEdge>,
    /// The entries alone (计分明细).
    pub nodes: Vec<DutyEntry>,
    /// Where the page stands (分页信息).
    pub page_info: PageInfo,
    /// How many there are in all (总数).
    pub total_count: i32,
}

impl DutyEntryConnection {
    async fn load(
        ctx: &Context<'_>,
        pin: &Arc<Pin>,
        page: Page<Entry>,
        all: usize,
    ) -> Result<Self> {
        let wanted: BTreeSet<Source> = page.items.iter().map(|(_, entry)| entry.source).collect();
        let told = sources(ctx, pin, &wanted).await?;
        let mut edges = Vec::with_capacity(page.items.len());
        for (key, entry) in &page.items {
            let Some((source_id, source)) = told.get(&entry.source).cloned() else {
                continue;
            };
            let decided_by = entry.decided_by.map(|id| id.0);
            let node = DutyEntry {
                source_id,
                source,
                on: entry.on.into(),
                kind: entry.duty,
                part: entry.part,
                level: entry.level,
                rule: entry.rule.clone(),
                share: entry.share.into(),
                points: entry.points.into(),
                not_counted: entry.not_counted,
                decided_by_id: decided_by
                    .map(|id| GlobalId::encode(CONTEST, pin.district_id(), id)),
            };
            edges.push(DutyEntryEdge {
                cursor: encode_cursor(key),
                node,
            });
        }
        Ok(Self {
            nodes: edges.iter().map(|edge| edge.node.clone()).collect(),
            edges,
            page_info: page.info(),
            total_count: i32::try_from(all).unwrap_or(i32::MAX),
        })
    }
}

/// A member's score by a scheme; none for who may not see it, and where there is no such scheme.
pub async fn score_of(
    ctx: &Context<'_>,
    (pin, member): (&Arc<Pin>, NodeId),
    (scheme, version): (Option<ID>, Option<i32>),
    as_of: Option<Long>,
) -> Result<Option<DutyScore>> {
    let (request, asked) = (
        ctx.data_unchecked::<Request>(),
        ctx.data_unchecked::<Asked>(),
    );
    if !request.may(Action::ReadDuty, pin.district_id(), Some(member)) {
        return Ok(None);
    }
    let pin = asked
        .as_of(request, pin, as_of.map(|number| number.0))
        .await?;
    let named = match &scheme {
        None => None,
        Some(id) => match local(id, pin.district_id(), &[SCHEME]) {
            None => return Ok(None),
            Some(id) => Some(NodeId(id)),
        },
    };
    let versions = versions(ctx, &pin).await?;
    let Some(version) = meant(&versions, named, version) else {
        return Ok(None);
    };
    let Some(year) = Span::year(version.row.year) else {
        return Ok(None);
    };
    let key = NotesOf(pin.district_id().clone(), pin.number, member);
    let notes = load(ctx, key).await?.unwrap_or_default();
    let mut records = records(ctx, &pin, member, &year).await?;
    let decisions = decisions(&notes, version.row.id);
    let only = only_granted(&decisions, &records);
    records.extend(granted(ctx, &pin, &only).await?);
    let in_office = pin.chain.organization.lifetime(member);
    let ground = ground(&version.scheme, in_office, &notes, decisions, records);
    let assessed = Arc::new(assess(version, member, &ground)?);
    Ok(Some(DutyScore {
        scheme: AssessmentScheme(Arc::new(version.clone())),
        assessed,
        pin,
    }))
}
