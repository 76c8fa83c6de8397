//! Townships and subdistricts, and their communities and villages.
//! Deliberately absent: merging two places; the office closes one and revises the other.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde_json::json;

use super::dependants::{no_links_outside, no_workrooms_outside};
use super::{Done, Keeping, known};
use crate::kernel::error::Failure;
use crate::kernel::id::NodeId;
use crate::linkage::Request;
use crate::organization::entity::{division, township};
use crate::organization::kinds::{Agricultural, DivisionKind, NodeKind, TownshipKind};
use crate::organization::refusals::{OrganizationErrorCode as Code, Outcome, Refused};
use crate::organization::rules::days::{closing, not_closed};
use crate::organization::rules::words::{
    NAME, NOTE, aliases, code, free_code, free_name, optional_text, something_changes, text,
    text_or_empty,
};

/// Most communities and villages in one call.
pub const MOST_DIVISIONS: usize = 200;

/// A township to be registered.
#[derive(Clone, Debug)]
pub struct RegisterTownship {
    /// Nine digits below the district's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its English name; may be empty.
    pub name_en: String,
    /// Its name in pinyin; may be empty.
    pub pinyin: String,
    /// Which of the three it is.
    pub kind: TownshipKind,
    /// Whether it is agricultural.
    pub agricultural: Agricultural,
    /// Where that is known from.
    pub agricultural_note: Option<String>,
    /// Other names in use.
    pub aliases: Vec<String>,
    /// The first day it exists.
    pub from: NaiveDate,
}

/// Registers a township. Refuses the code or the name of another that exists.
pub async fn register_township(request: &Request, input: RegisterTownship) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    let code = code("code", &input.code, 9, organization.district_id())?;
    let name = text("name", &input.name, NAME)?;
    let name_en = text_or_empty("nameEn", &input.name_en, NAME)?;
    let pinyin = text_or_empty("pinyin", &input.pinyin, NAME)?;
    let note = optional_text("agriculturalNote", input.agricultural_note.as_deref(), NOTE)?;
    let aliases = aliases("aliases", &input.aliases)?;
    let standing = || {
        organization
            .townships
            .values()
            .filter(|row| row.closed_on.is_none())
    };
    free_code("code", &code, standing().map(|row| row.code.as_str()))?;
    free_name("name", &name, standing().map(|row| row.name.as_str()))?;
    let content = json!({
        "code": code, "name": name, "kind": input.kind, "agricultural": input.agricultural, "from": input.from,
    });
    let id = keeping
        .create::<township::Entity, _>(
            NodeKind::Township,
            "township.registered",
            content,
            |stamp| township::Model {
                district_id: stamp.district_id,
                id: stamp.id,
                since_number: stamp.since_number,
                until_number: None,
                code,
                name,
                name_en,
                pinyin,
                kind: input.kind,
                agricultural: input.agricultural,
                agricultural_note: note,
                aliases,
                established_on: input.from,
                closed_on: None,
            },
        )
        .await?;
    keeping.finish(id).await
}

/// What is to be different of a township; what is left out stays.
#[derive(Clone, Debug)]
pub struct ReviseTownship {
    /// Which one.
    pub id: NodeId,
    /// Its name.
    pub name: Option<String>,
    /// Its English name; may be empty.
    pub name_en: Option<String>,
    /// Its name in pinyin; may be empty.
    pub pinyin: Option<String>,
    /// Which of the three it is.
    pub kind: Option<TownshipKind>,
    /// Whether it is agricultural.
    pub agricultural: Option<Agricultural>,
    /// Where that is known from; `Some(None)` takes the note away.
    pub agricultural_note: Option<Option<String>>,
    /// Other names in use, all of them.
    pub aliases: Option<Vec<String>>,
}

impl ReviseTownship {
    /// A revision that changes nothing yet.
    pub fn of(id: NodeId) -> Self {
        Self {
            id,
            name: None,
            name_en: None,
            pinyin: None,
            kind: None,
            agricultural: None,
            agricultural_note: None,
            aliases: None,
        }
    }
}

/// Revises a township. Refuses a closed one, the name of another, and a change of nothing.
pub async fn revise_township(request: &Request, input: ReviseTownship) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    let before = known("id", organization.townships.get(&input.id))?;
    not_closed(before.closed_on)?;
    let mut after = before.clone();
    if let Some(name) = &input.name {
        after.name = text("name", name, NAME)?;
        let others = organization
            .townships
            .values()
            .filter(|row| row.closed_on.is_none() && row.id != input.id);
        free_name("name", &after.name, others.map(|row| row.name.as_str()))?;
    }
    if let Some(name_en) = &input.name_en {
        after.name_en = text_or_empty("nameEn", name_en, NAME)?;
    }
    if let Some(pinyin) = &input.pinyin {
        after.pinyin = text_or_empty("pinyin", pinyin, NAME)?;
    }
    after.kind = input.kind.unwrap_or(after.kind);
    after.agricultural = input.agricultural.unwrap_or(after.agricultural);
    if let Some(note) = &input.agricultural_note {
        after.agricultural_note = optional_text("agriculturalNote", note.as_deref(), NOTE)?;
    }
    if let Some(typed) = &input.aliases {
        after.aliases = aliases("aliases", typed)?;
    }
    something_changes(before, &after)?;
    let content =
        json!({"name": after.name, "kind": after.kind, "agricultural": after.agricultural});
    keeping
        .replace::<township::Entity, _>(
            NodeKind::Township,
            input.id,
            "township.revised",
            content,
            |since_number| township::Model {
                since_number,
                ..after
            },
        )
        .await?;
    keeping.finish(input.id).await
}

