//! Whole answers, kept under what was asked, what the caller may see, and the number of the district's journal that they are
//! true for. The journal's number versions everything in a district, so a kept answer is right while the head has not moved,
//! and whoever asks is told so by a look that began after he asked: there is no lifetime. What depends on the day is kept
//! for that day; what depends on the moment, on the caller himself, or on rows that no number versions is not kept, and
//! neither is what was opened of sealed words. Bounded by its bytes, the least used dropped first.
//! Deliberately absent: answers with errors, mutations, and whatever a socket or a stream is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use apollo_compiler::executable::Operation;
use axum::body::Bytes;
use chrono::NaiveDate;
use moka::sync::Cache;
use sea_orm::DbBackend;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::Doors;
use super::answers::{Answer, written};
use super::documents::Document;
use super::run::{Asked, Caller};
use crate::kernel::actor::{Actor, Role};
use crate::kernel::error::{Fault, Lang};
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::journal::Head;
use crate::kernel::witness::Witness;

/// The tables whose rows change without a number of the district that they are asked for, and those of the keys without which
/// sealed words cannot be read.
pub const PASSING: [&str; 27] = [
    "access",
    "account",
    "account_role",
    "blind_index",
    "caller_budget",
    "credential",
    "data_key",
    "erasure",
    "import_batch",
    "import_heading",
    "import_identity",
    "import_row",
    "member_personal",
    "recovery_code",
    "retention",
    "sign_in_guard",
    "sign_in_session",
    "token",
    "trusted_document",
    "webhook_attempt",
    "webhook_endpoint",
    "webhook_position",
    "webhook_received",
    "webhook_secret",
    "webhook_waiting",
    "seaql_migrations",
    "sqlite_master",
];

/// Whether a word of a statement names a table that changes without a number.
pub fn passes(word: &str) -> bool {
    PASSING.contains(&word)
}

/// What an answer is kept under, beside its number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    document: [u8; 32],
    operation: Option<String>,
    variables: String,
    role: Role,
    district: DistrictId,
    scope: Option<NodeId>,
    lang: Lang,
    today: NaiveDate,
}

impl Key {
    /// What an answer to this caller is kept under today.
    pub fn new(
        document: &Document,
        (operation, variables): (Option<&str>, &Map<String, Value>),
        actor: &Actor,
        (lang, today): (Lang, NaiveDate),
    ) -> Self {
        Self {
            document: document.digest,
            operation: operation.map(str::to_owned),
            variables: serde_json::to_string(variables).unwrap_or_default(),
            role: actor.role,
            district: actor.district.clone(),
            scope: actor.scope,
            lang,
            today,
        }
    }

    fn weight(&self) -> usize {
        let operation = self.operation.as_ref().map_or(0, String::len);
        self.variables.len().saturating_add(operation)
    }
}

/// A body as it is sent.
#[derive(Clone, Debug)]
pub struct Written {
    /// Its bytes.
    pub bytes: Bytes,
    /// SHA-256 of them, in hex.
    pub digest: Arc<str>,
}

impl From<String> for Written {
    fn from(text: String) -> Self {
        Self {
            digest: hex::encode(Sha256::digest(text.as_bytes())).into(),
            bytes: text.into(),
        }
    }
}

/// A kept answer.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The number that it is true for.
    pub number: i64,
    /// What it costs to ask.
    pub cost: u64,
    /// What is sent.
    pub written: Written,
}

/// The kept answers.
#[derive(Clone)]
pub struct KeptAnswers {
    kept: Option<Cache<Key, Kept>>,
    given: Arc<AtomicU64>,
}

impl std::fmt::Debug for KeptAnswers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Answers hold what callers are told.
        f.debug_struct("KeptAnswers").finish_non_exhaustive()
    }
}

/// What an entry takes beside its texts.
const ENTRY: usize = 512;

impl KeptAnswers {
    /// Room for answers of so many bytes in all; none are kept where that is none.
    pub fn new(bytes: u64) -> Self {
        let weigh = |key: &Key, kept: &Kept| {
            let texts = key.weight().saturating_add(kept.written.bytes.len());
            u32::try_from(texts.saturating_add(ENTRY)).unwrap_or(u32::MAX)
        };
        let cache = || Cache::builder().max_capacity(bytes).weigher(weigh).build();
        Self {
            kept: (bytes > 0).then(cache),
            given: Arc::default(),
        }
    }

