//! Sentiment reports in the API. Deliberately absent: rules.

pub mod mutations;

use async_graphql::{ID, Object, SimpleObject};

use super::machine::PRACTICE;
use super::rules::{adoptions, score};
use crate::casework::case::read_word;
use crate::casework::deed::Deed;
use crate::casework::graphql::Shown;
use crate::casework::kinds::{
    AdoptionKind, CaseAct, CaseState, Conversion, Fact, Level, Party, PointAdoption,
};
use crate::events::graphql::words::SealedText;
use crate::kernel::scalars::{Date, UuidText};
use crate::organization::graphql::nodes::{Member, Workroom};
use crate::organization::graphql::units::HandlingUnit;

/// The most adoptions, and the most instructions, that one report lists.
const MOST: usize = 50;

/// That a level adopted a report (采用).
#[derive(SimpleObject, Clone, Debug)]
pub struct ReportAdoption {
    /// Which level (层级).
    pub level: Level,
    /// How; null of the district, which issues it (采用方式).
    pub kind: Option<AdoptionKind>,
    /// The day (日期).
    pub on: Date,
}

/// A leader's instruction (批示).
#[derive(SimpleObject, Clone, Debug)]
pub struct ReportInstruction {
    /// Of which level the leader is (层级).
    pub level: Level,
    /// The day (日期).
    pub on: Date,
    /// Its words; null when there are none, and to all but the office, leaders and the author (批示内容).
    pub text: Option<SealedText>,
}

/// What the unit answers to a report (反馈).
#[derive(SimpleObject, Clone, Debug)]
pub struct ReportFeedback {
    /// The day (日期).
    pub on: Date,
    /// What the unit makes of it; null when it does not say (采纳情况).
    pub adoption: Option<PointAdoption>,
    /// What it says (反馈内容).
    pub text: Option<SealedText>,
}

/// A report of social conditions and public sentiment; read only by its author, the workroom that entered it, the unit
/// that it was given to, the office and leaders (社情民意信息).
#[Object]
impl SentimentReport {
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

    /// The member whose words these are (作者).
    async fn author(&self) -> Member {
        Member::new(&self.0.pin, self.0.case.version.author_id)
    }

    /// The workroom whose officer entered it; null when the author did (代录工作室).
    async fn workroom(&self) -> Option<Workroom> {
        let workroom = self.0.case.parties(Party::Workroom).next()?;
        Some(Workroom::new(&self.0.pin, workroom))
    }

    /// The number of the issue; null while it is not issued (编发期号).
    async fn issue_number(&self) -> Option<&str> {
        self.0.case.version.reference.as_deref()
    }

    /// Who adopted it, the first first, at most 50 (采用情况).
    async fn adoptions(&self) -> Vec<ReportAdoption> {
        adoptions(&self.0.case)
            .take(MOST)
            .map(|adoption| ReportAdoption {
                level: adoption.level,
                kind: adoption.kind,
                on: adoption.on.into(),
            })
            .collect()
    }

    /// The points of the highest level that adopted it; null when nobody did (采用计分).
    async fn score(&self) -> Option<i32> {
        score(&self.0.case)
    }

    /// The day on which it was reported up to the city; null when it was not (上报日期).
    async fn reported_up_on(&self) -> Option<Date> {
        self.0.case.day_of(Fact::ReportedUp).map(Into::into)
    }

    /// What leaders instructed, the first first, at most 50 (批示).
    async fn instructions(&self) -> Vec<ReportInstruction> {
        let reads = self.0.reads_instructions;
        let steps = self.0.case.steps.iter().filter_map(|step| match step.deed {
            Deed::Instruct { level } => Some(ReportInstruction {
                level,
                on: step.row.taken_on.into(),
                text: self.0.note(step).filter(|_| reads),
            }),
            _ => None,
        });
        steps.take(MOST).collect()
    }

    /// The unit that it was given to; null while there is none (承办单位).
    async fn unit(&self) -> Option<HandlingUnit> {
        let unit = self.0.case.parties(Party::LeadUnit).next()?;
        HandlingUnit::of(&self.0.pin, unit)
    }

    /// What the unit answers; null while it has not (反馈).
    async fn feedback(&self) -> Option<ReportFeedback> {
        let step = self.0.case.last(CaseAct::GiveFeedback)?;
        let fact = self.0.case.newest(Fact::FedBack)?;
        Some(ReportFeedback {
            on: step.row.taken_on.into(),
            adoption: fact.value.as_deref().and_then(read_word),
            text: self.0.note(step),
        })
    }

    /// Why it was not issued; null otherwise (不采用理由).
    async fn decline_reason(&self) -> Option<SealedText> {
        let step = self.0.case.last(CaseAct::NotAdopt)?;
        self.0.note(step)
    }

    /// Into what it was turned; null otherwise (转办去向).
    async fn converted_into(&self) -> Option<Conversion> {
        read_word(self.0.case.newest(Fact::Converted)?.value.as_deref()?)
    }

    /// What the author was told at its closing; null while it is not closed (告知作者内容).
    async fn told(&self) -> Option<SealedText> {
        let closed = self.0.case.version.state == CaseState::Closed;
        let step = self.0.case.last(CaseAct::Close).filter(|_| closed)?;
        self.0.note(step)
    }
}

crate::case_face! {
    SentimentReport "sentiment report" "社情民意信息" of PRACTICE;
    SentimentReportConnection, SentimentReportEdge, SentimentReportPayload { sentiment_report }
}
