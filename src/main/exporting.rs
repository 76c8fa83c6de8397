//! `workrooms export`: lists and figures of a district into a file, by the operator in the name of its office, as who holds
//! the database could anyway. Deliberately absent: filters finer than a year; those are the API's.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use workrooms::casework::case::read_word as read_kind;
use workrooms::casework::kinds::CaseKind;
use workrooms::casework::queries::CaseFilter;
use workrooms::config::{DatabaseConfig, KeysConfig};
use workrooms::demo::told as said;
use workrooms::events::filter::EventFilter;
use workrooms::exports::file::Format;
use workrooms::exports::making::make;
use workrooms::exports::order::{CasesOrder, EventsOrder, FiguresOrder, MembersOrder, Order, What};
use workrooms::kernel::id::DistrictId;
use workrooms::kernel::period::Span;
use workrooms::linkage::{Attribution, Node};
use workrooms::statements::basis::read_word;
use workrooms::statistics::breakdown::Dimension;
use workrooms::statistics::figure::Credit;
use workrooms::statistics::fitting::Wanted;
use workrooms::statistics::metrics::MetricCode;
use workrooms::statistics::narrowing::Narrowing;

use super::importing::office;
use super::{Stop, say};

/// What is exported.
#[derive(Subcommand, Debug)]
pub enum ExportCommand {
    /// The list of events.
    Events {
        #[command(flatten)]
        file: Wished,
    },
    /// The register of a kind of case.
    Cases {
        #[command(flatten)]
        file: Wished,
        /// Which: MICRO_SUGGESTION, PROPOSAL, SENTIMENT_REPORT, CONSULTATION, OVERSIGHT_CAMPAIGN, FINDING, PUBLIC_VOICE.
        #[arg(long)]
        kind: String,
    },
    /// The members in office, on the last day of the year or today.
    Members {
        #[command(flatten)]
        file: Wished,
    },
    /// Figures of the district in a year, and their breakdowns.
    Figures {
        #[command(flatten)]
        file: Wished,
        /// The metrics by their codes, parted by commas.
        #[arg(
            long,
            value_delimiter = ',',
            default_value = "W1,SESSIONS,PERSON_TIMES,GOOD_DEEDS,VOICES"
        )]
        metrics: Vec<String>,
        /// A breakdown: WORKROOM, or two dimensions crossed, WORKROOM,MONTH; once for each sheet.
        #[arg(long)]
        by: Vec<String>,
    },
}

/// The file.
#[derive(Args, Debug)]
pub struct Wished {
    #[command(flatten)]
    database: DatabaseConfig,
    #[command(flatten)]
    keys: KeysConfig,
    /// The district, six digits.
    #[arg(long)]
    district: DistrictId,
    /// The year; all years when it is left out, which figures do not take.
    #[arg(long)]
    year: Option<i32>,
    /// In what form.
    #[arg(long, default_value = "xlsx")]
    format: Format,
    /// Where it goes.
    #[arg(long)]
    output: PathBuf,
}

/// Does it.
pub async fn run(command: ExportCommand) -> Result<ExitCode, Stop> {
    let file = match &command {
        ExportCommand::Events { file }
        | ExportCommand::Cases { file, .. }
        | ExportCommand::Members { file }
        | ExportCommand::Figures { file, .. } => file,
    };
    let span = match file.year {
        None => None,
        Some(year) => Some(Span::year(year).ok_or_else(|| Stop("this is no year".to_owned()))?),
    };
    let request = office(&file.database, &file.keys, &file.district).await?;
    let what = match &command {
        ExportCommand::Events { .. } => What::Events(EventsOrder {
            node: None,
            filter: EventFilter {
                span,
                ..EventFilter::default()
            },
        }),
        ExportCommand::Cases { kind, .. } => What::Cases(CasesOrder {
            kind: read_kind::<CaseKind>(kind).ok_or_else(|| unknown("kind", kind))?,
            filter: CaseFilter {
                opened: span,
                ..CaseFilter::default()
            },
        }),
        ExportCommand::Members { .. } => What::Members(MembersOrder {
            on: span
                .and_then(|span| span.to?.pred_opt())
                .filter(|last| *last < request.clock.today()),
        }),
        ExportCommand::Figures { metrics, by, .. } => {
            let pin = request.pin(&file.district).await;
            let pin = pin.map_err(|_| Stop("the district cannot be read".to_owned()))?;
            let pin = pin.ok_or_else(|| Stop("there is no such district".to_owned()))?;
            let span = span.ok_or_else(|| Stop("figures are of a year: give --year".to_owned()))?;
            What::Figures(FiguresOrder {
                node: Node::District(pin.chain.organization.district.id),
                wanted: Wanted {
                    metrics: words::<MetricCode>("metric", metrics)?,
                    span,
                    narrowing: Narrowing::default(),
                    attribution: Attribution::AtEvent,
                    credit: Credit::Full,
                },
                breakdowns: by
                    .iter()
                    .map(|by| {
                        let by: Vec<String> = by.split(',').map(str::to_owned).collect();
                        words::<Dimension>("dimension", &by)
                    })
                    .collect::<Result<_, _>>()?,
                as_of: None,
            })
        }
    };
    let order = Order {
        district: file.district.clone(),
        format: file.format,
        what,
    };
    let made = Box::pin(make(&request, &order)).await;
    let made = made.map_err(|failure| Stop(said("export", &failure)))?;
    tokio::fs::write(&file.output, made.bytes).await?;
    say(&made.name)?;
    Ok(ExitCode::SUCCESS)
}

/// Values of a closed list as the API spells them.
fn words<E: async_graphql::InputType>(name: &str, words: &[String]) -> Result<Vec<E>, Stop> {
    let read = |word: &String| read_word(word).ok_or_else(|| unknown(name, word));
    words.iter().map(read).collect()
}

fn unknown(name: &str, word: &str) -> Stop {
    Stop(format!("there is no {name} called {word}"))
}
