//! Hashes of passwords, by Argon2id. A hash takes memory on purpose, so few are made at once, on threads of their own, and
//! the rest wait in a line of bounded length, each in its turn: a flood takes neither the memory nor the runtime's threads.
//! Deliberately absent: which password is whose.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::SaltString;
use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;

use super::desk::Settings;
use crate::kernel::error::Fault;

/// What hashes and compares, on a thread where that may take its time.
#[derive(Clone)]
pub struct Hashing {
    argon: Argon2<'static>,
    nobodys: Arc<str>,
}

impl std::fmt::Debug for Hashing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hashing").finish_non_exhaustive()
    }
}

impl Hashing {
    fn new(settings: &Settings) -> Result<Self, String> {
        let params = Params::new(settings.memory_kib, settings.passes, settings.lanes, None);
        let params = params.map_err(|error| format!("Argon2id: {error}"))?;
        // A hash that no password has, at the very cost of a real one.
        let nobodys = format!(
            "$argon2id$v=19$m={},t={},p={}${}${}",
            settings.memory_kib,
            settings.passes,
            settings.lanes,
            "A".repeat(22),
            "A".repeat(43),
        );
        Ok(Self {
            argon: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            nobodys: nobodys.into(),
        })
    }

    /// Whether a password is the one of a hash; of none, at the same cost, it is not.
    pub fn is(&self, password: &str, hash: Option<&str>) -> bool {
        let Ok(read) = PasswordHash::new(hash.unwrap_or(&self.nobodys)) else {
            return false;
        };
        let same = self.argon.verify_password(password.as_bytes(), &read);
        same.is_ok() && hash.is_some()
    }

    /// Whether a hash was made at another cost than those of today.
    pub fn is_of_another_cost(&self, hash: &str) -> bool {
        let cost = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
        let made = PasswordHash::new(hash).and_then(|read| Params::try_from(&read));
        made.is_ok_and(|made| cost(&made) != cost(self.argon.params()))
    }

    /// The hash of a password, with a salt of its own.
    pub fn hash(&self, password: &str) -> Result<String, Fault> {
        let mut salt = [0_u8; 16];
        getrandom::fill(&mut salt)
            .map_err(|error| Fault::new(format!("no random bytes: {error}")))?;
        let salt = SaltString::encode_b64(&salt)
            .map_err(|error| Fault::new(format!("a salt cannot be written: {error}")))?;
        let hash = self.argon.hash_password(password.as_bytes(), &salt);
        let hash =
            hash.map_err(|error| Fault::new(format!("a password cannot be hashed: {error}")))?;
        Ok(hash.to_string())
    }
}

/// The line before the hashes.
#[derive(Debug)]
pub struct Hasher {
    hashing: Hashing,
    places: Arc<Semaphore>,
    line: Arc<Semaphore>,
    running: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

impl Hasher {
    /// Refuses a cost that Argon2id does not know.
    pub fn new(settings: &Settings) -> Result<Self, String> {
        let at_once = settings.at_once.max(1);
        Ok(Self {
            hashing: Hashing::new(settings)?,
            places: Arc::new(Semaphore::new(at_once)),
            line: Arc::new(Semaphore::new(at_once.saturating_add(settings.waiting))),
            running: Arc::default(),
            most: Arc::default(),
        })
    }

    /// Does a piece of work in its turn; none when the line is full.
    pub async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Hashing) -> T + Send + 'static,
    ) -> Result<Option<T>, Fault> {
        let Ok(in_line) = Arc::clone(&self.line).try_acquire_owned() else {
            return Ok(None);
        };
        let place = Arc::clone(&self.places).acquire_owned().await;
        let place = place.map_err(|_| Fault::new("the line of hashes is closed"))?;
        let (running, most) = (Arc::clone(&self.running), Arc::clone(&self.most));
        let hashing = self.hashing.clone();
        // Who hangs up gives his place back when the hash is made, not before: it goes on.
        let done = tokio::task::spawn_blocking(move || {
            let now = running.fetch_add(1, Ordering::SeqCst).saturating_add(1);
            most.fetch_max(now, Ordering::SeqCst);
            let done = work(&hashing);
            running.fetch_sub(1, Ordering::SeqCst);
            drop((place, in_line));
            done
        });
        let done = done.await;
        done.map(Some)
            .map_err(|error| Fault::new(format!("a hash was not made: {error}")))
    }

    /// How many hashes were made at once at most, so far.
    pub fn most_at_once(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}
