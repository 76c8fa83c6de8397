//! What the field of a subscription is asked for each time. Deliberately absent: waiting.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::casework::kinds::CaseKind;
use crate::kernel::actor::Role;
use crate::kernel::id::DistrictId;

/// One question to the field.
#[derive(Clone, Debug)]
pub enum Turn {
    /// The first: whether it may be followed, and what that is.
    Opening(Opening),
    /// Tell of an entry.
    Change(Arc<Told>),
    /// Tell the figures that are no longer what they were.
    Figures(KnownFigures),
}

/// Where the field says what is to be followed.
#[derive(Clone, Debug, Default)]
pub struct Opening(Arc<Mutex<Option<Wanted>>>);

impl Opening {
    /// It may be followed.
    pub fn want(&self, wanted: Wanted) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(wanted);
    }

    /// What is to be followed; none where the field said nothing.
    pub fn wanted(&self) -> Option<Wanted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// What is to be followed.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Whose journal.
    pub district: DistrictId,
    /// From the entry after this number on.
    pub after: i64,
    /// What is told of it.
    pub of: Of,
}

/// What is told of a journal.
#[derive(Clone, Debug)]
pub enum Of {
    /// Each entry; those of other kinds by their number alone.
    Changes(Option<BTreeSet<String>>),
    /// Figures that are no longer what they were.
    Figures,
}

/// What is told of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its number.
    pub number: i64,
    /// The rest, where the caller may see it.
    pub seen: Option<Seen>,
}

/// What is told of an entry to who may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What happened.
    pub kind: String,
    /// What it happened to.
    pub subject_kind: String,
    /// Which one.
    pub subject: Uuid,
    /// Of a case that the caller may see, its kind.
    pub case: Option<CaseKind>,
    /// Who did it, where the caller may know.
    pub actor: Option<Uuid>,
    /// In which role; none where it was the program.
    pub role: Option<Role>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What was told last of each figure of a subscription, in their order.
#[derive(Clone, Debug, Default)]
pub struct KnownFigures(Arc<Mutex<Vec<String>>>);

impl KnownFigures {
    /// Takes in what figures are now, and says of each whether it is news.
    pub fn news(&self, now: Vec<String>) -> Vec<bool> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let news = now
            .iter()
            .enumerate()
            .map(|(place, figure)| known.get(place) != Some(figure));
        let news = news.collect();
        *known = now;
        news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_news_once() {
        let known = KnownFigures::default();
        let texts = |texts: [&str; 2]| texts.map(str::to_owned).to_vec();
        assert_eq!(known.news(texts(["1", "2"])), [true, true]);
        assert_eq!(known.news(texts(["1", "2"])), [false, false]);
        assert_eq!(known.news(texts(["1", "3"])), [false, true]);
        assert_eq!(known.news(texts(["2", "3"])), [true, false]);
    }
}
