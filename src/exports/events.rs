//! The list of events as rows: what `events` of a node tells, page by page, by the same query and for the same caller.
//! Deliberately absent: accounts and reasons, which may hold residents' words.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::file::File;
use super::order::EventsOrder;
use super::refusals::Outcome;
use super::table::{Cell, Column};
use super::words::{FUNDS, MEASURES, status};
use crate::events::content::Version;
use crate::events::entity::event_quantity;
use crate::events::filter::EventFilter;
use crate::events::hardship::is_small;
use crate::events::kinds::{FundKind, Measure, Qualifier};
use crate::events::{loaders, queries};
use crate::kernel::authz::Action;
use crate::kernel::id::{NodeId, SetId};
use crate::kernel::page::PageArgs;
use crate::linkage::{Attribution, Node, Pin, Request};

/// Rows that are read at once.
pub const AT_ONCE: u64 = 500;

/// Writes the events that the caller may see.
pub async fn write(
    request: &Request,
    pin: &Pin,
    order: &EventsOrder,
    file: &mut File,
) -> Outcome<()> {
    file.table("活动", columns())?;
    let district = pin.district_id();
    if !request.may(Action::ReadEvents, district, None) {
        return Ok(());
    }
    let filter = filter(pin, order);
    let count = queries::count(&request.db, district, pin.number, &filter).await?;
    file.has_room_for(count)?;
    let campaigns = queries::campaigns(&request.db, district, pin.number).await?;
    let campaigns: BTreeMap<NodeId, String> = campaigns
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    let mut args = PageArgs {
        limit: AT_ONCE,
        after: None,
        before: None,
        backward: false,
    };
    loop {
        let page = queries::page(&request.db, district, pin.number, &filter, &args).await?;
        args.after = page.items.last().map(|(key, _)| key.clone());
        let versions = page.items.into_iter().map(|(_, row)| row).collect();
        let versions = queries::whole_versions(&request.db, district, versions).await?;
        let sets = versions.iter().map(|version| version.row.host_set_id);
        let hosts = loaders::hosts(&request.db, district, sets.collect()).await?;
        let sets = versions.iter().map(|version| version.row.campaign_set_id);
        let of_sets = loaders::campaigns(&request.db, district, sets.collect()).await?;
        for version in &versions {
            let hosts = hosts.get(&version.row.host_set_id);
            let hosts: Vec<NodeId> = hosts.into_iter().flatten().map(|(host, _)| *host).collect();
            let names = named(&of_sets, version.row.campaign_set_id, &campaigns);
            let reads = request.may(Action::ReadNarrative, district, hosts.first().copied());
            file.row(&row(pin, version, (&hosts, &names), reads))?;
        }
        if !page.has_next {
            return Ok(());
        }
    }
}

/// The filter, with what belongs to the node at the pin.
fn filter(pin: &Pin, order: &EventsOrder) -> EventFilter {
    let mut filter = order.filter.clone();
    match order.node {
        None => {}
        Some(Node::Member(id)) => filter.all_participants = [id].into(),
        Some(node) => {
            filter.below = Some(pin.chain.hosts(node, Attribution::AtEvent, pin.today));
        }
    }
    filter
}

/// How many events an order means, of those that the caller may see.
pub async fn count(request: &Request, pin: &Pin, order: &EventsOrder) -> Outcome<u64> {
    let district = pin.district_id();
    if !request.may(Action::ReadEvents, district, None) {
        return Ok(0);
    }
    let filter = filter(pin, order);
    Ok(queries::count(&request.db, district, pin.number, &filter).await?)
}

fn named<'a>(
    of_sets: &BTreeMap<SetId, BTreeSet<NodeId>>,
    set: SetId,
    campaigns: &'a BTreeMap<NodeId, String>,
) -> Vec<&'a str> {
    let of_set = of_sets.get(&set).into_iter().flatten();
    of_set
        .filter_map(|id| campaigns.get(id).map(String::as_str))
        .collect()
}

fn columns() -> Vec<Column> {
    let before = [
        ("编号", 38),
        ("活动种类", 14),
        ("标题", 40),
        ("起始日", 12),
        ("结束日", 12),
        ("状态", 10),
        ("主办单位", 24),
        ("协办单位", 24),
        ("地点代码", 14),
        ("主题活动", 20),
        ("参加委员", 30),
    ];
    let amounts = MEASURES.iter().map(|(_, heading)| *heading);
    let funds = FUNDS.iter().map(|(_, heading)| *heading);
    let amounts = amounts.chain(funds).map(|heading| (heading, 12));
    let after = [("不少于（余）", 20)];
    before
        .into_iter()
        .chain(amounts)
        .chain(after)
        .map(|(heading, width)| Column::new(heading, width))
        .collect()
}

fn row(
    pin: &Pin,
    version: &Version,
    (hosts, campaigns): (&[NodeId], &[&str]),
    reads: bool,
) -> Vec<Cell> {
    let organization = &pin.chain.organization;
    let name = |id: &NodeId| organization.name_of(*id).unwrap_or_default();
    let event = &version.row;
    let participants = version.participants.iter().map(name);
    // Fewer than five residents in hardship are told to who may read the account of it alone.
    let told: Vec<&event_quantity::Model> = version
        .quantities
        .iter()
        .filter(|row| reads || !is_small(event.kind, row.measure, Decimal::new(row.amount, 2)))
        .collect();
    let amount = |measure: Measure, kind: Option<FundKind>| {
        let mut of = told.iter();
        of.find(|row| row.measure == measure && FundKind::read(&row.fund_kind) == kind)
            .map(|row| Decimal::new(row.amount, 2))
    };
    let mut cells: Vec<Cell> = vec![
        event.id.to_string().into(),
        event.kind.name_zh().into(),
        event.title.as_str().into(),
        event.began_on.into(),
        // Days are told with the last one.
        event.ended_on.pred_opt().into(),
        status(event.status).into(),
        hosts.first().map(name).into(),
        Cell::joined(hosts.iter().skip(1).map(name)),
        event.place_code.clone().into(),
        Cell::joined(campaigns.iter().copied()),
        Cell::joined(participants),
    ];
    let amounts = MEASURES.iter().map(|(measure, _)| amount(*measure, None));
    let funds = FUNDS.iter();
    let funds = funds.map(|(kind, _)| amount(Measure::Funds, Some(*kind)));
    cells.extend(amounts.chain(funds).map(Cell::from));
    let at_least = told
        .iter()
        .filter(|row| row.qualifier == Qualifier::AtLeast);
    cells.push(Cell::joined(at_least.filter_map(|row| heading(row))));
    cells
}

fn heading(row: &event_quantity::Model) -> Option<&'static str> {
    let kind = FundKind::read(&row.fund_kind);
    let measures = MEASURES.iter();
    let measure = measures.filter(|(measure, _)| *measure == row.measure);
    let funds = FUNDS.iter().filter(|(fund, _)| Some(*fund) == kind);
    let headings = measure.map(|(_, heading)| *heading);
    headings.chain(funds.map(|(_, heading)| *heading)).next()
}
