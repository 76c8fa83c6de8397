//! Records a batch of voices in one transaction: each gets its own ruling, and one voice's trouble never stops the others.
//! Deliberately absent: what is wrong with a voice; its rules say so.

use super::PRACTICE;
use crate::casework::opening::{Opening, open_in};
use crate::casework::refusals::{CaseErrorCode as Code, Outcome, Refused};
use crate::kernel::error::{Failure, Problem};
use crate::kernel::id::{CaseId, DistrictId};
use crate::linkage::{Request, Writing};

/// The most voices of a batch.
pub const BATCH: usize = 100;

/// What became of a voice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// Recorded.
    Accepted(CaseId),
    /// The same was recorded before.
    Duplicate(CaseId),
    /// Another content was recorded under this id.
    Conflict(CaseId),
    /// Not recorded.
    Rejected(Vec<Refused>),
}

impl Ruling {
    /// The voice that stands under the id that was sent; none when there is none.
    pub fn id(&self) -> Option<CaseId> {
        match self {
            Self::Accepted(id) | Self::Duplicate(id) | Self::Conflict(id) => Some(*id),
            Self::Rejected(_) => None,
        }
    }
}

/// Records 1 to 100 voices, as far as each could be read. Refused as a whole when there are none or more.
pub async fn record(
    request: &Request,
    district: &DistrictId,
    voices: Vec<Outcome<Opening>>,
) -> Outcome<Vec<Ruling>> {
    if voices.is_empty() || voices.len() > BATCH {
        return Err(Code::CountOutside.at("voices").into());
    }
    let mut writing = request.write(district).await?;
    let mut rulings = Vec::with_capacity(voices.len());
    for voice in voices {
        let ruling = match voice {
            Ok(opening) => rule(&mut writing, opening).await?,
            Err(Failure::Refused(refusals)) => Ruling::Rejected(refusals),
            Err(Failure::Problem(problem)) => return Err(problem.into()),
        };
        rulings.push(ruling);
    }
    match writing.ledger.is_empty() {
        true => writing.tx.rollback().await?,
        false => drop(writing.commit().await?),
    }
    Ok(rulings)
}

async fn rule(writing: &mut Writing, opening: Opening) -> Result<Ruling, Problem> {
    let (id, before) = (opening.id, writing.ledger.head().number);
    match open_in(writing, &PRACTICE, opening).await {
        Ok(_) if writing.ledger.head().number > before => Ok(Ruling::Accepted(id)),
        Ok(_) => Ok(Ruling::Duplicate(id)),
        Err(Failure::Refused(refusals)) => {
            match refusals.iter().any(|refusal| refusal.code == Code::IdTaken) {
                true => Ok(Ruling::Conflict(id)),
                false => Ok(Ruling::Rejected(refusals)),
            }
        }
        Err(Failure::Problem(problem)) => Err(problem),
    }
}
