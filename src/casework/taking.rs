//! Takes a step: looks the case up under the district's lock, asks the policy, the machine, the evidence and the rules in
//! this order, and writes the step with all that follows from it in one transaction. Of two who act at once the second
//! finds the case as the first left it. Deliberately absent: rules of any one kind.

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::json;

use super::case::{Case, Step};
use super::deed::Deed;
use super::entity::{case_fact, case_link, case_step, case_version};
use super::kinds::{CaseAct, Fact, Leg};
use super::legs::legs;
use super::limits::Limits;
use super::looking::look_up;
use super::practice::{Effect, Ending, NewFact, Practice, Scene};
use super::queries::{cases, limit_rows};
use super::refusals::{CaseErrorCode as Code, Outcome, Refused, changed, lacking};
use super::sealing::{field, key_of, stands};
use super::sight::sight;
use crate::kernel::actor::Role;
use crate::kernel::authz::{Answer, Standing, answer};
use crate::kernel::error::{Fault, Problem, Refusal};
use crate::kernel::id::{CaseId, DistrictId};
use crate::kernel::journal::{Change, digest};
use crate::kernel::seal::DataKey;
use crate::kernel::versions;
use crate::linkage::{Request, Writing};

/// The longest note, in characters.
pub const NOTE: usize = 2000;

/// What somebody wants done.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What.
    pub deed: Deed,
    /// On which day; today when left out.
    pub on: Option<NaiveDate>,
    /// What is said of it.
    pub note: Option<String>,
    /// The newest step that the caller saw; then nobody may have acted since.
    pub after_step: Option<i32>,
}

/// Goes on only when the caller's role can have a part in an act at all, whoever's case it is.
pub fn may_ever(
    request: &Request,
    practice: &Practice,
    act: CaseAct,
) -> Result<DistrictId, Problem> {
    let actor = request.actor()?;
    let may = practice
        .machine
        .of(act)
        .any(|row| answer(Some(actor.role), row.permission, Standing::Own) == Answer::Allowed);
    match may {
        true => Ok(actor.district.clone()),
        false => Err(Problem::Forbidden),
    }
}

/// Takes a step in a case that stands.
pub async fn take(
    request: &Request,
    practice: &Practice,
    id: CaseId,
    wanted: Wanted,
) -> Outcome<CaseId> {
    let district = may_ever(request, practice, wanted.deed.act())?;
    let mut writing = request.write(&district).await?;
    take_in(&mut writing, practice, id, wanted).await?;
    writing.commit().await?;
    Ok(id)
}

/// Takes a step in an open write, which its caller commits. Gives the journal number.
pub async fn take_in(
    writing: &mut Writing,
    practice: &Practice,
    id: CaseId,
    wanted: Wanted,
) -> Outcome<i64> {
    let act = wanted.deed.act();
    let district = writing.ledger.district().clone();
    let newest = writing.ledger.head().number;
    let case = cases(&writing.tx, &district, newest, &[id].into())
        .await?
        .remove(&id)
        .filter(|case| case.version.kind == practice.kind)
        .filter(|case| sight(Some(&writing.actor), &district, practice.restricted).sees(case))
        .ok_or_else(|| Code::UnknownCase.at("id"))?;
    let on = wanted.on.unwrap_or(writing.today);
    permitted(writing, practice, &case, act, &wanted, on)?;
    let limits = limits(writing, practice).await?;
    let mut found = look_up(writing, practice.kind, id, &wanted.deed).await?;
    if let Deed::Revise { .. } | Deed::Edit { .. } = wanted.deed {
        found.stands = stands(&writing.tx, &writing.vault, &case).await?;
    }
    if found.merged {
        return Err(Code::HasMerged.whole().into());
    }
    let scene = Scene {
        case: &case,
        on,
        actor: &writing.actor,
        chain: &writing.chain,
        limits: &limits,
        calendar: &writing.chain.organization.calendar,
        found: &found,
    };
    let effect = (practice.decide)(&wanted.deed, &scene)?;
    write(writing, practice, &limits, case, wanted, on, effect).await
}

