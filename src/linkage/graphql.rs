//! Links in the API: their mutations, the lines, who is reached and what falls away.
//! Deliberately absent: the way up and down, which each node has as its own field.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;

use super::commands::{self, tells_party};
use super::coverage::{ContactLineKind, HopCoverage, falling_away, hop_coverage, whole_chain};
use super::entity::{LinkKind, link};
use super::refusals::{LinkErrorCode, Outcome, Refused};
use super::request::{Pin, Request};
use super::rules::{Wanted, ends};
use crate::kernel::authz::Action;
use crate::kernel::error::{Result, settle};
use crate::kernel::id::{GlobalId, NodeId};
use crate::kernel::period::Span;
use crate::kernel::scalars::{Date, Decimal};
use crate::organization::NodeKind;
use crate::statistics::graphql::node::HierarchyNode;

/// A list is cut after so many.
const MOST: usize = 500;

crate::user_error! {
    /// Why a change of a link was refused (联系关系操作错误).
    LinkError of LinkErrorCode
}

/// A dated link (联系关系).
#[derive(SimpleObject, Clone, Debug)]
pub struct Link {
    /// The opaque id (标识).
    pub id: ID,
    /// What it says (类别).
    pub kind: LinkKind,
    /// The end that leads or contacts (上端).
    pub upper: HierarchyNode,
    /// The end that is led or contacted (下端).
    pub lower: HierarchyNode,
    /// The first day (起始日).
    pub from: Date,
    /// The first day after; null while it lasts (结束日的次日).
    pub to: Option<Date>,
}

fn node(pin: &Arc<Pin>, kind: NodeKind, hop: Option<LinkKind>, id: NodeId) -> HierarchyNode {
    use crate::linkage::Node;
    let node = match kind {
        NodeKind::SpecialCommittee => Node::SpecialCommittee(id),
        NodeKind::SectorGroup => Node::SectorGroup(id),
        NodeKind::Workroom => Node::Workroom(id),
        NodeKind::Sector => Node::Sector(id),
        _ if hop == Some(LinkKind::LeadsCommittee) => Node::ViceChair(id),
        _ => Node::Member(id),
    };
    HierarchyNode::of(pin, node)
}

fn view(pin: &Arc<Pin>, link: &link::Model) -> Link {
    let (upper, lower) = ends(link.kind);
    Link {
        id: GlobalId::encode("Link", pin.district_id(), link.id.0),
        kind: link.kind,
        upper: node(pin, upper, Some(link.kind), link.upper_id),
        lower: node(pin, lower, None, link.lower_id),
        from: link.valid_from.into(),
        to: link.valid_to.map(Into::into),
    }
}

/// What a change of a link did (联系关系操作结果).
#[derive(SimpleObject, Clone, Debug)]
pub struct LinkPayload {
    /// The link; of a move, the new one; null when refused or withdrawn (联系关系).
    pub link: Option<Link>,
    /// Why it was refused; empty when done (错误).
    pub errors: Vec<LinkError>,
}

/// A link to establish (建立联系).
#[derive(InputObject, Clone, Debug)]
pub struct LinkEstablishInput {
    /// What it says (类别).
    pub kind: LinkKind,
    /// The end that leads or contacts (上端).
    pub upper_id: ID,
    /// The end that is led or contacted (下端).
    pub lower_id: ID,
    /// The first day (起始日).
    pub from: Date,
    /// The first day after; left out while it lasts (结束日的次日).
    pub to: Option<Date>,
}

/// A link to end (结束联系).
#[derive(InputObject, Clone, Debug)]
pub struct LinkEndInput {
    /// The link (联系关系).
    pub id: ID,
    /// The first day on which it no longer holds (失效日).
    pub on: Date,
}

/// A link whose lower end goes to another upper end (调整联系).
#[derive(InputObject, Clone, Debug)]
pub struct LinkMoveInput {
    /// The link that ends (联系关系).
    pub id: ID,
    /// The new upper end (新上端).
    pub new_upper_id: ID,
    /// The first day of the new link (生效日).
    pub on: Date,
}

