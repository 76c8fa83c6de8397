//! The server: routes, connections with time-outs, the second listener for metrics, and a clean end: on SIGTERM new
//! connections are refused, requests under way are answered, sockets are closed. Deliberately absent: TLS.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::header;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::get;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use super::callers::Peer;
use super::{Doors, graphql, health, log, page, socket};
use crate::app::App;

/// What a listener bears.
#[derive(Clone, Copy, Debug)]
struct Patience {
    /// How long a caller may take to send a request's head.
    head: Duration,
    /// Connections at once.
    connections: usize,
}

/// Those who read the metrics are few.
const METRICS: Patience = Patience {
    head: Duration::from_secs(10),
    connections: 64,
};

/// The routes of the main listener.
pub fn router(doors: Doors) -> Router {
    Router::new()
        .route(
            "/graphql",
            get(socket::get_or_upgrade)
                .post(graphql::post)
                .fallback(graphql::other_method),
        )
        .route("/graphiql/{file}", get(page::file))
        .route("/schema.graphql", get(page::sdl))
        .route("/livez", get(health::livez))
        .route("/readyz", get(health::readyz))
        .layer(from_fn(log::log))
        .layer(from_fn(safe_headers))
        .with_state(doors)
}

async fn safe_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in page::SAFE_HEADERS {
        response.headers_mut().entry(name).or_insert(value);
    }
    let varies =
        header::HeaderValue::from_static("accept, accept-language, authorization, workrooms-grant");
    response.headers_mut().insert(header::VARY, varies);
    response
}

/// Serves until SIGTERM or SIGINT, then drains.
pub async fn serve(app: Arc<App>) -> Result<(), String> {
    let config = &app.config.http;
    let listener = bind(config.listen).await?;
    // A second program on the same machine has the port of the metrics already; that is no reason not to serve.
    match bind(config.metrics_listen).await {
        Ok(second) => serve_metrics(second),
        Err(error) => tracing::warn!(error, "the metrics are not told"),
    }
    tracing::info!(listen = %config.listen, "serving");
    let doors = Doors::new(app)?;
    serve_until(doors, listener, stopped()).await;
    Ok(())
}

fn serve_metrics(listener: TcpListener) {
    if let Some(handle) = health::start_metrics() {
        let text = move || std::future::ready(health::render(&handle));
        let routes = Router::new().route("/metrics", get(text));
        // It answers while the main listener drains, and ends with the process.
        tokio::spawn(accept(listener, routes, METRICS, CancellationToken::new()));
    }
}

async fn bind(address: std::net::SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address)
        .await
        .map_err(|error| format!("{address}: {error}"))
}

/// Serves on a listener until the future ends; then takes no new connection, and waits for requests and sockets under way
/// as long as the settings say.
pub async fn serve_until(doors: Doors, listener: TcpListener, end: impl Future<Output = ()>) {
    let draining = doors.draining.clone();
    let sockets = doors.sockets.clone();
    let gate = Arc::clone(&doors.gate);
    let config = &doors.app.config.http;
    let drain = Duration::from_secs(config.drain_seconds);
    let patience = Patience {
        head: Duration::from_secs(config.head_seconds),
        connections: config.max_connections.clamp(1, Semaphore::MAX_PERMITS),
    };
    let accepting = accept(listener, router(doors), patience, draining.clone());
    tokio::pin!(accepting);
    let connections = tokio::select! {
        connections = accepting.as_mut() => connections,
        () = end => {
            tracing::info!("draining");
            draining.cancel();
            accepting.await
        }
    };
    sockets.close();
    let all = async {
        connections.wait().await;
        sockets.wait().await;
        gate.last_uses.settled().await;
    };
    if tokio::time::timeout(drain, all).await.is_err() {
        let left = connections.len().saturating_add(sockets.len());
        tracing::warn!(left, "requests were still under way");
    }
    tracing::info!("stopped");
}

/// Takes connections until told to stop; those that it took are left to end in good order.
async fn accept(
    listener: TcpListener,
    routes: Router,
    patience: Patience,
    stop: CancellationToken,
) -> TaskTracker {
    let builder = builder(patience);
    let places = Arc::new(Semaphore::new(patience.connections));
    let connections = TaskTracker::new();
    loop {
        let taking = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            () = stop.cancelled() => break,
            taken = taking => taken,
        };
        let (stream, peer) = match accepted {
            Ok((stream, address)) => (stream, Peer(address.ip())),
            Err(error) => {
                // Out of file descriptors, most likely: asking again at once would only burn the processor.
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let routes = routes.clone();
        let begun = Arc::new(AtomicBool::new(false));
        let begins = Arc::clone(&begun);
        let service = service_fn(move |mut request: hyper::Request<Incoming>| {
            begins.store(true, Ordering::Relaxed);
            request.extensions_mut().insert(peer);
            routes.clone().oneshot(request)
        });
        let connection = builder
            .serve_connection_with_upgrades(TokioIo::new(stream), service)
            .into_owned();
        let stop = stop.clone();
        connections.spawn(async move {
            let _place = place;
            tokio::pin!(connection);
            // A connection that breaks off is the caller's affair.
            tokio::select! {
                _ = connection.as_mut() => return,
                () = silent(patience.head, &begun) => return,
                () = stop.cancelled() => connection.as_mut().graceful_shutdown(),
            }
            let _ = connection.await;
        });
    }
    connections.close();
    connections
}

fn builder(patience: Patience) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    // Some clients look for `Upgrade`, not for `upgrade`, in the handshake of a websocket.
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .title_case_headers(true);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Duration::from_secs(30))
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

async fn stopped() {
    let interrupted = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                () = interrupted => {}
                _ = terminated.recv() => {}
            }
        }
        Err(_) => interrupted.await,
    }
}
