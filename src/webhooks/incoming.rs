//! What the hotline's system calls back: that an order was dispatched, signed for, replied to, and how the public took it.
//! The call-back is verified, its id is noted in the very transaction of the deed, and a second one of the same id does
//! nothing. The hotline acts as itself; what a unit did it passes on in the unit's name, which it must say.
//! Deliberately absent: HTTP; and any deed of its own, for the rules are those of casework.

use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde::Deserialize;
use uuid::Uuid;

use super::commands::In;
use super::entity::{Signs, endpoint, received};
use super::queries::{find_endpoint, secrets};
use super::signing::{Shown, is_genuine};
use crate::casework::deed::Deed;
use crate::casework::kinds::{ContactMethod, ResultClass, Satisfaction};
use crate::casework::refusals::{CaseErrorCode as Code, Outcome, Refused};
use crate::casework::taking::{NOTE, Wanted, may_ever, take_in};
use crate::events::rules::reading::{Trouble, clean, day, local};
use crate::kernel::actor::{Actor, Role};
use crate::kernel::clock::Clock;
use crate::kernel::error::{Failure, Fault};
use crate::kernel::id::{CaseId, DistrictId, GlobalId, NodeId};
use crate::kernel::reader::Reader;
use crate::kernel::seal::Vault;
use crate::kernel::viewpoint::Errand;
use crate::linkage::Request;
use crate::micro_suggestions::PRACTICE;

/// The type of endpoints in the API.
pub const ENDPOINT: &str = "WebhookEndpoint";

/// The longest id of a message, in characters.
const LONGEST_ID: usize = 200;

/// The longest number of a work order, in characters.
const REFERENCE: usize = 50;

/// Units that support the lead, at most.
const CO_UNITS: usize = 10;

/// A call-back that was verified.
#[derive(Clone, Debug)]
pub struct Verified {
    /// The endpoint whose system calls.
    pub of: In,
    /// Its id of the message.
    pub message_id: String,
}

/// What came of a call-back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The entry of the journal that it made.
    pub sequence: i64,
    /// Whether it had been taken before.
    pub repeated: bool,
}

/// Verifies a call-back to an endpoint; none whatever is wrong with it.
pub async fn verify(
    pool: &sea_orm::DatabaseConnection,
    vault: &Vault,
    clock: &Clock,
    endpoint: &str,
    shown: Shown<'_>,
    body: &[u8],
) -> Result<Option<Verified>, Fault> {
    let named = GlobalId::decode(endpoint).filter(|id| id.type_name == ENDPOINT);
    let (Some(named), true) = (named, is_id(shown.id)) else {
        return Ok(None);
    };
    let of = (named.district, named.id);
    let reader = Reader::on_errand(pool, Errand::DeliverWebhooks);
    let now = clock.now();
    let found = find_endpoint(&reader, &of.0, of.1).await?;
    let takes = |row: &endpoint::Model| row.closed_at.is_none() && row.call_backs;
    let secrets = match found.filter(takes) {
        Some(_) => secrets(&reader, vault, (&of.0, of.1), Signs::CallBacks, now).await?,
        None => Vec::new(),
    };
    reader.close().await;
    Ok(is_genuine(&secrets, shown, body, now).then(|| Verified {
        of,
        message_id: shown.id.to_owned(),
    }))
}

fn is_id(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.len()) && text.chars().all(|c| c.is_ascii_graphic() && c != '.')
}

/// A call-back as it is sent.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "type", content = "data")]
enum CallBack {
    #[serde(rename = "microSuggestion.dispatch", rename_all = "camelCase")]
    Dispatch {
        case_id: String,
        work_order: String,
        lead_unit_id: String,
        #[serde(default)]
        co_unit_ids: Vec<String>,
        #[serde(default)]
        is_complex: bool,
        note: Option<String>,
        on: Option<String>,
    },
    #[serde(rename = "microSuggestion.sign", rename_all = "camelCase")]
    Sign {
        case_id: String,
        unit_id: String,
        note: Option<String>,
        on: Option<String>,
    },
    #[serde(rename = "microSuggestion.contact", rename_all = "camelCase")]
    Contact {
        case_id: String,
        unit_id: String,
        method: ContactMethod,
        summary: String,
        on: Option<String>,
    },
    #[serde(rename = "microSuggestion.reply", rename_all = "camelCase")]
    Reply {
        case_id: String,
        unit_id: String,
        result: ResultClass,
        promised_on: Option<String>,
        text: String,
        on: Option<String>,
    },
    #[serde(rename = "microSuggestion.callBack", rename_all = "camelCase")]
    Ask {
        case_id: String,
        outcome: Option<Satisfaction>,
        note: Option<String>,
        on: Option<String>,
    },
}

/// A deed that was called back: in which case, by which unit if not by the hotline itself.
#[derive(Clone, Debug)]
pub struct Called {
    case: CaseId,
    unit: Option<NodeId>,
    wanted: Wanted,
}