/// The right days of a link (更正联系日期).
#[derive(InputObject, Clone, Debug)]
pub struct LinkCorrectInput {
    /// The link (联系关系).
    pub id: ID,
    /// The first day (起始日).
    pub from: Date,
    /// The first day after; left out while it lasts (结束日的次日).
    pub to: Option<Date>,
}

/// A link made in error (撤回联系).
#[derive(InputObject, Clone, Debug)]
pub struct LinkWithdrawInput {
    /// The link (联系关系).
    pub id: ID,
}

/// Changes of links, by the office.
#[derive(Default, Debug)]
pub struct LinkageMutation;

/// Changes of links, by the office.
#[Object]
impl LinkageMutation {
    /// Establishes a dated link (建立联系关系).
    async fn link_establish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link (联系关系).")] input: LinkEstablishInput,
    ) -> Result<LinkPayload> {
        let request = allowed(ctx)?;
        let wanted = (|| {
            let (upper, lower) = ends(input.kind);
            Ok(Wanted {
                kind: input.kind,
                upper: end_id(request, "upperId", &input.upper_id, upper)?,
                lower: end_id(request, "lowerId", &input.lower_id, lower)?,
                span: span(&input.from, input.to.as_ref())?,
            })
        })();
        let done = match wanted {
            Ok(wanted) => commands::establish(request, wanted).await,
            Err(refused) => Err(Refused::into(refused)),
        };
        payload(request, done).await
    }

    /// Ends a link on a day (结束联系关系).
    async fn link_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link and the day (联系关系与日期).")] input: LinkEndInput,
    ) -> Result<LinkPayload> {
        let request = allowed(ctx)?;
        let done = match (link_id(request, &input.id), day("on", &input.on)) {
            (Ok(id), Ok(on)) => commands::end(request, id, on).await,
            (Err(refused), _) | (_, Err(refused)) => Err(refused.into()),
        };
        payload(request, done).await
    }

    /// Moves the lower end of a link to another upper end from a day on (调整联系关系).
    async fn link_move(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link, its new upper end and the day (联系关系、新上端与日期).")]
        input: LinkMoveInput,
    ) -> Result<LinkPayload> {
        let request = allowed(ctx)?;
        let upper = GlobalId::decode(&input.new_upper_id)
            .filter(|id| {
                request
                    .actor
                    .as_ref()
                    .is_some_and(|actor| actor.district == id.district)
            })
            .map(|id| NodeId(id.id))
            .ok_or_else(|| invalid_id("newUpperId"));
        let done = match (link_id(request, &input.id), upper, day("on", &input.on)) {
            (Ok(id), Ok(upper), Ok(on)) => commands::move_lower(request, id, upper, on).await,
            (Err(refused), _, _) | (_, Err(refused), _) | (_, _, Err(refused)) => {
                Err(refused.into())
            }
        };
        payload(request, done).await
    }

    /// Corrects the days of a link that were entered wrongly (更正联系日期).
    async fn link_correct(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link and its right days (联系关系与日期).")] input: LinkCorrectInput,
    ) -> Result<LinkPayload> {
        let request = allowed(ctx)?;
        let done = match (
            link_id(request, &input.id),
            span(&input.from, input.to.as_ref()),
        ) {
            (Ok(id), Ok(span)) => commands::correct(request, id, span).await,
            (Err(refused), _) | (_, Err(refused)) => Err(refused.into()),
        };
        payload(request, done).await
    }

    /// Withdraws a link that should never have been made (撤回联系关系).
    async fn link_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link (联系关系).")] input: LinkWithdrawInput,
    ) -> Result<LinkPayload> {
        let request = allowed(ctx)?;
        let done = match link_id(request, &input.id) {
            Ok(id) => commands::withdraw(request, id).await,
            Err(refused) => Err(refused.into()),
        };
        payload(request, done).await
    }
}

/// The caller's view, when the policy lets the caller keep links: asked before anything that was sent is looked at.
fn allowed<'a>(ctx: &'a Context<'_>) -> Result<&'a Request> {
    let request = ctx.data_unchecked::<Request>();
    let actor = request.actor()?;
    actor.require(
        Action::KeepOrganization,
        actor.standing(&actor.district, None),
    )?;
    Ok(request)
}

