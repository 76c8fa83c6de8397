//! What the program logs while a story goes on, of every level and of every thread that works for it.
//! One subscriber serves all stories of the process, as one serves the program: a span that one subscriber opened and that
//! ends on a thread of another's (a connection's own thread, for one) is looked up among the wrong spans, and that thread
//! falls silent with whoever waits for it.

use std::io::Write;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, Once};

use tracing::Instrument;
use tracing_subscriber::EnvFilter;

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Lines;

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LINES.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Goes through with `told`, and gives what it gives beside the lines, in JSON, that were logged on its behalf.
pub async fn logged<F: Future>(told: F) -> (F::Output, Vec<String>) {
    static STARTED: Once = Once::new();
    static STORIES: AtomicU32 = AtomicU32::new(0);
    STARTED.call_once(|| {
        tracing_subscriber::fmt()
            .json()
            .with_env_filter(EnvFilter::new("off,[story]=trace"))
            .with_writer(|| Lines)
            .init();
    });
    let number = format!("<{}>", STORIES.fetch_add(1, Ordering::Relaxed));
    let story = tracing::error_span!("story", number);
    let ended = told.instrument(story).await;
    let all = String::from_utf8(LINES.lock().unwrap().clone()).unwrap();
    let own = all.lines().filter(|line| line.contains(&number));
    (ended, own.map(str::to_owned).collect())
}
