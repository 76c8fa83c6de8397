//! Cases by id through the request's loader, so that a list asks for all of them in one go.
//! Deliberately absent: permission; whoever shows a case asks.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use sea_orm::DbErr;

use crate::casework::case::Case;
use crate::casework::queries::cases;
use crate::events::graphql::EventLoader;
use crate::kernel::id::{CaseId, DistrictId};
use crate::kernel::reader::Reader;
use crate::kernel::viewpoint::Lens;

/// A case as it stood at a journal number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CaseAt(pub DistrictId, pub i64, pub CaseId);

/// A case that others were merged into, as it stood at a journal number; whoever may see it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MasterAt(pub CaseAt);

impl Loader<MasterAt> for EventLoader {
    type Value = Arc<Case>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[MasterAt]) -> Result<HashMap<MasterAt, Arc<Case>>, Arc<DbErr>> {
        let keys: Vec<CaseAt> = keys.iter().map(|key| key.0.clone()).collect();
        let found = load(&self.db.through(Lens::Masters), &keys).await?;
        let keyed = found.into_iter().map(|(key, case)| (MasterAt(key), case));
        Ok(keyed.collect())
    }
}

impl Loader<CaseAt> for EventLoader {
    type Value = Arc<Case>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[CaseAt]) -> Result<HashMap<CaseAt, Arc<Case>>, Arc<DbErr>> {
        Ok(load(&self.db, keys).await?)
    }
}

async fn load(db: &Reader, keys: &[CaseAt]) -> Result<HashMap<CaseAt, Arc<Case>>, DbErr> {
    let mut groups = BTreeMap::<(DistrictId, i64), BTreeSet<CaseId>>::new();
    for CaseAt(district, number, id) in keys {
        let group = (district.clone(), *number);
        groups.entry(group).or_default().insert(*id);
    }
    let mut loaded = HashMap::new();
    for ((district, number), ids) in groups {
        let found = cases(db, &district, number, &ids).await?;
        loaded.extend(found.into_iter().map(|(id, case)| {
            let key = CaseAt(district.clone(), number, id);
            (key, Arc::new(case))
        }));
    }
    Ok(loaded)
}
