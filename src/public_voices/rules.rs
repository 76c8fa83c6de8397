//! How a voice begins and what follows from each deed in it, and why it is refused. Pure: whatever must be known was looked
//! up. Deliberately absent: the state machine and the policy, which were asked before.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::casework::checks::{in_office, party, place, related};
use crate::casework::content::{Content, Particulars};
use crate::casework::deed::Deed;
use crate::casework::kinds::{CaseState, Fact, LinkKind, Party};
use crate::casework::opening::{Born, Opening};
use crate::casework::practice::{Effect, NewFact, Scene};
use crate::casework::refusals::{CaseErrorCode as Code, Outcome, Refused};
use crate::casework::sealing::Words;
use crate::kernel::actor::Role;
use crate::kernel::authz::Action;
use crate::kernel::id::NodeId;
use crate::kernel::period::Span;
use crate::linkage::entity::LinkKind as ChainLink;

/// A voice that the officer of a workroom, a member or the office records. It belongs to the workroom that collected it,
/// or to the member who did.
pub fn open(opening: &Opening, scene: &Scene<'_>) -> Outcome<Born> {
    let (author, host) = collectors(opening, scene)?;
    impersonal(&opening.content)?;
    place(scene, opening.content.place_code.as_deref())?;
    if event_of(&opening.content).is_some() && scene.found.event.is_none() {
        return Err(Code::UnknownEvent.at("eventId").into());
    }
    let host_party = host.map(|host| party(scene, Party::Host, host));
    let author_party = (host != Some(author)).then(|| party(scene, Party::Author, author));
    let collected = NewFact::new(Fact::Collected, scene.on);
    Ok(Born {
        author,
        workroom: host,
        effect: Effect {
            to: Some(CaseState::Collected),
            facts: host_party
                .into_iter()
                .chain(author_party)
                .chain([collected])
                .collect(),
            ..Effect::default()
        },
    })
}

/// Whose record it is, and the workroom that collected it. The office names the workroom; an officer's is his own; a
/// member's is one that contacts him on the day, if any does.
fn collectors(opening: &Opening, scene: &Scene<'_>) -> Outcome<(NodeId, Option<NodeId>)> {
    let (actor, named) = (scene.actor, opening.author);
    let standing = actor.standing(&actor.district, actor.scope);
    actor.require(Action::RecordCase, standing)?;
    match (actor.role, actor.scope) {
        (Role::Member, Some(member)) => {
            in_office(scene, member, "workroomId")?;
            let contacts = scene
                .chain
                .above(ChainLink::ContactsMember, member, scene.on);
            Ok((member, of_member(named, &contacts)?))
        }
        (Role::WorkroomOfficer, Some(own)) if named.is_none_or(|named| named == own) => {
            Ok((own, Some(own)))
        }
        (Role::WorkroomOfficer, _) => Err(Code::OtherWorkroom.at("workroomId").into()),
        _ => {
            let workroom = named.filter(|named| is_workroom(scene, *named));
            let workroom = workroom.ok_or_else(|| Code::UnknownWorkroom.at("workroomId"))?;
            Ok((workroom, Some(workroom)))
        }
    }
}

fn of_member(
    named: Option<NodeId>,
    contacts: &BTreeSet<NodeId>,
) -> Result<Option<NodeId>, Refused> {
    match named {
        Some(named) if !contacts.contains(&named) => Err(Code::OtherWorkroom.at("workroomId")),
        Some(named) => Ok(Some(named)),
        None => Ok(contacts.first().copied()),
    }
}

fn is_workroom(scene: &Scene<'_>, node: NodeId) -> bool {
    let organization = &scene.chain.organization;
    let day = Span::new(scene.on, scene.on.succ_opt());
    organization.workrooms.contains_key(&node) && organization.exists_in(node, &day)
}

/// What follows from a deed.
pub fn decide(deed: &Deed, scene: &Scene<'_>) -> Result<Effect, Refused> {
    let fact = |fact| NewFact::new(fact, scene.on);
    Ok(match deed {
        // Checked where it is recorded; it makes the case.
        Deed::Propose { .. } | Deed::Void => Effect::default(),
        Deed::Revise { content } => revise(scene, content)?,
        Deed::Tell { method } => Effect::fact(fact(Fact::Told).of(method)),
        Deed::Relate { event } => relate(scene, *event)?,
        // Deeds of other kinds are in no row of this machine.
        _ => return Err(Code::StateForbids.whole()),
    })
}

