//! Micro-suggestions in the API. Deliberately absent: rules.

pub mod mutations;

use async_graphql::{Context, ID, Object, SimpleObject};

use super::machine::PRACTICE;
use crate::casework::case::read_word;
use crate::casework::graphql::loading::CaseAt;
use crate::casework::graphql::{Shown, show};
use crate::casework::kinds::{
    CaseAct, Conversion, DeclineGround, Fact, LinkKind, Party, ResultClass, Satisfaction,
};
use crate::casework::sight::sight;
use crate::events::graphql::loading as event_loading;
use crate::events::graphql::words::SealedText;
use crate::kernel::error::Result;
use crate::kernel::id::CaseId;
use crate::kernel::scalars::{Date, UuidText};
use crate::linkage::Request;
use crate::organization::graphql::nodes::{Member, Workroom};
use crate::organization::graphql::units::HandlingUnit;

/// The most call-backs that one micro-suggestion lists.
const MOST: usize = 50;

/// A reply to the author (答复).
#[derive(SimpleObject, Clone, Debug)]
pub struct CaseReply {
    /// What came of it, by meaning (办理结果).
    pub result: ResultClass,
    /// The day of the reply (答复日期).
    pub on: Date,
    /// The last day on which it would have been in time (应复日).
    pub due_on: Option<Date>,
    /// The promised day, where something is still to come (承诺日期).
    pub promised_on: Option<Date>,
    /// What was said (答复内容).
    pub text: Option<SealedText>,
}

/// How the author rates the handling and the result (评价).
#[derive(SimpleObject, Clone, Debug)]
pub struct CaseEvaluation {
    /// How it was handled (过程评价).
    pub process: Satisfaction,
    /// What came of it (结果评价).
    pub result: Satisfaction,
    /// The day; silence is recorded on a day too (日期).
    pub on: Date,
}

/// A call-back to the public, kept apart from the author's evaluation (回访).
#[derive(SimpleObject, Clone, Debug)]
pub struct CaseCallBack {
    /// The day (日期).
    pub on: Date,
    /// How satisfied whoever was reached is; null when nobody was reached (结果).
    pub outcome: Option<Satisfaction>,
}

/// The three clocks of a micro-suggestion (三个时钟).
#[derive(SimpleObject, Clone, Debug)]
pub struct MicroSuggestionClocks {
    /// The day on which it was submitted (提交日).
    pub submitted_on: Option<Date>,
    /// The day of the first contact with the author (首次响应日).
    pub first_response_on: Option<Date>,
    /// The day by which the reply is due (应复日).
    pub reply_due_on: Option<Date>,
    /// The day of the first reply (首次答复日).
    pub first_reply_on: Option<Date>,
    /// The day on which it was found solved (解决日).
    pub solved_on: Option<Date>,
}

/// A claim: somebody drives the case (领办).
#[derive(SimpleObject, Clone, Debug)]
pub struct Claim {
    /// Who (领办人).
    pub member: Member,
    /// Since when (领办日期).
    pub on: Date,
    /// Whether as a leader (是否领导领办).
    pub is_leader: bool,
    /// The day on which it was finished; null while it goes on (完成日期).
    pub finished_on: Option<Date>,
}

/// A micro-suggestion through the 12345 hotline (微建议).
#[Object]
impl MicroSuggestion {
    /// The opaque id (标识).
    pub async fn id(&self) -> ID {
        self.0.global_id()
    }

    /// The id that the client made (客户端编号).
    pub async fn uuid(&self) -> UuidText {
        UuidText::from(self.0.case.id().0)
    }

    /// Its title (标题).
    pub async fn title(&self) -> &str {
        &self.0.case.version.title
    }

    /// What every case shows.
    #[graphql(flatten)]
    async fn shown(&self) -> &Shown {
        &self.0
    }

    /// The member whose words these are (提出人).
    async fn author(&self) -> Member {
        Member::new(&self.0.pin, self.0.case.version.author_id)
    }

    /// The workroom whose officer entered it; null when the author did (代录工作室).
    async fn workroom(&self) -> Option<Workroom> {
        let workroom = self.0.case.parties(Party::Workroom).next()?;
        Some(Workroom::new(&self.0.pin, workroom))
    }

    /// Who drives it (领办).
    async fn claims(&self) -> Vec<Claim> {
        let finished = |member| {
            let mut rows = self.0.case.facts_of(Fact::ClaimFinished);
            rows.find(|row| row.node_id == Some(member))
                .map(|row| row.on_day.into())
        };
        self.0
            .case
            .facts_of(Fact::Claimed)
            .filter_map(|row| Some((row, row.node_id?)))
            .filter(|(_, member)| self.0.case.is_of(*member, &[Party::Claimant]))
            .map(|(row, member)| Claim {
                member: Member::new(&self.0.pin, member),
                on: row.on_day.into(),
                is_leader: row.value.as_deref() == Some("LEADER"),
                finished_on: finished(member),
            })
            .collect()
    }