/// The limits of a kind in the district being written.
pub async fn limits(writing: &Writing, practice: &Practice) -> Result<Limits, sea_orm::DbErr> {
    let (district, number) = (writing.ledger.district(), writing.ledger.head().number);
    let rows = limit_rows(&writing.tx, district, number, practice.kind).await?;
    Ok(Limits::new(practice.limits, rows))
}

/// The policy, the machine, the dates and the evidence.
fn permitted(
    writing: &Writing,
    practice: &Practice,
    case: &Case,
    act: CaseAct,
    wanted: &Wanted,
    on: NaiveDate,
) -> Outcome<()> {
    let standing = |of: &[super::kinds::Party]| {
        let own = writing.actor.scope.filter(|node| case.is_of(*node, of));
        writing.actor.standing(writing.ledger.district(), own)
    };
    let state = case.version.state;
    let row = practice.machine.find(state, act);
    // Whoever could not do it in any state hears that; whoever could hears of the state.
    let mut rows = practice.machine.of(act);
    if !rows.any(|row| writing.actor.may(row.permission, standing(row.of))) {
        return Err(Problem::Forbidden.into());
    }
    if let Some(seen) = wanted.after_step {
        if seen < 0 || seen > case.version.steps {
            return Err(Code::UnknownStep.at("afterStep").into());
        }
        if case.acted_since(seen).next().is_some() {
            return Err(changed(case, seen).into());
        }
    }
    let Some(row) = row else {
        return Err(forbids(practice, case, act).into());
    };
    writing.actor.require(row.permission, standing(row.of))?;
    if !(practice.fits)(act, case) {
        return Err(Code::SortForbids.whole().into());
    }
    if on > writing.today {
        return Err(Code::DateInFuture.at("on").into());
    }
    if on < case.last_day() {
        return Err(Code::DateBeforePrevious.at("on").into());
    }
    // Whoever is assessed by the day of a deed cannot set it back to before the crossing.
    let assessed = matches!(writing.actor.role, Role::Unit | Role::Hotline);
    if assessed && case.overdue_since().is_some_and(|since| on < since) {
        return Err(Code::OverdueOnRecord.at("on").into());
    }
    match row.needs.iter().find(|need| case.lacks(**need, on)) {
        Some(need) => Err(lacking(*need).whole().into()),
        None => Ok(()),
    }
}

/// Tells the state, what can be done in it, and who may.
fn forbids(practice: &Practice, case: &Case, act: CaseAct) -> Refused {
    let state = case.version.state.called();
    let (zh, en): (Vec<_>, Vec<_>) = practice
        .machine
        .open(case.version.state)
        .map(|row| {
            let (zh, en) = row.act.called();
            let roles = super::words::roles(row.permission);
            (
                format!("{zh}（{}）", roles.0.join("、")),
                format!("{en} ({})", roles.1.join(", ")),
            )
        })
        .unzip();
    let (zh, en) = match zh.is_empty() {
        true => ("无".to_owned(), "nothing".to_owned()),
        false => (zh.join("；"), en.join("; ")),
    };
    let act = act.called();
    Refusal::whole(
        Code::StateForbids,
        format!("此件现为“{}”，不能“{}”。现在可以：{zh}。", state.0, act.0),
        format!(
            "It is {}; one cannot {} it. Possible now: {en}.",
            state.1, act.1
        ),
    )
}