async fn payload(request: &Request, done: Outcome<NodeId>) -> Result<LinkPayload> {
    let district = request.actor()?.district.clone();
    match settle(done)? {
        Err(refusals) => {
            let errors = refusals
                .iter()
                .map(|refusal| LinkError::of(refusal, request.lang))
                .collect();
            Ok(LinkPayload { link: None, errors })
        }
        Ok(id) => {
            request.unpin(&district).await;
            let pin = request.pin(&district).await?;
            let link = pin
                .as_ref()
                .and_then(|pin| pin.chain.links.get(&id).map(|link| view(pin, link)));
            Ok(LinkPayload {
                link,
                errors: Vec::new(),
            })
        }
    }
}

fn invalid_id(field: &str) -> Refused {
    Refused::of(
        LinkErrorCode::InvalidId,
        field,
        "标识无效。",
        "The id is not valid.",
    )
}

/// Reads the id of an end: a vice-chairperson's and a member's are interchangeable.
fn end_id(
    request: &Request,
    field: &str,
    id: &ID,
    kind: NodeKind,
) -> std::result::Result<NodeId, Refused> {
    let types: &[&str] = match kind {
        NodeKind::Member => &["Member", "ViceChair"],
        NodeKind::SpecialCommittee => &["SpecialCommittee"],
        NodeKind::SectorGroup => &["SectorGroup"],
        NodeKind::Workroom => &["Workroom"],
        _ => &["Sector"],
    };
    GlobalId::decode(id)
        .filter(|id| types.contains(&id.type_name.as_str()))
        .filter(|id| {
            request
                .actor
                .as_ref()
                .is_none_or(|actor| actor.district == id.district)
        })
        .map(|id| NodeId(id.id))
        .ok_or_else(|| invalid_id(field))
}

fn link_id(request: &Request, id: &ID) -> std::result::Result<NodeId, Refused> {
    GlobalId::decode(id)
        .filter(|id| id.type_name == "Link")
        .filter(|id| {
            request
                .actor
                .as_ref()
                .is_none_or(|actor| actor.district == id.district)
        })
        .map(|id| NodeId(id.id))
        .ok_or_else(|| invalid_id("id"))
}

fn day(field: &str, date: &Date) -> std::result::Result<NaiveDate, Refused> {
    date.day().ok_or_else(|| {
        Refused::of(
            LinkErrorCode::InvalidDate,
            field,
            "日期无效，应如 2022-07-01。",
            "Not a date like 2022-07-01.",
        )
    })
}

fn span(from: &Date, to: Option<&Date>) -> std::result::Result<Span, Refused> {
    Ok(Span::new(
        day("from", from)?,
        to.map(|to| day("to", to)).transpose()?,
    ))
}

/// A line of contact with the hops it is made of (联系线).
#[derive(SimpleObject, Clone, Debug)]
pub struct ContactLine {
    /// Which line (联系线).
    pub line: ContactLineKind,
    /// Its hops, from the top (环节).
    pub hops: Vec<LinkKind>,
    /// The links that hold on the day, at most 500 (联系关系).
    pub links: Vec<Link>,
    /// How many links hold on the day (总数).
    pub total_count: i32,
}

/// Who reaches someone, since when (联系人).
#[derive(SimpleObject, Clone, Debug)]
pub struct ContactBy {
    /// Who (联系人).
    pub node: HierarchyNode,
    /// Since when the link holds (起始日).
    pub since: Date,
}

/// Someone who is to be reached (联系对象).
#[derive(SimpleObject, Clone, Debug)]
pub struct ContactTarget {
    /// Who (对象).
    pub node: HierarchyNode,
    /// By whom, through offices that are held (联系人).
    pub reached_by: Vec<ContactBy>,
    /// By whom, through offices that have lapsed (已卸任的联系人).
    pub lapsed_by: Vec<ContactBy>,
}

/// Someone who contacts very many (联系过多者).
#[derive(SimpleObject, Clone, Debug)]
pub struct ContactLoad {
    /// Who (联系人).
    pub node: HierarchyNode,
    /// How many (联系对象数).
    pub targets: i32,
}

