//! Connections: taken one by one up to a number, shaken hands with where TLS is spoken, read and written with time-outs,
//! and ended in good order. Deliberately absent: what is asked over them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use ipnet::IpNet;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use super::address::whole;
use super::counts::Counts;
use super::tls::Certificate;

/// Headers of a request at most.
const MOST_HEADERS: usize = 64;

/// Bytes of a request's head at most by HTTP/1.1: a query in an address fits.
const LONGEST_HEAD: usize = 64 * 1024;

/// The same by HTTP/2.
const LONGEST_LIST: u32 = 64 * 1024;

/// What a listener bears.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How long a caller may take to shake hands, and to send a request's head.
    pub head: Duration,
    /// How long a caller may take to read the next part of an answer.
    pub answer: Duration,
    /// Connections at once.
    pub connections: usize,
    /// Connections at once of one address.
    pub of_one_address: usize,
}

/// Who is at the other end of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// How the connections of one listener are spoken over.
#[derive(Clone, Debug)]
pub struct Speech {
    /// What is answered.
    pub routes: Router,
    /// What is borne.
    pub patience: Patience,
    /// Proxies, which are not counted by their address.
    pub trusted: Arc<[IpNet]>,
    /// Speaks TLS; plain HTTP without.
    pub certificate: Option<Arc<Certificate>>,
    /// Cancelled when no more is taken.
    pub stop: CancellationToken,
}

/// Takes connections until told to stop; those that it took are left to end in good order.
pub async fn accept(listener: TcpListener, speech: Speech) -> TaskTracker {
    let builder = builder(speech.patience);
    let places = Arc::new(Semaphore::new(speech.patience.connections));
    let connections = TaskTracker::new();
    let counts = Counts::default();
    loop {
        let taking = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            () = speech.stop.cancelled() => break,
            taken = taking => taken,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, most likely: asking again at once would only burn the processor.
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let address = peer.ip().to_canonical();
        let most = match speech.trusted.iter().any(|proxy| proxy.contains(&address)) {
            true => usize::MAX,
            false => speech.patience.of_one_address,
        };
        // One too many of an address is closed at once, so that it holds no place that others wait for.
        let Some(counted) = counts.take(whole(address), most) else {
            continue;
        };
        let _ = stream.set_nodelay(true);
        let (speech, builder) = (speech.clone(), builder.clone());
        connections.spawn(async move {
            let _held = (place, counted);
            speech.take(stream, Peer(peer), builder).await;
        });
    }
    connections.close();
    connections
}

impl Speech {
    async fn take(self, stream: TcpStream, peer: Peer, builder: Builder<TokioExecutor>) {
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(self.patience.answer));
        let stream = Box::pin(stream);
        let Some(certificate) = &self.certificate else {
            return self.converse(stream, peer, builder).await;
        };
        let shaking = certificate.acceptor().accept(stream);
        let shaken = tokio::select! {
            () = self.stop.cancelled() => return,
            shaken = tokio::time::timeout(self.patience.head, shaking) => shaken,
        };
        // Who cannot shake hands is told why by the protocol itself.
        if let Ok(Ok(stream)) = shaken {
            self.converse(stream, peer, builder).await;
        }
    }

    async fn converse<S>(self, stream: S, peer: Peer, builder: Builder<TokioExecutor>)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let routes = self.routes;
        let begun = Arc::new(AtomicBool::new(false));
        let begins = Arc::clone(&begun);
        let service = service_fn(move |mut request: hyper::Request<Incoming>| {
            begins.store(true, Ordering::Relaxed);
            request.extensions_mut().insert(peer);
            routes.clone().oneshot(request)
        });
        let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
        tokio::pin!(connection);
        // A connection that breaks off is the caller's affair.
        tokio::select! {
            _ = connection.as_mut() => return,
            () = silent(self.patience.head, &begun) => return,
            () = self.stop.cancelled() => connection.as_mut().graceful_shutdown(),
        }
        let _ = connection.await;
    }
}

fn builder(patience: Patience) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    // Some clients look for `Upgrade`, not for `upgrade`, in the handshake of a websocket.
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .max_headers(MOST_HEADERS)
        .max_buf_size(LONGEST_HEAD)
        .title_case_headers(true);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Duration::from_secs(30))
        .max_header_list_size(LONGEST_LIST)
        .max_concurrent_streams(100);
    builder
}

/// Ends when no request came in time. The builder's own limit begins only once it knows the version of HTTP, for which it
/// waits without end.
async fn silent(within: Duration, begun: &AtomicBool) {
    tokio::time::sleep(within).await;
    if begun.load(Ordering::Relaxed) {
        std::future::pending::<()>().await;
    }
}