/// Reads a call-back; none where it is not of the form.
pub fn read(district: &DistrictId, body: &[u8]) -> Option<Outcome<Called>> {
    let sent: CallBack = serde_json::from_slice(body).ok()?;
    let mut reading = Reading {
        district,
        refused: Vec::new(),
    };
    let (case, unit, deed, note, on) = match sent {
        CallBack::Dispatch {
            case_id,
            work_order,
            lead_unit_id,
            co_unit_ids,
            is_complex,
            note,
            on,
        } => {
            let deed = Deed::Dispatch {
                work_order: reading.said("workOrder", &work_order, REFERENCE),
                lead: reading.unit("leadUnitId", &lead_unit_id),
                co_units: reading.units(&co_unit_ids),
                complex: is_complex,
            };
            let note = reading.note(note);
            (case_id, None, deed, note, on)
        }
        CallBack::Sign {
            case_id,
            unit_id,
            note,
            on,
        } => {
            let note = reading.note(note);
            (case_id, Some(unit_id), Deed::Sign, note, on)
        }
        CallBack::Contact {
            case_id,
            unit_id,
            method,
            summary,
            on,
        } => {
            let summary = reading.said("summary", &summary, NOTE);
            let deed = Deed::Contact { method };
            (case_id, Some(unit_id), deed, Some(summary), on)
        }
        CallBack::Reply {
            case_id,
            unit_id,
            result,
            promised_on,
            text,
            on,
        } => {
            let promised_on = reading.day("promisedOn", promised_on);
            let text = reading.said("text", &text, NOTE);
            let deed = Deed::Reply {
                result,
                promised_on,
            };
            (case_id, Some(unit_id), deed, Some(text), on)
        }
        CallBack::Ask {
            case_id,
            outcome,
            note,
            on,
        } => {
            let note = reading.note(note);
            (case_id, None, Deed::CallBack { outcome }, note, on)
        }
    };
    let called = Called {
        case: CaseId(reading.id("caseId", &case, "MicroSuggestion")),
        unit: unit.map(|unit| reading.unit("unitId", &unit)),
        wanted: Wanted {
            deed,
            on: reading.day("on", on),
            note,
            after_step: None,
        },
    };
    Some(match reading.refused.is_empty() {
        true => Ok(called),
        false => Err(Failure::Refused(reading.refused)),
    })
}

/// As whom a call-back acts: the hotline, or the unit whose deed it passes on.
pub fn actor_of(verified: &Verified, called: &Called) -> Actor {
    let (district, endpoint) = verified.of.clone();
    Actor {
        id: endpoint,
        role: match called.unit {
            Some(_) => Role::Unit,
            None => Role::Hotline,
        },
        district,
        scope: called.unit,
    }
}

/// Does what was called back, once for each id. The request is of the call-back's own actor.
pub async fn take(request: &Request, verified: &Verified, called: Called) -> Outcome<Taken> {
    let district = may_ever(request, &PRACTICE, called.wanted.deed.act())?;
    let (_, endpoint) = verified.of;
    let mut writing = request.write(&district).await?;
    let key = (district.clone(), endpoint, verified.message_id.clone());
    // The district has one writer at a time, so whoever finds nothing here is the first.
    if let Some(before) = received::Entity::find_by_id(key).one(&writing.tx).await? {
        return Ok(Taken {
            sequence: before.number,
            repeated: true,
        });
    }
    let done = take_in(&mut writing, &PRACTICE, called.case, called.wanted).await;
    let sequence = done.map_err(in_data)?;
    let row = received::Model {
        district_id: district,
        endpoint_id: endpoint,
        message_id: verified.message_id.clone(),
        at: writing.at,
        number: sequence,
    };
    received::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(&writing.tx)
        .await?;
    writing.commit().await?;
    Ok(Taken {
        sequence,
        repeated: false,
    })
}

/// The fields at fault as they are called in a call-back.
fn in_data(failure: Failure<Code>) -> Failure<Code> {
    let Failure::Refused(mut refused) = failure else {
        return failure;
    };
    for one in &mut refused {
        one.field = one.field.take().map(|field| match field.as_str() {
            "id" => "data.caseId".to_owned(),
            _ => format!("data.{field}"),
        });
    }
    Failure::Refused(refused)
}

/// Reads fields, and gathers what is wrong with them.
struct Reading<'a> {
    district: &'a DistrictId,
    refused: Vec<Refused>,
}

impl Reading<'_> {
    fn refuse<T: Default>(&mut self, code: Code, field: &str) -> T {
        self.refused.push(code.at(&format!("data.{field}")));
        T::default()
    }

    fn id(&mut self, field: &str, text: &str, type_name: &str) -> Uuid {
        let found = local(text, self.district, &[type_name]);
        found.unwrap_or_else(|| self.refuse(Code::InvalidId, field))
    }

    fn unit(&mut self, field: &str, text: &str) -> NodeId {
        NodeId(self.id(field, text, "HandlingUnit"))
    }

    fn units(&mut self, texts: &[String]) -> Vec<NodeId> {
        if texts.len() > CO_UNITS {
            return self.refuse(Code::TooMany, "coUnitIds");
        }
        let places = texts.iter().enumerate();
        places
            .map(|(place, text)| self.unit(&format!("coUnitIds.{place}"), text))
            .collect()
    }

    fn said(&mut self, field: &str, text: &str, longest: usize) -> String {
        match clean(text, longest, longest == NOTE) {
            Ok(text) if text.is_empty() => self.refuse(Code::TextEmpty, field),
            Ok(text) => text,
            Err(Trouble::TooLong) => self.refuse(Code::TextTooLong, field),
            Err(Trouble::Control) => self.refuse(Code::ControlCharacter, field),
        }
    }

    fn note(&mut self, text: Option<String>) -> Option<String> {
        let text = text.filter(|text| !text.trim().is_empty())?;
        Some(self.said("note", &text, NOTE))
    }

    fn day(&mut self, field: &str, text: Option<String>) -> Option<NaiveDate> {
        let text = text?;
        Some(day(&text).unwrap_or_else(|| self.refuse(Code::InvalidDate, field)))
    }
}
