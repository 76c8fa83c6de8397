//! A link between clerks and the program that does what bad links do, one connection at a time. It can also lead elsewhere
//! from one moment to the next. Deliberately absent: anything that knows HTTP, but for the liar, which is a tooth.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// What is wrong with a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// Every other connection ends when the answer comes, of which nothing is passed on.
    AnswerDropped,
    /// Every other connection ends after a few bytes of the answer.
    AnswerCut,
    /// 300 ms ± 100 each way, 256 kbit/s, and one part in twenty is lost: TCP sends it again, a second later.
    Slow,
    /// Nothing passes.
    Dead,
    /// Every fifth post is answered as done and goes nowhere: an answer before the commit.
    Lies,
}

/// A link that is open.
pub struct Link {
    pub address: SocketAddr,
    targets: Arc<Mutex<Vec<SocketAddr>>>,
    fault: watch::Sender<Fault>,
    cut: Arc<Mutex<CancellationToken>>,
    pub bitten: Arc<AtomicUsize>,
    _accepting: JoinSet<()>,
}

impl Link {
    pub async fn to(target: SocketAddr, fault: Fault) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let targets = Arc::new(Mutex::new(vec![target]));
        let (fault, told) = watch::channel(fault);
        let cut = Arc::new(Mutex::new(CancellationToken::new()));
        let bitten = Arc::new(AtomicUsize::new(0));
        let mut accepting = JoinSet::new();
        let (to, ends, counted) = (Arc::clone(&targets), Arc::clone(&cut), Arc::clone(&bitten));
        accepting.spawn(async move {
            let mut under_way = JoinSet::new();
            for number in 0_usize.. {
                let Ok((near, _)) = listener.accept().await else {
                    return;
                };
                let to = {
                    let targets = to.lock().unwrap();
                    targets[number % targets.len()]
                };
                let ends = ends.lock().unwrap().clone();
                let passing = pass(near, to, number, told.clone(), Arc::clone(&counted));
                under_way.spawn(async move {
                    tokio::select! {
                        () = passing => {}
                        () = ends.cancelled() => {}
                    }
                });
                while under_way.try_join_next().is_some() {}
            }
        });
        Self {
            address,
            targets,
            fault,
            cut,
            bitten,
            _accepting: accepting,
        }
    }

    /// From now on it has another fault, also for connections that are open.
    pub fn becomes(&self, fault: Fault) {
        self.fault.send_replace(fault);
    }

    /// From now on it leads elsewhere; whoever is connected is cut off.
    pub fn leads(&self, target: SocketAddr) {
        self.shares(vec![target]);
        self.cut();
    }

    /// From now on new connections lead to these in turn.
    pub fn shares(&self, targets: Vec<SocketAddr>) {
        *self.targets.lock().unwrap() = targets;
    }

    /// Cuts off whoever is connected.
    pub fn cut(&self) {
        let mut cut = self.cut.lock().unwrap();
        cut.cancel();
        *cut = CancellationToken::new();
    }
}

async fn pass(
    near: TcpStream,
    to: SocketAddr,
    number: usize,
    fault: watch::Receiver<Fault>,
    bitten: Arc<AtomicUsize>,
) {
    let Ok(far) = TcpStream::connect(to).await else {
        return;
    };
    let (mut near_in, mut near_out) = near.into_split();
    let (mut far_in, mut far_out) = far.into_split();
    let (up, down) = (fault.clone(), fault);
    let first = *up.borrow();
    if first == Fault::Lies && number % 5 == 4 {
        bitten.fetch_add(1, Ordering::SeqCst);
        drop((far_in, far_out));
        return lie(near_in, near_out).await;
    }
    let upwards = async {
        let mut bytes = vec![0; 16 * 1024];
        while let Ok(read) = near_in.read(&mut bytes).await {
            if read == 0
                || !carry(&up, read).await
                || far_out.write_all(&bytes[..read]).await.is_err()
            {
                break;
            }
        }
    };
    let downwards = async {
        let mut bytes = vec![0; 16 * 1024];
        while let Ok(read) = far_in.read(&mut bytes).await {
            if read == 0 {
                break;
            }
            let passed = match *down.borrow() {
                Fault::AnswerDropped if number.is_multiple_of(2) => 0,
                Fault::AnswerCut if number.is_multiple_of(2) => read.min(40),
                _ => read,
            };
            if !carry(&down, read).await || near_out.write_all(&bytes[..passed]).await.is_err() {
                break;
            }
            if passed < read {
                bitten.fetch_add(1, Ordering::SeqCst);
                break;
            }
        }
    };
    // Either end closes both.
    tokio::select! {
        () = upwards => {}
        () = downwards => {}
    }
}

/// The time that a part takes on its way; false where it never arrives.
async fn carry(fault: &watch::Receiver<Fault>, bytes: usize) -> bool {
    static PARTS: AtomicU64 = AtomicU64::new(0);
    let mut fault = fault.clone();
    if fault.wait_for(|fault| *fault != Fault::Dead).await.is_err() {
        return false;
    }
    if *fault.borrow() != Fault::Slow {
        return true;
    }
    // Spread by a step that is coprime to what it is taken of, so that runs are alike.
    let part = PARTS.fetch_add(1, Ordering::Relaxed).wrapping_mul(7919);
    let latency = Duration::from_millis(200 + part % 201);
    let carrying =
        Duration::from_secs_f64(f64::from(u32::try_from(bytes).unwrap()) * 8.0 / 256_000.0);
    let again = if part.is_multiple_of(20) {
        Duration::from_secs(1)
    } else {
        Duration::ZERO
    };
    tokio::time::sleep(latency + carrying + again).await;
    true
}

/// Answers a post as though all of it were accepted.
async fn lie(
    mut near_in: tokio::net::tcp::OwnedReadHalf,
    mut near_out: tokio::net::tcp::OwnedWriteHalf,
) {
    let mut heard = Vec::new();
    let body = loop {
        let mut bytes = vec![0; 16 * 1024];
        let Ok(read) = near_in.read(&mut bytes).await else {
            return;
        };
        heard.extend_from_slice(&bytes[..read]);
        let text = String::from_utf8_lossy(&heard);
        if let Some((_, body)) = text.split_once("\r\n\r\n")
            && let Ok(body) = serde_json::from_str::<serde_json::Value>(body)
        {
            break body;
        }
        if read == 0 {
            return;
        }
    };
    let count = body["variables"]["events"].as_array().map_or(0, Vec::len);
    let verdicts = vec![serde_json::json!({ "status": "ACCEPTED", "errors": [] }); count];
    let answer = serde_json::json!({ "data": { "eventsPost": { "sequence": 1, "errors": [], "verdicts": verdicts } } }).to_string();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        answer.len()
    );
    let _said = near_out
        .write_all(format!("{head}{answer}").as_bytes())
        .await;
    let _closed = near_out.shutdown().await;
}
