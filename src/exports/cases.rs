//! The register of a kind of case as rows: what its list tells of where each case stands and whom it waits for, by the same
//! query and for the same caller. Deliberately absent: contents, notes and residents' own words.

use super::events::AT_ONCE;
use super::file::File;
use super::order::CasesOrder;
use super::refusals::Outcome;
use super::table::{Cell, Column};
use super::words::case_kind;
use crate::casework::Practice;
use crate::casework::case::Case;
use crate::casework::kinds::Party;
use crate::casework::legs::legs;
use crate::casework::limits::Limits;
use crate::casework::queries;
use crate::casework::sight::{Sight, sight};
use crate::kernel::error::Fault;
use crate::kernel::page::PageArgs;
use crate::linkage::{Pin, Request};
use crate::practices::practice;

/// The columns, each with its width.
const COLUMNS: [(&str, u16); 15] = [
    ("编号", 38),
    ("种类", 14),
    ("标题", 40),
    ("状态", 12),
    ("建件日期", 12),
    ("文号", 18),
    ("责任方", 12),
    ("到期日", 12),
    ("是否超期", 10),
    ("提出人", 14),
    ("工作室", 24),
    ("领办人", 20),
    ("主办单位", 24),
    ("协办单位", 24),
    ("地点代码", 14),
];

/// Writes the cases of a kind that the caller may see.
pub async fn write(
    request: &Request,
    pin: &Pin,
    order: &CasesOrder,
    file: &mut File,
) -> Outcome<()> {
    let (practice, sight) = of(request, pin, order)?;
    let columns = COLUMNS
        .iter()
        .map(|(heading, width)| Column::new(*heading, *width));
    file.table(case_kind(order.kind), columns.collect())?;
    let (district, number) = (pin.district_id(), pin.number);
    file.has_room_for(count(request, pin, order).await?)?;
    let limits = queries::limit_rows(&request.db, district, number, order.kind).await?;
    let limits = Limits::new(practice.limits, limits);
    let mut args = PageArgs {
        limit: AT_ONCE,
        after: None,
        before: None,
        backward: false,
    };
    loop {
        let page = queries::page(
            &request.db,
            district,
            number,
            order.kind,
            sight,
            &order.filter,
            &args,
        );
        let page = page.await?;
        args.after = page.items.last().map(|(key, _)| key.clone());
        for (_, case) in &page.items {
            file.row(&row(pin, practice, &limits, case))?;
        }
        if !page.has_next {
            return Ok(());
        }
    }
}

/// How many cases an order means, of those that the caller may see.
pub async fn count(request: &Request, pin: &Pin, order: &CasesOrder) -> Outcome<u64> {
    let (_, sight) = of(request, pin, order)?;
    let (district, number) = (pin.district_id(), pin.number);
    let count = queries::count(
        &request.db,
        district,
        number,
        order.kind,
        sight,
        &order.filter,
    );
    Ok(count.await?)
}

/// The practice of the kind, and what of it the caller may see.
fn of(request: &Request, pin: &Pin, order: &CasesOrder) -> Outcome<(&'static Practice, Sight)> {
    let practice = practice(order.kind).ok_or_else(|| Fault::new("a kind without a practice"))?;
    let actor = request.actor.as_ref();
    Ok((
        practice,
        sight(actor, pin.district_id(), practice.restricted),
    ))
}

fn row(pin: &Pin, practice: &Practice, limits: &Limits, case: &Case) -> Vec<Cell> {
    let organization = &pin.chain.organization;
    let parties = |parties: &[Party]| {
        let ids = parties.iter().flat_map(|party| case.parties(*party));
        Cell::joined(ids.filter_map(|id| organization.name_of(id)))
    };
    let calendar = &organization.calendar;
    let legs = legs(&case.steps, practice.leg_of, limits, calendar, pin.today);
    let running = legs.last().filter(|run| run.ended_on.is_none());
    let version = &case.version;
    vec![
        case.id().to_string().into(),
        case_kind(version.kind).into(),
        version.title.as_str().into(),
        version.state.called().0.into(),
        version.opened_on.into(),
        version.reference.clone().into(),
        running.map(|run| run.owner.called().0).into(),
        running.and_then(|run| run.due_on).into(),
        Cell::yes(running.is_some_and(|run| run.overdue(pin.today))),
        parties(&[Party::Author]),
        parties(&[Party::Workroom, Party::Host]),
        parties(&[Party::Claimant]),
        parties(&[Party::LeadUnit]),
        parties(&[Party::CoUnit]),
        version.place_code.clone().into(),
    ]
}
