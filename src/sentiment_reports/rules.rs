//! What follows from each deed in a sentiment report, and why it is refused. Pure: whatever must be known was looked up.
//! Deliberately absent: the state machine and the policy, which were asked before.

use chrono::NaiveDate;

use super::machine::MASTERS;
use crate::casework::Case;
use crate::casework::case::word;
use crate::casework::checks::{derive, differs, merge, party, place, unit};
use crate::casework::content::Content;
use crate::casework::deed::Deed;
use crate::casework::kinds::{AdoptionKind, Conversion, Fact, Level, Party};
use crate::casework::practice::{Effect, NewFact, Scene};
use crate::casework::refusals::{CaseErrorCode as Code, Refused};
use crate::kernel::id::NodeId;

/// What follows from a deed.
pub fn decide(deed: &Deed, scene: &Scene<'_>) -> Result<Effect, Refused> {
    let fact = |fact| NewFact::new(fact, scene.on);
    Ok(match deed {
        // Checked where it is proposed; it makes the case.
        Deed::Propose { .. } => Effect::default(),
        Deed::Revise { content } | Deed::Edit { content } => said_anew(scene, content)?,
        Deed::Submit => Effect::fact(fact(Fact::Submitted)),
        Deed::Withdraw => Effect::fact(fact(Fact::Withdrawn)).ending(Fact::Submitted),
        Deed::TakeUp | Deed::Void => Effect::default(),
        Deed::Return => Effect::fact(fact(Fact::SentBack)),
        Deed::Merge { master } => merge(scene, *master, MASTERS)?,
        Deed::NotAdopt => Effect::fact(fact(Fact::Declined)),
        Deed::Convert { into, consented_on } => convert(scene, *into, *consented_on)?,
        Deed::Issue { number } => issue(scene, number)?,
        Deed::ReportUp => {
            if scene.case.newest(Fact::ReportedUp).is_some() {
                return Err(Code::DoneAlready.whole());
            }
            scored(scene, None, vec![fact(Fact::ReportedUp)])
        }
        Deed::Adopt {
            level,
            kind,
            adopted_on,
        } => adopt(scene, *level, *kind, adopted_on.unwrap_or(scene.on))?,
        Deed::Instruct { level } => Effect::fact(fact(Fact::Instructed).of(level)),
        Deed::Transfer { unit: to } => transfer(scene, *to)?,
        // A report has no points; the unit answers it as a whole.
        Deed::GiveFeedback {
            point: None,
            adoption,
        } => Effect::fact(NewFact {
            value: adoption.as_ref().map(word),
            ..fact(Fact::FedBack)
        }),
        Deed::Close { solved_on: None } => Effect {
            facts: vec![fact(Fact::Closed), fact(Fact::Told)],
            ..Effect::default()
        },
        Deed::Derive { from } => derive(scene, *from)?,
        // Deeds of other kinds are in no row of this machine.
        _ => return Err(Code::StateForbids.whole()),
    })
}

fn said_anew(scene: &Scene<'_>, content: &Content) -> Result<Effect, Refused> {
    differs(scene, content)?;
    place(scene, content.place_code.as_deref())?;
    Ok(Effect {
        content: Some(content.clone()),
        ..Effect::default()
    })
}

fn convert(
    scene: &Scene<'_>,
    into: Conversion,
    consented_on: NaiveDate,
) -> Result<Effect, Refused> {
    if consented_on > scene.on {
        return Err(Code::DateInFuture.at("consentedOn"));
    }
    let fits = matches!(
        into,
        Conversion::Proposal
            | Conversion::MicroSuggestion
            | Conversion::Letter
            | Conversion::Suggestion
    );
    if !fits {
        return Err(Code::WrongConversion.at("into"));
    }
    Ok(Effect::fact(
        NewFact::new(Fact::Converted, scene.on).of(&into),
    ))
}

/// Issuing is the district's adoption.
fn issue(scene: &Scene<'_>, number: &str) -> Result<Effect, Refused> {
    if scene.found.reference_taken {
        return Err(Code::ReferenceTaken.at("number"));
    }
    let facts = vec![
        NewFact::new(Fact::Issued, scene.on),
        NewFact::new(Fact::Adopted, scene.on).of(&Level::District),
    ];
    Ok(Effect {
        reference: Some(number.to_owned()),
        ..scored(scene, Some(Level::District), facts)
    })
}

/// Word of an adoption comes in any order; it is true of its own day.
fn adopt(
    scene: &Scene<'_>,
    level: Level,
    kind: AdoptionKind,
    on: NaiveDate,
) -> Result<Effect, Refused> {
    if on > scene.on {
        return Err(Code::DateInFuture.at("adoptedOn"));
    }
    if scene
        .case
        .day_of(Fact::Issued)
        .is_some_and(|from| on < from)
    {
        return Err(Code::DateBeforePrevious.at("adoptedOn"));
    }
    if level == Level::District {
        return Err(Code::WrongLevel.at("level"));
    }
    let again = Adoption {
        level,
        kind: Some(kind),
        on,
    };
    if adoptions(scene.case).any(|adoption| adoption == again) {
        return Err(Code::DoneAlready.whole());
    }
    let adopted = NewFact::new(Fact::Adopted, on).of(&level);
    Ok(scored(scene, Some(level), vec![adopted]))
}

fn transfer(scene: &Scene<'_>, to: NodeId) -> Result<Effect, Refused> {
    unit(scene, to, "unitId")?;
    Ok(Effect {
        facts: vec![
            party(scene, Party::LeadUnit, to),
            NewFact::new(Fact::Transferred, scene.on).about(to),
        ],
        ..Effect::default()
    })
}

/// The facts of an adoption, or of reporting up, with a new score where its points are above those that stand. A level
/// that was reached before adds nothing, whatever its points are now.
fn scored(scene: &Scene<'_>, level: Option<Level>, mut facts: Vec<NewFact>) -> Effect {
    let reached = level.is_some_and(|level| {
        let mut adopted = adoptions(scene.case);
        adopted.any(|adoption| adoption.level == level)
    });
    let points = scene.found.points.of(level, scene.on);
    let higher = score(scene.case).is_none_or(|stands| points > stands);
    if reached || !higher {
        return Effect {
            facts,
            ..Effect::default()
        };
    }
    facts.push(NewFact {
        value: Some(points.to_string()),
        ..NewFact::new(Fact::AdoptionScore, scene.on)
    });
    Effect {
        facts,
        ..Effect::default()
    }
    .ending(Fact::AdoptionScore)
}

/// The points of the highest level that adopted it; none when nobody did.
pub fn score(case: &Case) -> Option<i32> {
    let value = case.newest(Fact::AdoptionScore)?.value.as_deref()?;
    value.parse().ok()
}

/// That a level adopted a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adoption {
    /// Which level.
    pub level: Level,
    /// How; none of the district, which issues it.
    pub kind: Option<AdoptionKind>,
    /// On which day.
    pub on: NaiveDate,
}

/// Who adopted a report, the first first.
pub fn adoptions(case: &Case) -> impl Iterator<Item = Adoption> {
    case.steps.iter().filter_map(|step| {
        let (level, kind, on) = match step.deed {
            Deed::Issue { .. } => (Level::District, None, None),
            Deed::Adopt {
                level,
                kind,
                adopted_on,
            } => (level, Some(kind), adopted_on),
            _ => return None,
        };
        Some(Adoption {
            level,
            kind,
            on: on.unwrap_or(step.row.taken_on),
        })
    })
}
