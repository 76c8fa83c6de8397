//! Attempts that a lock turned away without a look: counted in memory and told once a minute, one entry for each of the
//! addresses that tried most and one for all others, so that a flood of thousands fills no journal. What an abrupt end
//! loses is a minute's count of attempts that were never looked at.
//! Deliberately absent: attempts that were looked at; each is told at once, and a lock ends them soon.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use sea_orm::DbErr;

use super::book::{About, Access, Book};
use super::entity::AccessKind;
use crate::kernel::clock::Clock;
use crate::kernel::reader::Reader;

/// Addresses that are told one by one.
const TOLD: usize = 50;

/// Addresses that are remembered; further ones are counted together.
const REMEMBERED: usize = 10_000;

/// The counts that are still to be told.
#[derive(Debug, Default)]
pub struct Turned {
    counts: Mutex<BTreeMap<Option<IpAddr>, i64>>,
}

impl Turned {
    /// Counts one.
    pub fn note(&self, address: IpAddr) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let known = counts.len() < REMEMBERED || counts.contains_key(&Some(address));
        let count = counts.entry(known.then_some(address)).or_default();
        *count = count.saturating_add(1);
    }

    /// Tells what was counted since the last time.
    pub async fn tell(&self, door: &Reader, clock: &Clock) -> Result<(), DbErr> {
        let counts = {
            let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *counts)
        };
        if counts.is_empty() {
            return Ok(());
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(address, count)| (address.is_none(), std::cmp::Reverse(*count)));
        let told = counts.len().min(TOLD);
        let others: i64 = counts.iter().skip(told).map(|(_, count)| count).sum();
        counts.truncate(told);
        counts.extend((others > 0).then_some((None, others)));
        let mut book = Book::open(door, clock).await?;
        for (address, count) in counts {
            let about = About {
                address: address.map(|address| address.to_string()),
                ..About::default()
            };
            let access = Access::refused(AccessKind::SignIn, Vec::new(), about);
            book.record(Access { count, ..access });
        }
        book.commit().await
    }
}
