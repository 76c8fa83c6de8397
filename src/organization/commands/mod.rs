//! Changes of the organisation, one function for each mutation: lock the district, ask the policy, let the rules decide,
//! close the row that stood and open the next, commit. The district is always the caller's own.
//! Deliberately absent: updating a row in place, deleting one, and links (linkage keeps them).

pub mod bodies;
pub mod dependants;
pub mod founding;
pub mod lifetimes;
pub mod offices;
pub mod people;
pub mod places;
pub mod terms;
pub mod workdays;
pub mod workrooms;

use std::sync::Arc;

use sea_orm::{ActiveModelBehavior, ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::Value;

use crate::kernel::authz::Action;
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::journal::Change;
use crate::kernel::versions::{Versioned, close, open};
use crate::linkage::{Chain, Request, Writing};
use crate::organization::Organization;
use crate::organization::entity::node;
use crate::organization::kinds::NodeKind;
use crate::organization::personal::{NewVersion, Personal};
use crate::organization::refusals::{OrganizationErrorCode as Code, Outcome, Refused};

/// What a change of the organisation did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// The node that the change is about: of a membership or an office, its member; of an honour, its workroom.
    pub id: NodeId,
    /// The dated fact that was changed, when it is not the node itself.
    pub fact: Option<NodeId>,
    /// The district's journal number after it.
    pub number: i64,
}

impl Done {
    /// A change of a node.
    pub fn of(id: NodeId, number: i64) -> Self {
        Self {
            id,
            fact: None,
            number,
        }
    }
}

/// The stamp of a new row.
#[derive(Clone, Debug)]
struct Stamp {
    district_id: DistrictId,
    id: NodeId,
    since_number: i64,
}

/// The caller's district under its write lock, with the organisation as it stood before.
#[derive(Debug)]
struct Keeping<'a> {
    request: &'a Request,
    writing: Writing,
    chain: Arc<Chain>,
}

impl<'a> Keeping<'a> {
    /// Locks the caller's district; forbidden to all but its office.
    async fn start(request: &'a Request) -> Outcome<Self> {
        let district = request.actor()?.district.clone();
        let writing = request.write(&district).await?;
        writing.require(Action::KeepOrganization, None)?;
        let chain = Arc::clone(&writing.chain);
        Ok(Self {
            request,
            writing,
            chain,
        })
    }

    /// The organisation as it stood before.
    fn organization(&self) -> Arc<Organization> {
        Arc::clone(&self.chain.organization)
    }

    /// Makes an identity and opens its first row.
    async fn create<E, A>(
        &mut self,
        kind: NodeKind,
        verb: &'static str,
        content: Value,
        row: impl FnOnce(Stamp) -> E::Model,
    ) -> Outcome<NodeId>
    where
        E: Versioned + EntityTrait<ActiveModel = A>,
        E::Model: IntoActiveModel<A>,
        A: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
    {
        let id = NodeId(self.request.clock.new_uuid());
        self.create_as::<E, A>(id, kind, verb, content, row).await?;
        Ok(id)
    }

    /// Makes an identity of an id that is known before, and opens its first row.
    async fn create_as<E, A>(
        &mut self,
        id: NodeId,
        kind: NodeKind,
        verb: &'static str,
        content: Value,
        row: impl FnOnce(Stamp) -> E::Model,
    ) -> Outcome<()>
    where
        E: Versioned + EntityTrait<ActiveModel = A>,
        E::Model: IntoActiveModel<A>,
        A: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
    {
        let since_number = self.record(kind, id, verb, content);
        let district_id = self.writing.ledger.district().clone();
        insert_node(&self.writing.tx, &district_id, id, kind, since_number).await?;
        let stamp = Stamp {
            district_id,
            id,
            since_number,
        };
        open::<E, A>(&self.writing.tx, row(stamp)).await?;
        Ok(())
    }

