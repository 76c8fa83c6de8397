//! What a list of units asks of each of them, through the request's loader: one statement for all.
//! Deliberately absent: permission.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use sea_orm::DbErr;

use crate::events::graphql::EventLoader;
use crate::hotline::entity::hotline_figure::Model;
use crate::hotline::queries::{figures, led};
use crate::kernel::id::{CaseId, DistrictId, NodeId};
use crate::kernel::period::Span;

/// What the hotline says of a unit over the whole months of a span, at a journal number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HotlineOf(pub DistrictId, pub i64, pub Span, pub NodeId);

/// The cases that a unit leads, at a journal number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LedBy(pub DistrictId, pub i64, pub NodeId);

impl Loader<HotlineOf> for EventLoader {
    type Value = Arc<Vec<Model>>;
    type Error = Arc<DbErr>;

    async fn load(
        &self,
        keys: &[HotlineOf],
    ) -> Result<HashMap<HotlineOf, Arc<Vec<Model>>>, Arc<DbErr>> {
        let mut groups = BTreeMap::<(DistrictId, i64, Span), BTreeSet<NodeId>>::new();
        for HotlineOf(district, number, span, unit) in keys {
            let group = (district.clone(), *number, *span);
            groups.entry(group).or_default().insert(*unit);
        }
        let mut loaded = HashMap::new();
        for ((district, number, span), units) in groups {
            let found = figures(&self.db.for_figures(), &district, number, &span, &units).await?;
            loaded.extend(found.into_iter().map(|(unit, rows)| {
                let key = HotlineOf(district.clone(), number, span, unit);
                (key, Arc::new(rows))
            }));
        }
        Ok(loaded)
    }
}

impl Loader<LedBy> for EventLoader {
    type Value = Arc<BTreeSet<CaseId>>;
    type Error = Arc<DbErr>;

    async fn load(
        &self,
        keys: &[LedBy],
    ) -> Result<HashMap<LedBy, Arc<BTreeSet<CaseId>>>, Arc<DbErr>> {
        let mut groups = BTreeMap::<(DistrictId, i64), BTreeSet<NodeId>>::new();
        for LedBy(district, number, unit) in keys {
            let group = (district.clone(), *number);
            groups.entry(group).or_default().insert(*unit);
        }
        let mut loaded = HashMap::new();
        for ((district, number), units) in groups {
            let found = led(&self.db.for_figures(), &district, number, &units).await?;
            loaded.extend(found.into_iter().map(|(unit, cases)| {
                let key = LedBy(district.clone(), number, unit);
                (key, Arc::new(cases))
            }));
        }
        Ok(loaded)
    }
}
