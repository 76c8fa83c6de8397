//! `workrooms journal` and `workrooms figures`: whether what is kept is whole. Deliberately absent: the checks themselves,
//! which each slice has of its own facts.

use std::process::ExitCode;

use clap::Subcommand;
use sea_orm::{DatabaseConnection, DbErr};
use workrooms::config::DatabaseConfig;
use workrooms::events::tallies;
use workrooms::kernel::db::list_districts;
use workrooms::kernel::id::DistrictId;
use workrooms::kernel::reader::Reader;
use workrooms::kernel::viewpoint::Errand;
use workrooms::{
    access, assessment, casework, events, hotline, organization, published, statements,
};

use super::{Stop, open, say};

/// What is done with the journal.
#[derive(Subcommand, Debug)]
pub enum JournalCommand {
    /// Check every hash and number, and the facts that the entries cover; exit with 1 at the first difference.
    Verify {
        #[command(flatten)]
        database: DatabaseConfig,
        /// One district; all when left out.
        #[arg(long)]
        district: Option<DistrictId>,
    },
}

/// What is done with the tallies.
#[derive(Subcommand, Debug)]
pub enum FiguresCommand {
    /// Recompute every tally from the events; exit with 1 and name the places where they differ.
    Verify {
        #[command(flatten)]
        database: DatabaseConfig,
        /// One district; all when left out.
        #[arg(long)]
        district: Option<DistrictId>,
    },
    /// Replace the tallies by what the events say.
    Rebuild {
        #[command(flatten)]
        database: DatabaseConfig,
        /// The district.
        #[arg(long)]
        district: DistrictId,
    },
}

/// Checks the journal.
pub async fn run_journal(command: JournalCommand) -> Result<ExitCode, Stop> {
    let JournalCommand::Verify { database, district } = command;
    Ok(status(journal(&open(&database).await?, district).await?))
}

/// Checks the tallies, or makes them anew.
pub async fn run_figures(command: FiguresCommand) -> Result<ExitCode, Stop> {
    match command {
        FiguresCommand::Verify { database, district } => {
            Ok(status(figures(&open(&database).await?, district).await?))
        }
        FiguresCommand::Rebuild { database, district } => {
            let db = open(&database).await?;
            tallies::rebuild(&db, &district).await?;
            say(&format!("figures {district}: the tallies are made anew"))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn status(whole: bool) -> ExitCode {
    match whole {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// Says of each journal whether it is whole; whether all are.
pub async fn journal(db: &DatabaseConnection, one: Option<DistrictId>) -> Result<bool, Stop> {
    let all = one.is_none();
    let mut districts = districts(db, one).await?;
    districts.extend(all.then(DistrictId::installation));
    let reader = Reader::on_errand(db, Errand::CheckJournal);
    let mut whole = true;
    for district in districts {
        match first_difference(&reader, &district).await? {
            None => say(&format!("journal {district}: whole"))?,
            Some(place) => {
                say(&place)?;
                whole = false;
            }
        }
    }
    Ok(whole)
}

async fn first_difference(db: &Reader, district: &DistrictId) -> Result<Option<String>, DbErr> {
    let mut place = events::audit::verify_district(db, district).await?;
    if place.is_none() {
        place = organization::audit::verify_district(db, district).await?;
    }
    if place.is_none() {
        place = casework::audit::verify_district(db, district).await?;
    }
    if place.is_none() {
        place = published::audit::verify_district(db, district).await?;
    }
    if place.is_none() {
        place = statements::audit::verify_district(db, district).await?;
    }
    if place.is_none() {
        place = assessment::audit::verify_district(db, district).await?;
    }
    if place.is_none() {
        place = hotline::audit::verify_district(db, district).await?;
    }
    if place.is_none() && *district == DistrictId::installation() {
        place = access::accesses::audit::verify(db).await?;
    }
    Ok(place)
}

/// Says of each district whether its tallies equal its events; whether all do.
pub async fn figures(db: &DatabaseConnection, one: Option<DistrictId>) -> Result<bool, Stop> {
    let districts = districts(db, one).await?;
    let reader = Reader::on_errand(db, Errand::CheckFigures);
    let mut whole = true;
    for district in districts {
        let differences = tallies::differences(&reader, &district).await?;
        if differences.is_empty() {
            say(&format!(
                "figures {district}: every tally equals its events"
            ))?;
            continue;
        }
        whole = false;
        for difference in differences.iter().take(100) {
            say(&format!("figures {district}: {difference}"))?;
        }
    }
    Ok(whole)
}

/// The one district, or all.
pub async fn districts(
    db: &DatabaseConnection,
    one: Option<DistrictId>,
) -> Result<Vec<DistrictId>, DbErr> {
    match one {
        Some(district) => Ok(vec![district]),
        None => list_districts(&Reader::on_errand(db, Errand::ListDistricts)).await,
    }
}
