//! Changes of links: establish, end, move, correct, withdraw; each dated and journalled, nothing overwritten.
//! Deliberately absent: ending links by themselves when an office or a body ends.

use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

use super::chain::Chain;
use super::entity::{LinkKind, link};
use super::refusals::{LinkErrorCode as Code, Outcome, Refused};
use super::request::{Request, Writing};
use super::rules::{PartyMembership, Wanted, refusals};
use crate::kernel::authz::Action;
use crate::kernel::error::{Failure, Fault};
use crate::kernel::id::NodeId;
use crate::kernel::journal::Change;
use crate::kernel::period::Span;
use crate::kernel::versions::{close, open};
use crate::organization::NodeKind;
use crate::organization::entity::node;
use crate::organization::personal::party_membership;

/// Locks the caller's district; forbidden to all but its office.
async fn start(request: &Request) -> Outcome<Writing> {
    let district = request.actor()?.district.clone();
    let writing = request.write(&district).await?;
    writing.require(Action::KeepOrganization, None)?;
    Ok(writing)
}

/// Establishes a link over days. Gives its id.
pub async fn establish(request: &Request, wanted: Wanted) -> Outcome<NodeId> {
    let mut writing = start(request).await?;
    let field = |refused: &Refused| refused.field.clone();
    allowed(request, &writing, &wanted, None, field).await?;
    let id = make(request, &mut writing, &wanted, "link.established", None).await?;
    writing.commit().await?;
    Ok(id)
}

/// Establishes links in one step, all of them or none, each held against those that stood before; that they do not contradict
/// each other is the caller's to see to. Gives their ids.
pub async fn establish_all(request: &Request, all: &[Wanted]) -> Outcome<Vec<NodeId>> {
    let mut writing = start(request).await?;
    let field = |refused: &Refused| refused.field.clone();
    let mut ids = Vec::new();
    for wanted in all {
        allowed(request, &writing, wanted, None, field).await?;
        ids.push(make(request, &mut writing, wanted, "link.established", None).await?);
    }
    writing.commit().await?;
    Ok(ids)
}

/// Ends a link: `on` is the first day on which it no longer holds. Refuses when it ended before.
pub async fn end(request: &Request, id: NodeId, on: NaiveDate) -> Outcome<NodeId> {
    let mut writing = start(request).await?;
    let link = find(&writing.chain, id)?;
    shorten(&mut writing, &link, on, "link.ended").await?;
    writing.commit().await?;
    Ok(id)
}

/// Moves the lower end of a link to another upper end from a day on: the one link ends, the next begins, in one step.
/// The day may lie in the past. Gives the id of the new link.
pub async fn move_lower(
    request: &Request,
    id: NodeId,
    new_upper: NodeId,
    on: NaiveDate,
) -> Outcome<NodeId> {
    let mut writing = start(request).await?;
    let link = find(&writing.chain, id)?;
    if link.upper_id == new_upper {
        return Err(Refused::of(
            Code::NothingToChange,
            "newUpperId",
            "上端没有变化。",
            "The upper end is the same.",
        )
        .into());
    }
    let wanted = Wanted {
        kind: link.kind,
        upper: new_upper,
        lower: link.lower_id,
        span: Span::new(on, link.valid_to),
    };
    check_end(&link, on)?;
    allowed(request, &writing, &wanted, Some(id), field_of_move).await?;
    shorten(&mut writing, &link, on, "link.ended").await?;
    let moved = make(request, &mut writing, &wanted, "link.moved", Some(id)).await?;
    writing.commit().await?;
    Ok(moved)
}

/// Corrects the days of a link that were entered wrongly.
pub async fn correct(request: &Request, id: NodeId, span: Span) -> Outcome<NodeId> {
    let mut writing = start(request).await?;
    let link = find(&writing.chain, id)?;
    if link.span() == span {
        return Err(Refused::whole(
            Code::NothingToChange,
            "日期没有变化。",
            "The days are the same.",
        )
        .into());
    }
    let wanted = Wanted {
        kind: link.kind,
        upper: link.upper_id,
        lower: link.lower_id,
        span,
    };
    allowed(request, &writing, &wanted, Some(id), field_of_correction).await?;
    let content = json!({ "from": span.from, "to": span.to });
    replace(
        &mut writing,
        link::Model {
            valid_from: span.from,
            valid_to: span.to,
            ..link
        },
        "link.corrected",
        content,
    )
    .await?;
    writing.commit().await?;
    Ok(id)
}

/// Withdraws a link that should never have been made: from now on it never held.
pub async fn withdraw(request: &Request, id: NodeId) -> Outcome<NodeId> {
    let mut writing = start(request).await?;
    let link = find(&writing.chain, id)?;
    let number = writing.record(change(
        &link,
        "link.withdrawn",
        describe(link.kind, &link.span()),
    ));
    close::<link::Entity>(&writing.tx, writing.ledger.district(), id.0, number).await?;
    writing.commit().await?;
    Ok(id)
}

fn find(chain: &Chain, id: NodeId) -> Result<link::Model, Refused> {
    chain.links.get(&id).cloned().ok_or_else(|| {
        Refused::of(
            Code::NotFound,
            "id",
            "没有这一联系关系。",
            "There is no such link.",
        )
    })
}

