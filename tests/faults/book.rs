//! What the writers sent and what they were told, in memory and on disk as it happens: the truth that the program is held
//! against. Deliberately absent: what the program says it has (reading).

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;
use uuid::Uuid;

/// One event as it was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    pub title: String,
    pub writer: usize,
    /// Which call of its writer it was in; calls of one writer follow each other.
    pub call: usize,
    pub acknowledged: bool,
}

/// The writers' book.
pub struct Book {
    sent: Mutex<HashMap<Uuid, Sent>>,
    file: Mutex<File>,
    acknowledged: AtomicUsize,
    moved: Notify,
    amiss: Mutex<Vec<String>>,
    again: Mutex<Vec<String>>,
}

impl Book {
    pub fn new(path: &Path) -> Self {
        Self {
            sent: Mutex::default(),
            file: Mutex::new(File::create(path).unwrap()),
            acknowledged: AtomicUsize::new(0),
            moved: Notify::new(),
            amiss: Mutex::default(),
            again: Mutex::default(),
        }
    }

    fn line(&self, line: &str) {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(file, "{line}").unwrap();
    }

    /// Notes an attempt, before anything is sent.
    pub fn sends(&self, events: &[(Uuid, Sent)]) {
        for (id, sent) in events {
            self.line(&format!("sent {id} {} {}", sent.writer, sent.call));
        }
        let mut all = self.sent.lock().unwrap();
        all.extend(events.iter().cloned());
    }

    /// Notes that the program said it has them.
    pub fn was_told(&self, events: &[(Uuid, Sent)]) {
        for (id, _) in events {
            self.line(&format!("told {id}"));
        }
        let mut all = self.sent.lock().unwrap();
        for (id, _) in events {
            all.get_mut(id).unwrap().acknowledged = true;
        }
        drop(all);
        self.acknowledged.fetch_add(events.len(), Ordering::SeqCst);
        self.moved.notify_waiters();
    }

    /// Notes that no whole answer came, so that the same is sent again.
    pub fn sends_again(&self, why: &str) {
        self.line(&format!("again {why}"));
        self.again.lock().unwrap().push(why.to_owned());
    }

    /// Why something was sent again, each time.
    pub fn again(&self) -> Vec<String> {
        self.again.lock().unwrap().clone()
    }

    /// Notes an answer that none should have got.
    pub fn is_amiss(&self, what: String) {
        self.line(&format!("amiss {what}"));
        self.amiss.lock().unwrap().push(what);
    }

    pub fn amiss(&self) -> Vec<String> {
        self.amiss.lock().unwrap().clone()
    }

    pub fn acknowledged(&self) -> usize {
        self.acknowledged.load(Ordering::SeqCst)
    }

    /// Waits until so many are acknowledged.
    pub async fn reaches(&self, count: usize) {
        loop {
            let moved = self.moved.notified();
            tokio::pin!(moved);
            moved.as_mut().enable();
            if self.acknowledged() >= count {
                return;
            }
            moved.await;
        }
    }

    /// The ids that the program has said it has, as of now.
    pub fn promised(&self) -> HashSet<Uuid> {
        let sent = self.sent.lock().unwrap();
        let told = sent.iter().filter(|(_, sent)| sent.acknowledged);
        told.map(|(id, _)| *id).collect()
    }

    pub fn all(&self) -> HashMap<Uuid, Sent> {
        self.sent.lock().unwrap().clone()
    }
}
