//! Members' workrooms and their honours. A workroom may bear a person's name, so the journal holds a digest of it.
//! Deliberately absent: which group contacts it and which members it contacts (linkage).

use chrono::{Datelike, NaiveDate};
use serde_json::json;

use super::dependants::no_links_outside;
use super::{Done, Keeping, known};
use crate::kernel::id::NodeId;
use crate::kernel::journal::digest;
use crate::kernel::period::Span;
use crate::linkage::Request;
use crate::organization::Organization;
use crate::organization::entity::{honour, workroom};
use crate::organization::kinds::{HonourLevel, NodeKind, WorkroomKind};
use crate::organization::refusals::{OrganizationErrorCode as Code, Outcome, Refused};
use crate::organization::rules::days::{closing, not_closed, within_life};
use crate::organization::rules::people::membership_on;
use crate::organization::rules::words::{NAME, address, free_name, something_changes, text, year};

/// A workroom to be established.
#[derive(Clone, Debug)]
pub struct EstablishWorkroom {
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub kind: WorkroomKind,
    /// The township that it serves; needed of a township workroom.
    pub township: Option<NodeId>,
    /// The sector; needed of a sector workroom, and of no other.
    pub sector: Option<NodeId>,
    /// The member; needed of a personal workroom, and of no other.
    pub member: Option<NodeId>,
    /// Its online twin.
    pub online_url: Option<String>,
    /// Whether a month without an event or a nil return is silence; township workrooms do unless it is said.
    pub posts_monthly: Option<bool>,
    /// The first day it exists.
    pub from: NaiveDate,
}

/// Establishes a workroom. Refuses a name in use, fields that its kind lacks or must not have, and days on which its
/// township or sector does not exist or its member is none.
pub async fn establish_workroom(request: &Request, input: EstablishWorkroom) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    let name = text("name", &input.name, NAME)?;
    free_name("name", &name, standing_names(&organization, None))?;
    let online_url = address("onlineUrl", input.online_url.as_deref())?;
    belongs(&input)?.within(&organization, &Span::new(input.from, None))?;
    let posts_monthly = input
        .posts_monthly
        .unwrap_or(input.kind == WorkroomKind::Township);
    let content = json!({
        "kind": input.kind, "township": input.township, "sector": input.sector, "member": input.member,
        "postsMonthly": posts_monthly, "from": input.from, "words": digest(&json!([name, online_url])),
    });
    let id = keeping
        .create::<workroom::Entity, _>(
            NodeKind::Workroom,
            "workroom.established",
            content,
            |stamp| workroom::Model {
                district_id: stamp.district_id,
                id: stamp.id,
                since_number: stamp.since_number,
                until_number: None,
                name,
                kind: input.kind,
                township_id: input.township,
                sector_id: input.sector,
                member_id: input.member,
                online_url,
                posts_monthly,
                established_on: input.from,
                closed_on: None,
            },
        )
        .await?;
    keeping.finish(id).await
}

fn standing_names(organization: &Organization, but: Option<NodeId>) -> impl Iterator<Item = &str> {
    organization
        .workrooms
        .values()
        .filter(move |row| row.closed_on.is_none() && Some(row.id) != but)
        .map(|row| row.name.as_str())
}

/// Refuses a workroom that belongs to nobody or to too many.
fn belongs(input: &EstablishWorkroom) -> Result<Belonging, Refused> {
    let kind = input.kind;
    if kind == WorkroomKind::Township && input.township.is_none() {
        return Err(needed("townshipId"));
    }
    for (field, given, of) in [
        ("sectorId", input.sector, WorkroomKind::Sector),
        ("memberId", input.member, WorkroomKind::Personal),
    ] {
        match (given, kind == of) {
            (None, true) => return Err(needed(field)),
            (Some(_), false) => return Err(unwanted(field)),
            _ => {}
        }
    }
    Ok(Belonging {
        township: input.township,
        sector: input.sector,
        member: input.member,
    })
}

/// What a workroom belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Belonging {
    township: Option<NodeId>,
    sector: Option<NodeId>,
    member: Option<NodeId>,
}

impl Belonging {
    /// Of a workroom that stands.
    pub(super) fn of(row: &workroom::Model) -> Self {
        Self {
            township: row.township_id,
            sector: row.sector_id,
            member: row.member_id,
        }
    }

    /// Refuses days on which the township or sector does not exist, and a first day on which the member is none. A
    /// personal workroom may outlast a membership: the member may be in the next term.
    pub(super) fn within(self, organization: &Organization, life: &Span) -> Result<(), Refused> {
        if let Some(id) = self.township {
            known("townshipId", organization.townships.get(&id))?;
            within_life("from", &organization.lifetime(id), life)?;
        }
        if let Some(id) = self.sector {
            known("sectorId", organization.sectors.get(&id))?;
            within_life("from", &organization.lifetime(id), life)?;
        }
        if let Some(id) = self.member {
            known("memberId", organization.members.get(&id))?;
            let lives = organization.lifetime(id).into_iter();
            membership_on("from", lives.map(|life| (life, ())), life.from)?;
        }
        Ok(())
    }
}