fn revise(scene: &Scene<'_>, content: &Content) -> Result<Effect, Refused> {
    let says = |content: &Content| {
        let words = words(&content.particulars).cloned();
        (content.title.clone(), content.place_code.clone(), words)
    };
    if scene.found.stands.as_ref().map(says) == Some(says(content)) {
        return Err(Code::NothingChanges.at("topic"));
    }
    impersonal(content)?;
    place(scene, content.place_code.as_deref())?;
    Ok(Effect {
        content: Some(content.clone()),
        ..Effect::default()
    })
}

fn relate(scene: &Scene<'_>, event: Uuid) -> Result<Effect, Refused> {
    if scene.found.event.is_none() {
        return Err(Code::UnknownEvent.at("eventId"));
    }
    let mut links = scene.case.links.iter();
    if links.any(|link| link.relation == LinkKind::Related && link.other_id == event) {
        return Err(Code::RelatedAlready.at("eventId"));
    }
    Ok(Effect {
        links: vec![(LinkKind::Related, "event", event)],
        ..Effect::fact(related(scene)?)
    })
}

/// The resident's own words.
pub fn words(particulars: &Particulars) -> Option<&Words> {
    match particulars {
        Particulars::Voice { words, .. } => Some(words),
        _ => None,
    }
}

fn event_of(content: &Content) -> Option<Uuid> {
    match content.particulars {
        Particulars::Voice { event, .. } => event,
        _ => None,
    }
}

/// Refuses texts that hold the number of a mobile telephone.
fn impersonal(content: &Content) -> Result<(), Refused> {
    if holds_mobile_number(&content.title) {
        return Err(Code::PersonalNumber.at("topic"));
    }
    let words = words(&content.particulars).and_then(Words::said);
    match words.is_some_and(holds_mobile_number) {
        true => Err(Code::PersonalNumber.at("words")),
        false => Ok(()),
    }
}

/// Whether a text holds a mobile number of the mainland: 11 digits that begin with 13 to 19, with 86 before or not, in one
/// piece or in groups of 3, 4 and 4 with a blank or a dash between; full-width digits too.
pub fn holds_mobile_number(text: &str) -> bool {
    let groups = groups(text);
    let in_one = groups.iter().any(|group| is_mobile(&group.digits));
    let in_three = groups.windows(3).any(|three| match three {
        [first, second, third] => {
            let lengths = (first.digits.len(), second.digits.len(), third.digits.len());
            let joined = second.joined && third.joined;
            let number = format!("{}{}{}", first.digits, second.digits, third.digits);
            joined && lengths == (3, 4, 4) && is_mobile(&number)
        }
        _ => false,
    });
    in_one || in_three
}

fn is_mobile(digits: &str) -> bool {
    let prefixes = ["0086", "86", ""];
    let mut rests = prefixes
        .iter()
        .filter_map(|prefix| digits.strip_prefix(prefix));
    rests.any(|rest| {
        let mut first = rest.bytes();
        rest.len() == 11
            && first.next() == Some(b'1')
            && first.next().is_some_and(|second| second >= b'3')
    })
}

/// Digits in one piece, and whether only a blank or a dash parts them from those before.
struct Group {
    digits: String,
    joined: bool,
}

fn groups(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut between = String::new();
    let mut open = false;
    for sign in text.chars() {
        let digit = match sign {
            '0'..='9' => Some(sign),
            '０'..='９' => u32::from(sign)
                .checked_sub(u32::from('０'))
                .and_then(|value| char::from_digit(value, 10)),
            _ => None,
        };
        let Some(digit) = digit else {
            between.push(sign);
            open = false;
            continue;
        };
        match groups.last_mut().filter(|_| open) {
            Some(group) => group.digits.push(digit),
            None => groups.push(Group {
                digits: digit.to_string(),
                joined: matches!(between.as_str(), " " | "-" | "－" | "　"),
            }),
        }
        between.clear();
        open = true;
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mobile_numbers_are_found_however_they_are_written() {
        for text in [
            "请拨13812345678",
            "电话：１３８１２３４５６７８。",
            "+8619912345678",
            "008615012345678找张",
            "138-1234-5678",
            "+86 138 1234 5678",
            "13712345678 13812345678",
        ] {
            assert!(holds_mobile_number(text), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_let_through() {
        for text in [
            "",
            "路灯3盏不亮",
            "2022年11月7日 1500元",
            "12345热线",
            "12812345678",
            "0739-5312345",
            "工单20221107000113812345678",
            "138 1234、5678",
        ] {
            assert!(!holds_mobile_number(text), "{text}");
        }
    }
}
