//! How lists of cases are asked, and one page of them for a kind. Deliberately absent: the connections of the kinds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_graphql::{ID, InputObject};

use super::shown::{Shown, show};
use crate::casework::kinds::{CaseState, LegOwner};
use crate::casework::limits::Limits;
use crate::casework::practice::Practice;
use crate::casework::queries::{self, CaseFilter};
use crate::casework::sight::sight;
use crate::events::rules::reading::local;
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::{CaseId, NodeId};
use crate::kernel::page::{Page, PageArgs};
use crate::kernel::scalars::DivisionCode;
use crate::linkage::{Pin, Request};
use crate::statistics::graphql::inputs::PeriodInput;

/// The longest text to look for, in characters.
const TEXT: usize = 100;

/// Which cases; what is left out narrows nothing (办件筛选).
#[derive(InputObject, Clone, Debug, Default)]
pub struct CaseFilterInput {
    /// In any of these states (状态).
    pub states: Option<Vec<CaseState>>,
    /// In a leg that waits for any of these (当前环节责任方).
    pub waiting_for: Option<Vec<LegOwner>>,
    /// With any of these as author, claimant, workroom or unit, at most 50 (相关方).
    pub party_ids: Option<Vec<ID>>,
    /// At any of these places or below them, at most 50 (地点).
    pub division_codes: Option<Vec<DivisionCode>>,
    /// With any of these campaigns, at most 50 (主题活动).
    pub campaign_ids: Option<Vec<ID>>,
    /// Opened in this period (建件期间).
    pub period: Option<PeriodInput>,
    /// Past the last day of the leg, or not (是否超期).
    pub overdue: Option<bool>,
    /// With these words in the title, at most 100 characters; the content is kept sealed and cannot be looked through
    /// (标题文字).
    pub text: Option<String>,
}

/// The types of nodes that may have a part in a case.
const PARTIES: [&str; 7] = [
    "Member",
    "ViceChair",
    "Workroom",
    "HandlingUnit",
    "SpecialCommittee",
    "SectorGroup",
    "Sector",
];

fn too_many<T>(list: Option<&Vec<T>>, field: &str) -> Result<()> {
    match list.is_some_and(|list| list.len() > 50) {
        true => Err(Problem::bad_input(
            field,
            format!("{field} 不得超过 50 项。"),
            format!("{field} must not have more than 50 items."),
        )),
        false => Ok(()),
    }
}

/// Reads a filter. Ids of things that are not there narrow to nothing.
fn read(pin: &Pin, input: CaseFilterInput) -> Result<CaseFilter> {
    too_many(input.party_ids.as_ref(), "filter.partyIds")?;
    too_many(input.division_codes.as_ref(), "filter.divisionCodes")?;
    too_many(input.campaign_ids.as_ref(), "filter.campaignIds")?;
    let text = input.text.map(|text| text.trim().to_owned());
    let text = text.filter(|text| !text.is_empty());
    if text
        .as_ref()
        .is_some_and(|text| text.chars().nth(TEXT).is_some() || text.contains('\0'))
    {
        return Err(Problem::bad_input(
            "filter.text",
            "filter.text 不得超过 100 字，不得含空字符。",
            "filter.text must not be longer than 100 characters nor hold a NUL.",
        ));
    }
    let ids = |list: Vec<ID>, types: &[&str]| -> Vec<NodeId> {
        list.iter()
            .filter_map(|id| local(id, pin.district_id(), types))
            .map(NodeId)
            .collect()
    };
    Ok(CaseFilter {
        states: input.states,
        owners: input.waiting_for,
        parties: input.party_ids.map(|list| ids(list, &PARTIES)),
        places: input.division_codes.map(|codes| {
            let digits =
                |code: &String| !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit());
            codes
                .into_iter()
                .map(|code| code.0)
                .filter(digits)
                .collect()
        }),
        campaigns: input.campaign_ids.map(|list| ids(list, &["Campaign"])),
        opened: input.period.map(|period| period.span(pin)).transpose()?,
        overdue: input.overdue.map(|overdue| (overdue, pin.today)),
        text,
    })
}

/// The arguments of a page of cases.
#[derive(Clone, Debug, Default)]
pub struct CasesArgs {
    /// How many from the front.
    pub first: Option<i32>,
    /// After this cursor.
    pub after: Option<String>,
    /// How many from the end.
    pub last: Option<i32>,
    /// Before this cursor.
    pub before: Option<String>,
    /// Which.
    pub filter: Option<CaseFilterInput>,
}

/// One page of the cases of a kind, and the filter that it was read by.
pub async fn page(
    request: &Request,
    pin: &Arc<Pin>,
    (practice, type_name): (&'static Practice, &'static str),
    args: CasesArgs,
) -> Result<(Page<Shown>, CaseFilter)> {
    let (after, before) = (args.after.as_deref(), args.before.as_deref());
    let page = PageArgs::new(args.first, after, args.last, before)?;
    let filter = read(pin, args.filter.unwrap_or_default())?;
    let sight = sight(
        request.actor.as_ref(),
        pin.district_id(),
        practice.restricted,
    );
    let (district, number) = (pin.district_id(), pin.number);
    let page = queries::page(
        &request.db,
        district,
        number,
        practice.kind,
        sight,
        &filter,
        &page,
    )
    .await?;
    let limits = limits(request, pin, practice).await?;
    let items = page
        .items
        .into_iter()
        .map(|(key, case)| (key, show(request, pin, case, &limits, practice, type_name)));
    let page = Page {
        items: items.collect(),
        has_next: page.has_next,
        has_previous: page.has_previous,
    };
    Ok((page, filter))
}

/// How many cases of a kind a filter means.
pub async fn count(
    request: &Request,
    pin: &Pin,
    practice: &Practice,
    filter: &CaseFilter,
) -> Result<i32> {
    let sight = sight(
        request.actor.as_ref(),
        pin.district_id(),
        practice.restricted,
    );
    let (district, number) = (pin.district_id(), pin.number);
    let count = queries::count(&request.db, district, number, practice.kind, sight, filter).await?;
    Ok(i32::try_from(count).unwrap_or(i32::MAX))
}

/// One case of a kind; none when there is none or the caller may not see it.
pub async fn one(
    request: &Request,
    pin: &Arc<Pin>,
    (practice, type_name): (&'static Practice, &'static str),
    id: CaseId,
) -> Result<Option<Shown>> {
    let mut cases = by_ids(request, pin, (practice, type_name), &[id].into()).await?;
    Ok(cases.remove(&id))
}

/// Cases of a kind by id that the caller may see.
pub async fn by_ids(
    request: &Request,
    pin: &Arc<Pin>,
    (practice, type_name): (&'static Practice, &'static str),
    ids: &BTreeSet<CaseId>,
) -> Result<BTreeMap<CaseId, Shown>> {
    let district = pin.district_id();
    let sight = sight(request.actor.as_ref(), district, practice.restricted);
    let cases = queries::cases(&request.db, district, pin.number, ids).await?;
    let limits = limits(request, pin, practice).await?;
    Ok(cases
        .into_iter()
        .filter(|(_, case)| case.version.kind == practice.kind && sight.sees(case))
        .map(|(id, case)| (id, show(request, pin, case, &limits, practice, type_name)))
        .collect())
}

/// The limits of a kind at the pin.
pub async fn limits(request: &Request, pin: &Pin, practice: &Practice) -> Result<Arc<Limits>> {
    let (district, number) = (pin.district_id(), pin.number);
    let rows = queries::limit_rows(&request.db, district, number, practice.kind).await?;
    Ok(Arc::new(Limits::new(practice.limits, rows)))
}
