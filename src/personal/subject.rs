//! Whose data is meant: an event, a case or a member, by the opaque id that the API gives out.
//! Deliberately absent: accounts, which are kept by the security administrator.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::assessment::words as duty;
use crate::casework::entity::casefile;
use crate::casework::kinds::CaseKind;
use crate::casework::sealing;
use crate::events::entity::event;
use crate::events::words;
use crate::kernel::erasing::Guarded;
use crate::kernel::id::{CaseId, DistrictId, EventId, GlobalId, NodeId};
use crate::kernel::seal::Guards;
use crate::organization::entity::member;

/// A subject that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An event.
    Event(EventId),
    /// A case.
    Case(CaseId, CaseKind),
    /// A member.
    Member(NodeId),
}

impl Subject {
    /// The subject of an opaque id; none when the district has none.
    pub async fn find(
        conn: &impl ConnectionTrait,
        district: &DistrictId,
        typed: &str,
    ) -> Result<Option<Self>, DbErr> {
        let Some(typed) = GlobalId::decode(typed).filter(|typed| typed.district == *district)
        else {
            return Ok(None);
        };
        Ok(match typed.type_name.as_str() {
            "Event" => event::Entity::find()
                .filter(event::Column::DistrictId.eq(district.clone()))
                .filter(event::Column::Id.eq(EventId(typed.id)))
                .one(conn)
                .await?
                .map(|row| Self::Event(row.id)),
            "Member" | "ViceChair" => member::Entity::find()
                .filter(member::Column::DistrictId.eq(district.clone()))
                .filter(member::Column::Id.eq(NodeId(typed.id)))
                .one(conn)
                .await?
                .map(|row| Self::Member(row.id)),
            name => casefile::Entity::find()
                .filter(casefile::Column::DistrictId.eq(district.clone()))
                .filter(casefile::Column::Id.eq(CaseId(typed.id)))
                .one(conn)
                .await?
                .filter(|row| format!("{:?}", row.kind) == name)
                .map(|row| Self::Case(row.id, row.kind)),
        })
    }

    /// Under which key its personal data is.
    pub fn guarded(self, district: &DistrictId) -> Guarded {
        match self {
            Self::Event(id) => words::guarded(district, id),
            Self::Case(id, kind) => sealing::guarded(district, kind, id),
            Self::Member(id) => Guarded {
                district: district.clone(),
                guards: Guards::Member,
                subject: id.0,
            },
        }
    }

    /// Under which keys all of it is: a member's assessment has one of its own.
    pub fn all_guarded(self, district: &DistrictId) -> Vec<Guarded> {
        let mut all = vec![self.guarded(district)];
        if let Self::Member(id) = self {
            all.push(duty::guarded(district, id));
        }
        all
    }

    /// What the journal calls what is held of it; not the subject's own name, whose entries are the subject's versions.
    pub fn called(self) -> &'static str {
        match self {
            Self::Event(_) => "event_words",
            Self::Case(..) => "case_words",
            Self::Member(_) => "member_data",
        }
    }

    /// Its id.
    pub fn id(self) -> Uuid {
        match self {
            Self::Event(id) => id.0,
            Self::Case(id, _) => id.0,
            Self::Member(id) => id.0,
        }
    }
}
