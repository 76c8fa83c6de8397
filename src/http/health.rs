//! Health and metrics. `/livez`: the process answers; `/readyz`: it can serve, so no while draining or without a database.
//! Deliberately absent: anything about callers.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::Doors;

/// `GET /livez`.
pub async fn livez() -> &'static str {
    "ok"
}

/// `GET /readyz`.
pub async fn readyz(State(doors): State<Doors>) -> (StatusCode, &'static str) {
    if doors.draining.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining");
    }
    match tokio::time::timeout(Duration::from_secs(2), doors.app.db.ping()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "no database"),
    }
}

/// Starts counting; none when something else in the process already does.
pub fn start_metrics() -> Option<PrometheusHandle> {
    PrometheusBuilder::new().install_recorder().ok()
}
