//! What an answer was made of, so that who keeps answers knows which of them may be kept and until when. An answer that was
//! read from one district's facts alone belongs to that district's number; whatever else it was made of, like the moment,
//! the caller's own session, or rows that change without a number, makes it pass. A reader tells each of its statements.
//! Deliberately absent: keeping answers, and names of tables, which whoever keeps answers gives.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use sea_orm::{Statement, Value};

use super::id::DistrictId;

/// Watches one answer.
#[derive(Debug)]
pub struct Witness {
    /// Whether a word of a statement names something that changes without a number.
    passes: fn(&str) -> bool,
    passing: AtomicBool,
    statements: AtomicU32,
    pinned: Mutex<Vec<(DistrictId, i64)>>,
    /// Where the answer began to see a district before it had a snapshot.
    foretold: Mutex<Option<(DistrictId, i64)>>,
    moved: AtomicBool,
}

impl Witness {
    /// A witness that is told by which words of a statement an answer passes.
    pub fn new(passes: fn(&str) -> bool) -> Self {
        Self {
            passes,
            passing: AtomicBool::new(false),
            statements: AtomicU32::new(0),
            pinned: Mutex::default(),
            foretold: Mutex::default(),
            moved: AtomicBool::new(false),
        }
    }

    /// The answer is good for this caller and this moment only.
    pub fn pass(&self) {
        self.passing.store(true, Ordering::Relaxed);
    }

    /// The answer sees a district as it stands at a number.
    pub fn pin(&self, district: &DistrictId, number: i64) {
        let mut pinned = self.pinned.lock().unwrap_or_else(PoisonError::into_inner);
        pinned.push((district.clone(), number));
    }

    /// The answer sees a district at a number that was read before it began: a snapshot that it opens must be of that number.
    pub fn foretell(&self, district: &DistrictId, number: i64) {
        let mut foretold = self.foretold.lock().unwrap_or_else(PoisonError::into_inner);
        *foretold = Some((district.clone(), number));
    }

    /// The district and the number that a snapshot must be of.
    pub fn foretold(&self) -> Option<(DistrictId, i64)> {
        let foretold = self.foretold.lock().unwrap_or_else(PoisonError::into_inner);
        foretold.clone()
    }

    /// The district went on before the snapshot was opened: the answer is none, and must be begun again.
    pub fn set_moved(&self) {
        self.moved.store(true, Ordering::Relaxed);
    }

    /// Whether the answer must be begun again.
    pub fn has_moved(&self) -> bool {
        self.moved.load(Ordering::Relaxed)
    }

    /// The answer was read by a statement.
    pub fn saw(&self, statement: &Statement) {
        self.statements.fetch_add(1, Ordering::Relaxed);
        if self.passing.load(Ordering::Relaxed) {
            return;
        }
        let mut words = statement
            .sql
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        if words.any(self.passes) || self.leaves_the_district(statement) {
            self.pass();
        }
    }

    /// Whether a statement names another district than the one that was pinned, or the installation.
    fn leaves_the_district(&self, statement: &Statement) -> bool {
        let pinned = self.pinned.lock().unwrap_or_else(PoisonError::into_inner);
        let values = statement.values.iter().flat_map(|values| values.iter());
        let texts = values.filter_map(|value| match value {
            Value::String(Some(text)) => DistrictId::parse(text),
            _ => None,
        });
        let mut named = texts;
        // Before the first pin it is the head that is read, to pin by.
        named.any(|named| pinned.iter().any(|(district, _)| *district != named))
    }

    /// How many statements were asked.
    pub fn statements(&self) -> u32 {
        self.statements.load(Ordering::Relaxed)
    }

    /// The district, and its number, that the answer belongs to; none where it passes or belongs to no one district.
    pub fn version(&self) -> Option<(DistrictId, i64)> {
        if self.passing.load(Ordering::Relaxed) {
            return None;
        }
        let pinned = self.pinned.lock().unwrap_or_else(PoisonError::into_inner);
        match pinned.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::DbBackend;

    /// Statements with their values.
    type Statements<'a> = &'a [(&'a str, &'a [&'a str])];

    fn version(district: &str, statements: Statements<'_>) -> Option<i64> {
        let witness = Witness::new(|word| word == "token");
        witness.pin(&DistrictId::parse(district).unwrap(), 7);
        for (sql, values) in statements {
            let values = values.iter().map(|text| Value::from(*text));
            witness.saw(&Statement::from_sql_and_values(
                DbBackend::Sqlite,
                *sql,
                values,
            ));
        }
        witness.version().map(|(_, number)| number)
    }

    #[test]
    fn an_answer_belongs_to_the_one_district_that_it_was_read_from() {
        let own = (
            "SELECT * FROM tally WHERE district_id = $1",
            &["430503"][..],
        );
        let rows: [(Statements<'_>, Option<i64>); 6] = [
            (&[], Some(7)),
            (&[own], Some(7)),
            (
                &[
                    own,
                    (
                        "SELECT * FROM \"token\" WHERE district_id = $1",
                        &["430503"],
                    ),
                ],
                None,
            ),
            (
                &[(
                    "SELECT token_id FROM tally WHERE district_id = $1",
                    &["430503"],
                )],
                Some(7),
            ),
            (
                &[("SELECT * FROM tally WHERE district_id = $1", &["430502"])],
                None,
            ),
            (
                &[("SELECT * FROM calendar_year WHERE district_id = $1", &["0"])],
                None,
            ),
        ];
        for (statements, expected) in rows {
            assert_eq!(version("430503", statements), expected, "{statements:?}");
        }
    }

    #[test]
    fn what_passes_and_what_is_of_two_districts_has_no_number() {
        let witness = Witness::new(|_| false);
        assert_eq!(witness.version(), None);
        let (one, other) = (
            DistrictId::parse("430503").unwrap(),
            DistrictId::parse("430502").unwrap(),
        );
        witness.pin(&one, 3);
        assert_eq!(witness.version(), Some((one.clone(), 3)));
        witness.pin(&other, 4);
        assert_eq!(witness.version(), None);
        let witness = Witness::new(|_| false);
        witness.pin(&one, 3);
        witness.pass();
        assert_eq!(witness.version(), None);
    }
}
