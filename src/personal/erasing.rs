//! Erases what is personal of one subject: its data key goes, the journal says that it did and on which ground, and what
//! the key sealed reads as absent ever after. Deliberately absent: a reason in words, which might tell what was erased.

use async_graphql::Enum;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::json;

use super::refusals::{Outcome, PersonalDataErrorCode as Code};
use super::subject::Subject;
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::journal::Change;
use crate::linkage::{Request, Writing};

/// On which ground personal data is erased (删除理由).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ErasureGround {
    /// What it was collected for is done, or cannot be done (处理目的已实现或者无法实现).
    PurposeMet,
    /// The person withdrew his consent (个人撤回同意).
    ConsentWithdrawn,
    /// It was collected or used against the law or an agreement (违反法律或者约定).
    Unlawful,
    /// An authority ordered it (主管部门责令).
    Ordered,
}

/// What was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erased {
    /// On which day.
    pub on: NaiveDate,
    /// Under which journal number.
    pub number: i64,
}

/// Erases a subject's personal data, for the office. Refuses an unknown subject, and one of which nothing is held.
pub async fn erase(request: &Request, subject: &str, ground: ErasureGround) -> Outcome<Erased> {
    let district = request.actor()?.district.clone();
    let mut writing = request.write(&district).await?;
    writing.require(Action::KeepPersonalData, None)?;
    let subject = Subject::find(&writing.tx, &district, subject).await?;
    let subject = subject.ok_or_else(|| Code::UnknownSubject.at("subjectId"))?;
    let change = ("personal.erased", Some(ground));
    if !erase_in(&mut writing, subject, change).await? {
        return Err(Code::NothingToErase.at("subjectId").into());
    }
    let on = writing.today;
    let number = writing.commit().await?;
    Ok(Erased { on, number })
}

/// The same within a transaction that stands; gives whether there was anything.
pub async fn erase_in(
    writing: &mut Writing,
    subject: Subject,
    (kind, ground): (&'static str, Option<ErasureGround>),
) -> Result<bool> {
    let mut any = false;
    for guarded in subject.all_guarded(writing.ledger.district()) {
        let number = writing.ledger.head().number.saturating_add(1);
        if !guarded.erase(&writing.tx, number, writing.today).await? {
            continue;
        }
        any = true;
        writing.record(Change {
            kind,
            subject_kind: subject.called(),
            subject_id: subject.id(),
            content: json!({ "guards": guarded.guards.as_str(), "ground": ground }),
            organization: false,
        });
    }
    Ok(any)
}
