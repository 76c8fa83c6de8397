//! The records behind a figure in the API: exactly those that were counted, each with what it adds.
//! Deliberately absent: how they are found.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_graphql::{Context, ID, Interface, Object, SimpleObject};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::figure::clamp;
use crate::casework::graphql::Shown;
use crate::casework::graphql::list::by_ids;
use crate::casework::graphql::related::type_name;
use crate::casework::kinds::CaseKind;
use crate::consultations::graphql::Consultation;
use crate::events::entity::event_version;
use crate::events::graphql::Event;
use crate::events::hardship::is_small;
use crate::events::kinds::{EventKind, Qualifier};
use crate::kernel::error::Result;
use crate::kernel::id::EventId;
use crate::kernel::page::{Page, PageArgs, PageInfo, encode_cursor};
use crate::kernel::scalars::{Decimal, UuidText};
use crate::linkage::{Attribution, Pin, Request};
use crate::micro_suggestions::graphql::MicroSuggestion;
use crate::oversight::graphql::{Finding, OversightCampaign};
use crate::practices::{ALL, practice};
use crate::proposals::graphql::Proposal;
use crate::public_voices::graphql::PublicVoice;
use crate::sentiment_reports::graphql::SentimentReport;
use crate::statistics::asked::Asked;
use crate::statistics::asking::ground;
use crate::statistics::cases::{self, CaseCount, Counted};
use crate::statistics::first::{balanced, reached};
use crate::statistics::metrics::Counts;
use crate::statistics::reach::Reacher;
use crate::statistics::records::{Receipt, Record};
use crate::statistics::small_cells::sees;

/// A record that a figure counts: an event, or a case (计入统计的记录).
#[derive(Interface, Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "a page of them is made for an answer"
)]
#[graphql(
    field(name = "id", ty = "ID", desc = "The opaque id (标识)."),
    field(
        name = "uuid",
        ty = "UuidText",
        desc = "The id that the client made (客户端编号)."
    ),
    field(name = "title", ty = "String", desc = "Its title (标题).")
)]
pub enum CountedRecord {
    /// An event.
    Event(Event),
    /// A micro-suggestion.
    MicroSuggestion(MicroSuggestion),
    /// A proposal.
    Proposal(Proposal),
    /// A sentiment report.
    SentimentReport(SentimentReport),
    /// A public voice.
    PublicVoice(PublicVoice),
    /// A consultation.
    Consultation(Consultation),
    /// An oversight campaign.
    OversightCampaign(OversightCampaign),
    /// A finding of one.
    Finding(Finding),
}

impl CountedRecord {
    /// A case of a kind.
    pub fn of(kind: CaseKind, shown: Shown) -> Self {
        match kind {
            CaseKind::MicroSuggestion => Self::MicroSuggestion(MicroSuggestion(shown)),
            CaseKind::Proposal => Self::Proposal(Proposal(shown)),
            CaseKind::SentimentReport => Self::SentimentReport(SentimentReport(shown)),
            CaseKind::PublicVoice => Self::PublicVoice(PublicVoice(shown)),
            CaseKind::Consultation => Self::Consultation(Consultation(shown)),
            CaseKind::OversightCampaign => Self::OversightCampaign(OversightCampaign(shown)),
            CaseKind::Finding => Self::Finding(Finding(shown)),
        }
    }
}

/// One counted record with what it adds (计入的一条记录).
#[derive(SimpleObject, Clone, Debug)]
pub struct RecordEdge {
    /// The record's cursor (游标).
    pub cursor: String,
    /// What it adds to the value, in the figure's unit; null for fewer than five residents in hardship, to callers who may
    /// not read what was posted of them (计入数量).
    pub amount: Option<Decimal>,
    /// Exact, or a lower bound (精确程度).
    pub qualifier: Qualifier,
    /// The record, in the version that was counted (记录).
    pub node: CountedRecord,
}

/// The records behind a figure (计入记录列表).
#[derive(Clone, Debug)]
pub struct RecordConnection {
    edges: Vec<RecordEdge>,
    page: PageInfo,
    receipt: Arc<Receipt>,
    /// How many there are, where they were found in memory.
    known: Option<i32>,
}

impl RecordConnection {
    /// None of them is told.
    pub fn withheld(receipt: &Arc<Receipt>) -> Self {
        Self {
            edges: Vec::new(),
            page: PageInfo {
                has_next_page: false,
                has_previous_page: false,
                start_cursor: None,
                end_cursor: None,
            },
            receipt: Arc::clone(receipt),
            known: Some(0),
        }
    }

