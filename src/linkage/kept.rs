//! The chains kept in memory: the newest of each district, under the journal number at which the organisation last
//! changed, and a few older ones; with the Party's line for who may see it, and without for all others, so that nobody is
//! given what he may not see. One look at the head tells whether a kept value is still the newest.
//! Deliberately absent: any lifetime; a kept value is right for its number for ever.

use std::sync::Arc;

use moka::sync::Cache;
use sea_orm::{ConnectionTrait, DbErr};

use super::chain::Chain;
use crate::kernel::db::load_head;
use crate::kernel::id::DistrictId;
use crate::kernel::journal::Head;

/// Chains by district, number, and whether the Party's line is in them; at most 200, the least used dropped first.
#[derive(Clone, Debug)]
pub struct KeptChains {
    kept: Cache<(DistrictId, i64, bool), Arc<Chain>>,
}

impl Default for KeptChains {
    fn default() -> Self {
        Self {
            kept: Cache::new(200),
        }
    }
}

impl KeptChains {
    /// The newest chain of a district, whole or without the Party's line, and the head that it is true for; `None` when
    /// there is no such district.
    pub async fn newest(
        &self,
        conn: &impl ConnectionTrait,
        district: &DistrictId,
        whole: bool,
    ) -> Result<Option<(Head, Arc<Chain>)>, DbErr> {
        let Some(head) = load_head(conn, district).await? else {
            return Ok(None);
        };
        let number = head.organization_number;
        let chain = self.at(conn, district, number, whole).await?;
        Ok(chain.map(|chain| (head, chain)))
    }

    /// The chain as it stood at a journal number.
    pub async fn at(
        &self,
        conn: &impl ConnectionTrait,
        district: &DistrictId,
        number: i64,
        whole: bool,
    ) -> Result<Option<Arc<Chain>>, DbErr> {
        let key = (district.clone(), number, whole);
        if let Some(chain) = self.kept.get(&key) {
            return Ok(Some(chain));
        }
        let Some(chain) = Chain::load(conn, district, number).await? else {
            return Ok(None);
        };
        let chain = Arc::new(if whole {
            chain
        } else {
            chain.without_party_line()
        });
        self.kept.insert(key, Arc::clone(&chain));
        Ok(Some(chain))
    }
}
