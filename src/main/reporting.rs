//! `workrooms report`: the annual report of a district as a document. Deliberately absent: what stands in it.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use workrooms::config::DatabaseConfig;
use workrooms::kernel::actor::{Actor, Role};
use workrooms::kernel::clock::Clock;
use workrooms::kernel::error::{Lang, Problem};
use workrooms::kernel::id::DistrictId;
use workrooms::kernel::seal::{Suite, Vault, new_key_text};
use workrooms::linkage::{KeptChains, Request};
use workrooms::reports::templates::Templates;
use workrooms::reports::{Asked, Format, NotMade, make};

use super::{Stop, checking, open, say};

/// Write the annual report of a district.
#[derive(Args, Debug)]
pub struct Report {
    #[command(flatten)]
    database: DatabaseConfig,
    /// The calendar year; left out only with `--write-templates`.
    #[arg(required_unless_present = "write_templates")]
    year: Option<i32>,
    /// The district; left out where there is one alone.
    #[arg(long)]
    district: Option<DistrictId>,
    /// As what.
    #[arg(long, value_enum, default_value = "text")]
    format: FormatWord,
    /// Where to; the standard output if left out.
    #[arg(long)]
    output: Option<PathBuf>,
    /// A folder whose `.j2` and `.toml` files take the place of those that the program carries, by their names.
    #[arg(long)]
    templates: Option<PathBuf>,
    /// Write the files that the program carries into a folder, to be edited there, and make no report.
    #[arg(long, conflicts_with_all = ["templates", "output"])]
    write_templates: Option<PathBuf>,
    /// The journal number that the report is true for; the newest if left out.
    #[arg(long)]
    as_of: Option<i64>,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum FormatWord {
    Text,
    Html,
    Docx,
}

/// Does it.
pub async fn run(report: Report) -> Result<ExitCode, Stop> {
    if let Some(folder) = &report.write_templates {
        Templates::default().write(folder)?;
        say(&format!("the templates are in {}", folder.display()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut templates = Templates::default();
    if let Some(folder) = &report.templates {
        templates = templates
            .over(folder)
            .map_err(|error| Stop(format!("{}: {error}", folder.display())))?;
    }
    let asked = Asked {
        year: report.year.unwrap_or_default(),
        as_of: report.as_of,
        format: match report.format {
            FormatWord::Text => Format::Text,
            FormatWord::Html => Format::Html,
            FormatWord::Docx => Format::Docx,
        },
    };
    let db = open(&report.database).await?;
    // Nothing sealed is read: the keys are made for this once and open nothing.
    let vault = Vault::of_text(&new_key_text()?, Suite::Aes)?;
    let districts = checking::districts(&db, report.district).await?;
    let [district] = districts.as_slice() else {
        return Err(Stop(
            "there is not one district alone; name it with --district".to_owned(),
        ));
    };
    // It reads what a leader of the district may read, and writes nothing.
    let reader = Actor {
        id: Clock::System.new_uuid(),
        role: Role::Leader,
        district: district.clone(),
        scope: None,
    };
    let request = Request::new(
        db,
        Clock::System,
        KeptChains::default(),
        vault,
        Some(reader),
        Lang::Zh,
    );
    let made = make(&request, district, &asked, &templates).await;
    let bytes = match made {
        Ok(bytes) => bytes,
        Err(NotMade::Wrong(wrongs)) => {
            for wrong in wrongs {
                say(&format!("{} {}", wrong.zh, wrong.en))?;
            }
            return Ok(ExitCode::FAILURE);
        }
        Err(NotMade::Problem(problem)) => return Err(Stop(told(&problem))),
    };
    match report.output {
        None => std::io::stdout().write_all(&bytes)?,
        Some(path) => std::fs::write(&path, bytes)
            .map_err(|error| Stop(format!("{}: {error}", path.display())))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn told(problem: &Problem) -> String {
    match problem {
        Problem::BadInput { field, message } => format!("{field}: {}", message.en),
        Problem::Fault(fault) => fault.for_log().to_owned(),
        Problem::Forbidden | Problem::Unauthenticated => "there is no such district".to_owned(),
    }
}