/// How a target is reached (联系状况).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactState {
    /// Through an office that is held (已联系).
    Reached,
    /// Only through an office that has lapsed (仅由已卸任者联系).
    LapsedOnly,
    /// By nobody (无人联系).
    Unreached,
}

/// Who is reached over one hop of a line on a day (环节覆盖).
#[derive(Clone, Debug)]
pub struct ContactCoverage {
    line: ContactLineKind,
    pin: Arc<Pin>,
    day: NaiveDate,
    coverage: HopCoverage,
}

/// Who is reached over one hop of a line on a day (环节覆盖).
#[Object]
impl ContactCoverage {
    /// Which line (联系线).
    async fn line(&self) -> ContactLineKind {
        self.line
    }

    /// Which of its hops (环节).
    async fn hop(&self) -> LinkKind {
        self.coverage.hop
    }

    /// The day (日期).
    async fn as_of(&self) -> Date {
        self.day.into()
    }

    /// Targets that are reached through an office that is held (已联系数).
    async fn numerator(&self) -> i32 {
        count(self.coverage.reached())
    }

    /// Everyone who is to be reached (应联系数).
    async fn denominator(&self) -> i32 {
        count(self.coverage.targets.len())
    }

    /// The share that is reached; null when nobody is to be reached (覆盖率).
    async fn rate(&self) -> Option<Decimal> {
        rate(self.coverage.reached(), self.coverage.targets.len())
    }

    /// The targets, of one state or of all, at most 500 (联系对象).
    async fn targets(
        &self,
        #[graphql(desc = "Only those in this state (联系状况).")] state: Option<ContactState>,
    ) -> Vec<ContactTarget> {
        let (upper, lower) = ends(self.coverage.hop);
        let by = |list: &[(NodeId, NaiveDate)]| {
            list.iter()
                .map(|(id, since)| ContactBy {
                    node: node(&self.pin, upper, Some(self.coverage.hop), *id),
                    since: (*since).into(),
                })
                .collect()
        };
        self.coverage
            .targets
            .iter()
            .filter(|target| {
                let is = match (target.by.is_empty(), target.lapsed.is_empty()) {
                    (false, _) => ContactState::Reached,
                    (true, false) => ContactState::LapsedOnly,
                    (true, true) => ContactState::Unreached,
                };
                state.is_none_or(|state| state == is)
            })
            .take(MOST)
            .map(|target| ContactTarget {
                node: node(&self.pin, lower, None, target.id),
                reached_by: by(&target.by),
                lapsed_by: by(&target.lapsed),
            })
            .collect()
    }

    /// Those who contact more than the threshold (联系过多者).
    async fn overloaded(&self) -> Vec<ContactLoad> {
        let (upper, _) = ends(self.coverage.hop);
        let load = |(id, targets): &(NodeId, usize)| ContactLoad {
            node: node(&self.pin, upper, Some(self.coverage.hop), *id),
            targets: count(*targets),
        };
        self.coverage
            .overloaded
            .iter()
            .take(MOST)
            .map(load)
            .collect()
    }
}

/// Who is reached along the whole chain on a day: members whom a vice-chairperson reaches through all four hops (L1 链完整率).
#[derive(SimpleObject, Clone, Debug)]
pub struct ChainCoverage {
    /// Members reached through all four hops (全链可达委员数).
    pub numerator: i32,
    /// Members in office (在任委员数).
    pub denominator: i32,
    /// The share; null without members (链完整率).
    pub rate: Option<Decimal>,
    /// Those not reached, at most 500 (未达委员).
    pub unreached: Vec<HierarchyNode>,
}

