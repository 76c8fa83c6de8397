//! Everything that is held of one member, event or case, as JSON: fields, memberships, offices, links, events taken part
//! in, cases, and words opened; what was erased reads as null. Deliberately absent: recording that it was read, which the
//! request's accesses do, and what others said in a member's cases.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::subject::Subject;
use crate::casework::Case;
use crate::casework::case::Step;
use crate::casework::entity::{case_fact, case_step, case_version};
use crate::casework::kinds::{Fact, Party};
use crate::casework::queries::cases;
use crate::casework::sealing::field as case_field;
use crate::events::entity::event_participant;
use crate::events::queries::{histories, versions_at};
use crate::events::words::{field, guarded};
use crate::kernel::erasing::{Guarded, erasures, opened};
use crate::kernel::error::{Fault, Result};
use crate::kernel::id::{CaseId, DistrictId, EventId, NodeId};
use crate::kernel::reader::Reader;
use crate::kernel::seal::{DataKey, Guards, Sealed, Vault, load_keys};
use crate::linkage::entity::link;
use crate::organization::entity::{member, member_personal, membership, office_held};
use crate::organization::personal::PersonalField;

/// What an export reads from.
#[derive(Debug)]
pub struct Exporting<'a> {
    /// What everything is read from.
    pub db: &'a Reader,
    /// The keys.
    pub vault: &'a Vault,
    /// The district.
    pub district: &'a DistrictId,
    /// The journal number that it is true for.
    pub number: i64,
}

/// The keys of some subjects, and which of them were erased.
struct Opener {
    keys: BTreeMap<Uuid, DataKey>,
    erased: BTreeSet<Uuid>,
}

impl Opener {
    async fn new(of: &Exporting<'_>, guards: Guards, subjects: BTreeSet<Uuid>) -> Result<Self> {
        let keys = load_keys(of.db, of.vault, of.district, guards, subjects.clone()).await?;
        let erased = erasures(of.db, of.district, guards, subjects).await?;
        Ok(Self {
            keys,
            erased: erased.into_iter().map(|row| row.subject_id).collect(),
        })
    }

    /// A text; null when there is none, or it was erased.
    fn open(
        &self,
        subject: Uuid,
        field: &str,
        sealed: Option<&Sealed>,
    ) -> std::result::Result<Value, Fault> {
        let Some(sealed) = sealed else {
            return Ok(Value::Null);
        };
        match opened(self.keys.get(&subject), field, sealed) {
            Ok(text) => Ok(text.into()),
            Err(_) if self.erased.contains(&subject) => Ok(Value::Null),
            Err(fault) => Err(fault),
        }
    }
}