/// The end of a township.
#[derive(Clone, Debug)]
pub struct CloseTownship {
    /// Which one.
    pub id: NodeId,
    /// The first day it no longer exists.
    pub on: NaiveDate,
}

/// Closes a township on a day. Refuses while links or workrooms go on beyond it.
pub async fn close_township(request: &Request, input: CloseTownship) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    let before = known("id", organization.townships.get(&input.id))?;
    let life = closing("on", before.established_on, before.closed_on, input.on)?;
    no_links_outside("on", &keeping.chain, input.id, &[life])?;
    no_workrooms_outside("on", &organization, input.id, life)?;
    keeping
        .replace::<township::Entity, _>(
            NodeKind::Township,
            input.id,
            "township.closed",
            json!({"on": input.on}),
            |since_number| township::Model {
                since_number,
                closed_on: life.to,
                ..before.clone()
            },
        )
        .await?;
    keeping.finish(input.id).await
}

/// A community or village to be registered.
#[derive(Clone, Debug)]
pub struct RegisterDivision {
    /// Twelve digits below the district's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Community or village.
    pub kind: DivisionKind,
}

/// Communities and villages of one township.
#[derive(Clone, Debug)]
pub struct RegisterDivisions {
    /// The township that they belong to.
    pub township: NodeId,
    /// They, from 1 to 200.
    pub divisions: Vec<RegisterDivision>,
}

/// What registering divisions did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DivisionsDone {
    /// The township.
    pub township: NodeId,
    /// Their ids, in the order of the input.
    pub ids: Vec<NodeId>,
    /// The district's journal number after it.
    pub number: i64,
}

/// Registers communities and villages of a township: all of them, or none when one is refused. Every refusal names its
/// item. Refuses codes in use, and a closed township.
pub async fn register_divisions(
    request: &Request,
    input: RegisterDivisions,
) -> Outcome<DivisionsDone> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    let township = known("townshipId", organization.townships.get(&input.township))?;
    not_closed(township.closed_on)?;
    if !(1..=MOST_DIVISIONS).contains(&input.divisions.len()) {
        return Err(Refused::of(
            Code::WrongNumberOfItems,
            "divisions",
            format!("每次 1 至 {MOST_DIVISIONS} 个。"),
            format!("From 1 to {MOST_DIVISIONS} at once."),
        )
        .into());
    }
    let mut taken: BTreeSet<String> = organization
        .divisions
        .values()
        .map(|row| row.code.clone())
        .collect();
    let mut refusals = Vec::new();
    let mut rows = Vec::with_capacity(input.divisions.len());
    for (index, division) in input.divisions.iter().enumerate() {
        let field = |name: &str| format!("divisions.{index}.{name}");
        let code = code(
            &field("code"),
            &division.code,
            12,
            organization.district_id(),
        )
        .and_then(|code| {
            free_code(
                &field("code"),
                &code,
                taken.get(&code).map(String::as_str).into_iter(),
            )?;
            Ok(code)
        });
        if let Ok(code) = &code {
            taken.insert(code.clone());
        }
        match (code, text(&field("name"), &division.name, NAME)) {
            (Ok(code), Ok(name)) => rows.push((code, name, division.kind)),
            (code, name) => refusals.extend(code.err().into_iter().chain(name.err())),
        }
    }
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    let mut ids = Vec::with_capacity(rows.len());
    for (code, name, kind) in rows {
        let content = json!({"code": code, "name": name, "kind": kind, "township": input.township});
        let id = keeping
            .create::<division::Entity, _>(
                NodeKind::Division,
                "division.registered",
                content,
                |stamp| division::Model {
                    district_id: stamp.district_id,
                    id: stamp.id,
                    since_number: stamp.since_number,
                    until_number: None,
                    code,
                    name,
                    township_id: input.township,
                    kind,
                },
            )
            .await?;
        ids.push(id);
    }
    let number = keeping.finish(input.township).await?.number;
    Ok(DivisionsDone {
        township: input.township,
        ids,
        number,
    })
}

/// What is to be different of a community or village; what is left out stays.
#[derive(Clone, Debug)]
pub struct ReviseDivision {
    /// Which one.
    pub id: NodeId,
    /// Its name.
    pub name: Option<String>,
    /// Community or village.
    pub kind: Option<DivisionKind>,
    /// The township that it belongs to.
    pub township: Option<NodeId>,
}

/// Revises a community or village. Refuses a closed township and a change of nothing.
pub async fn revise_division(request: &Request, input: ReviseDivision) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    let before = known("id", organization.divisions.get(&input.id))?;
    let mut after = before.clone();
    if let Some(name) = &input.name {
        after.name = text("name", name, NAME)?;
    }
    after.kind = input.kind.unwrap_or(after.kind);
    if let Some(id) = input.township {
        let township = known("townshipId", organization.townships.get(&id))?;
        not_closed(township.closed_on)?;
        after.township_id = id;
    }
    something_changes(before, &after)?;
    let content = json!({"name": after.name, "kind": after.kind, "township": after.township_id});
    keeping
        .replace::<division::Entity, _>(
            NodeKind::Division,
            input.id,
            "division.revised",
            content,
            |since_number| division::Model {
                since_number,
                ..after
            },
        )
        .await?;
    keeping.finish(input.id).await
}
