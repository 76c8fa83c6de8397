//! The organisation of the demo: the real places and workrooms, the default committees and sectors, example members, and
//! the chain over them. Which committee contacts which group is illustrative: the report does not say.
//! Deliberately absent: names of officials.

use super::{Stopped, day, told};
use crate::kernel::error::Failure;
use crate::kernel::id::NodeId;
use crate::kernel::period::Span;
use crate::linkage::rules::Wanted;
use crate::linkage::{LinkKind, Request, commands as links};
use crate::organization::commands::bodies::{
    EstablishBody, establish_sector, establish_sector_group, establish_special_committee,
};
use crate::organization::commands::offices::{AssumeOffice, assume_office};
use crate::organization::commands::people::{AdmitMember, PersonalWords, admit_member};
use crate::organization::commands::places::{
    RegisterDivision, RegisterDivisions, RegisterTownship, register_divisions, register_township,
};
use crate::organization::commands::terms::{OpenSession, OpenTerm, open_session, open_term};
use crate::organization::commands::workrooms::{
    AwardWorkroomHonour, EstablishWorkroom, award_workroom_honour, establish_workroom,
};
use crate::organization::kinds::{
    Agricultural, DivisionKind, HonourLevel, Office, TownshipKind, WorkroomKind,
};

const TOWNSHIPS: &str = include_str!("data/townships.csv");
const DIVISIONS: &str = include_str!("data/divisions.csv");

/// The default committees; the district's own list is not published.
const COMMITTEES: [&str; 5] = [
    "提案和委员学习联络委员会",
    "经济科技和农业农村委员会",
    "人口资源环境委员会",
    "教科卫体和文化文史委员会",
    "社会法制和民族宗教委员会",
];

/// The default sectors; the district's own list is not published.
const SECTORS: [&str; 20] = [
    "中共",
    "民革",
    "民盟",
    "民建",
    "民进",
    "无党派",
    "共青团",
    "工会",
    "妇联",
    "工商联",
    "科协",
    "文艺",
    "科技",
    "经济",
    "农业",
    "教育",
    "体育",
    "医卫",
    "少数民族和宗教",
    "特邀",
];

/// Example members: six for each township workroom.
const MEMBERS: usize = 84;

/// Example standing members beside the council.
const STANDING: usize = 14;

/// What the events hang on.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// Township workrooms in the order of their codes, with those codes.
    pub workrooms: Vec<(String, NodeId)>,
    /// The personal workroom.
    pub personal: Option<NodeId>,
    /// Special committees.
    pub committees: Vec<NodeId>,
    /// Members.
    pub members: Vec<NodeId>,
    /// Handling units.
    pub units: Vec<NodeId>,
}

/// Loads it.
pub async fn load(office: &Request) -> Result<Loaded, Stopped> {
    let mut loaded = Loaded {
        units: super::units::load(office).await?,
        ..Loaded::default()
    };
    // The day of the opening is not published; autumn 2021 is inferred from the sister districts.
    let term_begins = day(2021, 10, 25);
    let opened = |what: &'static str| move |failure: Failure<_>| told(what, &failure);
    open_term(
        office,
        OpenTerm {
            ordinal: 6,
            from: term_begins,
            to: None,
        },
    )
    .await
    .map_err(opened("term"))?;
    for (ordinal, opened_on, closed_on) in [
        (1, term_begins, day(2021, 10, 28)),
        (2, day(2022, 3, 1), day(2022, 3, 3)),
    ] {
        let session = OpenSession {
            term: 6,
            ordinal,
            opened_on,
            closed_on: Some(closed_on),
        };
        open_session(office, session)
            .await
            .map_err(opened("session"))?;
    }
    let mut sectors = Vec::new();
    for name in SECTORS {
        let body = EstablishBody {
            name: name.to_owned(),
            from: term_begins,
        };
        sectors.push(
            establish_sector(office, body)
                .await
                .map_err(opened("sector"))?
                .id,
        );
    }
    for name in COMMITTEES {
        let body = EstablishBody {
            name: name.to_owned(),
            from: term_begins,
        };
        loaded.committees.push(
            establish_special_committee(office, body)
                .await
                .map_err(opened("committee"))?
                .id,
        );
    }
    let mut groups = Vec::new();
    for name in ["第一", "第二", "第三", "第四", "第五", "第六", "第七"] {
        let body = EstablishBody {
            name: format!("{name}界别活动组"),
            from: term_begins,
        };
        groups.push(
            establish_sector_group(office, body)
                .await
                .map_err(opened("sector group"))?
                .id,
        );
    }
    let townships = places(office).await?;
    for n in 0..MEMBERS {
        let member = AdmitMember {
            name: format!("示例委员 {:02}", n + 1),
            is_cpc_member: n % 5 < 2,
            // People in the demo are examples: nobody's phone is given, and nobody's ethnicity or religion made up.
            personal: PersonalWords::default(),
            expertise: None,
            term: 6,
            sector: *cycle(&sectors, n)?,
            from: term_begins,
            to: None,
        };
        loaded.members.push(
            admit_member(office, member)
                .await
                .map_err(opened("member"))?
                .id,
        );
    }
    offices(office, &loaded.members).await?;
    workrooms(office, &mut loaded, &townships).await?;
    chain(office, &loaded, &groups, &sectors).await?;
    lines(office, &loaded.members).await?;
    Ok(loaded)
}