fn needed(field: &str) -> Refused {
    Refused::of(
        Code::FieldNeeded,
        field,
        "该类工作室必须填写此项。",
        "A workroom of this kind needs this.",
    )
}

fn unwanted(field: &str) -> Refused {
    Refused::of(
        Code::FieldUnwanted,
        field,
        "该类工作室不应填写此项。",
        "A workroom of this kind has none.",
    )
}

/// What is to be different of a workroom; what is left out stays.
#[derive(Clone, Debug)]
pub struct ReviseWorkroom {
    /// Which one.
    pub id: NodeId,
    /// Its name.
    pub name: Option<String>,
    /// Its online twin; `Some(None)` takes it away.
    pub online_url: Option<Option<String>>,
    /// Whether a month without an event or a nil return is silence.
    pub posts_monthly: Option<bool>,
}

/// Revises a workroom. Refuses a closed one, the name of another, and a change of nothing.
pub async fn revise_workroom(request: &Request, input: ReviseWorkroom) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    let before = known("id", organization.workrooms.get(&input.id))?;
    not_closed(before.closed_on)?;
    let mut after = before.clone();
    if let Some(name) = &input.name {
        after.name = text("name", name, NAME)?;
        free_name(
            "name",
            &after.name,
            standing_names(&organization, Some(input.id)),
        )?;
    }
    if let Some(online_url) = &input.online_url {
        after.online_url = address("onlineUrl", online_url.as_deref())?;
    }
    after.posts_monthly = input.posts_monthly.unwrap_or(after.posts_monthly);
    something_changes(before, &after)?;
    let content = json!({
        "postsMonthly": after.posts_monthly, "words": digest(&json!([after.name, after.online_url])),
    });
    keeping
        .replace::<workroom::Entity, _>(
            NodeKind::Workroom,
            input.id,
            "workroom.revised",
            content,
            |since_number| workroom::Model {
                since_number,
                ..after
            },
        )
        .await?;
    keeping.finish(input.id).await
}

/// The end of a workroom.
#[derive(Clone, Debug)]
pub struct CloseWorkroom {
    /// Which one.
    pub id: NodeId,
    /// The first day it no longer exists.
    pub on: NaiveDate,
}

/// Closes a workroom on a day. Refuses while links go on beyond it; events that it posted for later days stay, because
/// they are facts that the office withdraws one by one if they are wrong.
pub async fn close_workroom(request: &Request, input: CloseWorkroom) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    let before = known("id", organization.workrooms.get(&input.id))?;
    let life = closing("on", before.established_on, before.closed_on, input.on)?;
    no_links_outside("on", &keeping.chain, input.id, &[life])?;
    keeping
        .replace::<workroom::Entity, _>(
            NodeKind::Workroom,
            input.id,
            "workroom.closed",
            json!({"on": input.on}),
            |since_number| workroom::Model {
                since_number,
                closed_on: life.to,
                ..before.clone()
            },
        )
        .await?;
    keeping.finish(input.id).await
}

/// An honour of a workroom.
#[derive(Clone, Debug)]
pub struct AwardWorkroomHonour {
    /// The workroom.
    pub workroom: NodeId,
    /// Who awarded it.
    pub level: HonourLevel,
    /// Its wording.
    pub title: String,
    /// The year.
    pub year: i32,
}

/// Records an honour of a workroom. Refuses the same honour twice and a year to come.
pub async fn award_workroom_honour(request: &Request, input: AwardWorkroomHonour) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    known("workroomId", organization.workrooms.get(&input.workroom))?;
    let title = text("title", &input.title, NAME)?;
    let year = year("year", input.year, keeping.writing.today.year())?;
    let same = |row: &honour::Model| {
        row.workroom_id == input.workroom
            && row.level == input.level
            && row.title == title
            && row.year == year
    };
    if organization.honours.values().any(same) {
        return Err(Refused::of(
            Code::AlreadyAwarded,
            "title",
            "该荣誉已经登记。",
            "The workroom holds this very honour.",
        )
        .into());
    }
    let content =
        json!({"workroom": input.workroom, "level": input.level, "title": title, "year": year});
    let id = keeping
        .create::<honour::Entity, _>(
            NodeKind::Honour,
            "workroom_honour.awarded",
            content,
            |stamp| honour::Model {
                district_id: stamp.district_id,
                id: stamp.id,
                since_number: stamp.since_number,
                until_number: None,
                workroom_id: input.workroom,
                level: input.level,
                title,
                year,
            },
        )
        .await?;
    keeping.finish_fact(input.workroom, id).await
}

/// Withdraws an honour that was recorded in error or taken back; earlier journal numbers still show it.
pub async fn withdraw_workroom_honour(request: &Request, honour: NodeId) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    let before = known("honourId", organization.honours.get(&honour))?;
    keeping
        .withdraw::<honour::Entity>(
            NodeKind::Honour,
            honour,
            "workroom_honour.withdrawn",
            json!({"workroom": before.workroom_id}),
        )
        .await?;
    keeping.finish_fact(before.workroom_id, honour).await
}