impl Exporting<'_> {
    /// Everything that is held of a subject.
    pub async fn of(&self, subject: Subject) -> Result<Value> {
        let mut told = match subject {
            Subject::Event(id) => self.event(id).await?,
            Subject::Case(id, _) => {
                let found = self.told_cases([id].into(), None).await?;
                found.into_iter().next().unwrap_or_default()
            }
            Subject::Member(id) => self.member(id).await?,
        };
        let erased = subject.guarded(self.district).erased(self.db).await?;
        if let Some(told) = told.as_object_mut() {
            let on = erased.map(|row| row.erased_on);
            told.insert("erasedOn".to_owned(), json!(on));
        }
        Ok(told)
    }

    async fn event(&self, id: EventId) -> Result<Value> {
        let Guarded {
            guards, subject, ..
        } = guarded(self.district, id);
        let opener = Opener::new(self, guards, [subject].into()).await?;
        let versions = histories(self.db, self.district, self.number, [id]).await?;
        let told = versions.into_values().flatten().map(|row| {
            Ok(json!({
                "sequence": row.since_number,
                "status": row.status,
                "kind": row.kind,
                "title": row.title,
                "from": row.began_on,
                "to": row.ended_on,
                "placeCode": row.place_code,
                "narrative": opener.open(subject, field::NARRATIVE, row.narrative.as_ref())?,
                "reason": opener.open(subject, field::REASON, row.reason.as_ref())?,
            }))
        });
        let versions = told.collect::<std::result::Result<Vec<_>, Fault>>()?;
        let participants = event_participant::Entity::find()
            .filter(event_participant::Column::DistrictId.eq(self.district.clone()))
            .filter(event_participant::Column::EventId.eq(id))
            .all(self.db)
            .await?;
        let members: BTreeSet<_> = participants.into_iter().map(|row| row.member_id).collect();
        Ok(json!({ "event": id, "versions": versions, "participants": members }))
    }

    async fn member(&self, id: NodeId) -> Result<Value> {
        macro_rules! rows {
            ($entity:ident, $column:ident) => {
                $entity::Entity::find()
                    .filter($entity::Column::DistrictId.eq(self.district.clone()))
                    .filter($entity::Column::$column.eq(id))
                    .order_by_asc($entity::Column::SinceNumber)
                    .all(self.db)
                    .await?
                    .into_iter()
            };
        }
        let names = rows!(member, Id).map(|row| {
            json!({
                "sequence": row.since_number, "supersededBy": row.until_number,
                "name": row.name, "expertise": row.expertise,
            })
        });
        let memberships = rows!(membership, MemberId).map(|row| {
            json!({
                "sequence": row.since_number, "supersededBy": row.until_number, "term": row.term,
                "sector": row.sector_id, "from": row.valid_from, "to": row.valid_to,
            })
        });
        let offices = rows!(office_held, MemberId).map(|row| {
            json!({
                "sequence": row.since_number, "supersededBy": row.until_number,
                "office": format!("{:?}", row.office), "from": row.valid_from, "to": row.valid_to,
            })
        });
        let opener = Opener::new(self, Guards::Member, [id.0].into()).await?;
        let personal = rows!(member_personal, Id).map(|row| {
            let open = |field: PersonalField, sealed: &Option<Sealed>| {
                opener.open(id.0, field.name(), sealed.as_ref())
            };
            Ok(json!({
                "sequence": row.since_number, "supersededBy": row.until_number,
                "phone": open(PersonalField::Phone, &row.phone)?,
                "ethnicity": open(PersonalField::Ethnicity, &row.ethnicity)?,
                "religion": open(PersonalField::Religion, &row.religion)?,
                "isCpcMember": open(PersonalField::IsCpcMember, &row.is_cpc_member)?,
            }))
        });
        let personal = personal.collect::<std::result::Result<Vec<_>, Fault>>()?;
        let links = rows!(link, UpperId).chain(rows!(link, LowerId)).map(|row| {
            json!({
                "sequence": row.since_number, "supersededBy": row.until_number, "kind": row.kind,
                "upper": row.upper_id, "lower": row.lower_id, "from": row.valid_from, "to": row.valid_to,
            })
        });
        Ok(json!({
            "member": id,
            "names": names.collect::<Vec<_>>(),
            "personal": personal,
            "memberships": memberships.collect::<Vec<_>>(),
            "offices": offices.collect::<Vec<_>>(),
            "links": links.collect::<Vec<_>>(),
            "eventsTakenPartIn": self.events_of(id).await?,
            "cases": self.told_cases(self.cases_of(id).await?, Some(id)).await?,
            "assessment": super::assessed::told(self, id).await?,
        }))
    }

    async fn events_of(&self, member: NodeId) -> Result<Vec<Value>> {
        let rows = event_participant::Entity::find()
            .filter(event_participant::Column::DistrictId.eq(self.district.clone()))
            .filter(event_participant::Column::MemberId.eq(member))
            .all(self.db)
            .await?;
        let ids: BTreeSet<_> = rows.into_iter().map(|row| row.event_id).collect();
        let versions = versions_at(self.db, self.district, self.number, ids).await?;
        let told = versions.into_values().map(|row| {
            json!({
                "event": row.id, "title": row.title, "kind": row.kind, "status": row.status,
                "from": row.began_on, "to": row.ended_on,
            })
        });
        Ok(told.collect())
    }

    /// The cases in which a member has or had a part.
    async fn cases_of(&self, member: NodeId) -> Result<BTreeSet<CaseId>> {
        let parties = case_fact::Entity::find()
            .filter(case_fact::Column::DistrictId.eq(self.district.clone()))
            .filter(case_fact::Column::Fact.eq(Fact::Party))
            .filter(case_fact::Column::NodeId.eq(member))
            .all(self.db)
            .await?;
        let authored = case_version::Entity::find()
            .filter(case_version::Column::DistrictId.eq(self.district.clone()))
            .filter(case_version::Column::AuthorId.eq(member))
            .filter(Condition::all().add(case_version::Column::UntilNumber.is_null()))
            .all(self.db)
            .await?;
        let acted = case_step::Entity::find()
            .filter(case_step::Column::DistrictId.eq(self.district.clone()))
            .filter(case_step::Column::ActorScope.eq(member))
            .all(self.db)
            .await?;
        let ids = parties.into_iter().map(|row| row.case_id);
        let ids = ids.chain(authored.into_iter().map(|row| row.id));
        Ok(ids
            .chain(acted.into_iter().map(|row| row.case_id))
            .collect())
    }

    /// Cases with their words; of a member's only those that are his own.
    async fn told_cases(&self, ids: BTreeSet<CaseId>, only: Option<NodeId>) -> Result<Vec<Value>> {
        let mut told = Vec::new();
        let found = cases(self.db, self.district, self.number, &ids).await?;
        for guards in [Guards::Case, Guards::RestrictedCase] {
            let of = |case: &&Case| case.guarded().guards == guards;
            let subjects = found.values().filter(of).map(|case| case.id().0).collect();
            let opener = Opener::new(self, guards, subjects).await?;
            for case in found.values().filter(of) {
                told.push(told_case(case, &opener, only)?);
            }
        }
        Ok(told)
    }
}

fn told_case(case: &Case, opener: &Opener, only: Option<NodeId>) -> Result<Value> {
    let version = &case.version;
    let is_own = only
        .is_none_or(|member| version.author_id == member || case.is_of(member, &[Party::Author]));
    let content = Some(&version.content).filter(|_| is_own);
    let steps = case.steps.iter().filter(|step| {
        is_own && step.deed.has_words() || only.is_none_or(|one| step.row.actor_scope == Some(one))
    });
    let steps = steps.map(|step| told_step(step, opener));
    Ok(json!({
        "case": version.id,
        "kind": version.kind,
        "state": version.state,
        "title": version.title,
        "openedOn": version.opened_on,
        "placeCode": version.place_code,
        "content": opener.open(version.id.0, case_field::CONTENT, content)?,
        "steps": steps.collect::<std::result::Result<Vec<_>, Fault>>()?,
    }))
}

fn told_step(step: &Step, opener: &Opener) -> std::result::Result<Value, Fault> {
    let (row, id) = (&step.row, step.row.case_id.0);
    let words = step.deed.clone().kept_words().into_iter();
    let words = words.map(|(field, sealed)| {
        Ok(json!({ "field": field, "text": opener.open(id, field, Some(&sealed))? }))
    });
    Ok(json!({
        "ordinal": row.ordinal,
        "act": row.act,
        "on": row.taken_on,
        "note": opener.open(id, case_field::NOTE, row.note.as_ref())?,
        "words": words.collect::<std::result::Result<Vec<_>, Fault>>()?,
    }))
}
