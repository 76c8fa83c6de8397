//! From what was typed to plain values: opaque ids and dates of links, each refusal naming its field, all of them told.
//! Deliberately absent: whether a thing exists, which the command looks up under its lock.

use async_graphql::ID;
use chrono::NaiveDate;
use uuid::Uuid;

use crate::kernel::error::Failure;
use crate::kernel::id::{DistrictId, GlobalId, NodeId};
use crate::kernel::period::Span;
use crate::kernel::scalars::Date;
use crate::linkage::refusals::{LinkErrorCode as Code, Outcome, Refused};
use crate::organization::NodeKind;

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

    /// The id of a link.
    pub fn link(&mut self, field: &str, typed: &ID) -> NodeId {
        self.id(field, typed, &["Link"])
    }

    /// The id of an end of a kind: a vice-chairperson's and a member's are the same.
    pub fn end(&mut self, field: &str, typed: &ID, kind: NodeKind) -> NodeId {
        self.id(field, typed, types(kind))
    }

    /// The id of an upper end of whichever kind; the rules see to the right one.
    pub fn any_upper(&mut self, field: &str, typed: &ID) -> NodeId {
        self.id(
            field,
            typed,
            &[
                "Member",
                "ViceChair",
                "SpecialCommittee",
                "SectorGroup",
                "Workroom",
            ],
        )
    }

    fn id(&mut self, field: &str, typed: &ID, types: &[&str]) -> NodeId {
        let refused = match GlobalId::decode(typed) {
            None => Refused::of(
                Code::InvalidId,
                field,
                "标识无法识别。",
                "This id is not one that was given out here.",
            ),
            Some(id) if !types.contains(&id.type_name.as_str()) => Refused::of(
                Code::WrongKindOfId,
                field,
                format!("此处需要 {} 的标识。", types.join("、")),
                format!("This takes the id of a {}.", types.join(" or ")),
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

    /// The days from `from` up to `to`.
    pub fn span(&mut self, from: &Date, to: Option<&Date>) -> Span {
        let from = self.day("from", from);
        Span::new(from, to.map(|to| self.day("to", to)))
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

fn types(kind: NodeKind) -> &'static [&'static str] {
    match kind {
        NodeKind::SpecialCommittee => &["SpecialCommittee"],
        NodeKind::SectorGroup => &["SectorGroup"],
        NodeKind::Workroom => &["Workroom"],
        NodeKind::Sector => &["Sector"],
        _ => &["Member", "ViceChair"],
    }
}
