//! From what was typed to plain values: opaque ids and dates, each refusal naming its field.
//! Deliberately absent: whether a thing exists, which the command looks up under its lock.

use async_graphql::{ID, MaybeUndefined};
use chrono::NaiveDate;
use uuid::Uuid;

use crate::kernel::error::Failure;
use crate::kernel::id::{DistrictId, GlobalId, NodeId};
use crate::kernel::scalars::Date;
use crate::organization::refusals::{OrganizationErrorCode as Code, Outcome, Refused};

/// An input that becomes a command's plain input.
pub trait Typed {
    /// The command's input.
    type Plain;
    /// Its plain values; what is none leaves a refusal behind and stands for nothing.
    fn read(self, reading: &mut Reading) -> Self::Plain;
}

/// Reads the ids and dates of one input and gathers what is wrong with them.
#[derive(Debug)]
pub struct Reading {
    district: DistrictId,
    refusals: Vec<Refused>,
}

impl Reading {
    /// For an input about one district.
    pub fn new(district: DistrictId) -> Self {
        Self {
            district,
            refusals: Vec::new(),
        }
    }

    /// The id that an opaque id of a type holds.
    pub fn id(&mut self, field: &str, typed: &ID, type_name: &str) -> NodeId {
        self.id_of_any(field, typed, &[type_name])
    }

    /// The id that an opaque id of one of several types holds.
    pub fn id_of_any(&mut self, field: &str, typed: &ID, type_names: &[&str]) -> NodeId {
        let refused = match GlobalId::decode(typed) {
            None => Refused::of(
                Code::InvalidId,
                field,
                "标识无法识别。",
                "This id is not one that was given out here.",
            ),
            Some(id) if !type_names.contains(&id.type_name.as_str()) => Refused::of(
                Code::WrongKindOfId,
                field,
                format!("此处需要 {} 的标识。", type_names.join("、")),
                format!("This takes the id of a {}.", type_names.join(" or ")),
            ),
            Some(id) if id.district != self.district => Refused::of(
                Code::OtherDistrict,
                field,
                "该标识属于其他区县。",
                "This id is of another district.",
            ),
            Some(id) => return NodeId(id.id),
        };
        self.refusals.push(refused);
        NodeId(Uuid::nil())
    }

    /// An opaque id that may be left out.
    pub fn optional_id(
        &mut self,
        field: &str,
        typed: Option<&ID>,
        type_name: &str,
    ) -> Option<NodeId> {
        typed.map(|id| self.id(field, id, type_name))
    }

    /// A day.
    pub fn day(&mut self, field: &str, typed: &Date) -> NaiveDate {
        typed.day().unwrap_or_else(|| {
            self.refusals.push(Refused::of(
                Code::InvalidDate,
                field,
                "日期无效，应如 2022-07-01。",
                "Not a date; write 2022-07-01.",
            ));
            NaiveDate::MIN
        })
    }

    /// A day that may be left out.
    pub fn optional_day(&mut self, field: &str, typed: Option<&Date>) -> Option<NaiveDate> {
        typed.map(|date| self.day(field, date))
    }

    /// A day that may be left as it is, taken away, or set.
    pub fn changed_day(
        &mut self,
        field: &str,
        typed: &MaybeUndefined<Date>,
    ) -> Option<Option<NaiveDate>> {
        match typed {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(date) => Some(Some(self.day(field, date))),
        }
    }

    /// Refuses the whole input when anything of it was none.
    pub fn finish(self) -> Outcome<()> {
        if self.refusals.is_empty() {
            Ok(())
        } else {
            Err(Failure::Refused(self.refusals))
        }
    }
}

/// A text that may be left as it is, taken away, or set.
pub fn changed_text(typed: MaybeUndefined<String>) -> Option<Option<String>> {
    match typed {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(text) => Some(Some(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_id_and_date_is_told_with_its_field() {
        let here = DistrictId::parse("430503").unwrap();
        let there = DistrictId::parse("430502").unwrap();
        let id = Uuid::from_u128(7);
        let mut reading = Reading::new(here.clone());
        let good = GlobalId::encode("Sector", &here, id);
        assert_eq!(reading.id("sectorId", &good, "Sector"), NodeId(id));
        reading.id("garbage", &ID::from("x"), "Sector");
        reading.id("kind", &GlobalId::encode("Member", &here, id), "Sector");
        reading.id("foreign", &GlobalId::encode("Sector", &there, id), "Sector");
        assert_eq!(
            reading.day("from", &NaiveDate::MIN.succ_opt().unwrap().into()),
            NaiveDate::MIN
        );
        assert_eq!(reading.changed_day("to", &MaybeUndefined::Null), Some(None));
        let Err(Failure::Refused(refusals)) = reading.finish() else {
            panic!("four refusals were due");
        };
        let told: Vec<_> = refusals
            .iter()
            .map(|refused| (refused.code, refused.field.as_deref().unwrap()))
            .collect();
        assert_eq!(
            told,
            [
                (Code::InvalidId, "garbage"),
                (Code::WrongKindOfId, "kind"),
                (Code::OtherDistrict, "foreign"),
                (Code::InvalidDate, "from"),
            ]
        );
    }
}
