//! Waits for entries of a journal on behalf of one subscription. Deliberately absent: what the caller may see of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use sea_orm::DbErr;

use super::sight;
use super::turn::{KnownFigures, Of, Turn, Wanted};
use crate::kernel::error::Result;
use crate::kernel::id::DistrictId;
use crate::kernel::journal::entry;
use crate::kernel::tails::{Follower, Tails};
use crate::linkage::Request;

/// What one subscription follows.
#[derive(Debug)]
pub struct Following {
    district: DistrictId,
    follower: Follower,
    way: Way,
}

#[derive(Debug)]
enum Way {
    Changes(Option<BTreeSet<String>>),
    Figures { known: KnownFigures, begun: bool },
}

/// What came.
#[derive(Debug)]
pub enum News {
    /// Entries, in their order.
    Entries(Vec<Arc<entry::Model>>),
    /// Something that figures may hang on.
    Figures(KnownFigures),
}

impl Following {
    /// Follows what a subscription wants.
    pub fn new(tails: &Tails, wanted: Wanted) -> Self {
        let way = match wanted.of {
            Of::Changes(kinds) => Way::Changes(kinds),
            Of::Figures => Way::Figures {
                known: KnownFigures::default(),
                begun: false,
            },
        };
        Self {
            follower: tails.follow(&wanted.district, wanted.after),
            district: wanted.district,
            way,
        }
    }

    /// Waits for news. Whoever stops waiting loses nothing. However much was written while nobody waited, figures are news
    /// once.
    pub async fn next(&mut self) -> std::result::Result<News, DbErr> {
        match &mut self.way {
            Way::Changes(_) => self.follower.next().await.map(News::Entries),
            Way::Figures {
                known,
                begun: false,
            } => {
                let known = known.clone();
                self.way = Way::Figures {
                    known: known.clone(),
                    begun: true,
                };
                Ok(News::Figures(known))
            }
            Way::Figures { known, .. } => loop {
                let entries = self.follower.next().await?;
                if entries.iter().any(|entry| counts(entry)) {
                    return Ok(News::Figures(known.clone()));
                }
            },
        }
    }

    /// What the caller of a request is to be told of news, as turns of the field.
    pub async fn turns(&self, request: &Request, news: News) -> Result<Vec<Turn>> {
        match (news, &self.way) {
            (News::Figures(known), _) => Ok(vec![Turn::Figures(known)]),
            (News::Entries(entries), Way::Changes(kinds)) => {
                let told = sight::told(request, &self.district, &entries, kinds.as_ref()).await?;
                Ok(told.into_iter().map(Turn::Change).collect())
            }
            (News::Entries(_), Way::Figures { .. }) => Ok(Vec::new()),
        }
    }
}

/// Whether figures may hang on what an entry is of.
fn counts(entry: &entry::Model) -> bool {
    !matches!(
        entry.subject_kind.as_str(),
        "access"
            | "account"
            | "account_role"
            | "document"
            | "retention"
            | "case_notice"
            | "case_words"
            | "event_words"
            | "member_data"
            | "case_limit"
    ) && !matches!(entry.kind.as_str(), "personal.read" | "personal.searched")
}