fn cycle<T>(list: &[T], n: usize) -> Result<&T, Stopped> {
    list.get(n.checked_rem(list.len()).unwrap_or(0))
        .ok_or_else(|| "an empty list".to_owned())
}

async fn places(office: &Request) -> Result<Vec<(String, String, NodeId)>, Stopped> {
    let mut townships = Vec::new();
    for line in TOWNSHIPS.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [code, name, pinyin, name_en, kind, _, _, agricultural] = fields.as_slice() else {
            return Err(format!("townships.csv: {line}"));
        };
        let agricultural = match *agricultural {
            "true" => Agricultural::Yes,
            "false" => Agricultural::No,
            _ => Agricultural::Unconfirmed,
        };
        let note = (agricultural == Agricultural::Unconfirmed)
            .then(|| "年报称涉农乡镇街道 7 个，据村委会代码只见 6 个，第七个待区里确认".to_owned());
        let aliases = match *code {
            "430503004" => vec!["城西路街道".to_owned()],
            "430503101" => vec!["罗士镇".to_owned(), "面铺乡".to_owned()],
            _ => Vec::new(),
        };
        let input = RegisterTownship {
            code: (*code).to_owned(),
            name: (*name).to_owned(),
            name_en: (*name_en).to_owned(),
            pinyin: (*pinyin).to_owned(),
            kind: match *kind {
                "TOWN" => TownshipKind::Town,
                "TOWNSHIP" => TownshipKind::Township,
                _ => TownshipKind::Subdistrict,
            },
            agricultural,
            agricultural_note: note,
            aliases,
            // The codes have stood since 2016.
            from: day(2016, 1, 1),
        };
        let id = register_township(office, input)
            .await
            .map_err(|failure| told(name, &failure))?
            .id;
        let divisions: Vec<_> = DIVISIONS
            .lines()
            .skip(1)
            .filter(|line| line.starts_with(code))
            .filter_map(|line| {
                let (code, rest) = line.split_once(',')?;
                let (name, kind) = rest.split_once(',')?;
                let kind = if kind == "VILLAGE" {
                    DivisionKind::Village
                } else {
                    DivisionKind::Community
                };
                Some(RegisterDivision {
                    code: code.to_owned(),
                    name: name.to_owned(),
                    kind,
                })
            })
            .collect();
        register_divisions(
            office,
            RegisterDivisions {
                township: id,
                divisions,
            },
        )
        .await
        .map_err(|failure| told("divisions", &failure))?;
        townships.push(((*code).to_owned(), (*name).to_owned(), id));
    }
    Ok(townships)
}

/// One chairperson, five vice-chairpersons, a secretary-general; standing members; the leading Party members' group.
async fn offices(office: &Request, members: &[NodeId]) -> Result<(), Stopped> {
    let mut held = Vec::new();
    for (n, member) in members.iter().enumerate() {
        let council = match n {
            0 => Some(Office::Chairperson),
            1..=5 => Some(Office::ViceChairperson),
            6 => Some(Office::SecretaryGeneral),
            _ => None,
        };
        held.extend(council.map(|office| (*member, office)));
        if n < 7 + STANDING {
            held.push((*member, Office::StandingMember));
        }
        // Of the council, those who are in the Party by the rule above.
        if n < 7 && n % 5 < 2 {
            held.push((*member, Office::PartyGroupMember));
        }
    }
    for (member, held) in held {
        let input = AssumeOffice {
            member,
            office: held,
            from: day(2021, 10, 28),
            to: None,
        };
        assume_office(office, input)
            .await
            .map_err(|failure| told("office", &failure))?;
    }
    Ok(())
}