/// Goes on only when the rules let the link stand; `field` says which input each refusal is about.
async fn allowed(
    request: &Request,
    writing: &Writing,
    wanted: &Wanted,
    instead_of: Option<NodeId>,
    field: impl Fn(&Refused) -> Option<String>,
) -> Result<(), Failure<Code>> {
    let party = party_of_ends(request, writing, wanted).await?;
    let mut refusals = refusals(&writing.chain, &party, wanted, instead_of);
    if refusals.is_empty() {
        return Ok(());
    }
    for refused in &mut refusals {
        refused.field = field(refused);
    }
    Err(Failure::Refused(refusals))
}

/// Who of the two ends is in the Party, opened under the lock; nobody is asked about for a line that does not need it.
async fn party_of_ends(
    request: &Request,
    writing: &Writing,
    wanted: &Wanted,
) -> Result<PartyMembership, Fault> {
    if !wanted.kind.tells_party() {
        return Ok(PartyMembership::default());
    }
    let now = (writing.ledger.district(), writing.ledger.head().number);
    let ends = [wanted.upper, wanted.lower].into();
    let known = party_membership(&writing.tx, &request.vault, now, &ends).await?;
    Ok(known.into())
}

/// A move is told the new upper end and the day; the lower end and the last day are the old link's.
fn field_of_move(refused: &Refused) -> Option<String> {
    let field = match (refused.code, refused.field.as_deref()?) {
        (Code::SameEnds, _) | (_, "upperId") => "newUpperId",
        _ => "on",
    };
    Some(field.to_owned())
}

/// A correction is told days only: an end that does not fit them is the matter of both days together.
fn field_of_correction(refused: &Refused) -> Option<String> {
    refused
        .field
        .clone()
        .filter(|field| field == "from" || field == "to")
}

fn check_end(link: &link::Model, on: NaiveDate) -> Result<(), Refused> {
    if on <= link.valid_from {
        return Err(Refused::of(
            Code::BeforeItBegins,
            "on",
            format!(
                "日期须晚于该联系的开始日期 {}；如属误建请撤回。",
                link.valid_from
            ),
            format!(
                "The day must be after {}, when the link began; withdraw it if it was made in error.",
                link.valid_from
            ),
        ));
    }
    match link.valid_to {
        Some(to) if to <= on => Err(Refused::of(
            Code::AlreadyEnded,
            "on",
            format!("该联系已于 {to} 结束；如有误请更正日期。"),
            format!("The link ended on {to}; correct its days if that is wrong."),
        )),
        _ => Ok(()),
    }
}

async fn shorten(
    writing: &mut Writing,
    link: &link::Model,
    on: NaiveDate,
    verb: &'static str,
) -> Outcome<()> {
    check_end(link, on)?;
    replace(
        writing,
        link::Model {
            valid_to: Some(on),
            ..link.clone()
        },
        verb,
        json!({ "on": on }),
    )
    .await
}

async fn replace(
    writing: &mut Writing,
    next: link::Model,
    verb: &'static str,
    content: Value,
) -> Outcome<()> {
    let number = writing.record(change(&next, verb, content));
    close::<link::Entity>(&writing.tx, writing.ledger.district(), next.id.0, number).await?;
    open::<link::Entity, _>(
        &writing.tx,
        link::Model {
            since_number: number,
            until_number: None,
            ..next
        },
    )
    .await?;
    Ok(())
}

async fn make(
    request: &Request,
    writing: &mut Writing,
    wanted: &Wanted,
    verb: &'static str,
    instead_of: Option<NodeId>,
) -> Outcome<NodeId> {
    let mut link = link::Model {
        district_id: writing.ledger.district().clone(),
        id: NodeId(request.clock.new_uuid()),
        since_number: 0,
        until_number: None,
        kind: wanted.kind,
        upper_id: wanted.upper,
        lower_id: wanted.lower,
        valid_from: wanted.span.from,
        valid_to: wanted.span.to,
    };
    let mut content = describe(wanted.kind, &wanted.span);
    if let Some(content) = content.as_object_mut() {
        if let Some(ended) = instead_of {
            content.insert("instead_of".to_owned(), json!(ended));
        }
        // Who is in the Party can be read from the second line, so the journal does not name its ends.
        if !wanted.kind.tells_party() {
            content.insert("upper".to_owned(), json!(wanted.upper));
            content.insert("lower".to_owned(), json!(wanted.lower));
        }
    }
    link.since_number = writing.record(change(&link, verb, content));
    let identity = node::Model {
        district_id: link.district_id.clone(),
        id: link.id,
        kind: NodeKind::Link,
        since_number: link.since_number,
    };
    node::Entity::insert(identity.into_active_model().reset_all())
        .exec_without_returning(&writing.tx)
        .await?;
    let id = link.id;
    open::<link::Entity, _>(&writing.tx, link).await?;
    Ok(id)
}

fn describe(kind: LinkKind, span: &Span) -> Value {
    let kind = if kind.tells_party() {
        Value::Null
    } else {
        json!(kind)
    };
    json!({ "kind": kind, "from": span.from, "to": span.to })
}

fn change(link: &link::Model, verb: &'static str, content: Value) -> Change {
    Change {
        kind: verb,
        subject_kind: "link",
        subject_id: link.id.0,
        content,
        organization: true,
    }
}
