//! Whether a link may stand: ends of the right kinds, inside their lifetimes and offices, no overlap, no circle. Plain
//! values in, decision out. Deliberately absent: ending a link because an office lapsed; coverage shows it instead.

use std::collections::{BTreeMap, BTreeSet};

use super::chain::Chain;
use super::entity::LinkKind;
use super::refusals::{LinkErrorCode as Code, Refused};
use super::words::{self, Phrase};
use crate::kernel::id::NodeId;
use crate::kernel::period::{Span, union};
use crate::organization::{NodeKind, Office, Organization};

/// A link that someone wants to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What it says.
    pub kind: LinkKind,
    /// The upper end.
    pub upper: NodeId,
    /// The lower end.
    pub lower: NodeId,
    /// Its days.
    pub span: Span,
}

/// Who is in the Party and who is not, of those who were asked about; known without dates. The chain, which is kept in
/// memory, does not hold it.
#[derive(Clone, Default)]
pub struct PartyMembership(BTreeMap<NodeId, bool>);

impl std::fmt::Debug for PartyMembership {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Who is in the Party never reaches a log.
        f.debug_struct("PartyMembership").finish_non_exhaustive()
    }
}

impl From<BTreeMap<NodeId, bool>> for PartyMembership {
    fn from(known: BTreeMap<NodeId, bool>) -> Self {
        Self(known)
    }
}

impl PartyMembership {
    /// Whether a member is in the Party; none where that is not known.
    pub fn of(&self, member: NodeId) -> Option<bool> {
        self.0.get(&member).copied()
    }
}

/// The offices that may contact standing members: those of the Chairperson's Council.
const COUNCIL: [Office; 3] = [
    Office::Chairperson,
    Office::ViceChairperson,
    Office::SecretaryGeneral,
];

/// Every reason why a link may not stand, `instead_of` being the link that it replaces and `party` what the Party's line
/// needs to know of the two ends. None: it may.
pub fn refusals(
    chain: &Chain,
    party: &PartyMembership,
    wanted: &Wanted,
    instead_of: Option<NodeId>,
) -> Vec<Refused> {
    if wanted.span.is_empty() {
        return vec![Refused::of(
            Code::EndsBeforeItBegins,
            "to",
            format!("结束日期须晚于开始日期 {}。", wanted.span.from),
            format!("It must end after {}, when it begins.", wanted.span.from),
        )];
    }
    if wanted.upper == wanted.lower {
        return vec![Refused::of(
            Code::SameEnds,
            "lowerId",
            "不能与自己建立联系。",
            "One cannot contact oneself.",
        )];
    }
    let organization = &chain.organization;
    let mut refusals = kinds(organization, wanted);
    if !refusals.is_empty() {
        return refusals;
    }
    refusals.extend(lifetimes(organization, wanted));
    refusals.extend(offices(organization, wanted));
    refusals.extend(outside_party(party, wanted));
    refusals.extend(overlap(chain, wanted, instead_of));
    refusals.extend(circle(chain, wanted, instead_of));
    refusals
}

/// The kinds of the two ends.
pub fn ends(kind: LinkKind) -> (NodeKind, NodeKind) {
    match kind {
        LinkKind::LeadsCommittee => (NodeKind::Member, NodeKind::SpecialCommittee),
        LinkKind::ContactsGroup => (NodeKind::SpecialCommittee, NodeKind::SectorGroup),
        LinkKind::ContactsWorkroom => (NodeKind::SectorGroup, NodeKind::Workroom),
        LinkKind::ContactsMember => (NodeKind::Workroom, NodeKind::Member),
        LinkKind::GathersSector => (NodeKind::SectorGroup, NodeKind::Sector),
        LinkKind::ChairToStanding
        | LinkKind::StandingToSectorMember
        | LinkKind::PartyGroupToCpcMember
        | LinkKind::CpcToNonCpcMember => (NodeKind::Member, NodeKind::Member),
    }
}

/// The offices of which each end must hold one.
pub fn needed_offices(kind: LinkKind) -> (&'static [Office], &'static [Office]) {
    match kind {
        LinkKind::LeadsCommittee => (&[Office::ViceChairperson], &[]),
        LinkKind::ChairToStanding => (&COUNCIL, &[Office::StandingMember]),
        LinkKind::StandingToSectorMember => (&[Office::StandingMember], &[]),
        LinkKind::PartyGroupToCpcMember => (&[Office::PartyGroupMember], &[]),
        _ => (&[], &[]),
    }
}

/// The days on which a member holds any of some offices.
pub fn held(organization: &Organization, member: NodeId, offices: &[Office]) -> Vec<Span> {
    union(
        offices
            .iter()
            .flat_map(|office| organization.office_spans(member, *office))
            .collect(),
    )
}

fn kinds(organization: &Organization, wanted: &Wanted) -> Vec<Refused> {
    let (upper, lower) = ends(wanted.kind);
    let wrong = |(id, needed, code, field, (zh, en)): (NodeId, NodeKind, Code, &str, Phrase)| {
        let (needed_zh, needed_en) = words::kind(needed);
        (organization.kind_of(id) != Some(needed)).then(|| {
            Refused::of(
                code,
                field,
                format!("{zh}不是{needed_zh}。"),
                format!("This link needs {needed_en}, which {en} is not."),
            )
        })
    };
    [
        (
            wanted.upper,
            upper,
            Code::WrongUpper,
            "upperId",
            words::upper(organization, wanted.upper),
        ),
        (
            wanted.lower,
            lower,
            Code::WrongLower,
            "lowerId",
            words::lower(organization, wanted.lower),
        ),
    ]
    .into_iter()
    .filter_map(wrong)
    .collect()
}

