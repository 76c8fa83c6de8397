//! Loads what figures of casework are counted from: the cases of a district at a journal number, with their facts and
//! campaigns, in four statements whatever is asked. Deliberately absent: counting.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::cases::{CaseFact, CaseRow};
use crate::casework::entity::{case_campaign, case_fact, case_link, case_version};
use crate::casework::kinds::{CaseKind, CaseState, LinkKind};
use crate::kernel::id::{CaseId, DistrictId, NodeId};
use crate::kernel::versions::standing_at;

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
    for fact in facts {
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
    let standing: BTreeSet<CaseId> = rows
        .values()
        .filter(|row| !row.void)
        .map(|row| row.id)
        .collect();
    for link in links {
        let Some(row) = rows.get_mut(&CaseId(link.other_id)) else {
            continue;
        };
        // What was withdrawn came to nothing.
        if !standing.contains(&link.case_id) {
            continue;
        }
        match link.relation {
            LinkKind::PartOf => row.members = row.members.saturating_add(1),
            _ => row.products = row.products.saturating_add(1),
        }
    }
    Ok(rows.into_values().collect())
}
