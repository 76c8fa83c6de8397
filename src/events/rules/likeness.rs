//! Tells when a post is likely the same event as another: same day, same kind, same place or a host in common, and a near
//! title. Titles whose numbers differ are a series (第一期, 第二期), not a repetition.
//! Deliberately absent: the verdict, which a person gives.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::events::content::Content;
use crate::events::kinds::EventKind;
use crate::kernel::id::{EventId, NodeId};

/// From this similarity on, titles are near.
const NEAR: f64 = 0.85;

/// Longer titles are compared by so many characters, so that a batch of long ones stays cheap.
const COMPARED: usize = 60;

/// An event as likeness looks at it.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Which.
    pub id: EventId,
    /// The event that it is a part of.
    pub parent: Option<EventId>,
    /// Where.
    pub place_code: Option<String>,
    /// Its hosts.
    pub hosts: BTreeSet<NodeId>,
    /// Its title.
    pub title: Folded,
}

/// The standing events that a post may repeat, by day and kind.
#[derive(Clone, Debug, Default)]
pub struct Likenesses {
    by_day: HashMap<(NaiveDate, EventKind), BTreeMap<EventId, Candidate>>,
}

impl Likenesses {
    /// Adds an event.
    pub fn add(&mut self, day: NaiveDate, kind: EventKind, candidate: Candidate) {
        self.by_day
            .entry((day, kind))
            .or_default()
            .insert(candidate.id, candidate);
    }

    /// Adds what others hold of a day and kind.
    pub fn join(&mut self, others: &Self, of: (NaiveDate, EventKind)) {
        if let Some(candidates) = others.by_day.get(&of) {
            let own = self.by_day.entry(of).or_default();
            for (id, candidate) in candidates {
                own.entry(*id).or_insert_with(|| candidate.clone());
            }
        }
    }

    /// The event that a post resembles most; none when there is no near one.
    pub fn nearest(&self, id: EventId, content: &Content) -> Option<EventId> {
        let candidates = self.by_day.get(&(content.began_on, content.kind))?;
        let title = Folded::new(&content.title);
        let hosts: BTreeSet<NodeId> = content.hosts.hosts().collect();
        let mut nearest: Option<(f64, EventId)> = None;
        for other in candidates.values() {
            let same_place = content.place_code.is_some() && content.place_code == other.place_code;
            let related = content.parent == Some(other.id) || other.parent == Some(id);
            let apart = !same_place && hosts.is_disjoint(&other.hosts);
            if other.id == id || related || apart {
                continue;
            }
            let similarity = title.similarity(&other.title);
            if similarity >= NEAR && nearest.is_none_or(|(most, _)| similarity > most) {
                nearest = Some((similarity, other.id));
            }
        }
        nearest.map(|(_, id)| id)
    }
}

impl Candidate {
    /// A post as those after it in the batch look at it.
    pub fn of(id: EventId, content: &Content) -> Self {
        Self {
            id,
            parent: content.parent,
            place_code: content.place_code.clone(),
            hosts: content.hosts.hosts().collect(),
            title: Folded::new(&content.title),
        }
    }
}

/// What posts of a batch may resemble: events of the same day and kind with the same numbers in their titles.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    numbers: HashMap<(NaiveDate, EventKind), BTreeSet<String>>,
}

impl Sought {
    /// Adds a post.
    pub fn add(&mut self, day: NaiveDate, kind: EventKind, title: &Folded) {
        let of_day = self.numbers.entry((day, kind)).or_default();
        of_day.insert(title.numbers.clone());
    }

    /// The days of the posts.
    pub fn days(&self) -> BTreeSet<NaiveDate> {
        self.numbers.keys().map(|(day, _)| *day).collect()
    }

    /// Their kinds.
    pub fn kinds(&self) -> BTreeSet<EventKind> {
        self.numbers.keys().map(|(_, kind)| *kind).collect()
    }

    /// Whether an event may be like one of them; of all others [`Folded::similarity`] is 0.
    pub fn may_be(&self, day: NaiveDate, kind: EventKind, title: &Folded) -> bool {
        let of_day = self.numbers.get(&(day, kind));
        of_day.is_some_and(|numbers| numbers.contains(&title.numbers))
    }
}

/// A title without whitespace and punctuation, in half width and lower case, and the numbers in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    letters: String,
    length: usize,
    numbers: String,
}

impl Folded {
    /// Folds a title.
    pub fn new(title: &str) -> Self {
        let half_width = title.chars().map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => u32::from(c)
                .checked_sub(0xfee0)
                .and_then(char::from_u32)
                .unwrap_or(c),
            other => other,
        });
        let mut letters = String::new();
        let mut numbers = String::new();
        let mut in_number = false;
        for c in half_width.flat_map(char::to_lowercase) {
            let is_number = c.is_ascii_digit() || "〇一二三四五六七八九十百千".contains(c);
            if is_number {
                if !in_number {
                    numbers.push(' ');
                }
                numbers.push(c);
            }
            in_number = is_number;
            if c.is_alphanumeric() || c == '〇' {
                letters.push(c);
            }
        }
        Self {
            length: letters.chars().count(),
            letters: letters.chars().take(COMPARED).collect(),
            numbers,
        }
    }

    /// From 0, nothing in common, to 1, the same; 0 when the numbers differ.
    pub fn similarity(&self, other: &Self) -> f64 {
        if self.numbers != other.numbers || self.letters.is_empty() {
            return 0.0;
        }
        if self.letters == other.letters && self.length == other.length {
            return 1.0;
        }
        let (short, long) = (self.length.min(other.length), self.length.max(other.length));
        // Titles of such different lengths cannot be near, whatever they say.
        if short * 100 < long * 85 {
            return 0.0;
        }
        strsim::normalized_levenshtein(&self.letters, &other.letters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_titles_are_told_from_others() {
        for (a, b, near) in [
            ("防溺水巡河", "防溺水 巡河！", true),
            ("防溺水巡河活动", "防溺水巡河活动日", true),
            ("ＡＢＣ社区义诊", "abc社区义诊", true),
            ("学习二十大宣讲 第1场", "学习二十大宣讲（第1场）", true),
            ("学习二十大宣讲 第1场", "学习二十大宣讲 第2场", false),
            ("学习宣讲（一）", "学习宣讲（二）", false),
            ("活动 11", "活动 1 1", false),
            ("走访慰问困难户", "委员讲堂进社区", false),
            ("！！", "！！", false),
        ] {
            let similarity = Folded::new(a).similarity(&Folded::new(b));
            assert_eq!(similarity >= NEAR, near, "{a} / {b}: {similarity}");
            // Whatever is near is looked at: of the rest nothing is kept.
            let day = NaiveDate::default();
            let mut sought = Sought::default();
            sought.add(day, EventKind::StudyTalk, &Folded::new(a));
            let looked_at = sought.may_be(day, EventKind::StudyTalk, &Folded::new(b));
            assert!(looked_at || !near, "{a} / {b}");
        }
    }
}
