//! The mutations of a voice, one for each deed; each answers with the voice as it stands now, also when the deed was
//! refused. Deliberately absent: recording one (record), and rules; `casework::taking` asks them.

use async_graphql::{ID, MergedObject};

use super::record::{PublicVoiceRecordMutation, said};
use super::{KIND, PublicVoicePayload};
use crate::casework::deed::Deed;
use crate::casework::kinds::ContactMethod;
use crate::casework::refusals::CaseErrorCode as Code;
use crate::kernel::scalars::DivisionCode;
use crate::public_voices::rules::holds_mobile_number;

/// The mutations of public voices.
#[derive(MergedObject, Default, Debug)]
pub struct PublicVoiceMutation(PublicVoiceRecordMutation, PublicVoiceDeedMutation);

crate::case_deeds! {
    /// The mutations of a voice.
    PublicVoiceDeedMutation of KIND -> PublicVoicePayload;

    /// Says one anew (修改群众意见建议).
    public_voice_revise(PublicVoiceReviseInput) of Revise {
        /// What it is about, at most 200 characters, without anything that tells who the resident is (主题).
        topic: String,
        /// The resident's own words, at most 5000 characters, without names and telephone numbers (群众原话).
        words: String,
        /// Where (地点).
        place_code: Option<DivisionCode>,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let place = input.place_code.as_ref();
        let content = said(reading, &input.topic, &input.words, place, None);
        (Deed::Revise { content }, reading.note("note", input.note.as_deref()))
    };

    /// Records that the resident was told what came of it (回告).
    public_voice_tell(PublicVoiceTellInput) of Tell {
        /// How (方式).
        method: ContactMethod,
        /// What was said, at most 2000 characters (回告内容).
        text: String,
    } => |reading, input| {
        let deed = Deed::Tell {
            method: input.method,
        };
        if holds_mobile_number(&input.text) {
            reading.refuse::<()>(Code::PersonalNumber, "text");
        }
        (deed, reading.said("text", &input.text))
    };

    /// Relates an event to one (关联活动).
    public_voice_relate(PublicVoiceRelateInput) of Relate {
        /// The event (活动).
        event_id: ID,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::Relate {
            event: reading.opaque("eventId", &input.event_id, &["Event"]),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Withdraws one for good; it stays readable (作废).
    public_voice_void(PublicVoiceVoidInput) of Void {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::Void, reading.said("reason", &input.reason));
}
