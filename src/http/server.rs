//! The server: routes, the second listener for metrics, and a clean end: on SIGTERM it is no longer ready, serves on for as
//! long as a front needs to see that, refuses new connections then, answers requests under way and closes sockets; on SIGHUP the certificate and the keys of personal data
//! are read anew. Deliberately absent: connections.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use super::connections::{Patience, Speech, accept};
use super::tls::Certificate;
use super::{
    Doors, encodings, exports, graphql, headers, health, hooks, imports, log, page, socket,
};
use crate::access::local::tending::tend;
use crate::app::App;

/// Those who read the metrics are few.
const METRICS: Patience = Patience {
    head: Duration::from_secs(10),
    answer: Duration::from_secs(30),
    connections: 64,
    of_one_address: 64,
};

/// The routes of the main listener.
pub fn router(doors: Doors) -> Router {
    let by_tls = doors.certificate.is_some();
    let safe = move |request, next| headers::safe(by_tls, request, next);
    let leaving = doors.leaving.clone();
    let farewell = move |request, next| headers::farewell(leaving.is_cancelled(), request, next);
    let mut routes = Router::new()
        .route(
            "/graphql",
            get(socket::get_or_upgrade)
                .post(graphql::post)
                .fallback(graphql::other_method)
                .layer(encodings::unpacked())
                .layer(from_fn(encodings::known)),
        )
        .route("/graphiql/{file}", get(page::file))
        .route("/schema.graphql", get(page::sdl))
        .route("/hooks/hotline/{endpoint}", post(hooks::hotline))
        .route(
            "/imports/{district}",
            get(imports::list).post(imports::post),
        )
        .route("/imports/{district}/undo/{batch}", post(imports::take_back))
        .route(
            "/imports/{district}/questions",
            get(imports::waiting).post(imports::settle_name),
        )
        .route(
            "/imports/{district}/headings/{kind}",
            get(imports::known).post(imports::teach),
        )
        .route("/imports/{district}/template/{kind}", get(imports::form))
        .route("/exports/{ticket}", get(exports::fetch))
        .route("/livez", get(health::livez))
        .route("/readyz", get(health::readyz));
    if let Some(layer) = headers::other_origins(&doors.app.config.http.cors_origins) {
        routes = routes.layer(layer);
    }
    routes
        .layer(encodings::packed())
        .layer(from_fn(log::log))
        .layer(from_fn(safe))
        .layer(from_fn(farewell))
        .with_state(doors)
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
    let doors = Doors::new(Arc::clone(&app))?;
    let hangups = signal(SignalKind::hangup()).map_err(|error| error.to_string())?;
    tokio::spawn(reread_on(
        hangups,
        doors.certificate.clone(),
        Arc::clone(&app),
    ));
    let listen = listener.local_addr().unwrap_or(config.listen);
    tracing::info!(%listen, tls = doors.certificate.is_some(), "serving");
    serve_until(doors, listener, stopped()).await;
    Ok(())
}

fn serve_metrics(listener: TcpListener) {
    if let Some(handle) = health::start_metrics() {
        let text = move || std::future::ready(health::render(&handle));
        let routes = Router::new().route("/metrics", get(text));
        // It answers while the main listener drains, and ends with the process.
        let speech = Speech {
            routes,
            patience: METRICS,
            trusted: Arc::default(),
            certificate: None,
            stop: CancellationToken::new(),
        };
        tokio::spawn(accept(listener, speech));
    }
}

async fn bind(address: std::net::SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address)
        .await
        .map_err(|error| format!("{address}: {error}"))
}

/// Serves on a listener until the future ends; then says that it is not ready and serves on for a while, takes no new
/// connection after that, and waits for requests and sockets under way, each as long as the settings say.
pub async fn serve_until(doors: Doors, listener: TcpListener, end: impl Future<Output = ()>) {
    let draining = doors.draining.clone();
    let sockets = doors.sockets.clone();
    let gate = Arc::clone(&doors.gate);
    let config = &doors.app.config.http;
    let drain = Duration::from_secs(config.drain_seconds);
    let leave = Duration::from_secs(config.leave_seconds);
    let connections = config.max_connections.clamp(1, Semaphore::MAX_PERMITS);
    let patience = Patience {
        head: Duration::from_secs(config.head_seconds),
        answer: Duration::from_secs(config.answer_seconds),
        connections,
        // By plain HTTP everybody comes from this machine or through a proxy.
        of_one_address: match doors.certificate {
            Some(_) => config.max_connections_per_address,
            None => connections,
        },
    };
    let speech = Speech {
        trusted: config.trusted_proxies.clone().into(),
        certificate: doors.certificate.clone(),
        routes: router(doors.clone()),
        patience,
        stop: draining.clone(),
    };
    let app = &doors.app;
    let desk = Arc::clone(&gate.desk);
    let tending = tend(desk, app.db.clone(), app.clock.clone(), draining.clone());
    let tending = tokio::spawn(tending);
    let (budgets, until) = (Arc::clone(&doors.budgets), draining.clone());
    let (bus, db) = (app.bus.clone(), app.db.clone());
    let look = Duration::from_secs(config.live.look_seconds);
    // Until the last request has been answered: what it wrote is told too.
    let _waking = AbortOnDropHandle::new(tokio::spawn(async move { bus.tend(&db, look).await }));
    let standing_by = Arc::clone(app);
    let _standing_by = AbortOnDropHandle::new(tokio::spawn(async move {
        if let Some(standby) = &standing_by.standby {
            standby.tend(&standing_by.db).await;
        }
    }));
    let forgetting = tokio::spawn(async move { budgets.tend(until).await });
    let accepting = accept(listener, speech);
    tokio::pin!(accepting);
    let connections = tokio::select! {
        connections = accepting.as_mut() => connections,
        () = end => {
            tracing::info!("draining");
            doors.leaving.cancel();
            // It takes connections until it is told to stop, so the time runs out.
            let _left = tokio::time::timeout(leave, accepting.as_mut()).await;
            draining.cancel();
            accepting.await
        }
    };
    sockets.close();
    let all = async {
        connections.wait().await;
        sockets.wait().await;
        gate.last_uses.settled().await;
        let _ = tending.await;
        let _ = forgetting.await;
    };
    if tokio::time::timeout(drain, all).await.is_err() {
        let left = connections.len().saturating_add(sockets.len());
        tracing::warn!(left, "requests were still under way");
    }
    tracing::info!("stopped");
}

/// Reads the certificate and the keys of personal data anew at each hang-up. What is not good changes nothing but the log.
async fn reread_on(
    mut hangups: tokio::signal::unix::Signal,
    certificate: Option<Arc<Certificate>>,
    app: Arc<App>,
) {
    while hangups.recv().await.is_some() {
        match certificate.as_ref().map(|certificate| certificate.reread()) {
            None => {}
            Some(Ok(())) => tracing::info!("the certificate was read anew"),
            Some(Err(error)) => tracing::error!(error, "the certificate stays as it was"),
        }
        match app.reread_keys() {
            Ok(()) => tracing::info!("the keys of personal data were read anew"),
            Err(error) => tracing::error!(error, "the keys of personal data stay as they were"),
        }
    }
}

async fn stopped() {
    let interrupted = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                () = interrupted => {}
                _ = terminated.recv() => {}
            }
        }
        Err(_) => interrupted.await,
    }
}