    /// Loads a page of what a receipt counted.
    pub async fn load(
        ctx: &Context<'_>,
        pin: &Arc<Pin>,
        receipt: &Arc<Receipt>,
        args: &PageArgs,
    ) -> Result<Self> {
        match receipt.metric.definition().counts {
            Counts::Cases(count) => return Self::of_cases(ctx, pin, receipt, &count, args).await,
            Counts::Reach(reach) => {
                let memory = (ctx.data_unchecked(), ctx.data_unchecked());
                let asked = (reach, &receipt.question, &receipt.scope);
                let reached = reached(memory, pin, asked, receipt.credit).await?;
                return Self::of_first(ctx, pin, receipt, reached.records, args).await;
            }
            Counts::Balance(balance) => {
                let memory = (ctx.data_unchecked(), ctx.data_unchecked());
                let asked = (balance, &receipt.question, &receipt.scope);
                // No records depend on how members are grouped.
                let balanced = balanced(memory, pin, asked, Attribution::AtEvent).await?;
                return Self::of_first(ctx, pin, receipt, balanced.records, args).await;
            }
            Counts::SilentMonths => {
                return Ok(Self::known(receipt, &args.cut::<()>(&[]), Vec::new(), 0));
            }
            _ => {}
        }
        let (request, asked) = (
            ctx.data_unchecked::<Request>(),
            ctx.data_unchecked::<Asked>(),
        );
        let sets = asked.sets(request, pin.district_id()).await?;
        let page: Page<Record> = receipt.page(&request.db.for_figures(), &sets, args).await?;
        let records = page.items.iter().map(|(_, record)| record);
        let wanted = records.map(|record| (record.id, record.since_number));
        let versions = versions_of(request, pin, &wanted.collect()).await?;
        let sees_small = sees(request.actor.as_ref(), pin, &receipt.scope.hosts);
        let measure = match receipt.metric.definition().counts {
            Counts::Measure(measure) => Some(measure),
            _ => None,
        };
        let small = |kind: EventKind, amount: rust_decimal::Decimal| {
            measure.is_some_and(|measure| is_small(kind, measure, amount))
        };
        let edges = page
            .items
            .iter()
            .filter_map(|(key, record)| {
                let version = versions.get(&(record.id, record.since_number))?;
                let told = sees_small || !small(version.kind, record.amount);
                Some(RecordEdge {
                    cursor: encode_cursor(key),
                    amount: told.then(|| record.amount.into()),
                    qualifier: record.qualifier,
                    node: CountedRecord::Event(Event {
                        pin: Arc::clone(pin),
                        version: version.clone(),
                    }),
                })
            })
            .collect();
        Ok(Self {
            edges,
            page: page.info(),
            receipt: Arc::clone(receipt),
            known: None,
        })
    }

    /// A page of records that were found in memory, `count` in all.
    fn known<T>(
        receipt: &Arc<Receipt>,
        page: &Page<T>,
        edges: Vec<RecordEdge>,
        count: usize,
    ) -> Self {
        Self {
            edges,
            page: page.info(),
            receipt: Arc::clone(receipt),
            known: Some(i32::try_from(count).unwrap_or(i32::MAX)),
        }
    }

    async fn of_first(
        ctx: &Context<'_>,
        pin: &Arc<Pin>,
        receipt: &Arc<Receipt>,
        records: Vec<(NaiveDate, Reacher, rust_decimal::Decimal)>,
        args: &PageArgs,
    ) -> Result<Self> {
        let key = |on: &NaiveDate, by: &Reacher| match by {
            Reacher::Event(id, _) => format!("{on}/{id}"),
            Reacher::Case(id) => format!("{on}/{id}"),
        };
        let mut all: Vec<_> = records
            .iter()
            .map(|(on, by, amount)| (key(on, by), (*by, *amount)))
            .collect();
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        let page = args.cut(&all);
        let edges = Self::reachers(ctx, pin, &page.items).await?;
        Ok(Self::known(receipt, &page, edges, all.len()))
    }

