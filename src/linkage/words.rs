//! How refusals call the ends of a link, its days, kinds and offices, in Chinese and English.
//! Deliberately absent: the names of persons; a refusal may be logged where members should not be named.

use super::entity::LinkKind;
use crate::kernel::id::NodeId;
use crate::kernel::period::Span;
use crate::organization::{NodeKind, Office, Organization};

/// A phrase in Chinese and in English.
pub type Phrase = (String, String);

fn phrase(zh: &str, en: &str) -> Phrase {
    (zh.to_owned(), en.to_owned())
}

/// The upper end of a link: a body by its name, a person by the place in the link.
pub fn upper(organization: &Organization, id: NodeId) -> Phrase {
    called(organization, id, ("上端委员", "the upper member"))
}

/// The lower end of a link: a body by its name, a person by the place in the link.
pub fn lower(organization: &Organization, id: NodeId) -> Phrase {
    called(organization, id, ("下端委员", "the lower member"))
}

fn called(organization: &Organization, id: NodeId, person: (&str, &str)) -> Phrase {
    match (organization.kind_of(id), organization.name_of(id)) {
        (Some(NodeKind::Member), _) => phrase(person.0, person.1),
        (_, Some(name)) => (format!("“{name}”"), format!("“{name}”")),
        (_, None) => phrase("所给对象", "what was given"),
    }
}

/// `2022-01-01 至 2022-07-01（不含）`.
pub fn days(span: &Span) -> Phrase {
    match span.to {
        Some(to) => (
            format!("{} 至 {to}（不含）", span.from),
            format!("from {} up to, not including, {to}", span.from),
        ),
        None => (
            format!("{} 起", span.from),
            format!("from {} on", span.from),
        ),
    }
}

/// The kind of node that an end must be of.
pub fn kind(kind: NodeKind) -> Phrase {
    match kind {
        NodeKind::SpecialCommittee => phrase("专委会", "a special committee"),
        NodeKind::SectorGroup => phrase("界别活动组", "a sector group"),
        NodeKind::Workroom => phrase("委员工作室", "a workroom"),
        NodeKind::Sector => phrase("界别", "a sector"),
        _ => phrase("政协委员", "a member"),
    }
}

/// The offices of which one must be held.
pub fn offices(offices: &[Office]) -> Phrase {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for office in offices {
        let (chinese, english) = match office {
            Office::Chairperson => ("主席", "chairperson"),
            Office::ViceChairperson => ("副主席", "vice-chairperson"),
            Office::SecretaryGeneral => ("秘书长", "secretary-general"),
            Office::StandingMember => ("常务委员", "standing member"),
            Office::PartyGroupMember => ("党组成员", "member of the leading Party members' group"),
            Office::CommitteeDirector => ("专委会主任", "director of a special committee"),
        };
        zh.push(chinese);
        en.push(english);
    }
    (zh.join("、"), en.join(" or "))
}

/// Who must be in the Party at the two ends of a link.
pub fn party(kind: LinkKind) -> Phrase {
    match kind {
        LinkKind::PartyGroupToCpcMember => phrase(
            "两端均须为中共党员委员",
            "both members must be in the Party",
        ),
        _ => phrase(
            "上端须为中共党员委员，下端须为非中共党员委员",
            "the upper member must be in the Party and the lower one must not",
        ),
    }
}
