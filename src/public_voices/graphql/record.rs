//! Recording voices in the API: a verdict for every one, in the order of the batch. Deliberately absent: rules.

use std::collections::BTreeMap;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use uuid::Uuid;

use super::{KIND, PublicVoice};
use crate::casework::content::{Content, Particulars};
use crate::casework::graphql::Reading;
use crate::casework::graphql::doing::settled;
use crate::casework::graphql::limits::CaseError;
use crate::casework::graphql::list::by_ids;
use crate::casework::graphql::reading::{CONTENT, TITLE};
use crate::casework::graphql::shown::Shown;
use crate::casework::kinds::CaseAct;
use crate::casework::opening::Opening;
use crate::casework::refusals::{CaseErrorCode as Code, Outcome};
use crate::casework::taking::may_ever;
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::CaseId;
use crate::kernel::scalars::{Date, DivisionCode, UuidText};
use crate::linkage::Request;
use crate::public_voices::recording::{BATCH, Ruling, record};

/// A voice to record (一条群众意见建议).
#[derive(InputObject, Clone, Debug)]
pub struct PublicVoiceInput {
    /// The id that the client made, a UUID; sending it again is safe for ever (客户端编号).
    id: UuidText,
    /// What it is about, at most 200 characters, without anything that tells who the resident is (主题).
    topic: String,
    /// The resident's own words, at most 5000 characters, without names and telephone numbers (群众原话).
    words: String,
    /// The workroom that collected it; the office must name one, an officer's is his own, a member's one that contacts him (收集工作室).
    workroom_id: Option<ID>,
    /// Where (地点).
    place_code: Option<DivisionCode>,
    /// The campaigns whose labels it carries, at most 10; it is counted once all the same (主题活动).
    campaign_ids: Option<Vec<ID>>,
    /// The event at which it was collected (活动).
    event_id: Option<ID>,
    /// The day; today when left out (日期).
    on: Option<Date>,
}

/// Voices to record (登记群众意见建议).
#[derive(InputObject, Debug)]
pub struct PublicVoicesRecordInput {
    /// The voices, 1 to 100 (意见建议).
    voices: Vec<PublicVoiceInput>,
}

/// What became of a voice (单条结论).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicVoiceVerdictStatus {
    /// Recorded (已登记).
    Accepted,
    /// The same was recorded before; nothing happened (重复登记).
    Duplicate,
    /// Another content was recorded under this id (编号冲突).
    Conflict,
    /// Not recorded (被拒).
    Rejected,
}

/// What became of one voice (单条结论).
#[derive(SimpleObject, Clone, Debug)]
pub struct PublicVoiceVerdict {
    /// The id as it was sent (客户端编号).
    id: UuidText,
    /// The verdict (结论).
    status: PublicVoiceVerdictStatus,
    /// The voice; null when it was rejected, or is not for the caller to see (群众意见建议).
    public_voice: Option<PublicVoice>,
    /// Why it was rejected, all reasons that could be told at once (被拒原因).
    errors: Vec<CaseError>,
}

/// What became of a batch (登记结果).
#[derive(SimpleObject, Debug)]
pub struct PublicVoicesRecordPayload {
    /// One for each voice, in their order (逐条结论).
    verdicts: Vec<PublicVoiceVerdict>,
    /// Why the batch was refused as a whole (整批被拒原因).
    errors: Vec<CaseError>,
}

/// The mutation that records voices.
#[derive(Default, Debug)]
pub struct PublicVoiceRecordMutation;

/// The mutation that records voices.
#[Object]
impl PublicVoiceRecordMutation {
    /// Records 1 to 100 voices; each gets its own verdict, and recording one again is safe (登记群众意见建议).
    async fn public_voices_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The voices (意见建议).")] input: PublicVoicesRecordInput,
    ) -> Result<PublicVoicesRecordPayload> {
        let request = ctx.data_unchecked::<Request>();
        let district = may_ever(request, KIND.0, CaseAct::Propose)?;
        let scope = request.actor()?.scope;
        let read = |voice| opening(Reading::new(district.clone(), scope), voice);
        // A batch that is too long is refused unread.
        let voices = input.voices.iter().take(BATCH.saturating_add(1));
        let done = record(request, &district, voices.map(read).collect()).await;
        let (rulings, done) = match done {
            Ok(rulings) => (rulings, Ok(())),
            Err(failure) => (Vec::new(), Err(failure)),
        };
        let (pin, errors) = settled(request, done).await?;
        let pin = pin.ok_or(Problem::Forbidden)?;
        let ids = rulings.iter().filter_map(Ruling::id).collect();
        let seen = by_ids(request, &pin, KIND, &ids).await?;
        let verdicts = input
            .voices
            .into_iter()
            .zip(&rulings)
            .map(|(voice, ruling)| verdict(request, voice.id, ruling, &seen));
        Ok(PublicVoicesRecordPayload {
            verdicts: verdicts.collect(),
            errors,
        })
    }
}

/// What a voice says. The topic is all that is shown of it; the words stand apart.
pub fn said(
    reading: &mut Reading,
    topic: &str,
    words: &str,
    place_code: Option<&DivisionCode>,
    event: Option<Uuid>,
) -> Content {
    let topic = reading.text("topic", topic, TITLE, false);
    let words = reading.text("words", words, CONTENT, true);
    Content {
        content: topic.clone().into(),
        title: topic,
        place_code: place_code.map(|code| code.0.clone()),
        particulars: Particulars::Voice {
            event,
            words: words.into(),
        },
    }
}

fn opening(mut reading: Reading, voice: &PublicVoiceInput) -> Outcome<Opening> {
    let id = reading.made("id", &voice.id);
    let event = voice.event_id.as_ref();
    let event = event.map(|event| reading.opaque("eventId", event, &["Event"]));
    let place = voice.place_code.as_ref();
    let opening = Opening {
        id,
        content: said(&mut reading, &voice.topic, &voice.words, place, event),
        author: reading.node_if("workroomId", voice.workroom_id.as_ref(), &["Workroom"]),
        campaigns: reading.campaigns(voice.campaign_ids.as_deref()),
        derived: Vec::new(),
        draft: false,
        on: reading.day_if("on", voice.on.as_ref()),
    };
    reading.finish()?;
    Ok(opening)
}

fn verdict(
    request: &Request,
    sent: UuidText,
    ruling: &Ruling,
    seen: &BTreeMap<CaseId, Shown>,
) -> PublicVoiceVerdict {
    let status = match ruling {
        Ruling::Accepted(_) => PublicVoiceVerdictStatus::Accepted,
        Ruling::Duplicate(_) => PublicVoiceVerdictStatus::Duplicate,
        Ruling::Conflict(_) => PublicVoiceVerdictStatus::Conflict,
        Ruling::Rejected(_) => PublicVoiceVerdictStatus::Rejected,
    };
    let conflict = [Code::IdTaken.at("id")];
    let refusals = match ruling {
        Ruling::Rejected(refusals) => refusals.as_slice(),
        Ruling::Conflict(_) => &conflict,
        _ => &[],
    };
    let errors = refusals
        .iter()
        .map(|refusal| CaseError::of(refusal, request.lang))
        .collect();
    let voice = ruling.id().and_then(|id| seen.get(&id).cloned());
    PublicVoiceVerdict {
        id: sent,
        status,
        public_voice: voice.map(PublicVoice),
        errors,
    }
}
