//! Runs an answer and the batches that its loaders ask for as one task. A batch begins only when the answer can go no
//! further without it, so every question that could share its statement does: how many statements an answer takes follows
//! from the document and not from how fast the machine is. Deliberately absent: what is loaded.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// A batch of questions that are asked in one go.
type Batch = BoxFuture<'static, ()>;

/// Turns of an answer in one go, after which others have theirs.
const TURNS: usize = 128;

/// Where loaders leave their batches.
pub type Asking = UnboundedSender<Batch>;

/// The batches of one answer, in the order in which they were asked for.
pub type Asked = UnboundedReceiver<Batch>;

/// A place for the batches of one answer.
pub fn batches() -> (Asking, Asked) {
    unbounded_channel()
}

/// Wakes the task, and remembers that the answer can go on.
struct Turn {
    goes_on: AtomicBool,
    task: Waker,
}

impl Wake for Turn {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.goes_on.store(true, Ordering::Release);
        self.task.wake_by_ref();
    }
}

/// Runs an answer to its end, with its batches.
pub async fn run<T>(answer: impl Future<Output = T>, mut asked: Asked) -> T {
    let mut answer = pin!(answer);
    let mut running = FuturesUnordered::new();
    poll_fn(move |task| {
        let turn = Arc::new(Turn {
            goes_on: AtomicBool::new(true),
            task: task.waker().clone(),
        });
        let waker = Waker::from(Arc::clone(&turn));
        for _ in 0..TURNS {
            if turn.goes_on.swap(false, Ordering::AcqRel) {
                if let Poll::Ready(done) = answer.as_mut().poll(&mut Context::from_waker(&waker)) {
                    return Poll::Ready(done);
                }
                continue;
            }
            while let Ok(batch) = asked.try_recv() {
                running.push(batch);
            }
            // A batch that ends wakes whoever waits for it.
            match running.poll_next_unpin(task) {
                Poll::Ready(Some(())) => {}
                Poll::Ready(None) | Poll::Pending if turn.goes_on.load(Ordering::Acquire) => {}
                Poll::Ready(None) | Poll::Pending => return Poll::Pending,
            }
        }
        task.waker().wake_by_ref();
        Poll::Pending
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    /// Asks `count` questions, each after as many turns as its number, and gives how many a batch had.
    async fn asked_in_turns(count: usize) -> usize {
        let (asking, asked) = batches();
        let questions = Arc::new(Mutex::new(0_usize));
        let (heard, told) = tokio::sync::oneshot::channel();
        let of_batch = Arc::clone(&questions);
        let batch: Batch = Box::pin(async move {
            let _ = heard.send(*of_batch.lock().unwrap());
        });
        let answer = async move {
            let mut batch = Some(batch);
            for _ in 0..count {
                *questions.lock().unwrap() += 1;
                if let Some(batch) = batch.take() {
                    asking.send(batch).unwrap();
                }
                tokio::task::yield_now().await;
            }
            told.await.unwrap()
        };
        run(answer, asked).await
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_batch_waits_for_every_question_that_is_on_its_way() {
        assert_eq!(asked_in_turns(1).await, 1);
        assert_eq!(asked_in_turns(100).await, 100);
    }
}