async fn workrooms(
    office: &Request,
    loaded: &mut Loaded,
    townships: &[(String, String, NodeId)],
) -> Result<(), Stopped> {
    for (code, name, township) in townships {
        let stem = name
            .trim_end_matches("街道")
            .trim_end_matches('镇')
            .trim_end_matches('乡');
        let input = EstablishWorkroom {
            name: format!("{stem}委员工作室"),
            kind: WorkroomKind::Township,
            township: Some(*township),
            sector: None,
            member: None,
            online_url: None,
            posts_monthly: None,
            from: day(2021, 11, 1),
        };
        let id = establish_workroom(office, input)
            .await
            .map_err(|failure| told(name, &failure))?
            .id;
        loaded.workrooms.push((code.clone(), id));
    }
    let personal = EstablishWorkroom {
        name: "曾绮云委员工作室".to_owned(),
        kind: WorkroomKind::Personal,
        township: None,
        sector: None,
        member: Some(*cycle(&loaded.members, 30)?),
        online_url: None,
        posts_monthly: Some(false),
        from: day(2021, 11, 1),
    };
    let personal = establish_workroom(office, personal)
        .await
        .map_err(|failure| told("personal workroom", &failure))?
        .id;
    loaded.personal = Some(personal);
    let chengnan = loaded
        .workrooms
        .iter()
        .find(|(code, _)| code == "430503007")
        .ok_or("430503007 is missing")?
        .1;
    for (workroom, level, title) in [
        (personal, HonourLevel::Provincial, "省示范性政协委员工作室"),
        (chengnan, HonourLevel::Municipal, "市示范性政协委员工作室"),
    ] {
        let input = AwardWorkroomHonour {
            workroom,
            level,
            title: title.to_owned(),
            year: 2022,
        };
        award_workroom_honour(office, input)
            .await
            .map_err(|failure| told("honour", &failure))?;
    }
    Ok(())
}

async fn link(
    office: &Request,
    kind: LinkKind,
    upper: NodeId,
    lower: NodeId,
) -> Result<(), Stopped> {
    let wanted = Wanted {
        kind,
        upper,
        lower,
        span: Span::new(day(2021, 11, 1), None),
    };
    links::establish(office, wanted)
        .await
        .map(|_| ())
        .map_err(|failure| told("link", &failure))
}

async fn chain(
    office: &Request,
    loaded: &Loaded,
    groups: &[NodeId],
    sectors: &[NodeId],
) -> Result<(), Stopped> {
    for (n, committee) in loaded.committees.iter().enumerate() {
        link(
            office,
            LinkKind::LeadsCommittee,
            *cycle(&loaded.members, n + 1)?,
            *committee,
        )
        .await?;
    }
    for (n, group) in groups.iter().enumerate() {
        link(
            office,
            LinkKind::ContactsGroup,
            *cycle(&loaded.committees, n)?,
            *group,
        )
        .await?;
    }
    for (n, sector) in sectors.iter().enumerate() {
        link(office, LinkKind::GathersSector, *cycle(groups, n)?, *sector).await?;
    }
    for (n, (_, workroom)) in loaded.workrooms.iter().enumerate() {
        link(
            office,
            LinkKind::ContactsWorkroom,
            *cycle(groups, n / 2)?,
            *workroom,
        )
        .await?;
    }
    if let Some(personal) = loaded.personal {
        link(
            office,
            LinkKind::ContactsWorkroom,
            *cycle(groups, 3)?,
            personal,
        )
        .await?;
    }
    for (n, member) in loaded.members.iter().enumerate() {
        link(
            office,
            LinkKind::ContactsMember,
            cycle(&loaded.workrooms, n)?.1,
            *member,
        )
        .await?;
    }
    Ok(())
}

/// Both contact lines reach everyone, as the report says of 2022.
async fn lines(office: &Request, members: &[NodeId]) -> Result<(), Stopped> {
    let (council, others) = members.split_at_checked(7).ok_or("too few members")?;
    let (standing, of_sectors) = others.split_at_checked(STANDING).ok_or("too few members")?;
    for (n, member) in standing.iter().enumerate() {
        link(
            office,
            LinkKind::ChairToStanding,
            *cycle(council, n)?,
            *member,
        )
        .await?;
    }
    for (n, member) in of_sectors.iter().enumerate() {
        link(
            office,
            LinkKind::StandingToSectorMember,
            *cycle(standing, n)?,
            *member,
        )
        .await?;
    }
    let in_party = |(n, member): (usize, &NodeId)| (n % 5 < 2).then_some(*member);
    let party: Vec<NodeId> = members.iter().enumerate().filter_map(in_party).collect();
    let rest: Vec<NodeId> = members
        .iter()
        .filter(|member| !party.contains(member))
        .copied()
        .collect();
    // Of the council, members 1, 2, 6 and 7 are in the Party and so in its group.
    let (group, led) = party.split_at_checked(4).ok_or("too few members")?;
    for (n, member) in led.iter().enumerate() {
        link(
            office,
            LinkKind::PartyGroupToCpcMember,
            *cycle(group, n)?,
            *member,
        )
        .await?;
    }
    for (n, member) in rest.iter().enumerate() {
        link(
            office,
            LinkKind::CpcToNonCpcMember,
            *cycle(led, n)?,
            *member,
        )
        .await?;
    }
    Ok(())
}
