//! How bodies are read: each up to a size, and the long ones of all callers together up to another, so that no number of
//! callers fills the memory. Who is not signed in sends short ones only. Deliberately absent: what a body says.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, BodyDataStream, HttpBody};
use axum::http::StatusCode;
use futures_util::StreamExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::budget::Payer;
use super::counts::{Counted, Counts};
use super::request::{Refused, broken_off};
use crate::config::HttpConfig;
use crate::kernel::error::Message;

/// Bytes of a body that waits for nobody: a query, a page of posts.
const SHORT: usize = 64 * 1024;

/// Bytes of a body that is too long which are read and thrown away, so that the caller gets to read the answer.
const THROWN_AWAY: usize = 32 * 1024 * 1024;

/// Long bodies of one caller at once at most.
const OF_ONE_CALLER: usize = 4;

/// Room is counted in parts of so many bytes.
const PART: usize = 1024;

/// The room that there is for long bodies.
#[derive(Debug)]
pub struct Bodies {
    room: Arc<Semaphore>,
    own: Counts<Payer>,
    longest: usize,
    unsigned: usize,
    within: Duration,
    wait: Duration,
}

/// A body as it is read, for whom, and up to where.
#[derive(Debug)]
pub struct Arriving {
    /// What comes.
    pub body: Body,
    /// Whether it comes compressed.
    pub packed: bool,
    /// Who sends it.
    pub payer: Payer,
    /// Whether he is signed in.
    pub signed_in: bool,
}

/// Bytes that were read, and the room that they take until they are dropped.
#[derive(Debug)]
pub struct Held {
    /// The body.
    pub bytes: Vec<u8>,
    room: Option<(OwnedSemaphorePermit, Counted<Payer>)>,
}

impl Bodies {
    /// As the settings say.
    pub fn new(config: &HttpConfig) -> Self {
        // Less room than one body takes would refuse it for ever.
        let room = config.max_bodies_bytes.max(config.max_body_bytes);
        let parts = room.div_ceil(PART).min(Semaphore::MAX_PERMITS);
        Self {
            room: Arc::new(Semaphore::new(parts)),
            own: Counts::default(),
            longest: config.max_body_bytes,
            unsigned: config.max_unsigned_body_bytes.min(config.max_body_bytes),
            within: Duration::from_secs(config.body_seconds),
            wait: Duration::from_secs(config.wait_seconds),
        }
    }

    /// Reads a body up to the limits of size and time. A longer one is still read off the wire, to a point, because a caller
    /// who is writing sees a broken connection in place of the answer; but not one that comes compressed, of which little
    /// is on the wire and decompressing is work.
    pub async fn read(&self, arriving: Arriving) -> Result<Held, Refused> {
        let reading = self.read_in_time(arriving);
        let late = || {
            let message = Message::new("请求体迟迟未到。", "The body took too long to arrive.");
            Refused(StatusCode::REQUEST_TIMEOUT, message)
        };
        let read = tokio::time::timeout(self.within, reading).await;
        read.unwrap_or_else(|_| Err(late()))
    }

    /// Reads what a caller sends who is refused whatever it is, so that he gets to read why.
    pub async fn throw_away(&self, body: Body, packed: bool) {
        let most = if packed { SHORT } else { THROWN_AWAY };
        let reading = drain(body.into_data_stream(), most);
        // Whether it came to its end changes nothing.
        let _ended = tokio::time::timeout(self.within, reading).await;
    }

    async fn read_in_time(&self, arriving: Arriving) -> Result<Held, Refused> {
        let who = (arriving.payer, arriving.signed_in);
        let announced = usize::try_from(arriving.body.size_hint().lower()).unwrap_or(usize::MAX);
        let announced = if arriving.packed { 0 } else { announced };
        let mut stream = arriving.body.into_data_stream();
        let read = self.fill(&mut stream, announced, who).await;
        if read.is_err() && !arriving.packed {
            drain(stream, THROWN_AWAY).await;
        }
        read
    }

    async fn fill(
        &self,
        stream: &mut BodyDataStream,
        announced: usize,
        (payer, signed_in): (Payer, bool),
    ) -> Result<Held, Refused> {
        let limit = match signed_in {
            true => self.longest,
            false => self.unsigned,
        };
        if announced > limit {
            return Err(too_long(limit, signed_in));
        }
        let mut held = Held {
            bytes: Vec::new(),
            room: None,
        };
        // All that is announced is taken at once, so that bodies that grow side by side do not wait for each other.
        self.make_room(&mut held, announced, payer).await?;
        held.bytes.reserve_exact(announced);
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|_| broken_off())?;
            let length = held.bytes.len().saturating_add(chunk.len());
            if length > limit {
                return Err(too_long(limit, signed_in));
            }
            self.make_room(&mut held, length, payer).await?;
            held.bytes.extend_from_slice(&chunk);
        }
        Ok(held)
    }

    /// Takes room for a body of so many bytes, unless it has that much.
    async fn make_room(&self, held: &mut Held, bytes: usize, payer: Payer) -> Result<(), Refused> {
        let has = held.room.as_ref().map_or(0, |(room, _)| room.num_permits());
        let parts = bytes.saturating_sub(SHORT).div_ceil(PART);
        if parts <= has {
            return Ok(());
        }
        let own = match held.room.is_some() {
            true => None,
            false => Some(self.own.take(payer, OF_ONE_CALLER).ok_or_else(no_room)?),
        };
        let more = u32::try_from(parts.saturating_sub(has)).unwrap_or(u32::MAX);
        let taken = Arc::clone(&self.room).acquire_many_owned(more);
        let Ok(Ok(taken)) = tokio::time::timeout(self.wait, taken).await else {
            return Err(no_room());
        };
        match (&mut held.room, own) {
            (Some((room, _)), _) => room.merge(taken),
            (none, Some(own)) => *none = Some((taken, own)),
            (None, None) => {}
        }
        Ok(())
    }
}

/// Reads on to the end, or until so many bytes have come.
async fn drain(mut stream: BodyDataStream, most: usize) {
    let mut come: usize = 0;
    while come <= most
        && let Some(Ok(chunk)) = stream.next().await
    {
        come = come.saturating_add(chunk.len());
    }
}

fn too_long(limit: usize, signed_in: bool) -> Refused {
    let message = match signed_in {
        true => Message::new(
            format!("请求体不得超过 {limit} 字节，请分批发送。"),
            format!("A body has at most {limit} bytes; send smaller batches."),
        ),
        false => Message::new(
            format!("未登录时请求体不得超过 {limit} 字节，请先登录。"),
            format!("Unless you are signed in a body has at most {limit} bytes; sign in first."),
        ),
    };
    Refused(StatusCode::PAYLOAD_TOO_LARGE, message)
}

/// Too many long bodies are being read.
fn no_room() -> Refused {
    let message = Message::new(
        "此刻收到的大批数据过多，请稍后再发；同一批可原样重发。",
        "Too much is being sent at once; send it again shortly, as it is.",
    );
    Refused(StatusCode::TOO_MANY_REQUESTS, message)
}
