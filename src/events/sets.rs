//! Interned sets: the hosts that hold an event together, the campaigns whose labels it carries. A set's id is made of its
//! members, so the same members give the same row in every post. Deliberately absent: taking a set apart again (loaders).

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, TryInsertResult};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::entity::{campaign_set, campaign_set_campaign, host_set, host_set_host};
use crate::kernel::id::{DistrictId, NodeId, SetId};

/// The whole of a share, in millionths.
pub const WHOLE: i64 = 1_000_000;

/// Rows of one insert; far below the number of binds that either database takes.
const ROWS: usize = 500;

/// The hosts of an event: the lead first, the others by id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostSet {
    lead: NodeId,
    others: BTreeSet<NodeId>,
}

impl HostSet {
    /// A lead and others, each once; the lead is not among the others.
    pub fn new(lead: NodeId, others: impl IntoIterator<Item = NodeId>) -> Self {
        let mut others: BTreeSet<_> = others.into_iter().collect();
        others.remove(&lead);
        Self { lead, others }
    }

    /// The lead host.
    pub fn lead(&self) -> NodeId {
        self.lead
    }

    /// All of them, the lead first.
    pub fn hosts(&self) -> impl Iterator<Item = NodeId> {
        std::iter::once(self.lead).chain(self.others.iter().copied())
    }

    /// Its id.
    pub fn id(&self) -> SetId {
        id_of("hosts", self.hosts())
    }

    /// All of them with their shares in millionths: equal, the remainder with the lead, one million together.
    pub fn shares(&self) -> Vec<(NodeId, i64)> {
        let others = i64::try_from(self.others.len()).unwrap_or(WHOLE);
        let each = WHOLE / others.saturating_add(1);
        let of_lead = WHOLE - each * others;
        std::iter::once((self.lead, of_lead))
            .chain(self.others.iter().map(|other| (*other, each)))
            .collect()
    }
}

/// The campaigns of an event; the empty set has an id too.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CampaignSet(pub BTreeSet<NodeId>);

impl CampaignSet {
    /// Its id.
    pub fn id(&self) -> SetId {
        id_of("campaigns", self.0.iter().copied())
    }
}

fn id_of(what: &str, members: impl Iterator<Item = NodeId>) -> SetId {
    let mut hash = Sha256::new();
    hash.update(what);
    for member in members {
        hash.update(":");
        hash.update(member.0.as_bytes());
    }
    let mut bytes = [0_u8; 16];
    for (to, from) in bytes.iter_mut().zip(hash.finalize()) {
        *to = from;
    }
    SetId(Uuid::from_bytes(bytes))
}

/// Makes sure that the sets have their rows; those that stand are left alone.
pub async fn intern(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    host_sets: impl IntoIterator<Item = HostSet>,
    campaign_sets: impl IntoIterator<Item = CampaignSet>,
) -> Result<(), DbErr> {
    let host_sets: BTreeMap<SetId, HostSet> =
        host_sets.into_iter().map(|set| (set.id(), set)).collect();
    let campaign_sets: BTreeMap<SetId, CampaignSet> = campaign_sets
        .into_iter()
        .map(|set| (set.id(), set))
        .collect();
    add::<host_set::Entity, _>(
        conn,
        host_sets
            .keys()
            .map(|id| host_set::ActiveModel {
                district_id: Set(district.clone()),
                id: Set(*id),
            })
            .collect(),
    )
    .await?;
    add::<host_set_host::Entity, _>(
        conn,
        host_sets
            .iter()
            .flat_map(|(id, set)| {
                (0_i32..)
                    .zip(set.shares())
                    .map(
                        move |(position, (host, share))| host_set_host::ActiveModel {
                            district_id: Set(district.clone()),
                            host_set_id: Set(*id),
                            position: Set(position),
                            host_id: Set(host),
                            share: Set(share),
                        },
                    )
            })
            .collect(),
    )
    .await?;
    add::<campaign_set::Entity, _>(
        conn,
        campaign_sets
            .keys()
            .map(|id| campaign_set::ActiveModel {
                district_id: Set(district.clone()),
                id: Set(*id),
            })
            .collect(),
    )
    .await?;
    add::<campaign_set_campaign::Entity, _>(
        conn,
        campaign_sets
            .iter()
            .flat_map(|(id, set)| {
                set.0
                    .iter()
                    .map(|campaign| campaign_set_campaign::ActiveModel {
                        district_id: Set(district.clone()),
                        campaign_set_id: Set(*id),
                        campaign_id: Set(*campaign),
                    })
            })
            .collect(),
    )
    .await
}

async fn add<E, A>(conn: &impl ConnectionTrait, rows: Vec<A>) -> Result<(), DbErr>
where
    E: EntityTrait<ActiveModel = A>,
    A: sea_orm::ActiveModelTrait<Entity = E> + Clone + Send,
{
    for part in rows.chunks(ROWS) {
        let done = E::insert_many(part.to_vec())
            .on_conflict_do_nothing()
            .exec_without_returning(conn)
            .await?;
        match done {
            TryInsertResult::Empty | TryInsertResult::Conflicted | TryInsertResult::Inserted(_) => {
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(n: u128) -> NodeId {
        NodeId(Uuid::from_u128(n))
    }

    #[test]
    fn the_order_of_co_hosts_does_not_matter_and_the_lead_does() {
        let one = HostSet::new(node(1), [node(3), node(2), node(1), node(3)]);
        assert_eq!(one, HostSet::new(node(1), [node(2), node(3)]));
        assert_eq!(one.hosts().collect::<Vec<_>>(), [node(1), node(2), node(3)]);
        assert_ne!(one.id(), HostSet::new(node(2), [node(1), node(3)]).id());
        assert_ne!(one.id(), HostSet::new(node(1), [node(2)]).id());
    }

    #[test]
    fn shares_add_up_to_one_million_with_the_remainder_at_the_lead() {
        for (others, of_lead, each) in [
            (0, WHOLE, 0),
            (1, 500_000, 500_000),
            (2, 333_334, 333_333),
            (6, 142_858, 142_857),
        ] {
            let set = HostSet::new(node(100), (1..=others).map(node));
            let shares = set.shares();
            assert_eq!(shares.iter().map(|(_, share)| share).sum::<i64>(), WHOLE);
            assert_eq!(shares.first(), Some(&(node(100), of_lead)));
            assert!(shares.iter().skip(1).all(|(_, share)| *share == each));
        }
    }

    #[test]
    fn the_empty_campaign_set_has_an_id_of_its_own() {
        assert_ne!(
            CampaignSet::default().id(),
            CampaignSet([node(1)].into()).id()
        );
        assert_eq!(CampaignSet::default().id(), CampaignSet::default().id());
        assert_ne!(
            CampaignSet([node(1)].into()).id(),
            HostSet::new(node(1), []).id()
        );
    }
}
