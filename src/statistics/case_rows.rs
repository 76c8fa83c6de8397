//! Loads what figures of casework are counted from: the cases of a district at a journal number, with their facts and
//! campaigns, in at most six statements whatever is asked. What is true of an event is so while the event counts: when it is
//! withdrawn, or found to be another, the facts of the step that named it are not there. Deliberately absent: counting.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::cases::{CaseFact, CaseRow};
use super::sql::Sql;
use crate::casework::deed::Deed;
use crate::casework::entity::{case_campaign, case_fact, case_link, case_step, case_version};
use crate::casework::kinds::{CaseAct, CaseKind, CaseState, Fact, LinkKind};
use crate::kernel::id::{CaseId, DistrictId, NodeId};
use crate::kernel::versions::standing_at;
use crate::public_voices::funnel::{NOTHING, all_of};

type Columns = (CaseId, CaseKind, CaseState, String, NodeId, Option<String>);

/// The cases of a district as they stood at a number.
pub async fn load(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
) -> Result<Vec<CaseRow>, DbErr> {
    use case_version::Column;
    let versions: Vec<Columns> = case_version::Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::Kind,
            Column::State,
            Column::Title,
            Column::AuthorId,
            Column::PlaceCode,
        ])
        .filter(Column::DistrictId.eq(district.clone()))
        .filter(standing_at::<case_version::Entity>(number))
        .into_tuple()
        .all(conn)
        .await?;
    let facts = case_fact::Entity::find()
        .filter(case_fact::Column::DistrictId.eq(district.clone()))
        .filter(standing_at::<case_fact::Entity>(number))
        .order_by_asc(case_fact::Column::Ordinal)
        .all(conn)
        .await?;
    let campaigns = case_campaign::Entity::find()
        .filter(case_campaign::Column::DistrictId.eq(district.clone()))
        .filter(standing_at::<case_campaign::Entity>(number))
        .all(conn)
        .await?;
    let links = case_link::Entity::find()
        .filter(case_link::Column::DistrictId.eq(district.clone()))
        .filter(case_link::Column::Relation.is_in([LinkKind::DerivedFrom, LinkKind::PartOf]))
        .filter(case_link::Column::SinceNumber.lte(number))
        .all(conn)
        .await?;
    let nothing: BTreeSet<CaseId> = versions
        .iter()
        .filter(|(_, _, state, ..)| NOTHING.contains(state))
        .map(|(id, ..)| *id)
        .collect();
    let mut rows: BTreeMap<CaseId, CaseRow> = versions
        .into_iter()
        .map(|(id, kind, state, title, author, place_code)| {
            let row = CaseRow {
                id,
                kind,
                title,
                void: state == CaseState::Void,
                author,
                place_code,
                campaigns: BTreeSet::new(),
                facts: Vec::new(),
                products: 0,
                members: 0,
            };
            (id, row)
        })
        .collect();
    let gone = steps_of_gone_events(conn, district, number).await?;
    for fact in facts {
        let of_event = OF_EVENTS.contains(&fact.fact);
        if of_event && gone.contains(&(fact.case_id, fact.since_number)) {
            continue;
        }
        if let Some(row) = rows.get_mut(&fact.case_id) {
            row.facts.push(CaseFact {
                fact: fact.fact,
                on: fact.on_day,
                value: fact.value,
                node: fact.node_id,
            });
        }
    }
    for label in campaigns {
        if let Some(row) = rows.get_mut(&label.case_id) {
            row.campaigns.insert(label.campaign_id);
        }
    }
    // What is not handed in, taken back or withdrawn came to nothing; the funnel of voices says the same.
    let products: BTreeSet<CaseId> = rows
        .values()
        .filter(|row| row.kind != CaseKind::PublicVoice && !nothing.contains(&row.id))
        .map(|row| row.id)
        .collect();
    let standing: BTreeSet<CaseId> = rows
        .values()
        .filter(|row| !row.void)
        .map(|row| row.id)
        .collect();
    let mut outcomes = BTreeMap::<CaseId, Vec<CaseId>>::new();
    for link in links {
        let whole = CaseId(link.other_id);
        match link.relation {
            LinkKind::PartOf if standing.contains(&link.case_id) => {
                if let Some(row) = rows.get_mut(&whole) {
                    row.members = row.members.saturating_add(1);
                }
            }
            LinkKind::PartOf => {}
            _ => outcomes.entry(whole).or_default().push(link.case_id),
        }
    }
    for row in rows
        .values_mut()
        .filter(|row| row.kind == CaseKind::PublicVoice)
    {
        row.products = all_of(row.id, &outcomes).intersection(&products).count();
    }
    Ok(rows.into_values().collect())
}

/// Facts that an event makes true.
const OF_EVENTS: [Fact; 6] = [
    Fact::SessionHeld,
    Fact::TookPart,
    Fact::PrincipalLeader,
    Fact::RoundHeld,
    Fact::CellVisited,
    Fact::Related,
];

/// The steps, by case and number, that name an event which does not count at a number: looked for from the cases, which are
/// few, and mostly there is none.
async fn steps_of_gone_events(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
) -> Result<BTreeSet<(CaseId, i64)>, DbErr> {
    let mut sql = Sql::new(
        "SELECT DISTINCT l.case_id, l.other_id FROM case_link l JOIN event_version e \
         ON e.district_id = l.district_id AND e.id = l.other_id \
         WHERE l.other_kind = 'event' AND e.status NOT IN ('POSTED', 'VERIFIED') AND l.district_id = ",
    );
    sql.bind(district.as_str());
    sql.push(" AND l.since_number <= ").bind(number);
    sql.push(" AND e.since_number <= ").bind(number);
    sql.push(" AND (e.until_number IS NULL OR e.until_number > ")
        .bind(number)
        .push(")");
    let (mut cases, mut gone) = (BTreeSet::<CaseId>::new(), BTreeSet::<Uuid>::new());
    for row in sql.all(conn).await? {
        cases.insert(row.try_get("", "case_id")?);
        gone.insert(row.try_get("", "other_id")?);
    }
    if cases.is_empty() {
        return Ok(BTreeSet::new());
    }
    let steps = case_step::Entity::find()
        .filter(case_step::Column::DistrictId.eq(district.clone()))
        .filter(case_step::Column::CaseId.is_in(cases))
        .filter(case_step::Column::Act.is_in([
            CaseAct::Hold,
            CaseAct::RecordRound,
            CaseAct::Relate,
        ]))
        .filter(case_step::Column::Number.lte(number))
        .all(conn)
        .await?;
    let of_gone = steps.into_iter().filter(|step| {
        let event = match serde_json::from_str::<Deed>(&step.deed) {
            Ok(
                Deed::Hold { event, .. } | Deed::RecordRound { event, .. } | Deed::Relate { event },
            ) => event,
            _ => return false,
        };
        gone.contains(&event)
    });
    Ok(of_gone.map(|step| (step.case_id, step.number)).collect())
}
