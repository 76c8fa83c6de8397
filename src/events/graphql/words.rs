//! Words that are kept sealed, in the API: opened where they are shown and nowhere before, the keys of all that one answer
//! asks for in one statement. What was erased reads as null. Deliberately absent: who may read which words; whoever shows
//! them asks first.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::loading::EventLoader;
use crate::kernel::accesses::Purpose;
use crate::kernel::erasing::{Guarded, erasure, erasures, opened};
use crate::kernel::error::{Fault, Problem, Result};
use crate::kernel::id::DistrictId;
use crate::kernel::masking::masked;
use crate::kernel::seal::{Guards, Sealed, data_key};
use crate::kernel::viewpoint::Lens;
use crate::linkage::Request;

/// The wrapped key of what is guarded, and through which lens it is looked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KeyOf(pub Guarded, pub Lens);

/// The erasure of what was guarded.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ErasureOf(pub Guarded);

type Subjects = BTreeMap<(DistrictId, Guards), BTreeSet<Uuid>>;

fn grouped<'a>(keys: impl Iterator<Item = &'a Guarded>) -> Subjects {
    let mut groups = Subjects::new();
    for key in keys {
        let group = (key.district.clone(), key.guards);
        groups.entry(group).or_default().insert(key.subject);
    }
    groups
}

impl Loader<KeyOf> for EventLoader {
    type Value = data_key::Model;
    type Error = Arc<DbErr>;

    async fn load(
        &self,
        keys: &[KeyOf],
    ) -> std::result::Result<HashMap<KeyOf, Self::Value>, Arc<DbErr>> {
        let mut loaded = HashMap::new();
        for lens in [Lens::Own, Lens::Masters] {
            let of_lens = keys.iter().filter(|key| key.1 == lens);
            for ((district, guards), subjects) in grouped(of_lens.map(|key| &key.0)) {
                let rows = data_key::Entity::find()
                    .filter(data_key::Column::DistrictId.eq(district.clone()))
                    .filter(data_key::Column::Guards.eq(guards))
                    .filter(data_key::Column::SubjectId.is_in(subjects))
                    .all(&self.db.through(lens))
                    .await?;
                loaded.extend(rows.into_iter().map(|row| {
                    let of = Guarded {
                        district: district.clone(),
                        guards,
                        subject: row.subject_id,
                    };
                    (KeyOf(of, lens), row)
                }));
            }
        }
        Ok(loaded)
    }
}

impl Loader<ErasureOf> for EventLoader {
    type Value = erasure::Model;
    type Error = Arc<DbErr>;

    async fn load(
        &self,
        keys: &[ErasureOf],
    ) -> std::result::Result<HashMap<ErasureOf, Self::Value>, Arc<DbErr>> {
        let mut loaded = HashMap::new();
        for ((district, guards), subjects) in grouped(keys.iter().map(|key| &key.0)) {
            let rows = erasures(&self.db, &district, guards, subjects).await?;
            loaded.extend(rows.into_iter().map(|row| {
                let of = Guarded {
                    district: district.clone(),
                    guards,
                    subject: row.subject_id,
                };
                (ErasureOf(of), row)
            }));
        }
        Ok(loaded)
    }
}

/// A sealed text that a field may show.
#[derive(Clone, Debug)]
pub struct SealedText {
    of: Guarded,
    field: &'static str,
    sealed: Sealed,
    lens: Lens,
}

/// How much of a text is asked for.
#[derive(Clone, Debug)]
pub struct Showing {
    /// Whether in full; else numbers that look like those of persons are masked.
    pub full: bool,
    /// What a full reading is for.
    pub purpose: Option<String>,
}

impl SealedText {
    /// A field of what is guarded.
    pub fn new(of: Guarded, field: &'static str, sealed: Sealed) -> Self {
        Self {
            of,
            field,
            sealed,
            lens: Lens::Own,
        }
    }

    /// The same of a case that another one was merged into, which answers to whose case that was.
    pub fn of_master(self) -> Self {
        Self {
            lens: Lens::Masters,
            ..self
        }
    }

    async fn open(
        &self,
        request: &Request,
        loader: &DataLoader<EventLoader>,
    ) -> Result<Option<String>> {
        let row = loader.load_one(KeyOf(self.of.clone(), self.lens)).await;
        let key = match row.map_err(broken)? {
            Some(row) => Some(request.vault.unwrap(&row)?),
            None => None,
        };
        match opened(key.as_ref(), self.field, &self.sealed) {
            Ok(text) => Ok(Some(text)),
            Err(fault) => {
                let erased = loader.load_one(ErasureOf(self.of.clone())).await;
                match erased.map_err(broken)? {
                    Some(_) => Ok(None),
                    None => Err(fault.into()),
                }
            }
        }
    }

    /// The text, masked or in full; a full reading is recorded under the subject's kind, and refused without a purpose.
    /// Null when it was erased.
    pub async fn shown(
        &self,
        ctx: &async_graphql::Context<'_>,
        subject_kind: &'static str,
        showing: Showing,
    ) -> Result<Option<String>> {
        let request = ctx.data_unchecked::<Request>();
        let purpose = match showing.full {
            true => Some(Purpose::of(showing.purpose.as_deref())?),
            false => None,
        };
        let text = self.open(request, ctx.data_unchecked()).await?;
        let Some(purpose) = purpose else {
            return Ok(text.map(|text| masked(&text).into_owned()));
        };
        if text.is_some() {
            let read = (self.of.subject, self.field);
            request
                .accesses
                .read(&self.of.district, subject_kind, read, purpose);
        }
        Ok(text)
    }
}

fn broken(error: Arc<DbErr>) -> Problem {
    Problem::Fault(Fault::new(format!("database: {error}")))
}

/// Shown as a text, whole.
impl OutputType for SealedText {
    fn type_name() -> Cow<'static, str> {
        <String as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <String as OutputType>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let text = self.open(ctx.data_unchecked(), ctx.data_unchecked()).await;
        text.map(|text| text.map_or(Value::Null, Value::String))
            .map_err(|problem| {
                let error = async_graphql::Error::from(problem).into_server_error(field.pos);
                ctx.set_error_path(error)
            })
    }
}
