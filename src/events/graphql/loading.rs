//! The loader of one request: what hangs on events is asked for field by field and loaded in one statement a question.
//! Deliberately absent: any memory beyond the request.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, Loader};
use sea_orm::DbErr;

use crate::events::entity::{campaign, event, event_quantity, event_version};
use crate::events::{loaders, queries};
use crate::kernel::batches::Asking;
use crate::kernel::error::{Fault, Problem, Result};
use crate::kernel::id::{DistrictId, EventId, NodeId, SetId};
use crate::kernel::reader::Reader;
use crate::linkage::Request;

/// Answers questions about events, for the request's caller.
#[derive(Debug)]
pub struct EventLoader {
    /// What the request reads from.
    pub db: Reader,
}

/// The loader that a request brings as data; its batches go where the request's answer runs.
pub fn of_request(request: &Request, asking: Asking) -> DataLoader<EventLoader> {
    let db = request.db.clone();
    // Whoever ended the answer takes its batches with it.
    let leave = move |batch| drop(asking.send(batch));
    DataLoader::new(EventLoader { db }, leave).delay(Duration::ZERO)
}

/// Asks the request's loader.
pub async fn load<K, V>(ctx: &Context<'_>, key: K) -> Result<Option<V>>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    V: Send + Sync + Clone + 'static,
    EventLoader: Loader<K, Value = V, Error = Arc<DbErr>>,
{
    ctx.data_unchecked::<DataLoader<EventLoader>>()
        .load_one(key)
        .await
        .map_err(|error| Problem::Fault(Fault::new(format!("database: {error}"))))
}

/// The hosts of a set with their shares, the lead first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HostsOf(pub DistrictId, pub SetId);

/// The campaigns of a set as they stood at a journal number, by first day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CampaignsOf(pub DistrictId, pub i64, pub SetId);

/// The quantities of a version.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct QuantitiesOf(pub DistrictId, pub EventId, pub i64);

/// The members who took part, of a version.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ParticipantsOf(pub DistrictId, pub EventId, pub i64);

/// The identity of an event.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdentityOf(pub DistrictId, pub EventId);

/// The version of an event that stood at a journal number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VersionAt(pub DistrictId, pub i64, pub EventId);

/// The parts of an event that stood at a journal number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PartsOf(pub DistrictId, pub i64, pub EventId);

/// All versions of an event up to a journal number, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HistoryOf(pub DistrictId, pub i64, pub EventId);

/// Keys of one statement: those of one district and journal number.
fn grouped<K, G: Ord, V>(keys: &[K], group: impl Fn(&K) -> (G, V)) -> BTreeMap<G, Vec<(K, V)>>
where
    K: Clone,
{
    let mut groups = BTreeMap::<G, Vec<(K, V)>>::new();
    for key in keys {
        let (of, value) = group(key);
        groups.entry(of).or_default().push((key.clone(), value));
    }
    groups
}

type Loaded<K, V> = std::result::Result<HashMap<K, V>, Arc<DbErr>>;

impl Loader<HostsOf> for EventLoader {
    type Value = Vec<(NodeId, i64)>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[HostsOf]) -> Loaded<HostsOf, Self::Value> {
        let mut loaded = HashMap::new();
        for (district, keys) in grouped(keys, |key| (key.0.clone(), key.1)) {
            let sets = keys.iter().map(|(_, set)| *set).collect();
            let found = loaders::hosts(&self.db, &district, sets).await?;
            loaded.extend(
                keys.into_iter()
                    .filter_map(|(key, set)| found.get(&set).map(|hosts| (key, hosts.clone()))),
            );
        }
        Ok(loaded)
    }
}

impl Loader<CampaignsOf> for EventLoader {
    type Value = Vec<campaign::Model>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[CampaignsOf]) -> Loaded<CampaignsOf, Self::Value> {
        let mut loaded = HashMap::new();
        for ((district, number), keys) in grouped(keys, |key| ((key.0.clone(), key.1), key.2)) {
            let sets = keys.iter().map(|(_, set)| *set).collect();
            let members = loaders::campaigns(&self.db, &district, sets).await?;
            let rows = queries::campaigns(&self.db, &district, number).await?;
            loaded.extend(keys.into_iter().map(|(key, set)| {
                let of_set = members.get(&set);
                let rows = rows
                    .iter()
                    .filter(|row| of_set.is_some_and(|of_set| of_set.contains(&row.id)))
                    .cloned()
                    .collect();
                (key, rows)
            }));
        }
        Ok(loaded)
    }
}