    /// Closes the row that stands and opens the next; `row` gets the number that divides them.
    async fn replace<E, A>(
        &mut self,
        kind: NodeKind,
        id: NodeId,
        verb: &'static str,
        content: Value,
        row: impl FnOnce(i64) -> E::Model,
    ) -> Outcome<()>
    where
        E: Versioned + EntityTrait<ActiveModel = A>,
        E::Model: IntoActiveModel<A>,
        A: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
    {
        let number = self.record(kind, id, verb, content);
        close::<E>(
            &self.writing.tx,
            self.writing.ledger.district(),
            id.0,
            number,
        )
        .await?;
        open::<E, A>(&self.writing.tx, row(number)).await?;
        Ok(())
    }

    /// Closes the row that stands and opens none: the fact is no longer claimed.
    async fn withdraw<E: Versioned>(
        &mut self,
        kind: NodeKind,
        id: NodeId,
        verb: &'static str,
        content: Value,
    ) -> Outcome<()> {
        let number = self.record(kind, id, verb, content);
        let district = self.writing.ledger.district();
        close::<E>(&self.writing.tx, district, id.0, number).await?;
        Ok(())
    }

    /// Seals a member's personal fields; they are written under the number of the entry that holds their digest.
    async fn seal(&self, member: NodeId, personal: &Personal) -> Outcome<NewVersion> {
        let district = self.writing.ledger.district();
        let (tx, vault) = (&self.writing.tx, &self.request.vault);
        Ok(NewVersion::seal(tx, vault, (district, member), personal).await?)
    }

    /// Writes sealed fields under the newest number.
    async fn keep_sealed(&self, version: NewVersion) -> Outcome<()> {
        let number = self.writing.ledger.head().number;
        Ok(version.write(&self.writing.tx, number).await?)
    }

    fn record(&mut self, kind: NodeKind, id: NodeId, verb: &'static str, content: Value) -> i64 {
        self.writing.record(Change {
            kind: verb,
            subject_kind: subject_kind(kind),
            subject_id: id.0,
            content,
            organization: true,
        })
    }

    /// Commits a change of a node.
    async fn finish(self, id: NodeId) -> Outcome<Done> {
        let number = self.writing.commit().await?;
        Ok(Done::of(id, number))
    }

    /// Commits a change of a dated fact about a node.
    async fn finish_fact(self, id: NodeId, fact: NodeId) -> Outcome<Done> {
        let number = self.writing.commit().await?;
        Ok(Done {
            id,
            fact: Some(fact),
            number,
        })
    }
}

/// Makes the identity that a row, and every reference to it, hangs on.
async fn insert_node(
    tx: &sea_orm::DatabaseTransaction,
    district_id: &DistrictId,
    id: NodeId,
    kind: NodeKind,
    since_number: i64,
) -> Outcome<()> {
    let model = node::Model {
        district_id: district_id.clone(),
        id,
        kind,
        since_number,
    };
    node::Entity::insert(model.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The thing of an id in this district, or the refusal that names the field.
fn known<'a, T>(field: &str, found: Option<&'a T>) -> Result<&'a T, Refused> {
    found.ok_or_else(|| {
        Refused::of(
            Code::NotFound,
            field,
            "本区没有这一对象。",
            "There is no such thing in this district.",
        )
    })
}

/// How the journal names a kind of thing.
fn subject_kind(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::District => "district",
        NodeKind::Township => "township",
        NodeKind::Division => "division",
        NodeKind::SpecialCommittee => "special_committee",
        NodeKind::Sector => "sector",
        NodeKind::SectorGroup => "sector_group",
        NodeKind::Workroom => "workroom",
        NodeKind::Member => "member",
        NodeKind::Honour => "honour",
        NodeKind::Membership => "membership",
        NodeKind::OfficeHeld => "office_held",
        NodeKind::Term => "term",
        NodeKind::Session => "session",
        NodeKind::Link => "link",
        NodeKind::Campaign => "campaign",
        NodeKind::NilReturn => "nil_return",
        NodeKind::HandlingUnit => "handling_unit",
        NodeKind::CalendarYear => "calendar_year",
    }
}