/// What falls away when a member leaves (某人离任的影响).
#[derive(SimpleObject, Clone, Debug)]
pub struct WhatIf {
    /// The links that fall away, at most 500 (失效的联系关系).
    pub links: Vec<Link>,
    /// Targets of any line that would be reached by nobody then and are reached now (将无人联系者).
    pub newly_unreached: Vec<HierarchyNode>,
    /// The whole chain without the member (其后的链覆盖).
    pub chain: ChainCoverage,
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn rate(numerator: usize, denominator: usize) -> Option<Decimal> {
    let (numerator, denominator) = (
        rust_decimal::Decimal::from(numerator),
        rust_decimal::Decimal::from(denominator),
    );
    numerator
        .checked_div(denominator)
        .map(|rate| rate.round_dp(6).into())
}

/// The lines that the caller may see: the Party's line tells who is in the Party.
fn visible_lines(request: &Request, pin: &Pin) -> Vec<ContactLineKind> {
    let mut lines = vec![ContactLineKind::Chain, ContactLineKind::Council];
    if request.may(Action::ReadPartyMembership, pin.district_id(), None) {
        lines.push(ContactLineKind::Party);
    }
    lines
}

/// The lines of contact with the links that hold on a day.
pub fn contact_lines(request: &Request, pin: &Arc<Pin>, day: NaiveDate) -> Vec<ContactLine> {
    visible_lines(request, pin)
        .into_iter()
        .map(|line| {
            let holds =
                |link: &&link::Model| line.hops().contains(&link.kind) && link.span().contains(day);
            let links: Vec<_> = pin.chain.links.values().filter(holds).collect();
            ContactLine {
                line,
                hops: line.hops().to_vec(),
                total_count: count(links.len()),
                links: links
                    .into_iter()
                    .take(MOST)
                    .map(|link| view(pin, link))
                    .collect(),
            }
        })
        .collect()
}

/// Who is reached, hop by hop, on a day.
pub fn contact_coverage(
    request: &Request,
    pin: &Arc<Pin>,
    day: NaiveDate,
    too_many: i32,
) -> Vec<ContactCoverage> {
    let too_many = usize::try_from(too_many).unwrap_or(0);
    visible_lines(request, pin)
        .into_iter()
        .flat_map(|line| line.hops().iter().map(move |hop| (line, *hop)))
        .map(|(line, hop)| ContactCoverage {
            line,
            pin: Arc::clone(pin),
            day,
            coverage: hop_coverage(&pin.chain, hop, day, too_many, None),
        })
        .collect()
}

/// Who is reached along the whole chain on a day.
pub fn chain_coverage(pin: &Arc<Pin>, day: NaiveDate, without: Option<NodeId>) -> ChainCoverage {
    let (reached, members) = whole_chain(&pin.chain, day, without);
    ChainCoverage {
        numerator: count(reached.len()),
        denominator: count(members.len()),
        rate: rate(reached.len(), members.len()),
        unreached: members
            .difference(&reached)
            .take(MOST)
            .map(|id| node(pin, NodeKind::Member, None, *id))
            .collect(),
    }
}

/// What falls away when a member leaves on a day.
pub fn what_if(request: &Request, pin: &Arc<Pin>, member: NodeId, day: NaiveDate) -> WhatIf {
    let sees_party = request.may(Action::ReadPartyMembership, pin.district_id(), None);
    let links = falling_away(&pin.chain, member, day);
    let mut newly_unreached = Vec::new();
    for hop in visible_lines(request, pin)
        .into_iter()
        .flat_map(ContactLineKind::hops)
    {
        let (_, lower) = ends(*hop);
        let before = hop_coverage(&pin.chain, *hop, day, usize::MAX, None);
        let after = hop_coverage(&pin.chain, *hop, day, usize::MAX, Some(member));
        let reached: std::collections::BTreeSet<_> = after
            .targets
            .iter()
            .filter(|target| !target.by.is_empty())
            .map(|target| target.id)
            .collect();
        let lost = before
            .targets
            .iter()
            .filter(|target| !target.by.is_empty() && target.id != member);
        newly_unreached.extend(
            lost.filter(|target| !reached.contains(&target.id))
                .map(|target| node(pin, lower, None, target.id)),
        );
    }
    newly_unreached.truncate(MOST);
    WhatIf {
        links: links
            .into_iter()
            .filter(|link| sees_party || !tells_party(link.kind))
            .take(MOST)
            .map(|link| view(pin, link))
            .collect(),
        newly_unreached,
        chain: chain_coverage(pin, day, Some(member)),
    }
}
