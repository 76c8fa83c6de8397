//! Words of assessment: why a member is on leave, what is deducted and why, what he contests, how it was decided. They are
//! sealed by a key of the member's own, which is erased with his personal data. Deliberately absent: who may read them.

use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::kernel::erasing::{Guarded, erasures, opened};
use crate::kernel::error::Fault;
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::seal::{Guards, Sealed, Vault, key_for, load_keys};
use crate::linkage::Writing;

/// The names of fields that are sealed.
pub mod field {
    /// Why a member is on leave or suspended.
    pub const ABSENCE: &str = "dutyAbsence";
    /// Why something is deducted.
    pub const DEDUCTION: &str = "dutyDeduction";
    /// What a member says against his score.
    pub const CONTEST: &str = "dutyContest";
    /// Why it was decided so.
    pub const DECISION: &str = "dutyDecision";
}

/// Under which key the words of a member's assessment are.
pub fn guarded(district: &DistrictId, member: NodeId) -> Guarded {
    Guarded {
        district: district.clone(),
        guards: Guards::Duty,
        subject: member.0,
    }
}

/// Seals a text about a member.
pub async fn seal(
    writing: &Writing,
    member: NodeId,
    (field, text): (&str, &str),
) -> Result<Sealed, Fault> {
    let (district, subject) = (writing.ledger.district(), (member.0, Some(member)));
    let key = key_for(&writing.tx, &writing.vault, district, Guards::Duty, subject).await?;
    key.seal(field, text)
}

/// A sealed text: about whom, under which name.
pub type Kept<'a> = (NodeId, &'static str, &'a Sealed);

/// Texts, opened, in their order; none of one that was erased. One statement, two where one was erased.
pub async fn open(
    conn: &impl ConnectionTrait,
    vault: &Vault,
    district: &DistrictId,
    texts: &[Kept<'_>],
) -> Result<Vec<Option<String>>, Fault> {
    let members: BTreeSet<Uuid> = texts.iter().map(|(member, ..)| member.0).collect();
    if members.is_empty() {
        return Ok(Vec::new());
    }
    let keys = load_keys(conn, vault, district, Guards::Duty, members.clone()).await?;
    let open = |(member, field, sealed): &Kept<'_>| opened(keys.get(&member.0), field, sealed);
    let told: Vec<_> = texts.iter().map(open).collect();
    let erased: BTreeSet<Uuid> = match told.iter().any(Result::is_err) {
        true => {
            let rows = erasures(conn, district, Guards::Duty, members).await?;
            rows.into_iter().map(|row| row.subject_id).collect()
        }
        false => BTreeSet::new(),
    };
    let told = told.into_iter().zip(texts);
    told.map(|(text, (member, ..))| match text {
        Ok(text) => Ok(Some(text)),
        Err(_) if erased.contains(&member.0) => Ok(None),
        Err(fault) => Err(fault),
    })
    .collect()
}
