//! The ends of journals, for who reads them live. Each new entry is read once from the database, whoever waits for it, and
//! kept in a ring of a bounded length; who asks for older ones is given them from the journal. There is no seam between the
//! two: what is given is always what follows the last number that was given, wherever it lies. Who waits holds a place in
//! the bus, and neither a connection nor a snapshot. Deliberately absent: who may see an entry, and what is told of it.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use sea_orm::{DatabaseConnection, DbErr};
use tokio::sync::watch;
use tokio::time::timeout;

use super::bus::Bus;
use super::db::load_head;
use super::id::DistrictId;
use super::journal::{entry, tail};
use super::reader::Reader;
use super::viewpoint::Errand;

/// Entries of a ring at most.
const RING: usize = 1000;

/// Entries that are read in one go.
const PAGE: u64 = 200;

/// How long before another look where an entry was told of and is not there yet: a standby is a little behind.
const BEHIND: Duration = Duration::from_secs(1);

/// The tails of one program; cheap to clone.
#[derive(Clone, Debug)]
pub struct Tails {
    db: DatabaseConnection,
    bus: Bus,
    kept: Arc<Mutex<HashMap<DistrictId, Weak<Tail>>>>,
}

/// The end of one district's journal.
#[derive(Debug)]
struct Tail {
    db: DatabaseConnection,
    district: DistrictId,
    ring: tokio::sync::Mutex<Option<Ring>>,
}

/// The newest entries, one after the other.
#[derive(Debug)]
struct Ring {
    /// Everything up to this number was read, if not by this ring then before it.
    end: i64,
    entries: VecDeque<Arc<entry::Model>>,
}

/// One who reads a journal on from a number.
#[derive(Debug)]
pub struct Follower {
    tail: Arc<Tail>,
    newest: watch::Receiver<i64>,
    after: i64,
    /// Whether it was looked into the journal since it began to wait.
    looked: bool,
}

impl Tails {
    /// The tails over a pool, woken by a bus.
    pub fn new(db: DatabaseConnection, bus: Bus) -> Self {
        Self {
            db,
            bus,
            kept: Arc::default(),
        }
    }

    /// Follows a district's journal from the entry after a number on.
    pub fn follow(&self, district: &DistrictId, after: i64) -> Follower {
        // Before the first look, so that no write falls between.
        let newest = self.bus.watch(district);
        Follower {
            tail: self.tail(district),
            newest,
            after,
            looked: false,
        }
    }

    fn tail(&self, district: &DistrictId) -> Arc<Tail> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tail) = kept.get(district).and_then(Weak::upgrade) {
            return tail;
        }
        kept.retain(|_, tail| tail.strong_count() > 0);
        let tail = Arc::new(Tail {
            db: self.db.clone(),
            district: district.clone(),
            ring: tokio::sync::Mutex::default(),
        });
        kept.insert(district.clone(), Arc::downgrade(&tail));
        tail
    }
}

impl Follower {
    /// The number of the last entry that was given.
    pub fn after(&self) -> i64 {
        self.after
    }

    /// The entries that follow, in their order and without a gap; waits while there are none. Whoever stops waiting loses
    /// nothing.
    pub async fn next(&mut self) -> Result<Vec<Arc<entry::Model>>, DbErr> {
        loop {
            let known = *self.newest.borrow_and_update();
            let entries = self.tail.after(self.after, known, !self.looked).await?;
            self.looked = true;
            for entry in &entries {
                if entry.number != self.after.saturating_add(1) {
                    return Err(DbErr::Custom(format!(
                        "journal {}: {} is followed by {}",
                        self.tail.district, self.after, entry.number
                    )));
                }
                self.after = entry.number;
            }
            if !entries.is_empty() {
                return Ok(entries);
            }
            let woken = match known > self.after {
                false => self.newest.changed().await,
                true => {
                    self.looked = false;
                    timeout(BEHIND, self.newest.changed())
                        .await
                        .unwrap_or(Ok(()))
                }
            };
            woken.map_err(|_| DbErr::Custom("the bus is gone".to_owned()))?;
        }
    }
}

impl Tail {
    /// Entries after a number, where there are any: from the ring, or from the journal. `known` is a number that the journal
    /// is said to have; `look` asks it in any case.
    async fn after(
        &self,
        after: i64,
        known: i64,
        look: bool,
    ) -> Result<Vec<Arc<entry::Model>>, DbErr> {
        let mut place = self.ring.lock().await;
        let ring = match place.as_mut() {
            Some(ring) => ring,
            None => place.insert(self.begin().await?),
        };
        if after >= ring.end && (look || known > ring.end) {
            self.read_on(ring).await?;
        }
        if after >= ring.end {
            return Ok(Vec::new());
        }
        if let Some(entries) = ring.after(after) {
            return Ok(entries);
        }
        drop(place);
        let page = self.read(after).await?;
        Ok(page.into_iter().map(Arc::new).collect())
    }

    /// A ring that is empty at the journal's end.
    async fn begin(&self) -> Result<Ring, DbErr> {
        let reader = Reader::on_errand(&self.db, Errand::Follow);
        let head = load_head(&reader, &self.district).await;
        reader.close().await;
        Ok(Ring {
            end: head?.map_or(0, |head| head.number),
            entries: VecDeque::new(),
        })
    }

    /// Takes into the ring whatever was written since.
    async fn read_on(&self, ring: &mut Ring) -> Result<(), DbErr> {
        loop {
            let page = self.read(ring.end).await?;
            let more = u64::try_from(page.len()).is_ok_and(|length| length == PAGE);
            for entry in page {
                ring.end = entry.number;
                ring.entries.push_back(Arc::new(entry));
            }
            while ring.entries.len() > RING {
                ring.entries.pop_front();
            }
            if !more {
                return Ok(());
            }
        }
    }

    async fn read(&self, after: i64) -> Result<Vec<entry::Model>, DbErr> {
        let reader = Reader::on_errand(&self.db, Errand::Follow);
        let page = tail(&reader, &self.district, after, PAGE).await;
        reader.close().await;
        page
    }
}

impl Ring {
    /// The entries after a number; none where the first of them has left the ring.
    fn after(&self, after: i64) -> Option<Vec<Arc<entry::Model>>> {
        let first = self.entries.front()?.number;
        let skipped = usize::try_from(after.saturating_add(1).checked_sub(first)?).ok()?;
        let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
        Some(
            self.entries
                .iter()
                .skip(skipped)
                .take(page)
                .cloned()
                .collect(),
        )
    }
}
