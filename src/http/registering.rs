//! Registering, listing and retiring trusted documents, by the operator. A document is checked when it is registered, under
//! the limits that it will be run under, and each change stands in the journal of the installation. Deliberately absent:
//! rights; whoever may write into the database may do this.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder,
};
use serde_json::{Map, json};

use super::documents::{Document, Documents, Wrong};
use super::limits::{measure, place_of};
use super::trusted::{digest_in, digest_of, entity, id_of, standing};
use crate::access::accesses::installation;
use crate::kernel::clock::Clock;
use crate::kernel::db::begin_write;
use crate::kernel::error::{Fault, TopLevelCode};
use crate::kernel::id::DistrictId;
use crate::kernel::journal::{Change, Ledger};
use crate::kernel::viewpoint::{Errand, Viewpoint};

/// A document to register: the name of its file, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The name.
    pub name: String,
    /// The text, to the letter as frontends hash it.
    pub text: String,
}

/// What came of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The name of the file.
    pub name: String,
    /// The id by which it is asked.
    pub id: String,
    /// Whether it was registered before.
    pub before: bool,
}

/// What is wrong with one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The name of the file.
    pub name: String,
    /// What is wrong with it.
    pub wrongs: Vec<Wrong>,
}

/// Why nothing was registered.
#[derive(Debug)]
pub enum NotRegistered {
    /// Some files are not good; none of all was registered.
    Refused(Vec<Refused>),
    /// Ours.
    Fault(Fault),
}

impl From<DbErr> for NotRegistered {
    fn from(error: DbErr) -> Self {
        Self::Fault(error.into())
    }
}

/// Registers all files, or none where one is not good.
pub async fn register(
    db: &DatabaseConnection,
    clock: &Clock,
    documents: &Documents,
    files: &[File],
) -> Result<Vec<Registered>, NotRegistered> {
    let refused: Vec<Refused> = files
        .iter()
        .filter_map(|file| {
            let wrongs = check(documents, &file.text).err()?;
            let name = file.name.clone();
            Some(Refused { name, wrongs })
        })
        .collect();
    if !refused.is_empty() {
        return Err(NotRegistered::Refused(refused));
    }
    let (tx, mut ledger) = open(db).await?;
    let at = clock.now();
    let mut all = Vec::with_capacity(files.len());
    for file in files {
        let digest = digest_of(&file.text);
        let found = entity::Entity::find().filter(standing(&digest));
        let before = found.one(&tx).await?.is_some();
        if !before {
            let id = clock.new_uuid();
            let change = Change {
                kind: "document.registered",
                subject_kind: "document",
                subject_id: id,
                content: json!({ "digest": digest, "name": file.name }),
                organization: false,
            };
            let number = ledger.record(&installation(), at, change);
            entity::Entity::insert(entity::ActiveModel {
                district_id: Set(DistrictId::installation()),
                id: Set(id),
                since_number: Set(number),
                until_number: Set(None),
                digest: Set(digest),
                name: Set(file.name.clone()),
                body: Set(file.text.clone()),
                registered_at: Set(at),
                retired_at: Set(None),
            })
            .exec_without_returning(&tx)
            .await?;
        }
        all.push(Registered {
            name: file.name.clone(),
            id: id_of(&file.text),
            before,
        });
    }
    ledger.commit(tx).await?;
    Ok(all)
}

/// Retires the document of an id; false when none of it stands.
pub async fn retire(db: &DatabaseConnection, clock: &Clock, id: &str) -> Result<bool, Fault> {
    let Some(digest) = digest_in(id) else {
        return Ok(false);
    };
    let (tx, mut ledger) = open(db).await?;
    let found = entity::Entity::find().filter(standing(digest));
    let Some(row) = found.one(&tx).await? else {
        tx.rollback().await?;
        return Ok(false);
    };
    let at = clock.now();
    let change = Change {
        kind: "document.retired",
        subject_kind: "document",
        subject_id: row.id,
        content: json!({ "digest": row.digest }),
        organization: false,
    };
    let number = ledger.record(&installation(), at, change);
    entity::Entity::update_many()
        .set(entity::ActiveModel {
            until_number: Set(Some(number)),
            retired_at: Set(Some(at)),
            ..Default::default()
        })
        .filter(standing(digest))
        .exec(&tx)
        .await?;
    ledger.commit(tx).await?;
    Ok(true)
}

/// The documents that stand, by name.
pub async fn list(db: &DatabaseConnection) -> Result<Vec<entity::Model>, Fault> {
    Ok(entity::Entity::find()
        .filter(entity::Column::DistrictId.eq(DistrictId::installation()))
        .filter(entity::Column::UntilNumber.is_null())
        .order_by_asc(entity::Column::Name)
        .order_by_asc(entity::Column::SinceNumber)
        .all(db)
        .await?)
}

/// Whether a text may be registered: it is a document, it is valid, its shape is within the limits, and so is the cost of
/// each of its operations, as far as it is known without variables.
pub fn check(documents: &Documents, text: &str) -> Result<Document, Vec<Wrong>> {
    let document = documents.read(text)?;
    if let Err(wrong) = &document.runnable {
        return Err(vec![wrong.clone()]);
    }
    for operation in document.checked.operations.iter() {
        let cost = measure(&document.checked, operation, &Map::new());
        if let Err(message) = cost.check(documents.max_cost()) {
            return Err(vec![Wrong {
                place: place_of(operation, &document.checked),
                ..Wrong::plain(TopLevelCode::TooCostly, message)
            }]);
        }
    }
    Ok(document)
}

async fn open(db: &DatabaseConnection) -> Result<(sea_orm::DatabaseTransaction, Ledger), DbErr> {
    let view = Viewpoint::program(Errand::KeepDocuments);
    let head = begin_write(db, &DistrictId::installation(), &view).await?;
    head.ok_or_else(|| {
        DbErr::RecordNotFound("the journal of the installation has no head".to_owned())
    })
}
