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
use crate::kernel::id::{CaseId, GlobalId, NodeId};
use crate::kernel::page::{Page, PageArgs};
use crate::kernel::scalars::{DivisionCode, Long};
use crate::kernel::since::{self, DeletionReason, Deletions};
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
pub fn read(pin: &Pin, input: CaseFilterInput) -> Result<CaseFilter> {
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
        changed_after: None,
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
    /// Changed after this journal number.
    pub updated_since: Option<Long>,
}

/// What a page was read by.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Which cases.
    pub filter: CaseFilter,
    /// Whether the organisation says what is in the list.
    hangs: bool,
}

impl Listed {
    /// Refuses to tell what changed of a list that moves with the day, or that the organisation moved.
    fn kept(&self, field: &str, since: Option<i64>, pin: &Pin) -> Result<()> {
        if since.is_some() && self.filter.overdue.is_some() {
            return Err(Problem::bad_input(
                "filter.overdue",
                "是否超期逐日而变，不能与增量读取同用；请按 legs 中的期限自行判断。",
                "Whether a case is overdue moves with the day, so such a list cannot be kept; tell it by the legs' last days.",
            ));
        }
        match self.hangs {
            true => since::unmoved(field, since, pin.chain.organization.number),
            false => Ok(()),
        }
    }
}

/// What is asked for of what left a list.
#[derive(Clone, Debug)]
pub struct LeftArgs {
    /// After this journal number.
    pub since: Long,
    /// How many.
    pub first: i32,
    /// After this cursor.
    pub after: Option<String>,
}

/// What left a list of cases of a kind after a journal number.
pub async fn deletions(
    request: &Request,
    pin: &Pin,
    (practice, type_name): (&'static Practice, &'static str),
    listed: &Listed,
    args: LeftArgs,
) -> Result<Deletions> {
    let page = PageArgs::new(Some(args.first), args.after.as_deref(), None, None)?;
    let (district, number) = (pin.district_id(), pin.number);
    let since = since::read("since", Some(args.since), number)?;
    listed.kept("since", since, pin)?;
    let kind = (
        practice.kind,
        sight(request.actor.as_ref(), district, practice.restricted),
    );
    let filter = CaseFilter {
        changed_after: None,
        ..listed.filter.clone()
    };
    let window = (since.unwrap_or_default(), number);
    let figures = request.db.for_figures();
    let page = queries::left(&figures, district, window, kind, &filter, &page).await?;
    let ids = page.items.iter().map(|(_, (id, _))| CaseId(*id));
    let states = queries::states(&request.db, district, number, kind, ids).await?;
    Ok(Deletions::of(page, number, |id| {
        let reason = match states.get(&CaseId(id)) {
            Some(CaseState::Merged) => DeletionReason::Merged,
            Some(CaseState::Withdrawn) => DeletionReason::Withdrawn,
            Some(_) => DeletionReason::NotListed,
            None => DeletionReason::Gone,
        };
        (GlobalId::encode(type_name, district, id), reason)
    }))
}

/// One page of the cases of a kind, and the filter that it was read by.
pub async fn page(
    request: &Request,
    pin: &Arc<Pin>,
    (practice, type_name): (&'static Practice, &'static str),
    args: CasesArgs,
) -> Result<(Page<Shown>, Listed)> {
    let (after, before) = (args.after.as_deref(), args.before.as_deref());
    let page = PageArgs::new(args.first, after, args.last, before)?;
    let since = since::read("updatedSince", args.updated_since, pin.number)?;
    let input = args.filter.unwrap_or_default();
    let period = input.period.as_ref();
    let listed = Listed {
        hangs: period.is_some_and(PeriodInput::hangs_on_organization),
        filter: CaseFilter {
            changed_after: since,
            ..read(pin, input)?
        },
    };
    listed.kept("updatedSince", since, pin)?;
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
        &listed.filter,
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
    Ok((page, listed))
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