fn covered(lives: &[Span], span: &Span) -> bool {
    lives.iter().any(|life| life.covers(span))
}

fn lifetimes(organization: &Organization, wanted: &Wanted) -> Vec<Refused> {
    let (days_zh, days_en) = words::days(&wanted.span);
    let upper = words::upper(organization, wanted.upper);
    let lower = words::lower(organization, wanted.lower);
    [
        (wanted.upper, Code::OutsideUpperLifetime, "upperId", upper),
        (wanted.lower, Code::OutsideLowerLifetime, "lowerId", lower),
    ]
    .into_iter()
    .filter(|(id, ..)| !covered(&organization.lifetime(*id), &wanted.span))
    .map(|(_, code, field, (zh, en))| {
        Refused::of(
            code,
            field,
            format!("{days_zh}，{zh}并非每一天都存在（在任）。"),
            format!("{days_en}: {en} does not exist (or sit) on every one of these days."),
        )
    })
    .collect()
}

fn offices(organization: &Organization, wanted: &Wanted) -> Vec<Refused> {
    let (upper, lower) = needed_offices(wanted.kind);
    let (days_zh, days_en) = words::days(&wanted.span);
    let called = (
        words::upper(organization, wanted.upper),
        words::lower(organization, wanted.lower),
    );
    [
        (
            wanted.upper,
            upper,
            Code::UpperWithoutOffice,
            "upperId",
            called.0,
        ),
        (
            wanted.lower,
            lower,
            Code::LowerWithoutOffice,
            "lowerId",
            called.1,
        ),
    ]
    .into_iter()
    .filter(|(id, offices, ..)| {
        !offices.is_empty() && !covered(&held(organization, *id, offices), &wanted.span)
    })
    .map(|(_, offices, code, field, (zh, en))| {
        let (office_zh, office_en) = words::offices(offices);
        Refused::of(
            code,
            field,
            format!("{days_zh}，{zh}并非每一天都担任{office_zh}。"),
            format!("{days_en}: {en} is not {office_en} on every one of these days."),
        )
    })
    .collect()
}

fn outside_party(party: &PartyMembership, wanted: &Wanted) -> Option<Refused> {
    let ends = (party.of(wanted.upper), party.of(wanted.lower));
    let fits = match wanted.kind {
        LinkKind::PartyGroupToCpcMember => ends == (Some(true), Some(true)),
        LinkKind::CpcToNonCpcMember => ends == (Some(true), Some(false)),
        _ => true,
    };
    (!fits).then(|| {
        let (zh, en) = words::party(wanted.kind);
        Refused::whole(
            Code::WrongPartyMembership,
            format!("党派身份与这种联系不符：{zh}。"),
            format!("The members' Party membership does not fit this line: {en}."),
        )
    })
}

fn overlap(chain: &Chain, wanted: &Wanted, instead_of: Option<NodeId>) -> Option<Refused> {
    let other = chain.links_down(wanted.kind, wanted.upper).find(|link| {
        link.lower_id == wanted.lower
            && Some(link.id) != instead_of
            && link.span().intersect(&wanted.span).is_some()
    })?;
    let (upper_zh, upper_en) = words::upper(&chain.organization, wanted.upper);
    let (lower_zh, lower_en) = words::lower(&chain.organization, wanted.lower);
    let (days_zh, days_en) = words::days(&other.span());
    Some(Refused::of(
        Code::Overlap,
        "from",
        format!("{upper_zh}与{lower_zh}的同一联系关系已经存在：{days_zh}。"),
        format!("The same link between {upper_en} and {lower_en} already holds {days_en}."),
    ))
}

/// Both hops of a contact line, for circles run through either.
fn line(kind: LinkKind) -> Option<[LinkKind; 2]> {
    match kind {
        LinkKind::ChairToStanding | LinkKind::StandingToSectorMember => {
            Some([LinkKind::ChairToStanding, LinkKind::StandingToSectorMember])
        }
        LinkKind::PartyGroupToCpcMember | LinkKind::CpcToNonCpcMember => {
            Some([LinkKind::PartyGroupToCpcMember, LinkKind::CpcToNonCpcMember])
        }
        _ => None,
    }
}

/// Whether the lower end already leads back to the upper one on some of the days. The chain itself cannot run in a
/// circle: each of its hops goes down one kind.
fn circle(chain: &Chain, wanted: &Wanted, instead_of: Option<NodeId>) -> Option<Refused> {
    let hops = line(wanted.kind)?;
    let mut to_visit = vec![(wanted.lower, wanted.span)];
    let mut visited = BTreeSet::new();
    while let Some((id, span)) = to_visit.pop() {
        if id == wanted.upper {
            let (zh, en) = words::days(&span);
            return Some(Refused::whole(
                Code::Cycle,
                format!("{zh}，下端委员已（间接）联系上端委员，这样联系会形成循环。"),
                format!(
                    "{en}: the lower member already contacts the upper one, so this would be a circle."
                ),
            ));
        }
        if !visited.insert((id, span)) {
            continue;
        }
        for link in hops.iter().flat_map(|hop| chain.links_down(*hop, id)) {
            if Some(link.id) != instead_of
                && let Some(both) = link.span().intersect(&span)
            {
                to_visit.push((link.lower_id, both));
            }
        }
    }
    None
}