    /// Whether any are kept.
    pub fn are_kept(&self) -> bool {
        self.kept.is_some()
    }

    /// How many kept answers were given.
    pub fn given(&self) -> u64 {
        self.given.load(Ordering::Relaxed)
    }

    /// The answer that was kept last, if it is true for the number at which its district stands now.
    pub fn at(&self, last: Option<Kept>, head: Option<&Head>) -> Option<Kept> {
        let (last, head) = (last?, head?);
        if last.number != head.number {
            metrics::counter!("workrooms_kept_answers_total", "outcome" => "moved").increment(1);
            return None;
        }
        self.given.fetch_add(1, Ordering::Relaxed);
        metrics::counter!("workrooms_kept_answers_total", "outcome" => "given").increment(1);
        Some(last)
    }

    /// The answer that was kept last, whatever its number.
    pub fn last(&self, key: &Key) -> Option<Kept> {
        self.kept.as_ref()?.get(key)
    }

    /// Keeps an answer, unless a newer one is kept.
    pub fn keep(&self, key: Key, answer: Kept) {
        if let Some(kept) = &self.kept
            && kept
                .get(&key)
                .is_none_or(|last| last.number <= answer.number)
        {
            kept.insert(key, answer);
        }
    }
}

impl Doors {
    /// What the answer to an operation is kept under; none where it is not kept: nobody is signed in, it is no query, or it is
    /// told on a socket or a stream, or by a standby.
    pub fn key_of(
        &self,
        document: &Document,
        operation: &Operation,
        asked: &Asked,
        caller: &Caller,
    ) -> Option<Key> {
        // Whoever allows a lag is answered by the standby, which bears what the primary need not.
        let by_standby = asked.allowed.lag.is_some() && self.app.standby.is_some();
        let is_kept = self.kept.are_kept() && operation.is_query();
        let is_kept = is_kept && !caller.may_subscribe && !by_standby;
        let actor = caller.actor.as_ref().filter(|_| is_kept)?;
        let asked = (asked.operation_name.as_deref(), &asked.variables);
        let here = (caller.lang, self.app.clock.today());
        Some(Key::new(document, asked, actor, here))
    }

    /// Where the caller's district stands now; none where it does not matter: nothing was kept, and the answer is not made of
    /// the organisation alone.
    pub async fn head_of(
        &self,
        document: &Document,
        operation: &Operation,
        is_kept: bool,
        caller: &Caller,
    ) -> Result<Option<Head>, Fault> {
        let Some(actor) = caller.actor.as_ref().filter(|_| operation.is_query()) else {
            return Ok(None);
        };
        if !is_kept && !document.asks_no_rows.load(Ordering::Relaxed) {
            return Ok(None);
        }
        Ok(self.app.heads.of(&actor.district).await?)
    }

    /// The number of the caller's district that an answer is true for, all of it. On SQLite each statement sees what stands
    /// when it is asked, so the district must still be where the answer began.
    pub async fn number_of(
        &self,
        witness: &Witness,
        caller: &Caller,
        day: NaiveDate,
    ) -> Option<i64> {
        let (district, number) = witness.version()?;
        let own = caller.actor.as_ref()?.district == district;
        if !own || self.app.clock.today() != day {
            return None;
        }
        if self.app.db.get_database_backend() == DbBackend::Postgres {
            return Some(number);
        }
        let head = self.app.heads.of(&district).await.ok().flatten()?;
        (head.number == number).then_some(number)
    }

    /// Writes an answer, keeps it, and gives it as it was written.
    pub fn keep(&self, key: Key, (number, cost): (i64, u64), answer: Answer) -> Answer {
        let written = Written::from(written(&answer.body));
        let kept = Kept {
            number,
            cost,
            written: written.clone(),
        };
        self.kept.keep(key, kept);
        Answer {
            written: Some(written),
            ..answer
        }
    }
}
