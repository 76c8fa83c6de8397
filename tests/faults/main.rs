//! Nothing that was acknowledged is lost, doubled or changed, whatever breaks. Clerks write down what they send and what
//! they are told; then something is killed, cut or filled; at the end everything is read back through the public API and
//! held against the book.
//!
//! `cargo test --test faults` runs the scenarios that need neither root nor minutes in their short form, on SQLite and on
//! PostgreSQL, with a tooth of the checker.
//! By hand, over a release build: `WORKROOMS_PROGRAM=target/release/workrooms cargo test --test faults -- SCENARIO --long`;
//! `RESULTS.md` has what came of it. Deliberately absent: limits on times; they are told, and judged by a reader.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a bench says what it saw, and stops where it cannot go on"
)]

mod api;
mod book;
mod cluster;
mod followers;
mod link;
mod outbox;
mod program;
mod reading;
mod scenarios;
mod writers;

use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use scenarios::{Base, Length, Scenario};

/// Breaks what can break, and counts what is lost.
#[derive(Parser, Debug)]
struct Line {
    /// Which scenario; all of them in their short form if left out.
    scenario: Option<Scenario>,
    /// Over which database; both if left out.
    #[arg(long)]
    on: Option<Base>,
    /// As long as `RESULTS.md` asks for.
    #[arg(long)]
    long: bool,
    /// The scenario must find something: for a program or a setting that was broken on purpose.
    #[arg(long)]
    tooth: bool,
    /// Asked by cargo where stories are chosen by name; there are none here.
    #[arg(long, hide = true)]
    list: bool,
}

/// A port that nobody listens at.
fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

#[tokio::main]
async fn main() -> ExitCode {
    let Ok(line) = Line::try_parse() else {
        println!("no scenario of that name");
        return ExitCode::SUCCESS;
    };
    if line.list {
        return ExitCode::SUCCESS;
    }
    outbox::tried();
    // Asked over plain HTTP only; the client will not be built without.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let length = if line.long {
        Length::Long
    } else {
        Length::Short
    };
    let chosen = match line.scenario {
        Some(one) => vec![one],
        None => Scenario::value_variants()
            .iter()
            .copied()
            .filter(|one| one.is_short())
            .collect(),
    };
    let mut failed = 0;
    for scenario in chosen {
        for base in [Base::Sqlite, Base::Postgres] {
            if line.on.is_some_and(|on| on != base) || !scenario.runs_on(base, length) {
                continue;
            }
            println!("== {scenario:?} on {base:?}");
            let clean = scenario.run(base, length).await;
            let fine = clean != (line.tooth || scenario.is_tooth());
            failed += usize::from(!fine);
            println!("{}", if fine { "ok" } else { "FAILED" });
        }
    }
    match failed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