/// Writes a step with all that follows from it.
pub async fn write(
    writing: &mut Writing,
    practice: &Practice,
    limits: &Limits,
    mut case: Case,
    wanted: Wanted,
    on: NaiveDate,
    mut effect: Effect,
) -> Outcome<i64> {
    let act = wanted.deed.act();
    let number = writing.ledger.head().number.saturating_add(1);
    let opened = case.steps.is_empty();
    let from = (!opened).then_some(case.version.state);
    let machine_to = from
        .and_then(|state| practice.machine.find(state, act))
        .and_then(|row| row.to);
    let to = effect.to.or(machine_to).unwrap_or(case.version.state);
    let has_words = wanted.note.is_some() || wanted.deed.has_words();
    let key = key_of(writing, &case, has_words).await?;
    let step = step(
        writing,
        &case,
        number,
        (wanted, key.as_ref()),
        on,
        (from, to),
    )?;
    case.steps.push(step.clone());
    let before = case.version.clone();
    let version = &mut case.version;
    version.since_number = number;
    version.state = to;
    version.steps = step.row.ordinal;
    if let (Some(content), Some(key)) = (effect.content.take(), &key) {
        version.title = content.title;
        version.content = content.content.seal(key, field::CONTENT)?;
        version.place_code = content.place_code;
    }
    if let Some(reference) = effect.reference.take() {
        version.reference = Some(reference).filter(|text| !text.is_empty());
    }
    version.paused = from == Some(to) && effect.paused.unwrap_or(before.paused);
    let calendar = &writing.chain.organization.calendar;
    // Where working days are not known the step is taken all the same; the leg says which year is missing.
    let runs = legs(
        &case.steps,
        practice.leg_of,
        limits,
        calendar,
        writing.today,
    );
    let running = runs.last().filter(|run| run.ended_on.is_none());
    case.version.leg = running.map(|run| run.leg);
    case.version.leg_owner = running.map(|run| run.owner);
    case.version.leg_due_on = running.and_then(|run| run.due_on);
    if let Some(due) = running
        .filter(|run| matches!(run.leg, Leg::Reply) && case.newest(Fact::FirstReply).is_none())
        .and_then(|run| run.due_on)
        .filter(|due| case.day_of(Fact::ReplyDue) != Some(*due))
    {
        effect = effect.ending(Fact::ReplyDue);
        effect.facts.push(NewFact::new(Fact::ReplyDue, due));
    }
    let ended = end_facts(writing, &mut case, &effect.ends, number).await?;
    open_facts(writing, &mut case, &effect.facts, number).await?;
    tie(&mut case, &effect, number);
    case.version.digest = digest_of(&case);
    writing.record(Change {
        kind: act.verb(),
        subject_kind: "case",
        subject_id: case.id().0,
        content: json!({
            "kind": practice.kind,
            "step": step.row.ordinal,
            "from": from,
            "to": to,
            "on": on,
            "ended": ended,
            "digest": case.version.digest,
        }),
        organization: false,
    });
    if !opened {
        let district = writing.ledger.district().clone();
        versions::close::<case_version::Entity>(&writing.tx, &district, case.id().0, number)
            .await?;
    }
    insert(writing, &case, &step, number).await?;
    Ok(number)
}

fn step(
    writing: &Writing,
    case: &Case,
    number: i64,
    (wanted, key): (Wanted, Option<&DataKey>),
    on: NaiveDate,
    (from, to): (Option<super::kinds::CaseState>, super::kinds::CaseState),
) -> Result<Step, Fault> {
    let act = wanted.deed.act();
    let note = wanted.note.as_deref().zip(key);
    let note = note.map(|(note, key)| key.seal(field::NOTE, note));
    let deed = match key {
        Some(key) => wanted.deed.sealed(key)?,
        None => wanted.deed,
    };
    let row = case_step::Model {
        district_id: writing.ledger.district().clone(),
        case_id: case.id(),
        ordinal: i32::try_from(case.steps.len())
            .unwrap_or(i32::MAX)
            .saturating_add(1),
        number,
        act,
        from_state: from,
        to_state: to,
        actor_id: writing.actor.id,
        actor_role: writing.actor.role,
        actor_scope: writing.actor.scope,
        taken_on: on,
        at: writing.at,
        note: note.transpose()?,
        deed: json!(deed).to_string(),
    };
    Ok(Step { row, deed })
}

