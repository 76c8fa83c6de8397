//! Trusted documents: registered from files, and asked by `sha256:` and the hash of their text. They belong to the whole
//! network, so their rows are the installation's. A retirement holds at once in every program: a document that is kept in
//! memory is known to stand while the installation's journal has not moved, which is looked at with each request, and its
//! row is looked up again when it has. Deliberately absent: registering (registering).

use std::sync::Arc;

use moka::sync::Cache;
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::documents::{Document, Documents, Wrong};
use crate::kernel::error::Fault;
use crate::kernel::id::DistrictId;

/// What every id begins with.
const PREFIX: &str = "sha256:";

/// Bytes of the kept documents' texts at most.
const KEPT_BYTES: u64 = 8 * 1024 * 1024;

/// The table.
pub mod entity {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::DistrictId;

    /// A registered document; opened under one number of the installation's journal and closed under another.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "trusted_document")]
    pub struct Model {
        /// The installation.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// Its id, which the journal names.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The journal number that registered it.
        pub since_number: i64,
        /// The journal number that retired it; none while it stands.
        pub until_number: Option<i64>,
        /// SHA-256 of its text, in hex.
        pub digest: String,
        /// The name of the file.
        pub name: String,
        /// Its text.
        pub body: String,
        /// When it was registered.
        pub registered_at: DateTimeUtc,
        /// When it was retired.
        pub retired_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Why a document is not found.
#[derive(Debug)]
pub enum NotFound {
    /// None that stands has this id.
    Unknown,
    /// It was good when it was registered, and is not by this version and its settings.
    Wrong(Vec<Wrong>),
    /// Ours.
    Fault(Fault),
}

impl From<DbErr> for NotFound {
    fn from(error: DbErr) -> Self {
        Self::Fault(error.into())
    }
}

/// The registered documents, as far as they were asked for.
pub struct Trusted {
    kept: Cache<String, Standing>,
}

/// A document, and the number of the installation's journal at which it was seen to stand.
#[derive(Clone)]
struct Standing {
    document: Arc<Document>,
    number: i64,
}

impl std::fmt::Debug for Trusted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Trusted").finish_non_exhaustive()
    }
}

impl Default for Trusted {
    fn default() -> Self {
        let weigher = |_: &String, standing: &Standing| {
            let length = u32::try_from(standing.document.length).unwrap_or(u32::MAX);
            length.saturating_add(256)
        };
        let kept = Cache::builder()
            .max_capacity(KEPT_BYTES)
            .weigher(weigher)
            .build();
        Self { kept }
    }
}

impl Trusted {
    /// The document of an id, where the installation's journal was at a number after the document was asked for.
    pub async fn find(
        &self,
        db: &impl ConnectionTrait,
        documents: &Documents,
        (id, number): (&str, i64),
    ) -> Result<Arc<Document>, NotFound> {
        let digest = digest_in(id).ok_or(NotFound::Unknown)?;
        let kept = self.kept.get(digest);
        if let Some(standing) = &kept
            && standing.number == number
        {
            return Ok(Arc::clone(&standing.document));
        }
        let row = entity::Entity::find()
            .select_only()
            .column(entity::Column::Id)
            .filter(standing(digest))
            .into_tuple::<Uuid>()
            .one(db)
            .await?;
        let row = row.ok_or(NotFound::Unknown)?;
        if let Some(Standing { document, .. }) = kept {
            return Ok(self.keep(digest, document, number));
        }
        let body = entity::Entity::find_by_id((DistrictId::installation(), row));
        let body = body.one(db).await?.ok_or(NotFound::Unknown)?.body;
        // Whoever writes into the database does not write what frontends ask.
        if digest_of(&body) != digest {
            let why = format!("the registered document {digest} is not the text of its hash");
            return Err(NotFound::Fault(Fault::new(why)));
        }
        let document = Arc::new(documents.read(&body).map_err(NotFound::Wrong)?);
        Ok(self.keep(digest, document, number))
    }

    /// Keeps a document that was seen to stand after the installation's journal was at a number.
    fn keep(&self, digest: &str, document: Arc<Document>, number: i64) -> Arc<Document> {
        let standing = Standing {
            document: Arc::clone(&document),
            number,
        };
        self.kept.insert(digest.to_owned(), standing);
        document
    }
}

/// Where the standing document of a hash is.
pub fn standing(digest: &str) -> Condition {
    Condition::all()
        .add(entity::Column::DistrictId.eq(DistrictId::installation()))
        .add(entity::Column::Digest.eq(digest))
        .add(entity::Column::UntilNumber.is_null())
}

/// The id of a text.
pub fn id_of(text: &str) -> String {
    format!("{PREFIX}{}", digest_of(text))
}

/// The hash that an id holds; none when it is not one of ours.
pub fn digest_in(id: &str) -> Option<&str> {
    let digest = id.strip_prefix(PREFIX)?;
    let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    (digest.len() == 64 && digest.chars().all(hex)).then_some(digest)
}

/// SHA-256 of a text, in hex.
pub fn digest_of(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}
