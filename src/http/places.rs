//! Places for one caller's operations under way, so that he does not fill all that there are. Deliberately absent: the places
//! of all.

use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::budget::Payer;

/// Callers remembered at most.
const CALLERS: u64 = 65_536;

/// Who has nothing under way for so long need not be remembered; no operation takes as long.
const FORGOTTEN: Duration = Duration::from_secs(300);

/// The places of each caller.
pub struct Places {
    of_one: usize,
    kept: Cache<Payer, Arc<Semaphore>>,
}

impl std::fmt::Debug for Places {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Addresses never reach a log.
        f.debug_struct("Places").finish_non_exhaustive()
    }
}

impl Places {
    /// So many for each caller.
    pub fn new(of_one: usize) -> Self {
        let kept = Cache::builder()
            .max_capacity(CALLERS)
            .time_to_idle(FORGOTTEN)
            .build();
        Self {
            of_one: of_one.min(Semaphore::MAX_PERMITS),
            kept,
        }
    }

    /// How many each has.
    pub fn of_one(&self) -> usize {
        self.of_one
    }

    /// A place, which may take a while to be free; none where it takes longer.
    pub async fn take(&self, payer: Payer, within: Duration) -> Option<OwnedSemaphorePermit> {
        let places = self
            .kept
            .get_with(payer, || Arc::new(Semaphore::new(self.of_one)));
        let place = tokio::time::timeout(within, places.acquire_owned()).await;
        place.ok()?.ok()
    }
}
