//! Members' personal fields: sealed when they are written, opened one member or one batch at a time. The organisation in
//! memory holds none of them. Deliberately absent: who may see what, and the forms in which they are kept (rules).

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::entity::member_personal;
use crate::kernel::error::Fault;
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::journal::digest;
use crate::kernel::seal::{
    DataKey, Guards, Sealed, Vault, data_key, find_by_blind, key_for, load_rows, remember_blind,
};
use crate::kernel::versions::{close, open, standing_at};

/// A personal field, by the name under which it is sealed and journalled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PersonalField {
    /// The phone.
    Phone,
    /// The ethnicity.
    Ethnicity,
    /// The religion.
    Religion,
    /// Whether a member of the Communist Party.
    IsCpcMember,
}

impl PersonalField {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Ethnicity => "ethnicity",
            Self::Religion => "religion",
            Self::IsCpcMember => "isCpcMember",
        }
    }
}

/// What is known of a member, in plain: for as long as a command or an answer needs it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Personal {
    /// The phone.
    pub phone: Option<String>,
    /// The ethnicity.
    pub ethnicity: Option<String>,
    /// The religion.
    pub religion: Option<String>,
    /// Whether a member of the Communist Party; none where it was erased.
    pub is_cpc_member: Option<bool>,
}

impl std::fmt::Debug for Personal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What is known of a person never reaches a log.
        f.debug_struct("Personal").finish_non_exhaustive()
    }
}

/// A member's fields as they lie in the database, with the data key that opens them, still wrapped.
#[derive(Clone, Debug)]
pub struct SealedPersonal {
    row: member_personal::Model,
    key: Option<data_key::Model>,
}

impl SealedPersonal {
    /// Opens one field; none where it was never told, or was erased.
    pub fn open(&self, vault: &Vault, field: PersonalField) -> Result<Option<String>, Fault> {
        let Some(key) = &self.key else {
            return Ok(None);
        };
        self.open_by(&vault.unwrap(key)?, field)
    }

    fn open_by(&self, key: &DataKey, field: PersonalField) -> Result<Option<String>, Fault> {
        let sealed = match field {
            PersonalField::Phone => &self.row.phone,
            PersonalField::Ethnicity => &self.row.ethnicity,
            PersonalField::Religion => &self.row.religion,
            PersonalField::IsCpcMember => &self.row.is_cpc_member,
        };
        let sealed = sealed.as_ref();
        sealed.map(|text| key.open(field.name(), text)).transpose()
    }

    /// Opens all of them.
    fn open_all(&self, vault: &Vault) -> Result<Personal, Fault> {
        let Some(key) = &self.key else {
            return Ok(Personal::default());
        };
        let key = vault.unwrap(key)?;
        Ok(Personal {
            phone: self.open_by(&key, PersonalField::Phone)?,
            ethnicity: self.open_by(&key, PersonalField::Ethnicity)?,
            religion: self.open_by(&key, PersonalField::Religion)?,
            is_cpc_member: self
                .open_by(&key, PersonalField::IsCpcMember)?
                .and_then(|text| Party::read(&text))
                .map(Party::is_member),
        })
    }
}

/// Whether a member is in the Party, as it is sealed: both words are of one length, so that the sealed texts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Party(bool);

impl Party {
    /// The word that is sealed.
    fn word(self) -> &'static str {
        if self.0 { "yes" } else { "not" }
    }

    /// Reads that word.
    pub fn read(word: &str) -> Option<Self> {
        [Self(true), Self(false)]
            .into_iter()
            .find(|party| party.word() == word)
    }

    /// Whether a member of it.
    pub fn is_member(self) -> bool {
        self.0
    }
}

/// The sealed fields of members as they stood at a journal number, in two statements.
pub async fn sealed_at(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    members: &BTreeSet<NodeId>,
) -> Result<BTreeMap<NodeId, SealedPersonal>, DbErr> {
    let rows = member_personal::Entity::find()
        .filter(member_personal::Column::DistrictId.eq(district.clone()))
        .filter(member_personal::Column::Id.is_in(members.iter().copied()))
        .filter(standing_at::<member_personal::Entity>(number))
        .all(conn)
        .await?;
    let subjects = rows.iter().map(|row| row.id.0).collect();
    let keys = load_rows(conn, district, Guards::Member, subjects).await?;
    let mut keys: BTreeMap<_, _> = keys.into_iter().map(|key| (key.subject_id, key)).collect();
    let sealed = rows.into_iter().map(|row| {
        let key = keys.remove(&row.id.0);
        (row.id, SealedPersonal { row, key })
    });
    Ok(sealed.collect())
}

