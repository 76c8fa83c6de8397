//! Which nodes moved after a journal number: their own rows, honours, memberships, offices and links, opened or closed, and
//! lives that began or ended meanwhile, for which no row is written on the day. For clients that keep lists of nodes.
//! Deliberately absent: what a node shows of others, whose own lists tell it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sea_orm::sea_query::Condition;
use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, Iterable, QueryFilter,
    QuerySelect,
};

use super::entity::{LinkKind, link};
use super::request::{Pin, Request};
use crate::kernel::authz::Action;
use crate::kernel::clock::day_in_china;
use crate::kernel::erasing::erased_after;
use crate::kernel::error::Result;
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::journal::entry;
use crate::kernel::seal::Guards;
use crate::kernel::versions::Versioned;
use crate::organization::entity::{
    honour, member, member_personal, membership, office_held, workroom,
};
use crate::organization::kinds::Office;

/// What moved in a district after a journal number.
#[derive(Clone, Debug, Default)]
pub struct Moved {
    stamps: BTreeMap<NodeId, i64>,
    workrooms: BTreeSet<NodeId>,
    members: BTreeSet<NodeId>,
    from: Option<NaiveDate>,
}

impl Moved {
    /// Looks what moved after a number, as far as the caller may know.
    pub async fn since(request: &Request, pin: &Pin, since: i64) -> Result<Self> {
        let (db, district) = (&request.db, pin.district_id());
        let window = (since, pin.number);
        let whole = request.may(Action::ReadPartyMembership, district, None);
        let mut moved = Self {
            from: day_of(&request.db.for_figures(), district, since).await?,
            ..Self::default()
        };
        moved.stands(pin, since);
        let all = Condition::all;
        let rows = closed::<workroom::Entity>(db, window, district, [workroom::Column::Id], all());
        moved.workrooms = moved.note(rows.await?);
        let rows = closed::<member::Entity>(db, window, district, [member::Column::Id], all());
        moved.members = moved.note(rows.await?);
        let of = [honour::Column::WorkroomId];
        moved.note(closed::<honour::Entity>(db, window, district, of, all()).await?);
        let of = [membership::Column::MemberId];
        moved.note(closed::<membership::Entity>(db, window, district, of, all()).await?);
        let (mut offices, mut links) = (all(), all());
        if !whole {
            // Nothing tells that somebody is in the Party, not even that something changed.
            offices = offices.add(office_held::Column::Office.ne(Office::PartyGroupMember));
            let told = LinkKind::iter().filter(|kind| !kind.tells_party());
            links = links.add(link::Column::Kind.is_in(told.map(|kind| kind.to_value())));
        }
        let of = [office_held::Column::MemberId];
        moved.note(closed::<office_held::Entity>(db, window, district, of, offices).await?);
        for of in [link::Column::UpperId, link::Column::LowerId] {
            let rows = closed::<link::Entity>(db, window, district, [of], links.clone());
            moved.note(rows.await?);
        }
        for id in personal(request, district, window).await? {
            moved.stamp(id, pin.number);
        }
        Ok(moved)
    }

    /// What stands and was opened after the number.
    fn stands(&mut self, pin: &Pin, since: i64) {
        let organization = &pin.chain.organization;
        let workrooms = organization.workrooms.values();
        let workrooms = workrooms.map(|row| (row.id, row.since_number));
        let honours = organization.honours.values();
        let honours = honours.map(|row| (row.workroom_id, row.since_number));
        let members = organization.members.values();
        let members = members.map(|row| (row.id, row.since_number));
        let memberships = organization.memberships.values();
        let memberships = memberships.map(|row| (row.member_id, row.since_number));
        let offices = organization.offices.values();
        let offices = offices.map(|row| (row.member_id, row.since_number));
        let links = pin.chain.links.values();
        let links =
            links.flat_map(|row| [row.upper_id, row.lower_id].map(|id| (id, row.since_number)));
        let all = workrooms.chain(honours).chain(members).chain(memberships);
        for (id, number) in all.chain(offices).chain(links) {
            if number > since {
                self.stamp(id, number);
            }
        }
    }