    /// First response, formal reply and real resolution (三个时钟).
    async fn clocks(&self) -> MicroSuggestionClocks {
        let case = &self.0.case;
        let first = |fact| case.facts_of(fact).next().map(|row| row.on_day.into());
        MicroSuggestionClocks {
            submitted_on: first(Fact::Submitted),
            first_response_on: first(Fact::Contacted),
            reply_due_on: case.day_of(Fact::ReplyDue).map(Into::into),
            first_reply_on: first(Fact::FirstReply),
            solved_on: case.day_of(Fact::Solved).map(Into::into),
        }
    }

    /// The number of the work order; null while none is out (工单号).
    async fn work_order(&self) -> Option<&str> {
        self.0.case.version.reference.as_deref()
    }

    /// The unit that is responsible (主办单位).
    async fn lead_unit(&self) -> Option<HandlingUnit> {
        let unit = self.0.case.parties(Party::LeadUnit).next()?;
        HandlingUnit::of(&self.0.pin, unit)
    }

    /// Units that support the lead (协办单位).
    async fn co_units(&self) -> Vec<HandlingUnit> {
        self.0
            .case
            .parties(Party::CoUnit)
            .filter_map(|unit| HandlingUnit::of(&self.0.pin, unit))
            .collect()
    }

    /// On which ground it was not accepted; null otherwise (不受理理由).
    async fn decline_ground(&self) -> Option<DeclineGround> {
        read_word(self.0.case.newest(Fact::Declined)?.value.as_deref()?)
    }

    /// Into what it was turned; null otherwise (转办去向).
    async fn converted_into(&self) -> Option<Conversion> {
        read_word(self.0.case.newest(Fact::Converted)?.value.as_deref()?)
    }

    /// The reply that stands (答复).
    async fn reply(&self) -> Option<CaseReply> {
        let case = &self.0.case;
        let row = case.newest(Fact::Replied)?;
        Some(CaseReply {
            result: read_word(row.value.as_deref()?)?,
            on: row.on_day.into(),
            due_on: row.due_on.map(Into::into),
            promised_on: case.day_of(Fact::Promised).map(Into::into),
            text: self.0.note(case.last(CaseAct::Reply)?),
        })
    }

    /// How the author rates it, as the newest evaluation says (评价).
    async fn evaluation(&self) -> Option<CaseEvaluation> {
        let case = &self.0.case;
        let rated = |fact| read_word(case.newest(fact)?.value.as_deref()?);
        Some(CaseEvaluation {
            process: rated(Fact::ProcessRated)?,
            result: rated(Fact::ResultRated)?,
            on: case.day_of(Fact::Evaluated)?.into(),
        })
    }

    /// Call-backs to the public, the first first, at most 50 (回访).
    async fn call_backs(&self) -> Vec<CaseCallBack> {
        let rows = self.0.case.facts_of(Fact::CalledBack).take(MOST);
        rows.map(|row| CaseCallBack {
            on: row.on_day.into(),
            outcome: row.value.as_deref().and_then(read_word),
        })
        .collect()
    }

    /// The master that it was merged into; null otherwise (主件).
    async fn merged_into(&self, ctx: &Context<'_>) -> Result<Option<MicroSuggestion>> {
        let shown = &self.0;
        let mut links = shown.case.links.iter();
        let merged = links.find(|link| link.relation == LinkKind::MergedInto);
        let Some(master) = merged.map(|link| CaseId(link.other_id)) else {
            return Ok(None);
        };
        let request = ctx.data_unchecked::<Request>();
        let (pin, district) = (&shown.pin, shown.pin.district_id());
        let key = CaseAt(district.clone(), pin.number, master);
        let seen = event_loading::load(ctx, key).await?;
        let seen = seen
            .filter(|case| sight(request.actor.as_ref(), district, PRACTICE.restricted).sees(case));
        Ok(seen.map(|case| {
            let case = (*case).clone();
            Self(show(request, pin, case, &shown.limits, KIND.0, KIND.1))
        }))
    }
}

crate::case_face! {
    MicroSuggestion "micro-suggestion" "微建议" of PRACTICE;
    MicroSuggestionConnection, MicroSuggestionEdge, MicroSuggestionPayload { micro_suggestion }
}
