//! The 58 sentiment reports of 2022, run through the same steps that their users would take. That 58 were handed in, that
//! the city adopted 6 of them and that 11 carry 民情恳谈·我为群众办实事 is documented; their titles, days, authors and
//! whatever else befell them are illustrative (示例). Deliberately absent: what they report.

use chrono::{Days, NaiveDate};

use super::acting::{Acting, OFFICE, Stage, content, numbered};
use super::organization::Loaded;
use super::plan::TALKS;
use super::suggestions::case_id;
use super::voices::voice_id;
use super::{Stopped, day};
use crate::app::App;
use crate::casework::deed::Deed;
use crate::casework::kinds::{AdoptionKind, Conversion, Level, PointAdoption};
use crate::casework::opening::Opening;
use crate::kernel::actor::Role;
use crate::kernel::id::{CaseId, NodeId};
use crate::kernel::workdays::Calendar;
use crate::linkage::Request;
use crate::sentiment_reports::PRACTICE;

/// How many were handed in.
const REPORTS: usize = 58;

/// What befalls a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// Still waits for an editor.
    Submitted,
    /// Is being edited.
    Editing,
    /// Is with its author again.
    Returned,
    /// Was mended and issued.
    Mended,
    /// Was merged into the one before.
    Merged,
    /// Became a micro-suggestion.
    Converted,
    /// Was not issued; its author was told, or not yet.
    NotAdopted(bool),
    /// Was issued, and no more: others are merged into it.
    Issued,
    /// Was issued and reported up.
    ReportedUp,
    /// Was issued, and its author was told.
    Closed,
}

fn fate(n: usize) -> Fate {
    match n {
        56 => Fate::Submitted,
        57 => Fate::Editing,
        43 => Fate::Returned,
        17 => Fate::Mended,
        28 | 45 => Fate::Merged,
        27 | 44 => Fate::Issued,
        53 => Fate::Converted,
        11 | 23 => Fate::NotAdopted(true),
        35 | 47 => Fate::NotAdopted(false),
        _ if by_city(n) || instructed(n) || n.is_multiple_of(2) => Fate::ReportedUp,
        _ => Fate::Closed,
    }
}

/// The 6 that the city adopted.
fn by_city(n: usize) -> bool {
    n % 9 == 4
}

/// Those that a leader instructed on.
fn instructed(n: usize) -> bool {
    n % 14 == 8
}

/// The 11 of the campaign.
fn of_talks(n: usize) -> bool {
    n % 5 == 2 && n < 55
}

fn report_id(n: usize) -> CaseId {
    numbered(0x9500, n)
}

/// What the n-th came out of: residents' opinions and micro-suggestions.
fn sources(n: usize) -> Vec<CaseId> {
    match n {
        14 => vec![case_id(17)],
        30 => vec![voice_id(277), voice_id(278)],
        38 => vec![case_id(40)],
        _ => Vec::new(),
    }
}

/// Loads them; `campaigns` are those of the plan, in its order.
pub async fn load(
    app: &App,
    office: &Request,
    organization: &Loaded,
    campaigns: &[NodeId],
) -> Result<(), Stopped> {
    let district = office
        .actor()
        .map_err(|_| "nobody is signed in")?
        .district
        .clone();
    let desk = Desk {
        stage: Stage {
            app,
            district,
            calendar: Calendar::built_in(),
            practice: &PRACTICE,
        },
        organization,
        talks: *campaigns.get(TALKS).ok_or("no campaign")?,
    };
    for n in 0..REPORTS {
        desk.report(n).await?;
    }
    Ok(())
}

struct Desk<'a> {
    stage: Stage<'a>,
    organization: &'a Loaded,
    talks: NodeId,
}

