//! `workrooms account`: the very first security administrator of an installation, and help for one who has lost password
//! or one-time codes. Deliberately absent: all other accounts; security administrators open them through the API.

use std::process::ExitCode;

use clap::Subcommand;
use workrooms::access::Desk;
use workrooms::access::local::operator;
use workrooms::app::open_vault;
use workrooms::config::{DatabaseConfig, KeysConfig, SignInConfig};
use workrooms::demo::told;
use workrooms::kernel::clock::Clock;

use super::{Stop, open, say};

/// What is done with accounts.
#[derive(Subcommand, Debug)]
pub enum AccountCommand {
    /// Open the account of a security administrator, who opens all others; his password for once is shown once.
    Open {
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        keys: KeysConfig,
        #[command(flatten)]
        sign_in: Box<SignInConfig>,
        /// The name to sign in by: small letters, digits, dots, underscores and hyphens.
        #[arg(long)]
        name: String,
        /// How the person is shown.
        #[arg(long)]
        display_name: String,
    },
    /// Give a person a new password for once; his sessions end and his locks are opened.
    Password {
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        keys: KeysConfig,
        #[command(flatten)]
        sign_in: Box<SignInConfig>,
        /// The name that he signs in by.
        #[arg(long)]
        name: String,
        /// Take his one-time codes away too.
        #[arg(long)]
        codes_too: bool,
    },
}

/// Does it.
pub async fn run(command: AccountCommand) -> Result<ExitCode, Stop> {
    let (database, keys, sign_in) = match &command {
        AccountCommand::Open {
            database,
            keys,
            sign_in,
            ..
        }
        | AccountCommand::Password {
            database,
            keys,
            sign_in,
            ..
        } => (database, keys, sign_in),
    };
    let db = open(database).await?;
    let vault = open_vault(&db, database, keys).await?;
    let desk = Desk::new(sign_in.settings())?;
    let request = operator::request(&db, &Clock::System, &vault);
    let password = match command {
        AccountCommand::Open {
            name, display_name, ..
        } => operator::open_administrator(&request, &desk, (name, display_name)).await,
        AccountCommand::Password {
            name, codes_too, ..
        } => operator::reset(&request, &desk, &name, codes_too).await,
    };
    let password = password.map_err(|failure| Stop(told("account", &failure)))?;
    say(&format!(
        "{password}\nshown once; good for a week, and to be changed at the first sign-in"
    ))?;
    Ok(ExitCode::SUCCESS)
}
