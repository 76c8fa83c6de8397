//! Public voices in the API. Deliberately absent: rules.

pub mod funnel;
pub mod mutations;
pub mod record;

use async_graphql::{Context, ID, Object, SimpleObject};

use super::machine::PRACTICE;
use super::rules::words;
use crate::casework::case::read_word;
use crate::casework::graphql::Shown;
use crate::casework::kinds::{CaseAct, ContactMethod, Fact, Party};
use crate::casework::sealing::{Words, field};
use crate::events::graphql::words::{SealedText, Showing};
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::scalars::{Date, UuidText};
use crate::linkage::Request;
use crate::organization::graphql::nodes::{Member, Workroom};

/// What a resident was told (回告).
#[derive(SimpleObject, Clone, Debug)]
pub struct VoiceTold {
    /// The day (日期).
    pub on: Date,
    /// How (方式).
    pub method: Option<ContactMethod>,
    /// What was said (回告内容).
    pub text: Option<SealedText>,
}

/// An opinion or suggestion of residents; its content is its topic, and the words themselves stand in `words`
/// (群众意见建议).
#[Object]
impl PublicVoice {
    /// The opaque id (标识).
    pub async fn id(&self) -> ID {
        self.0.global_id()
    }

    /// The id that the client made (客户端编号).
    pub async fn uuid(&self) -> UuidText {
        UuidText::from(self.0.case.id().0)
    }

    /// What it is about, without anything that tells who the resident is (主题).
    pub async fn title(&self) -> &str {
        &self.0.case.version.title
    }

    /// What every case shows.
    #[graphql(flatten)]
    async fn shown(&self) -> &Shown {
        &self.0
    }

    /// The resident's own words; null to all but the office, leaders and whoever recorded it, and once they were erased.
    /// Numbers like those of telephones, ID cards and bank cards are masked unless they are asked for in full, which is
    /// recorded (群众原话).
    async fn words(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = false, desc = "Whether in full (是否完整显示).")] full: bool,
        #[graphql(desc = "What a full reading is for, 4 to 200 characters (查看用途).")]
        purpose: Option<String>,
    ) -> Result<Option<String>> {
        let request = ctx.data_unchecked::<Request>();
        let (district, case) = (self.0.pin.district_id(), &self.0.case);
        let scope = request.actor.as_ref().and_then(|actor| actor.scope);
        let reads = request.may(Action::ReadRestrictedCases, district, None)
            || scope == Some(case.version.author_id);
        let words = words(case.particulars()).and_then(Words::kept);
        match words.filter(|_| reads) {
            Some(sealed) => {
                let text = self.0.words(field::WORDS, sealed);
                text.shown(ctx, "case_words", Showing { full, purpose })
                    .await
            }
            None => Ok(None),
        }
    }

    /// The workroom that collected it; null when a member did whom none contacts (收集工作室).
    async fn workroom(&self) -> Option<Workroom> {
        let workroom = self.0.case.parties(Party::Host).next()?;
        Some(Workroom::new(&self.0.pin, workroom))
    }

    /// The member who recorded it; null when the workroom did (收集委员).
    async fn member(&self) -> Option<Member> {
        let member = self.0.case.parties(Party::Author).next()?;
        Some(Member::new(&self.0.pin, member))
    }

    /// What the resident was told of what came of it; null while he was not (回告).
    async fn told(&self) -> Option<VoiceTold> {
        let fact = self.0.case.newest(Fact::Told)?;
        let step = self.0.case.last(CaseAct::Tell)?;
        Some(VoiceTold {
            on: fact.on_day.into(),
            method: fact.value.as_deref().and_then(read_word),
            text: self.0.note(step),
        })
    }
}

crate::case_face! {
    PublicVoice "public voice" "群众意见建议" of PRACTICE;
    PublicVoiceConnection, PublicVoiceEdge, PublicVoicePayload { public_voice }
}
