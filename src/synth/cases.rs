//! Micro-suggestions of a district without meaning, spread over the year and left at every stage of their way, so that
//! lists by state and by what is overdue have something to show.
//! Deliberately absent: returns, extensions and merges, which the demonstration shows.

use super::organization::Loaded;
use super::{Chance, Shape, cycle, id, spread};
use crate::app::App;
use crate::casework::deed::Deed;
use crate::casework::kinds::{ContactMethod, ResultClass, Satisfaction};
use crate::casework::opening::Opening;
use crate::demo::Stopped;
use crate::demo::acting::{OFFICE, Stage, content};
use crate::kernel::actor::Role;
use crate::kernel::id::{CaseId, DistrictId, NodeId};
use crate::kernel::workdays::Calendar;
use crate::micro_suggestions::PRACTICE;

/// What is asked of chance: how far a case came.
const STAGE: u64 = 101;
/// How far a case comes at most: it is closed.
const STAGES: u32 = 9;

/// Begins them and runs each as far as it came.
pub async fn load(
    app: &App,
    shape: &Shape,
    chance: Chance,
    organization: &Loaded,
    district: &DistrictId,
) -> Result<(), Stopped> {
    let stage = Stage {
        app,
        district: district.clone(),
        calendar: Calendar::built_in(),
        practice: &PRACTICE,
    };
    for n in 0..shape.cases {
        // The last ones have the rest of the year before them.
        let on = spread(shape.year, 300, n, shape.cases);
        let author = cycle(&organization.members, n)?;
        let opening = Opening {
            id: CaseId(id(on, 0x9, chance, n)),
            content: content(format!("微建议第{:05}件（示例）", n.saturating_add(1))),
            author: None,
            campaigns: Vec::new(),
            derived: Vec::new(),
            draft: false,
            on: Some(on),
        };
        let case = stage.open((Role::Member, Some(author)), opening).await?;
        let unit = cycle(&organization.units, n)?;
        // Half of them come to their end.
        let far = chance.below(STAGE, n, STAGES.saturating_mul(2)).min(STAGES);
        let order = format!("示例-{}-{n:05}", shape.year);
        run(&stage, case, (author, unit), order, on, far).await?;
    }
    Ok(())
}

async fn run(
    stage: &Stage<'_>,
    case: CaseId,
    (author, unit): (NodeId, NodeId),
    work_order: String,
    start: chrono::NaiveDate,
    far: u32,
) -> Result<(), Stopped> {
    let (author, handler) = ((Role::Member, Some(author)), (Role::Unit, Some(unit)));
    let hotline = (Role::Hotline, None);
    let dispatch = Deed::Dispatch {
        work_order,
        lead: unit,
        co_units: Vec::new(),
        complex: false,
    };
    let contact = Deed::Contact {
        method: ContactMethod::Meeting,
    };
    let reply = Deed::Reply {
        result: ResultClass::Solved,
        promised_on: None,
    };
    let rating = Deed::Evaluate {
        process: Satisfaction::Satisfied,
        result: Satisfaction::Satisfied,
    };
    let outcome = Some(Satisfaction::Satisfied);
    let mut on = start;
    let mut replied = start;
    let way = [
        (OFFICE, 1, Deed::Accept),
        (OFFICE, 1, Deed::Forward),
        (hotline, 1, dispatch),
        (handler, 1, Deed::Sign),
        (handler, 2, contact),
        (handler, 2, reply),
        (author, 3, rating),
        (hotline, 0, Deed::CallBack { outcome }),
    ];
    for (at, (who, days, deed)) in (1..).zip(way) {
        if at > far {
            return Ok(());
        }
        on = stage.after(on, days)?;
        if matches!(deed, Deed::Reply { .. }) {
            replied = on;
        }
        stage.step(case, who, on, deed).await?;
    }
    if far < STAGES {
        return Ok(());
    }
    let close = Deed::Close {
        solved_on: Some(replied),
    };
    stage.step(case, OFFICE, stage.after(on, 2)?, close).await
}