    fn note(&mut self, rows: Vec<(NodeId, i64)>) -> BTreeSet<NodeId> {
        for (id, number) in &rows {
            self.stamp(*id, *number);
        }
        rows.into_iter().map(|(id, _)| id).collect()
    }

    fn stamp(&mut self, id: NodeId, number: i64) {
        let newest = self.stamps.entry(id).or_default();
        *newest = number.max(*newest);
    }

    /// Whether a node moved, or began or ended between the day of the number and this one.
    pub fn holds(&self, pin: &Pin, id: NodeId) -> bool {
        let passed = |day: NaiveDate| self.from.is_none_or(|from| day > from) && day <= pin.today;
        self.stamps.contains_key(&id)
            || pin
                .chain
                .organization
                .lifetime(id)
                .iter()
                .any(|life| passed(life.from) || life.to.is_some_and(passed))
    }

    /// The newest number at which it moved; none where a day alone passed.
    pub fn number(&self, id: NodeId) -> Option<i64> {
        self.stamps.get(&id).copied()
    }

    /// The workrooms that may have left a list.
    pub fn workrooms(&self, pin: &Pin) -> BTreeSet<NodeId> {
        let known = pin.chain.organization.workrooms.keys().copied();
        let moved = known.filter(|id| self.holds(pin, *id));
        moved.chain(self.workrooms.iter().copied()).collect()
    }

    /// The members who may have left a list.
    pub fn members(&self, pin: &Pin) -> BTreeSet<NodeId> {
        let known = pin.chain.organization.members.keys().copied();
        let moved = known.filter(|id| self.holds(pin, *id));
        moved.chain(self.members.iter().copied()).collect()
    }
}

/// The day of an entry of the journal: whoever read at its number did so on that day or later. None before the first.
async fn day_of(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
) -> std::result::Result<Option<NaiveDate>, DbErr> {
    let row = entry::Entity::find()
        .filter(entry::Column::DistrictId.eq(district.clone()))
        .filter(entry::Column::Number.eq(number))
        .one(conn)
        .await?;
    Ok(row.map(|row| day_in_china(row.at)))
}

/// Whose rows were closed after a number, each with the number.
async fn closed<E: Versioned>(
    conn: &impl ConnectionTrait,
    (since, number): (i64, i64),
    district: &DistrictId,
    of: [E::Column; 1],
    which: Condition,
) -> std::result::Result<Vec<(NodeId, i64)>, DbErr> {
    E::find()
        .select_only()
        .columns(of)
        .column(E::until())
        .filter(E::district().eq(district.clone()))
        .filter(E::until().gt(since))
        .filter(E::until().lte(number))
        .filter(which)
        .into_tuple()
        .all(conn)
        .await
}

/// Whose personal fields changed or were erased, of those whose fields the caller may see.
async fn personal(
    request: &Request,
    district: &DistrictId,
    (since, number): (i64, i64),
) -> Result<BTreeSet<NodeId>> {
    use member_personal::Column;
    let erased = erased_after(district, &[Guards::Member], since);
    let stamps = Condition::any()
        .add(
            Condition::all()
                .add(Column::SinceNumber.gt(since))
                .add(Column::SinceNumber.lte(number)),
        )
        .add(
            Condition::all()
                .add(Column::UntilNumber.gt(since))
                .add(Column::UntilNumber.lte(number)),
        )
        .add(Column::Id.in_subquery(erased));
    let rows: Vec<NodeId> = member_personal::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::DistrictId.eq(district.clone()))
        .filter(stamps)
        .into_tuple()
        .all(&request.db)
        .await?;
    let seen = rows.into_iter();
    Ok(seen
        .filter(|id| request.may(Action::ReadPersonal, district, Some(*id)))
        .collect())
}
