//! The points of adoptions by level, with the day from which they hold: the program's defaults, and a district's own rows
//! over them. Deliberately absent: which adoptions a report has; its rules say so.

use chrono::NaiveDate;

use super::entity::adoption_point;
use super::kinds::Level;

/// The defaults, inferred; a district sets its own. No level: what was reported up.
pub const DEFAULTS: [(Option<Level>, i32); 5] = [
    (None, 1),
    (Some(Level::District), 3),
    (Some(Level::City), 6),
    (Some(Level::Province), 12),
    (Some(Level::National), 20),
];

/// The points of one district.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Points {
    rows: Vec<adoption_point::Model>,
}

impl Points {
    /// The defaults with a district's rows over them.
    pub fn new(rows: Vec<adoption_point::Model>) -> Self {
        Self { rows }
    }

    /// The points of a level on a day.
    pub fn of(&self, level: Option<Level>, on: NaiveDate) -> i32 {
        let own = self
            .rows
            .iter()
            .filter(|row| row.level == level && row.valid_from <= on)
            .max_by_key(|row| row.valid_from)
            .map(|row| row.points);
        let default = || DEFAULTS.iter().find(|(of, _)| *of == level);
        own.or_else(|| default().map(|(_, points)| *points))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::{DistrictId, NodeId};

    #[test]
    fn a_districts_own_points_hold_from_their_day_on() {
        let row = |from: &str, points| adoption_point::Model {
            district_id: DistrictId::installation(),
            id: NodeId(uuid::Uuid::nil()),
            since_number: 1,
            until_number: None,
            level: Some(Level::City),
            points,
            valid_from: from.parse().unwrap_or_default(),
        };
        let points = Points::new(vec![row("2022-07-01", 9), row("2022-03-01", 7)]);
        let of = |level, on: &str| points.of(level, on.parse().unwrap_or_default());
        for (on, due) in [("2022-02-28", 6), ("2022-03-01", 7), ("2022-07-01", 9)] {
            assert_eq!(of(Some(Level::City), on), due, "{on}");
            assert_eq!(of(None, on), 1);
        }
    }
}
