//! What a member has done and how it is assessed, on the member in the API; for the office, leaders and himself.
//! Deliberately absent: rules, and anything about several members.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};

use super::contest::{DutyAbsence, DutyContest, DutyDeduction, absences, contests, deductions};
use super::loading::{NotesOf, records, sources};
use super::score::{DutyScore, score_of};
use crate::assessment::queries::Notes;
use crate::assessment::rules::scoring::{DutyRecord as Record, Source};
use crate::events::graphql::loading::load;
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::id::NodeId;
use crate::kernel::page::{PageArgs, PageInfo, encode_cursor};
use crate::kernel::scalars::{Date, Long};
use crate::linkage::{Pin, Request};
use crate::statistics::asked::Asked;
use crate::statistics::duty::{Duty, Part};
use crate::statistics::graphql::inputs::PeriodInput;
use crate::statistics::graphql::records::CountedRecord;

/// So many of each sort are listed.
const MOST: usize = 100;

/// A record of duty (履职记录).
#[derive(SimpleObject, Clone, Debug)]
pub struct DutyRecord {
    /// The event or case that it is, by its id (来源标识).
    pub source_id: ID,
    /// The event or case; null where the caller may not see it (来源).
    pub source: Option<CountedRecord>,
    /// The day: that on which the event began, or the member first acted in the case (日期).
    pub on: Date,
    /// The kind of duty; null of what is filed under “anything else” (履职种类).
    pub kind: Option<Duty>,
    /// What the member did (履职方式).
    pub part: Part,
}

/// A record of a page (履职记录条目).
#[derive(SimpleObject, Clone, Debug)]
pub struct DutyRecordEdge {
    /// Its cursor (游标).
    pub cursor: String,
    /// The record (履职记录).
    pub node: DutyRecord,
}

/// A page of a member's records (履职记录列表).
#[derive(SimpleObject, Clone, Debug)]
pub struct DutyRecordConnection {
    /// The records with their cursors (带游标的条目).
    pub edges: Vec<DutyRecordEdge>,
    /// The records alone (履职记录).
    pub nodes: Vec<DutyRecord>,
    /// Where the page stands (分页信息).
    pub page_info: PageInfo,
    /// How many there are in all (总数).
    pub total_count: i32,
    /// The journal number that it is true for (日志序号).
    pub as_of: Long,
}

/// The duty of a member.
#[derive(Clone, Debug)]
pub struct MemberDuty(pub Arc<Pin>, pub NodeId);

impl MemberDuty {
    fn may(&self, ctx: &Context<'_>) -> bool {
        let request = ctx.data_unchecked::<Request>();
        request.may(Action::ReadDuty, self.0.district_id(), Some(self.1))
    }

    /// What is recorded, the newest first; nothing for who may not see it.
    async fn notes(&self, ctx: &Context<'_>) -> Result<Notes> {
        if !self.may(ctx) {
            return Ok(Notes::default());
        }
        let key = NotesOf(self.0.district_id().clone(), self.0.number, self.1);
        let mut notes: Notes = load(ctx, key).await?.unwrap_or_default();
        notes.absences.reverse();
        notes.absences.truncate(MOST);
        notes.deductions.reverse();
        notes.deductions.truncate(MOST);
        notes.contests.reverse();
        notes.contests.truncate(MOST);
        Ok(notes)
    }
}

/// The duty of a member (履职).
#[Object]
impl MemberDuty {
    /// What he has a record of, each event and case once, by day; empty for all but the office, leaders and the member
    /// (履职记录).
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments are the contract's"
    )]
    async fn duty_records(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "On which days (期间).")] period: PeriodInput,
        #[graphql(desc = "How many, from the beginning; 1 to 100, 20 if left out (条数).")]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
        #[graphql(desc = "How many, from the end; 1 to 100 (末尾条数).")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor (结束游标).")] before: Option<String>,
        #[graphql(desc = "The journal number; the newest if left out (日志序号).")] as_of: Option<
            Long,
        >,
    ) -> Result<DutyRecordConnection> {
        let args = PageArgs::new(first, after.as_deref(), last, before.as_deref())?;
        let (request, asked) = (
            ctx.data_unchecked::<Request>(),
            ctx.data_unchecked::<Asked>(),
        );
        let span = period.span(&self.0)?;
        let (pin, all) = match self.may(ctx) {
            false => (Arc::clone(&self.0), Vec::new()),
            true => {
                let number = as_of.map(|number| number.0);
                let pin = asked.as_of(request, &self.0, number).await?;
                let all = records(ctx, &pin, self.1, &span).await?;
                (pin, all)
            }
        };
        connection(ctx, &pin, all, &args).await
    }

    /// His score by a scheme; null for all but the office, leaders and the member, and where there is no scheme (履职考核得分).
    async fn duty_score(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which scheme; the one that was changed last if left out (考核方案).")]
        scheme_id: Option<ID>,
        #[graphql(desc = "Which version of it; the newest if left out (版本).")] version: Option<
            i32,
        >,
        #[graphql(desc = "The journal number; the newest if left out (日志序号).")] as_of: Option<
            Long,
        >,
    ) -> Result<Option<DutyScore>> {
        score_of(ctx, (&self.0, self.1), (scheme_id, version), as_of).await
    }

    /// Leave and suspensions, the newest first, at most 100; empty for all but the office, leaders and the member
    /// (请假与暂停履职).
    async fn duty_absences(&self, ctx: &Context<'_>) -> Result<Vec<DutyAbsence>> {
        let notes = self.notes(ctx).await?;
        absences(ctx.data_unchecked(), &self.0, &notes.absences).await
    }

    /// What the office recorded to be deducted, the newest first, at most 100; empty for all but the office, leaders and
    /// the member (扣分).
    async fn duty_deductions(&self, ctx: &Context<'_>) -> Result<Vec<DutyDeduction>> {
        let notes = self.notes(ctx).await?;
        deductions(ctx.data_unchecked(), &self.0, &notes.deductions).await
    }

    /// His contests, the newest first, at most 100; empty for all but the office, leaders and the member (申诉).
    async fn duty_contests(&self, ctx: &Context<'_>) -> Result<Vec<DutyContest>> {
        let notes = self.notes(ctx).await?;
        contests(ctx.data_unchecked(), &self.0, notes.contests.iter()).await
    }
}

async fn connection(
    ctx: &Context<'_>,
    pin: &Arc<Pin>,
    all: Vec<Record>,
    args: &PageArgs,
) -> Result<DutyRecordConnection> {
    let key = |record: &Record| format!("{}/{}", record.on, record.source.id());
    let mut all: Vec<(String, Record)> = all
        .into_iter()
        .map(|record| (key(&record), record))
        .collect();
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    let page = args.cut(&all);
    let wanted: BTreeSet<Source> = page.items.iter().map(|(_, record)| record.source).collect();
    let told = sources(ctx, pin, &wanted).await?;
    let edges = page.items.iter().filter_map(|(key, record)| {
        let (source_id, source) = told.get(&record.source).cloned()?;
        let node = DutyRecord {
            source_id,
            source,
            on: record.on.into(),
            kind: record.traits.duty,
            part: record.traits.part,
        };
        let cursor = encode_cursor(key);
        Some(DutyRecordEdge { cursor, node })
    });
    let edges: Vec<DutyRecordEdge> = edges.collect();
    Ok(DutyRecordConnection {
        nodes: edges.iter().map(|edge| edge.node.clone()).collect(),
        edges,
        page_info: page.info(),
        total_count: i32::try_from(all.len()).unwrap_or(i32::MAX),
        as_of: Long(pin.number),
    })
}
