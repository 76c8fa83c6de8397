//! The 2022 data of Daxiang District: loaded through the same commands that the API calls, so that nothing in it is
//! possible that a user could not have entered. People are examples (示例委员 01); records that the report does not list
//! are illustrative and say so in their titles (示例). What the report prints stands apart as published figures, and
//! those that a metric says too are the sums of records. Deliberately absent: people's names, and what was not published.

pub mod acting;
pub mod consultations;
pub mod deeds;
pub mod greeting;
pub mod hotline;
pub mod organization;
pub mod oversight;
pub mod plan;
pub mod proposals;
pub mod published;
pub mod sentiment;
pub mod statements;
pub mod suggestions;
pub mod units;
pub mod voices;

use chrono::NaiveDate;
use sea_orm::DatabaseConnection;
use uuid::Uuid;

pub use greeting::greeting;

use crate::app::App;
use crate::kernel::actor::{Actor, Role};
use crate::kernel::clock::Clock;
use crate::kernel::error::{Failure, Lang, Problem, Refusal};
use crate::kernel::id::DistrictId;
use crate::kernel::seal::Vault;
use crate::linkage::{KeptChains, Request};
use crate::organization::commands::founding::{FoundDistrict, found_district};

/// The district's code.
pub const DISTRICT: &str = "430503";

/// What stopped the load, for the operator.
pub type Stopped = String;

/// Loads the organisation, the events, residents' opinions, the cases of every kind, the published figures of 2022 and a statement
/// of them into an empty installation.
pub async fn load(app: &App) -> Result<(), Stopped> {
    let names = ["大祥区", "Daxiang District", "邵阳市", "湖南省"].map(str::to_owned);
    let district = DistrictId::parse(DISTRICT).ok_or("no code")?;
    found(&app.db, &app.clock, &app.vault, &district, names).await?;
    let actor = Actor {
        id: app.clock.new_uuid(),
        role: Role::Office,
        district,
        scope: None,
    };
    let office = app.request(Some(actor), Lang::En);
    let organization = organization::load(&office).await?;
    let campaigns = deeds::load(&office, &organization).await?;
    let office = app.request(office.actor.clone(), Lang::En);
    voices::load(app, &office, &organization, &campaigns).await?;
    suggestions::load(app, &office, &organization).await?;
    sentiment::load(app, &office, &organization, &campaigns).await?;
    proposals::load(app, &office, &organization).await?;
    consultations::load(app, &office, &organization).await?;
    oversight::load(app, &office, &organization).await?;
    hotline::load(&office, &organization.units).await?;
    published::load(&office).await?;
    statements::load(&office).await
}

/// Founds a district as the system administrator.
pub async fn found(
    db: &DatabaseConnection,
    clock: &Clock,
    vault: &Vault,
    code: &DistrictId,
    names: [String; 4],
) -> Result<String, Stopped> {
    let actor = Actor {
        id: clock.new_uuid(),
        role: Role::SystemAdmin,
        district: DistrictId::installation(),
        scope: None,
    };
    let request = Request::new(
        db.clone(),
        clock.clone(),
        KeptChains::default(),
        vault.clone(),
        Some(actor),
        Lang::En,
    );
    let [name, name_en, city, province] = names;
    let input = FoundDistrict {
        code: code.to_string(),
        name,
        name_en,
        city,
        province,
    };
    found_district(&request, input)
        .await
        .map_err(|failure| told("district", &failure))?;
    Ok(format!("district {code} is founded"))
}

/// A failure as a sentence for the operator.
pub fn told<C: std::fmt::Debug>(what: &str, failure: &Failure<C>) -> Stopped {
    match failure {
        Failure::Refused(refusals) => {
            let sentences: Vec<String> = refusals.iter().map(refused).collect();
            format!("{what}: {}", sentences.join("; "))
        }
        Failure::Problem(Problem::Fault(fault)) => format!("{what}: {}", fault.for_log()),
        Failure::Problem(_) => format!("{what}: not allowed"),
    }
}

fn refused<C: std::fmt::Debug>(refusal: &Refusal<C>) -> String {
    format!(
        "{:?} {}: {}",
        refusal.code,
        refusal.field.as_deref().unwrap_or_default(),
        refusal.message.en
    )
}

/// A day that is written in the program.
pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MIN)
}

/// The n-th id of the demo's events: always the same, so that a second load would post nothing new.
pub fn event_id(n: u32) -> Uuid {
    // Version 7 and its variant in the places where a UUID has them; 2022-01-01 as the instant.
    let instant: u128 = 0x017e_11ad_f000;
    Uuid::from_u128((instant << 80) | (0x7000 << 64) | (0x8000 << 48) | u128::from(n))
}
