//! Acting in cases as their users would: beginning them and taking steps, each in a role of the district.
//! Deliberately absent: any one kind of case.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Stopped, told};
use crate::app::App;
use crate::casework::Practice;
use crate::casework::content::{Content, Particulars};
use crate::casework::deed::Deed;
use crate::casework::opening::{Opening, open};
use crate::casework::taking::{Wanted, take};
use crate::kernel::actor::{Actor, Role};
use crate::kernel::error::Lang;
use crate::kernel::id::{CaseId, DistrictId, NodeId};
use crate::kernel::workdays::Calendar;
use crate::linkage::Request;

/// Who acts: the role, and the node that it acts for.
pub type Acting = (Role, Option<NodeId>);

/// The CPPCC office.
pub const OFFICE: Acting = (Role::Office, None);

/// Acts in cases of one kind.
#[derive(Debug)]
pub struct Stage<'a> {
    /// The program.
    pub app: &'a App,
    /// The district.
    pub district: DistrictId,
    /// The working days.
    pub calendar: Calendar,
    /// The kind.
    pub practice: &'static Practice,
}

/// The n-th id of the demo's cases of a kind, which has a place of its own: always the same.
pub fn numbered(kind: u128, n: usize) -> CaseId {
    let instant: u128 = 0x017e_11ad_f000;
    let place = u128::try_from(n).unwrap_or_default();
    CaseId(Uuid::from_u128(
        (instant << 80) | (0x7000 << 64) | (kind << 48) | place,
    ))
}

/// What an illustrative case says.
pub fn content(title: String) -> Content {
    Content {
        title,
        content: "内容从略（示例）。".to_owned().into(),
        place_code: None,
        particulars: Particulars::None,
    }
}

impl Stage<'_> {
    /// The view of somebody.
    pub fn view(&self, (role, scope): Acting) -> Request {
        let actor = Actor {
            id: self.app.clock.new_uuid(),
            role,
            district: self.district.clone(),
            scope,
        };
        self.app.request(Some(actor), Lang::En)
    }

    /// The day so many working days later.
    pub fn after(&self, day: NaiveDate, working_days: u32) -> Result<NaiveDate, Stopped> {
        self.calendar
            .add(day, working_days)
            .map_err(|unknown| format!("no working days of {}", unknown.year))
    }

    /// Begins a case.
    pub async fn open(&self, who: Acting, opening: Opening) -> Result<CaseId, Stopped> {
        let title = opening.content.title.clone();
        open(&self.view(who), self.practice, opening)
            .await
            .map_err(|failure| told(&title, &failure))
    }

    /// Takes one step.
    pub async fn step(
        &self,
        id: CaseId,
        who: Acting,
        on: NaiveDate,
        deed: Deed,
    ) -> Result<(), Stopped> {
        let act = deed.act();
        let wanted = Wanted {
            deed,
            on: Some(on),
            note: Some("示例".to_owned()),
            after_step: None,
        };
        take(&self.view(who), self.practice, id, wanted)
            .await
            .map(|_| ())
            .map_err(|failure| told(&format!("{act:?} of {id}"), &failure))
    }
}
