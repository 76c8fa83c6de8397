//! The chains kept in memory: the newest of each district, under the journal number at which the organisation last
//! changed, and a few older ones. One look at the head tells whether a kept value is still the newest.
//! Deliberately absent: any lifetime; a kept value is right for its number for ever.

use std::sync::Arc;

use moka::sync::Cache;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};

use super::chain::Chain;
use crate::kernel::db::load_head;
use crate::kernel::id::DistrictId;
use crate::kernel::journal::Head;

/// Chains by district and number; at most 200, the least used dropped first.
#[derive(Clone, Debug)]
pub struct KeptChains {
    kept: Cache<(DistrictId, i64), Arc<Chain>>,
}

impl Default for KeptChains {
    fn default() -> Self {
        Self {
            kept: Cache::new(200),
        }
    }
}

impl KeptChains {
    /// The newest chain of a district and the head that it is true for; `None` when there is no such district.
    pub async fn newest(
        &self,
        db: &DatabaseConnection,
        district: &DistrictId,
    ) -> Result<Option<(Head, Arc<Chain>)>, DbErr> {
        let Some(head) = load_head(db, district).await? else {
            return Ok(None);
        };
        let chain = self.at(db, district, head.organization_number).await?;
        Ok(chain.map(|chain| (head, chain)))
    }

    /// The chain as it stood at a journal number.
    pub async fn at(
        &self,
        conn: &impl ConnectionTrait,
        district: &DistrictId,
        number: i64,
    ) -> Result<Option<Arc<Chain>>, DbErr> {
        let key = (district.clone(), number);
        if let Some(chain) = self.kept.get(&key) {
            return Ok(Some(chain));
        }
        let Some(chain) = Chain::load(conn, district, number).await?.map(Arc::new) else {
            return Ok(None);
        };
        self.kept.insert(key, Arc::clone(&chain));
        Ok(Some(chain))
    }
}
