//! Whether a link may stand: ends of the right kinds, inside their lifetimes and offices, no overlap, no circle. Plain
//! values in, decision out. Deliberately absent: ending a link because an office lapsed; coverage shows it instead.

use std::collections::BTreeSet;

use super::chain::Chain;
use super::entity::LinkKind;
use super::refusals::{LinkErrorCode as Code, Refused};
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

/// The offices that may contact standing members: those of the Chairperson's Council.
const COUNCIL: [Office; 3] = [
    Office::Chairperson,
    Office::ViceChairperson,
    Office::SecretaryGeneral,
];

/// Every reason why a link may not stand, `instead_of` being the link that it replaces. None: it may.
pub fn refusals(chain: &Chain, wanted: &Wanted, instead_of: Option<NodeId>) -> Vec<Refused> {
    if wanted.span.is_empty() {
        return vec![Refused::of(
            Code::EndsBeforeItBegins,
            "to",
            "结束日期须晚于开始日期。",
            "It must end after it begins.",
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
    refusals.extend(party(organization, wanted));
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
    let mut refusals = Vec::new();
    if organization.kind_of(wanted.upper) != Some(upper) {
        refusals.push(Refused::of(
            Code::WrongUpper,
            "upperId",
            "上端不是这种联系所需的对象。",
            "The upper end is not what this link needs.",
        ));
    }
    if organization.kind_of(wanted.lower) != Some(lower) {
        refusals.push(Refused::of(
            Code::WrongLower,
            "lowerId",
            "下端不是这种联系所需的对象。",
            "The lower end is not what this link needs.",
        ));
    }
    refusals
}

fn covered(lives: &[Span], span: &Span) -> bool {
    lives.iter().any(|life| life.covers(span))
}

/// The name to show; a person is not named in a refusal.
fn called(organization: &Organization, id: NodeId) -> (String, String) {
    match (organization.kind_of(id), organization.name_of(id)) {
        (Some(NodeKind::Member), _) | (_, None) => ("该委员".to_owned(), "the member".to_owned()),
        (_, Some(name)) => (name.to_owned(), name.to_owned()),
    }
}

fn days(span: &Span) -> (String, String) {
    match span.to {
        Some(to) => (
            format!("{} 至 {to}（不含）", span.from),
            format!("{} up to {to}", span.from),
        ),
        None => (format!("{} 起", span.from), format!("{} on", span.from)),
    }
}

fn lifetimes(organization: &Organization, wanted: &Wanted) -> Vec<Refused> {
    let (days_zh, days_en) = days(&wanted.span);
    [
        (wanted.upper, Code::OutsideUpperLifetime, "upperId"),
        (wanted.lower, Code::OutsideLowerLifetime, "lowerId"),
    ]
    .into_iter()
    .filter(|(id, _, _)| !covered(&organization.lifetime(*id), &wanted.span))
    .map(|(id, code, field)| {
        let (zh, en) = called(organization, id);
        Refused::of(
            code,
            field,
            format!("{zh}并非在{days_zh}的每一天都存在（在任）。"),
            format!("From {days_en}, {en} does not exist (or is not in office) on every day."),
        )
    })
    .collect()
}

fn offices(organization: &Organization, wanted: &Wanted) -> Vec<Refused> {
    let (upper, lower) = needed_offices(wanted.kind);
    [(wanted.upper, upper, Code::UpperWithoutOffice, "upperId"), (wanted.lower, lower, Code::LowerWithoutOffice, "lowerId")]
        .into_iter()
        .filter(|(id, offices, _, _)| !offices.is_empty() && !covered(&held(organization, *id, offices), &wanted.span))
        .map(|(_, _, code, field)| {
            let (days_zh, days_en) = days(&wanted.span);
            Refused::of(
                code,
                field,
                format!("该委员并非在{days_zh}的每一天都担任这种联系所需的职务。"),
                format!("From {days_en}, the member does not hold the office that this link needs on every day."),
            )
        })
        .collect()
}

fn party(organization: &Organization, wanted: &Wanted) -> Option<Refused> {
    let in_party = |id| {
        organization
            .members
            .get(&id)
            .is_some_and(|member| member.is_cpc_member)
    };
    let fits = match wanted.kind {
        LinkKind::PartyGroupToCpcMember => in_party(wanted.upper) && in_party(wanted.lower),
        LinkKind::CpcToNonCpcMember => in_party(wanted.upper) && !in_party(wanted.lower),
        _ => true,
    };
    (!fits).then(|| {
        Refused::whole(
            Code::WrongPartyMembership,
            "两端委员的党派身份与这种联系不符。",
            "The members' Party membership does not fit this line.",
        )
    })
}

fn overlap(chain: &Chain, wanted: &Wanted, instead_of: Option<NodeId>) -> Option<Refused> {
    let other = chain.links_down(wanted.kind, wanted.upper).find(|link| {
        link.lower_id == wanted.lower
            && Some(link.id) != instead_of
            && link.span().intersect(&wanted.span).is_some()
    })?;
    let (zh, en) = days(&other.span());
    Some(Refused::of(
        Code::Overlap,
        "from",
        format!("同一联系关系在{zh}已经存在。"),
        format!("The same link holds from {en}."),
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
            return Some(Refused::whole(
                Code::Cycle,
                "这样联系会形成循环。",
                "The members would contact each other in a circle.",
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