impl Desk<'_> {
    async fn report(&self, n: usize) -> Result<(), Stopped> {
        let members = &self.organization.members;
        let author = members.get(n.saturating_add(5)).ok_or("no member")?;
        let days = u64::try_from(n.saturating_mul(6)).unwrap_or_default();
        let first = day(2022, 1, 10);
        let on = first.checked_add_days(Days::new(days)).unwrap_or(first);
        let number = n.saturating_add(1);
        let opening = Opening {
            id: report_id(n),
            content: content(format!("社情民意信息第{number}篇（示例）")),
            author: None,
            campaigns: of_talks(n).then_some(self.talks).into_iter().collect(),
            derived: sources(n),
            draft: false,
            on: Some(on),
        };
        let member: Acting = (Role::Member, Some(*author));
        self.stage.open(member, opening).await?;
        self.run(n, member, on).await
    }

    async fn step(&self, n: usize, who: Acting, on: NaiveDate, deed: Deed) -> Result<(), Stopped> {
        self.stage.step(report_id(n), who, on, deed).await
    }

    /// From the editor's desk on.
    async fn run(&self, n: usize, author: Acting, on: NaiveDate) -> Result<(), Stopped> {
        let fate = fate(n);
        if fate == Fate::Submitted {
            return Ok(());
        }
        let taken = self.stage.after(on, 2)?;
        self.step(n, OFFICE, taken, Deed::TakeUp).await?;
        let decided = self.stage.after(taken, 3)?;
        let closing = self.stage.after(decided, 2)?;
        let close = Deed::Close { solved_on: None };
        match fate {
            Fate::Submitted | Fate::Editing => Ok(()),
            Fate::Returned => self.step(n, OFFICE, decided, Deed::Return).await,
            Fate::Mended => {
                self.step(n, OFFICE, decided, Deed::Return).await?;
                self.step(n, author, closing, Deed::Submit).await?;
                self.step(n, OFFICE, closing, Deed::TakeUp).await?;
                self.step(n, OFFICE, closing, issue(n)).await
            }
            Fate::Merged => {
                let master = report_id(n.saturating_sub(1));
                self.step(n, OFFICE, decided, Deed::Merge { master }).await
            }
            Fate::Converted => {
                let convert = Deed::Convert {
                    into: Conversion::MicroSuggestion,
                    consented_on: taken,
                };
                self.step(n, OFFICE, decided, convert).await
            }
            Fate::NotAdopted(is_told) => {
                self.step(n, OFFICE, decided, Deed::NotAdopt).await?;
                match is_told {
                    true => self.step(n, OFFICE, closing, close).await,
                    false => Ok(()),
                }
            }
            Fate::Issued => self.step(n, OFFICE, decided, issue(n)).await,
            Fate::Closed => {
                self.step(n, OFFICE, decided, issue(n)).await?;
                self.step(n, OFFICE, closing, close).await
            }
            Fate::ReportedUp => {
                self.step(n, OFFICE, decided, issue(n)).await?;
                self.step(n, OFFICE, closing, Deed::ReportUp).await?;
                self.follow(n, closing).await
            }
        }
    }

    /// What becomes of one that was reported up: an adoption by the city, a leader's instruction with its whole way.
    async fn follow(&self, n: usize, reported: NaiveDate) -> Result<(), Stopped> {
        let mut on = self.stage.after(reported, 8)?;
        if by_city(n) {
            let kind = match n.is_multiple_of(2) {
                true => AdoptionKind::Single,
                false => AdoptionKind::Combined,
            };
            let level = Level::City;
            self.step(
                n,
                OFFICE,
                on,
                Deed::Adopt {
                    level,
                    kind,
                    adopted_on: None,
                },
            )
            .await?;
        }
        if !instructed(n) {
            return Ok(());
        }
        let level = Level::District;
        self.step(n, (Role::Leader, None), on, Deed::Instruct { level })
            .await?;
        on = self.stage.after(on, 1)?;
        let units = &self.organization.units;
        let unit = *units.get(n % units.len().max(1)).ok_or("no unit")?;
        self.step(n, OFFICE, on, Deed::Transfer { unit }).await?;
        on = self.stage.after(on, 12)?;
        let answer = Deed::GiveFeedback {
            point: None,
            adoption: Some(PointAdoption::Adopted),
        };
        self.step(n, (Role::Unit, Some(unit)), on, answer).await?;
        if n < 50 {
            on = self.stage.after(on, 1)?;
            let close = Deed::Close { solved_on: None };
            self.step(n, OFFICE, on, close).await?;
        }
        Ok(())
    }
}

fn issue(n: usize) -> Deed {
    Deed::Issue {
        number: format!("示例-2022-{:02}", n.saturating_add(1)),
    }
}