impl Loader<QuantitiesOf> for EventLoader {
    type Value = Vec<event_quantity::Model>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[QuantitiesOf]) -> Loaded<QuantitiesOf, Self::Value> {
        let mut loaded = HashMap::new();
        for (district, keys) in grouped(keys, |key| (key.0.clone(), (key.1, key.2))) {
            let of = keys.iter().map(|(_, version)| *version).collect();
            let mut found = loaders::quantities(&self.db, &district, &of).await?;
            loaded.extend(
                keys.into_iter()
                    .filter_map(|(key, version)| found.remove(&version).map(|rows| (key, rows))),
            );
        }
        Ok(loaded)
    }
}

impl Loader<ParticipantsOf> for EventLoader {
    type Value = BTreeSet<NodeId>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[ParticipantsOf]) -> Loaded<ParticipantsOf, Self::Value> {
        let mut loaded = HashMap::new();
        for (district, keys) in grouped(keys, |key| (key.0.clone(), (key.1, key.2))) {
            let of = keys.iter().map(|(_, version)| *version).collect();
            let mut found = loaders::participants(&self.db, &district, &of).await?;
            loaded.extend(
                keys.into_iter().filter_map(|(key, version)| {
                    found.remove(&version).map(|members| (key, members))
                }),
            );
        }
        Ok(loaded)
    }
}

impl Loader<IdentityOf> for EventLoader {
    type Value = event::Model;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[IdentityOf]) -> Loaded<IdentityOf, Self::Value> {
        let mut loaded = HashMap::new();
        for (district, keys) in grouped(keys, |key| (key.0.clone(), key.1)) {
            let ids = keys.iter().map(|(_, id)| *id);
            let mut found = queries::identities(&self.db, &district, ids).await?;
            loaded.extend(
                keys.into_iter()
                    .filter_map(|(key, id)| found.remove(&id).map(|row| (key, row))),
            );
        }
        Ok(loaded)
    }
}

impl Loader<VersionAt> for EventLoader {
    type Value = event_version::Model;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[VersionAt]) -> Loaded<VersionAt, Self::Value> {
        let mut loaded = HashMap::new();
        for ((district, number), keys) in grouped(keys, |key| ((key.0.clone(), key.1), key.2)) {
            let ids = keys.iter().map(|(_, id)| *id);
            let mut found = queries::versions_at(&self.db, &district, number, ids).await?;
            loaded.extend(
                keys.into_iter()
                    .filter_map(|(key, id)| found.remove(&id).map(|row| (key, row))),
            );
        }
        Ok(loaded)
    }
}

impl Loader<PartsOf> for EventLoader {
    type Value = Vec<event_version::Model>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[PartsOf]) -> Loaded<PartsOf, Self::Value> {
        let mut loaded = HashMap::new();
        for ((district, number), keys) in grouped(keys, |key| ((key.0.clone(), key.1), key.2)) {
            let ids = keys.iter().map(|(_, id)| *id).collect();
            let mut found = queries::parts(&self.db, &district, number, ids).await?;
            loaded.extend(
                keys.into_iter()
                    .filter_map(|(key, id)| found.remove(&id).map(|rows| (key, rows))),
            );
        }
        Ok(loaded)
    }
}

impl Loader<HistoryOf> for EventLoader {
    type Value = Vec<event_version::Model>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[HistoryOf]) -> Loaded<HistoryOf, Self::Value> {
        let mut loaded = HashMap::new();
        for ((district, number), keys) in grouped(keys, |key| ((key.0.clone(), key.1), key.2)) {
            let ids = keys.iter().map(|(_, id)| *id);
            let mut found = queries::histories(&self.db, &district, number, ids).await?;
            loaded.extend(
                keys.into_iter()
                    .filter_map(|(key, id)| found.remove(&id).map(|rows| (key, rows))),
            );
        }
        Ok(loaded)
    }
}