/// SHA-256 over what stands of a case: its newest version, all its steps and its standing facts, their words as sealed.
pub fn digest_of(case: &Case) -> String {
    let version = &case.version;
    let facts = case.facts.iter().map(|row| {
        json!([
            row.fact,
            row.ordinal,
            row.on_day,
            row.due_on,
            row.value,
            row.node_id
        ])
    });
    let links = case
        .links
        .iter()
        .map(|row| json!([row.relation, row.other_kind, row.other_id]));
    let steps = case.steps.iter().map(|step| {
        let row = &step.row;
        json!([
            row.ordinal,
            row.number,
            row.act,
            row.from_state,
            row.to_state,
            row.actor_id,
            row.actor_role,
            row.actor_scope,
            row.taken_on,
            row.at.timestamp_micros(),
            row.note,
            row.deed
        ])
    });
    digest(&json!([
        version.id,
        version.kind,
        version.state,
        version.steps,
        version.title,
        version.content,
        version.place_code,
        version.author_id,
        version.opened_on,
        version.leg,
        version.leg_owner,
        version.leg_due_on,
        version.paused,
        version.reference,
        facts.collect::<Vec<_>>(),
        links.collect::<Vec<_>>(),
        steps.collect::<Vec<_>>(),
    ]))
}

/// Ends facts; gives how many.
async fn end_facts(
    writing: &Writing,
    case: &mut Case,
    ends: &[Ending],
    number: i64,
) -> Outcome<usize> {
    let over = |row: &case_fact::Model| {
        ends.iter().any(|ending| {
            row.fact == ending.fact
                && (ending.value.is_none() || row.value == ending.value)
                && (ending.node.is_none() || row.node_id == ending.node)
        })
    };
    let (ended, stay): (Vec<_>, Vec<_>) = case.facts.drain(..).partition(|row| over(row));
    case.facts = stay;
    for row in &ended {
        case_fact::Entity::update_many()
            .set(case_fact::ActiveModel {
                until_number: Set(Some(number)),
                ..Default::default()
            })
            .filter(case_fact::Column::DistrictId.eq(row.district_id.clone()))
            .filter(case_fact::Column::CaseId.eq(row.case_id))
            .filter(case_fact::Column::Fact.eq(row.fact))
            .filter(case_fact::Column::Ordinal.eq(row.ordinal))
            .exec(&writing.tx)
            .await?;
    }
    Ok(ended.len())
}

/// How many facts one step may open, with room to spare; a fact's ordinal is this times its step, and its place.
pub const FACTS: i32 = 10_000;

/// Opens facts, numbered by their step: the third of step 7 is 70003.
async fn open_facts(
    writing: &Writing,
    case: &mut Case,
    facts: &[NewFact],
    number: i64,
) -> Outcome<()> {
    for (place, new) in (1..).zip(facts) {
        case.facts.push(case_fact::Model {
            district_id: writing.ledger.district().clone(),
            case_id: case.id(),
            fact: new.fact,
            ordinal: case
                .version
                .steps
                .saturating_mul(FACTS)
                .saturating_add(place),
            since_number: number,
            until_number: None,
            on_day: new.on,
            due_on: new.due,
            value: new.value.clone(),
            node_id: new.node,
        });
    }
    case.facts.sort_by_key(|row| row.ordinal);
    Ok(())
}

async fn insert(writing: &Writing, case: &Case, step: &Step, number: i64) -> Outcome<()> {
    let tx = &writing.tx;
    case_step::Entity::insert(step.row.clone().into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    versions::open::<case_version::Entity, _>(tx, case.version.clone()).await?;
    for row in case.facts.iter().filter(|row| row.since_number == number) {
        versions::open::<case_fact::Entity, _>(tx, row.clone()).await?;
    }
    for row in case.links.iter().filter(|row| row.since_number == number) {
        case_link::Entity::insert(row.clone().into_active_model().reset_all())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Ties the case to what the deed names.
fn tie(case: &mut Case, effect: &Effect, number: i64) {
    for (relation, other_kind, other_id) in &effect.links {
        case.links.push(case_link::Model {
            district_id: case.version.district_id.clone(),
            case_id: case.id(),
            relation: *relation,
            other_id: *other_id,
            other_kind: (*other_kind).to_owned(),
            since_number: number,
        });
    }
    case.links
        .sort_by_key(|row| (row.since_number, row.other_id));
}
