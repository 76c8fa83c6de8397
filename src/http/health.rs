//! Health and metrics. `/livez`: the process answers; `/readyz`: it can serve, so no while draining or without a database.
//! Deliberately absent: anything about callers.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::Doors;

/// Upper ends of the classes of durations, in seconds.
const SECONDS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// `GET /livez`.
pub async fn livez() -> &'static str {
    "ok"
}

/// `GET /readyz`.
pub async fn readyz(State(doors): State<Doors>) -> (StatusCode, &'static str) {
    if doors.leaving.is_cancelled() || doors.draining.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining");
    }
    match tokio::time::timeout(Duration::from_secs(2), doors.app.db.ping()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "no database"),
    }
}

/// Starts counting; none when something else in the process already does.
pub fn start_metrics() -> Option<PrometheusHandle> {
    let handle = PrometheusBuilder::new()
        .set_buckets(&SECONDS)
        .ok()?
        .install_recorder()
        .ok()?;
    metrics::describe_counter!(
        "workrooms_operations_total",
        "Operations by kind (query, mutation, invalid, unread) and outcome (ok, errors, refused)."
    );
    metrics::describe_histogram!(
        "workrooms_operation_seconds",
        "How long operations took, in seconds."
    );
    metrics::describe_counter!(
        "workrooms_requests_total",
        "HTTP requests by route and status."
    );
    metrics::describe_counter!(
        "workrooms_over_budget_total",
        "Requests refused because their caller (token, address, bad_tokens) had spent this minute's budget."
    );
    metrics::describe_counter!(
        "workrooms_kept_answers_total",
        "Queries for which an answer was kept, by outcome: given, or moved where its district had gone on."
    );
    metrics::describe_gauge!(
        "workrooms_standby_lag_seconds",
        "How old what the standby answers may be; infinite while it is not read from."
    );
    metrics::describe_gauge!("workrooms_sockets", "Websockets that are open.");
    metrics::describe_counter!(
        "workrooms_webhook_attempts_total",
        "Attempts to deliver webhooks by outcome (delivered, answered, gone, timeout, unreachable, address_refused)."
    );
    metrics::describe_gauge!(
        "workrooms_webhook_lag_entries",
        "Entries of the journal that the endpoint of webhooks which is furthest behind was not told."
    );
    metrics::describe_gauge!(
        "workrooms_webhook_waiting",
        "Deliveries of webhooks that wait for an attempt."
    );
    Some(handle)
}

/// The text of `/metrics`.
pub fn render(handle: &PrometheusHandle) -> String {
    // Observations are gathered into their classes here, so that they do not pile up between two looks.
    handle.run_upkeep();
    handle.render()
}
