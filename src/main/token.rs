//! `workrooms token`: issuing, listing and revoking API tokens. Deliberately absent: showing a token twice.

use std::process::ExitCode;

use clap::Subcommand;
use workrooms::access;
use workrooms::access::tokens::{NotIssued, TokenRequest};
use workrooms::config::DatabaseConfig;
use workrooms::kernel::actor::Role;
use workrooms::kernel::clock::Clock;
use workrooms::kernel::id::{DistrictId, GlobalId, NodeId};

use super::{Stop, open, say};

/// What is done with tokens.
#[derive(Subcommand, Debug)]
pub enum TokenCommand {
    /// Issue a token; it is shown once.
    Issue {
        #[command(flatten)]
        database: DatabaseConfig,
        /// What the caller is.
        #[arg(long)]
        role: Role,
        /// The district; left out for administrators of the installation.
        #[arg(long)]
        district: Option<DistrictId>,
        /// The node that the caller acts for: an opaque id or a UUID.
        #[arg(long)]
        scope: Option<String>,
        /// What it is for.
        #[arg(long, default_value = "")]
        name: String,
        /// For how many days it is good.
        #[arg(long, default_value_t = 365)]
        days: u32,
        /// The only addresses from which it is taken, as ranges parted by commas; everywhere when left out.
        #[arg(long, value_delimiter = ',')]
        addresses: Vec<access::Range>,
        /// Let its holder send documents that are not registered.
        #[arg(long)]
        open_queries: bool,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// List the tokens of a district, without their secrets.
    List {
        #[command(flatten)]
        database: DatabaseConfig,
        /// The district; `0` for the installation.
        #[arg(long)]
        district: DistrictId,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Let a token's holder send documents that are not registered, or no longer.
    OpenQueries {
        #[command(flatten)]
        database: DatabaseConfig,
        /// The district; `0` for the installation.
        #[arg(long)]
        district: DistrictId,
        /// The token's id.
        id: uuid::Uuid,
        /// Whether he may.
        #[arg(value_parser = ["allow", "withdraw"])]
        right: String,
    },
    /// Revoke a token.
    Revoke {
        #[command(flatten)]
        database: DatabaseConfig,
        /// The district; `0` for the installation.
        #[arg(long)]
        district: DistrictId,
        /// The token's id.
        id: uuid::Uuid,
    },
}

/// Does it.
pub async fn run(command: TokenCommand) -> Result<ExitCode, Stop> {
    match command {
        TokenCommand::Issue {
            database,
            role,
            district,
            scope,
            name,
            days,
            addresses,
            open_queries,
            json,
        } => {
            let db = open(&database).await?;
            let request = TokenRequest {
                name,
                role,
                district: district.unwrap_or_else(DistrictId::installation),
                scope: scope.map(|text| read_scope(&text)).transpose()?,
                days,
                addresses,
                open_queries,
            };
            match access::issue(&db, &Clock::System, request).await {
                Ok(issued) if json => {
                    let answer = serde_json::json!({
                        "token": issued.token, "id": issued.id, "expiresAt": issued.expires_at,
                    });
                    say(&answer.to_string())?;
                }
                Ok(issued) => say(&format!(
                    "{}\nshown once; good until {}",
                    issued.token, issued.expires_at
                ))?,
                Err(NotIssued::Refused(why)) => return Err(Stop(why.to_owned())),
                Err(NotIssued::Fault(fault)) => return Err(Stop(fault.for_log().to_owned())),
            }
        }
        TokenCommand::List {
            database,
            district,
            json,
        } => {
            let db = open(&database).await?;
            for row in access::list(&db, &district)
                .await
                .map_err(|fault| Stop(fault.for_log().to_owned()))?
            {
                let told = access::tokens::told(&row, &Clock::System);
                say(&if json {
                    told.to_string()
                } else {
                    line_of(&told)
                })?;
            }
        }
        TokenCommand::OpenQueries {
            database,
            district,
            id,
            right,
        } => {
            let db = open(&database).await?;
            let (place, allowed) = ((&district, id), right == "allow");
            let done = access::set_open_queries(&db, &Clock::System, place, allowed).await;
            if !done.map_err(|fault| Stop(fault.for_log().to_owned()))? {
                let why = "there is no such token that still stands, or it is so already";
                return Err(Stop(why.to_owned()));
            }
            say("done")?;
        }
        TokenCommand::Revoke {
            database,
            district,
            id,
        } => {
            let db = open(&database).await?;
            let revoked = access::revoke(&db, &Clock::System, &district, id).await;
            if !revoked.map_err(|fault| Stop(fault.for_log().to_owned()))? {
                return Err(Stop("there is no such token that still stands".to_owned()));
            }
            say("revoked")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A token's row for a person: what is told, in its order, by name.
fn line_of(told: &serde_json::Value) -> String {
    let fields = told.as_object().into_iter().flatten();
    let words: Vec<String> = fields
        .map(|(name, value)| match value {
            serde_json::Value::Null => format!("{name}=-"),
            serde_json::Value::String(text) => format!("{name}={text}"),
            value => format!("{name}={value}"),
        })
        .collect();
    words.join(" ")
}

fn read_scope(text: &str) -> Result<NodeId, Stop> {
    let id = GlobalId::decode(text)
        .map(|id| id.id)
        .or_else(|| uuid::Uuid::try_parse(text).ok());
    id.map(NodeId)
        .ok_or_else(|| Stop("a scope is an opaque id or a UUID".to_owned()))
}
