//! What is to be exported, as a plain value: a ticket carries it, the command line makes it. Pure. Deliberately absent:
//! reading what callers say, and whatever the organisation says of it, which is looked up when the file is made.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::file::Format;
use crate::casework::kinds::CaseKind;
use crate::casework::queries::CaseFilter;
use crate::events::filter::EventFilter;
use crate::kernel::id::DistrictId;
use crate::linkage::Node;
use crate::statistics::breakdown::Dimension;
use crate::statistics::fitting::Wanted;

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Of which district.
    pub district: DistrictId,
    /// In what form.
    pub format: Format,
    /// What.
    pub what: What,
}

/// What can be exported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// The list of events.
    Events(EventsOrder),
    /// The register of a kind of case.
    Cases(CasesOrder),
    /// The members in office.
    Members(MembersOrder),
    /// Figures of a node, and their breakdowns.
    Figures(FiguresOrder),
}

/// Which events.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventsOrder {
    /// Of which node; all of the district when none is named.
    pub node: Option<Node>,
    /// Which.
    pub filter: EventFilter,
}

/// Which cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CasesOrder {
    /// Of which kind.
    pub kind: CaseKind,
    /// Which.
    pub filter: CaseFilter,
}

/// Which members.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembersOrder {
    /// In office on which day; on that of the export when none is named.
    pub on: Option<NaiveDate>,
}

/// Which figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiguresOrder {
    /// Of which node.
    pub node: Node,
    /// What is counted, and how.
    pub wanted: Wanted,
    /// By which dimensions they are told apart, a sheet for each.
    pub breakdowns: Vec<Vec<Dimension>>,
    /// The journal number; the newest when none is named.
    pub as_of: Option<i64>,
}

impl What {
    /// What it is called in the names of files, in Chinese and in English.
    pub fn called(&self) -> (&'static str, &'static str) {
        match self {
            Self::Events(_) => ("活动", "events"),
            Self::Cases(order) => (super::words::case_kind(order.kind), "cases"),
            Self::Members(_) => ("委员", "members"),
            Self::Figures(_) => ("统计数据", "figures"),
        }
    }
}
