//! What the program does by itself while it serves: at its start and every so often it gives the reminders that are due
//! and erases words that are past their time. Deliberately absent: what a reminder is (`casework::noticing`), what is past
//! its time (`personal::keeping`), and any other clockwork.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::casework::noticing::give;
use crate::kernel::db::list_districts;
use crate::kernel::error::{Lang, Problem};
use crate::kernel::id::DistrictId;
use crate::kernel::reader::Reader;
use crate::kernel::viewpoint::Errand;
use crate::linkage::Request;
use crate::personal::keeping::apply;
use crate::practices::ALL;

/// Gives the reminders of every district, again and again until the end; never when `every` is zero.
pub async fn remind(app: Arc<App>, every: Duration, end: CancellationToken) {
    if every.is_zero() {
        return;
    }
    let mut ticks = tokio::time::interval(every);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = end.cancelled() => return,
            _ = ticks.tick() => once(&app).await,
        }
    }
}

/// Gives the reminders that are due now. A district's trouble does not keep the others waiting.
pub async fn once(app: &App) {
    let districts = match list_districts(&Reader::on_errand(&app.db, Errand::ListDistricts)).await {
        Ok(districts) => districts,
        Err(error) => {
            tracing::error!(fault = %error, "the districts cannot be listed");
            return;
        }
    };
    for district in districts {
        let view = app.request(None, Lang::Zh);
        for practice in ALL {
            match give(&view, &district, practice).await {
                Ok(0) => {}
                Ok(given) => tracing::info!(%district, given, "reminders were given"),
                Err(Problem::Fault(fault)) => {
                    tracing::error!(%district, fault = fault.for_log(), "reminders failed");
                }
                Err(_) => tracing::error!(%district, "reminders are not allowed"),
            }
        }
        expire(&view, &district).await;
    }
}

/// Erases words of a district that are past their time.
async fn expire(view: &Request, district: &DistrictId) {
    match apply(view, district, false).await {
        Ok(done) => {
            for (kind, erased) in done.into_iter().filter(|(_, erased)| *erased > 0) {
                tracing::info!(%district, ?kind, erased, "words past their time were erased");
            }
        }
        Err(Problem::Fault(fault)) => {
            tracing::error!(%district, fault = fault.for_log(), "words past their time were not erased");
        }
        Err(_) => tracing::error!(%district, "words past their time may not be erased"),
    }
}
