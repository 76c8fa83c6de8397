//! Asks once for many: questions that come while others are being answered wait for the next round, and one look answers all
//! of a round. A round closes before its look begins, so nobody is told what was so before he asked: this saves statements
//! and keeps nothing. Deliberately absent: any memory of an answer, and what is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::DbErr;
use tokio::sync::OnceCell;

/// Questions of one round at most; more begin another.
const MOST: usize = 500;

/// What a round came to: what was found of each question, or why none was answered.
type Outcome<K, V> = Result<BTreeMap<K, V>, String>;

/// Questions of one kind.
#[derive(Debug)]
pub struct Together<K, V> {
    open: Mutex<Option<Arc<Round<K, V>>>>,
    /// One round looks at a time, so that the next one gathers meanwhile.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Round<K, V> {
    asked: Mutex<BTreeSet<K>>,
    outcome: OnceCell<Outcome<K, V>>,
}

impl<K, V> Default for Together<K, V> {
    fn default() -> Self {
        Self {
            open: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        }
    }
}

impl<K: Clone + Ord, V: Clone> Together<K, V> {
    /// What a look finds that began after this was asked; none where it finds nothing. If whoever looks for a round goes
    /// away, another of those who wait looks again.
    pub async fn ask<F>(
        &self,
        question: K,
        look: impl FnOnce(Vec<K>) -> F,
    ) -> Result<Option<V>, DbErr>
    where
        F: Future<Output = Result<BTreeMap<K, V>, DbErr>>,
    {
        let round = self.join(&question);
        let outcome = round.outcome.get_or_init(|| async {
            let _turn = self.turn.lock().await;
            let asked = self.close(&round);
            look(asked).await.map_err(|error| error.to_string())
        });
        match outcome.await {
            Ok(found) => Ok(found.get(&question).cloned()),
            Err(why) => Err(DbErr::Custom(why.clone())),
        }
    }

    /// Adds a question to the round that gathers.
    fn join(&self, question: &K) -> Arc<Round<K, V>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(round) = open.as_ref() {
            let mut asked = round.asked.lock().unwrap_or_else(PoisonError::into_inner);
            if asked.len() < MOST || asked.contains(question) {
                asked.insert(question.clone());
                drop(asked);
                return Arc::clone(round);
            }
        }
        let round = Arc::new(Round {
            asked: Mutex::new(BTreeSet::from([question.clone()])),
            outcome: OnceCell::new(),
        });
        *open = Some(Arc::clone(&round));
        round
    }

    /// Ends the gathering of a round, and gives what it was asked.
    fn close(&self, round: &Arc<Round<K, V>>) -> Vec<K> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.as_ref().is_some_and(|open| Arc::ptr_eq(open, round)) {
            *open = None;
        }
        let asked = round.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};
    use tokio::sync::Notify;

    /// A look that tells the number of the look for each question.
    async fn look(asked: Vec<u32>, looks: &AtomicU32) -> Result<BTreeMap<u32, u32>, DbErr> {
        let number = looks.fetch_add(1, Ordering::SeqCst) + 1;
        Ok(asked
            .into_iter()
            .map(|question| (question, number))
            .collect())
    }

    #[tokio::test]
    async fn who_asks_during_a_look_is_answered_by_the_next() {
        let together = Arc::new(Together::<u32, u32>::default());
        let looks = Arc::new(AtomicU32::new(0));
        let (begun, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let first = tokio::spawn({
            let (together, looks) = (Arc::clone(&together), Arc::clone(&looks));
            let (begun, go) = (Arc::clone(&begun), Arc::clone(&go));
            async move {
                let looked = together.ask(1, |asked| async move {
                    begun.notify_one();
                    go.notified().await;
                    look(asked, &looks).await
                });
                looked.await
            }
        });
        begun.notified().await;
        let later: Vec<_> = [1, 2, 2, 3]
            .map(|question| {
                let (together, looks) = (Arc::clone(&together), Arc::clone(&looks));
                let asked = async move {
                    together
                        .ask(question, |asked| async move { look(asked, &looks).await })
                        .await
                };
                tokio::spawn(asked)
            })
            .into();
        // All of them have joined before the first look ends.
        while together
            .open
            .lock()
            .unwrap()
            .as_ref()
            .is_none_or(|open| open.asked.lock().unwrap().len() < 3)
        {
            tokio::task::yield_now().await;
        }
        go.notify_one();
        assert_eq!(first.await.unwrap().unwrap(), Some(1));
        for later in later {
            assert_eq!(later.await.unwrap().unwrap(), Some(2));
        }
        assert_eq!(looks.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn who_goes_away_while_he_looks_leaves_it_to_another() {
        let together = Arc::new(Together::<u32, u32>::default());
        let begun = Arc::new(Notify::new());
        let gone = tokio::spawn({
            let (together, begun) = (Arc::clone(&together), Arc::clone(&begun));
            async move {
                let looked = together.ask(1, |_| async move {
                    begun.notify_one();
                    std::future::pending().await
                });
                looked.await
            }
        });
        begun.notified().await;
        gone.abort();
        assert!(gone.await.unwrap_err().is_cancelled());
        let looks = AtomicU32::new(0);
        let found = together.ask(1, |asked| look(asked, &looks)).await;
        assert_eq!(found.unwrap(), Some(1));
    }

    #[tokio::test]
    async fn what_fails_fails_for_that_round_alone() {
        let together = Together::<u32, u32>::default();
        let failed = together.ask(1, |_| async { Err(DbErr::Custom("no".to_owned())) });
        assert!(failed.await.is_err());
        let none = together.ask(1, |_| async { Ok(BTreeMap::new()) });
        assert_eq!(none.await.unwrap(), None);
    }
}
