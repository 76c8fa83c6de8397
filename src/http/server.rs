//! The server: routes, connections with time-outs, the second listener for metrics, and a clean end: on SIGTERM new
//! connections are refused, requests under way are answered, sockets are closed. Deliberately absent: TLS.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::media::{Media, language};
use super::{Doors, graphql, health, page, socket};
use crate::app::App;
use crate::kernel::error::Message;

/// The routes of the main listener.
pub fn router(doors: Doors) -> Router {
    Router::new()
        .route("/graphql", get(socket::get_or_upgrade).post(graphql::post))
        .route("/schema.graphql", get(page::sdl))
        .route("/page.js", get(page::script))
        .route("/page.css", get(page::style))
        .route("/livez", get(health::livez))
        .route("/readyz", get(health::readyz))
        .layer(from_fn_with_state(doors.clone(), body_limit))
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(safe_headers))
        .with_state(doors)
}

/// Reads the body up to the limit, so that a longer one is told in the API's own words.
async fn body_limit(State(doors): State<Doors>, request: Request, next: Next) -> Response {
    let lang = language(request.headers());
    let media = Media::accepted(request.headers()).unwrap_or(Media::Json);
    let limit = doors.app.config.http.max_body_bytes;
    let (head, body) = request.into_parts();
    match axum::body::to_bytes(body, limit).await {
        Ok(bytes) => next.run(Request::from_parts(head, bytes.into())).await,
        Err(_) => {
            let message = Message::new(
                format!("请求体不得超过 {limit} 字节，请分批发送。"),
                format!("A body has at most {limit} bytes; send smaller batches."),
            );
            graphql::refuse(StatusCode::PAYLOAD_TOO_LARGE, &message, lang, media)
        }
    }
}

async fn safe_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in page::SAFE_HEADERS {
        response.headers_mut().entry(name).or_insert(value);
    }
    response
}

/// Serves until SIGTERM or SIGINT, then drains.
pub async fn serve(app: Arc<App>) -> Result<(), String> {
    let config = app.config.http.clone();
    let doors = Doors::new(app)?;
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|error| format!("{}: {error}", config.listen))?;
    let metrics = health::start_metrics();
    if let Some(handle) = metrics {
        let routes =
            Router::new().route("/metrics", get(move || std::future::ready(handle.render())));
        let second = TcpListener::bind(config.metrics_listen)
            .await
            .map_err(|error| format!("{}: {error}", config.metrics_listen))?;
        tokio::spawn(accept(second, routes, doors.draining.clone()));
    }
    let draining = doors.draining.clone();
    let watch = draining.clone();
    tokio::spawn(async move {
        stopped().await;
        tracing::info!("draining");
        watch.cancel();
    });
    tracing::info!(listen = %config.listen, "serving");
    let connections = accept(listener, router(doors), draining).await;
    if tokio::time::timeout(
        Duration::from_secs(config.drain_seconds),
        connections.wait(),
    )
    .await
    .is_err()
    {
        tracing::warn!(left = connections.len(), "requests were still under way");
    }
    tracing::info!("stopped");
    Ok(())
}

/// Takes connections until told to stop; those that it took are left to end in good order.
async fn accept(listener: TcpListener, routes: Router, stop: CancellationToken) -> TaskTracker {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(10))
        .title_case_headers(true);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Duration::from_secs(30));
    let connections = TaskTracker::new();
    loop {
        let stream = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(_) => continue,
            },
        };
        let service = TowerToHyperService::new(routes.clone());
        let connection = builder
            .serve_connection_with_upgrades(TokioIo::new(stream), service)
            .into_owned();
        let stop = stop.clone();
        connections.spawn(async move {
            tokio::pin!(connection);
            // A connection that breaks off is the caller's affair.
            tokio::select! {
                _ = connection.as_mut() => return,
                () = stop.cancelled() => connection.as_mut().graceful_shutdown(),
            }
            let _ = connection.await;
        });
    }
    connections.close();
    connections
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