/// Who of some members is in the Party and who is not, at a journal number; who was erased is neither.
pub async fn party_membership(
    conn: &impl ConnectionTrait,
    vault: &Vault,
    (district, number): (&DistrictId, i64),
    members: &BTreeSet<NodeId>,
) -> Result<BTreeMap<NodeId, bool>, Fault> {
    let mut known = BTreeMap::new();
    for (id, sealed) in sealed_at(conn, district, number, members).await? {
        let text = sealed.open(vault, PersonalField::IsCpcMember)?;
        if let Some(party) = text.as_deref().and_then(Party::read) {
            known.insert(id, party.is_member());
        }
    }
    Ok(known)
}

/// What is known of a member as it stands inside a write transaction.
pub async fn standing(
    conn: &impl ConnectionTrait,
    vault: &Vault,
    district: &DistrictId,
    member: NodeId,
) -> Result<Personal, Fault> {
    let mut sealed = sealed_at(conn, district, i64::MAX, &[member].into()).await?;
    match sealed.remove(&member) {
        Some(sealed) => sealed.open_all(vault),
        None => Ok(Personal::default()),
    }
}

/// The members whose phone this is today, the phone in its one form.
pub async fn find_by_phone(
    conn: &impl ConnectionTrait,
    vault: &Vault,
    district: &DistrictId,
    phone: &str,
) -> Result<BTreeSet<NodeId>, Fault> {
    let place = (district, Guards::Member);
    let found = find_by_blind(conn, vault, place, PersonalField::Phone.name(), phone).await?;
    Ok(found.into_iter().map(NodeId).collect())
}

/// A version of a member's fields, sealed and not yet written; its digest goes into the journal.
#[derive(Debug)]
pub struct NewVersion {
    row: member_personal::Model,
    blind: Option<String>,
}

impl NewVersion {
    /// Seals what is known of a member by the member's data key, which is made where there is none.
    pub async fn seal(
        conn: &impl ConnectionTrait,
        vault: &Vault,
        (district, id): (&DistrictId, NodeId),
        personal: &Personal,
    ) -> Result<Self, Fault> {
        let key = key_for(conn, vault, district, Guards::Member, (id.0, Some(id))).await?;
        let seal = |field: PersonalField, text: Option<&str>| -> Result<Option<Sealed>, Fault> {
            text.map(|text| key.seal(field.name(), text)).transpose()
        };
        let party = personal.is_cpc_member.map(|is| Party(is).word());
        let row = member_personal::Model {
            district_id: district.clone(),
            id,
            since_number: 0,
            until_number: None,
            phone: seal(PersonalField::Phone, personal.phone.as_deref())?,
            ethnicity: seal(PersonalField::Ethnicity, personal.ethnicity.as_deref())?,
            religion: seal(PersonalField::Religion, personal.religion.as_deref())?,
            is_cpc_member: seal(PersonalField::IsCpcMember, party)?,
        };
        let phone = PersonalField::Phone.name();
        let blind = |text: &String| vault.blind(district, phone, text);
        Ok(Self {
            row,
            blind: personal.phone.as_ref().map(blind),
        })
    }

    /// The digest of the sealed texts.
    pub fn digest(&self) -> Value {
        Value::from(digest_of(&self.row))
    }

    /// Writes it under a journal number, in place of the version that stands.
    pub async fn write(mut self, conn: &impl ConnectionTrait, number: i64) -> Result<(), Fault> {
        let (district, id) = (self.row.district_id.clone(), self.row.id);
        let stands = member_personal::Entity::find()
            .filter(member_personal::Column::DistrictId.eq(district.clone()))
            .filter(member_personal::Column::Id.eq(id))
            .filter(member_personal::Column::UntilNumber.is_null())
            .one(conn)
            .await?;
        if stands.is_some() {
            close::<member_personal::Entity>(conn, &district, id.0, number).await?;
        }
        self.row.since_number = number;
        open::<member_personal::Entity, _>(conn, self.row).await?;
        let place = (&district, id.0, Guards::Member);
        remember_blind(conn, place, PersonalField::Phone.name(), self.blind).await
    }
}

/// The digest of a version: of its sealed texts, so that comparing needs no key.
pub fn digest_of(row: &member_personal::Model) -> String {
    let texts = [
        &row.phone,
        &row.ethnicity,
        &row.religion,
        &row.is_cpc_member,
    ];
    let texts = texts.map(|text| text.as_ref().map(Sealed::as_str));
    digest(&json!(texts))
}