    /// The events and cases of a page.
    async fn reachers(
        ctx: &Context<'_>,
        pin: &Arc<Pin>,
        items: &[(String, (Reacher, rust_decimal::Decimal))],
    ) -> Result<Vec<RecordEdge>> {
        let request = ctx.data_unchecked::<Request>();
        let (mut events, mut ids) = (BTreeSet::new(), BTreeSet::new());
        for (_, (by, _)) in items {
            match by {
                Reacher::Event(id, since) => drop(events.insert((*id, *since))),
                Reacher::Case(id) => drop(ids.insert(*id)),
            }
        }
        let versions = versions_of(request, pin, &events).await?;
        let mut shown = BTreeMap::new();
        if !ids.is_empty() {
            for practice in ALL {
                let kind = (practice, type_name(practice.kind));
                let cases = by_ids(request, pin, kind, &ids).await?;
                shown.extend(
                    cases
                        .into_iter()
                        .map(|(id, case)| (id, (practice.kind, case))),
                );
            }
        }
        let edges = items.iter().filter_map(|(key, (by, amount))| {
            let node = match by {
                Reacher::Event(id, since) => CountedRecord::Event(Event {
                    pin: Arc::clone(pin),
                    version: versions.get(&(*id, *since))?.clone(),
                }),
                Reacher::Case(id) => {
                    let (kind, case) = shown.remove(id)?;
                    CountedRecord::of(kind, case)
                }
            };
            Some(RecordEdge {
                cursor: encode_cursor(key),
                amount: Some((*amount).into()),
                qualifier: Qualifier::Exact,
                node,
            })
        });
        Ok(edges.collect())
    }

    async fn of_cases(
        ctx: &Context<'_>,
        pin: &Arc<Pin>,
        receipt: &Arc<Receipt>,
        count: &CaseCount,
        args: &PageArgs,
    ) -> Result<Self> {
        let (request, asked) = (
            ctx.data_unchecked::<Request>(),
            ctx.data_unchecked::<Asked>(),
        );
        let rows = asked.cases(request, pin).await?;
        let (scope, narrowing) = (&receipt.scope, &receipt.question.narrowing);
        let ground = ground(pin);
        let counted = cases::count(&rows, count, scope, receipt.credit, narrowing, ground).counted;
        let key = |one: &Counted<'_>| format!("{}/{}", one.day, one.case.id);
        let all: Vec<_> = counted.iter().map(|one| (key(one), one)).collect();
        let page = args.cut(&all);
        let mut shown = BTreeMap::new();
        for practice in count.kinds.iter().filter_map(|kind| practice(*kind)) {
            let of_kind = page.items.iter().map(|(_, one)| one.case);
            let of_kind = of_kind.filter(|case| case.kind == practice.kind);
            let ids = of_kind.map(|case| case.id).collect();
            let kind = (practice, type_name(practice.kind));
            shown.extend(by_ids(request, pin, kind, &ids).await?);
        }
        let edges = page.items.iter().filter_map(|(key, one)| {
            Some(RecordEdge {
                cursor: encode_cursor(key),
                amount: Some(one.amount.into()),
                qualifier: Qualifier::Exact,
                node: CountedRecord::of(one.case.kind, shown.remove(&one.case.id)?),
            })
        });
        Ok(Self::known(receipt, &page, edges.collect(), counted.len()))
    }
}

/// Events in the versions that were counted.
async fn versions_of(
    request: &Request,
    pin: &Pin,
    wanted: &BTreeSet<(EventId, i64)>,
) -> Result<BTreeMap<(EventId, i64), event_version::Model>> {
    if wanted.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = event_version::Entity::find()
        .filter(event_version::Column::DistrictId.eq(pin.district_id().clone()))
        .filter(event_version::Column::Id.is_in(wanted.iter().map(|(id, _)| *id)))
        .filter(event_version::Column::SinceNumber.is_in(wanted.iter().map(|(_, since)| *since)))
        .all(&request.db)
        .await?;
    let keyed = rows
        .into_iter()
        .map(|row| ((row.id, row.since_number), row));
    Ok(keyed.filter(|(key, _)| wanted.contains(key)).collect())
}

/// The records behind a figure (计入记录列表).
#[Object]
impl RecordConnection {
    /// The records with what each adds (记录与计入数量).
    async fn edges(&self) -> &[RecordEdge] {
        &self.edges
    }

    /// The records alone (记录).
    async fn nodes(&self) -> Vec<CountedRecord> {
        self.edges.iter().map(|edge| edge.node.clone()).collect()
    }

    /// Where the page stands (分页信息).
    async fn page_info(&self) -> &PageInfo {
        &self.page
    }

    /// How many records were counted in all; counted only when asked for (总数).
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i32> {
        if let Some(count) = self.known {
            return Ok(count);
        }
        let (request, asked) = (
            ctx.data_unchecked::<Request>(),
            ctx.data_unchecked::<Asked>(),
        );
        let sets = asked.sets(request, &self.receipt.question.district).await?;
        Ok(clamp(
            self.receipt.count(&request.db.for_figures(), &sets).await?,
        ))
    }
}
