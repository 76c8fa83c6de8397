//! What the funnel is told of, as it stood at a journal number: four statements, however many voices there are.
//! Deliberately absent: counting.

use std::collections::BTreeSet;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select,
};

use super::funnel::{Product, RESULTS, Root, Sources};
use crate::casework::entity::{case_campaign, case_fact, case_link, case_version};
use crate::casework::kinds::{CaseKind, CaseState, Fact, LinkKind};
use crate::kernel::id::{CaseId, DistrictId, NodeId};
use crate::kernel::period::Span;
use crate::kernel::versions::standing_at;

/// The voices collected in some days under any of some campaigns, and what came of all voices.
pub async fn sources(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    days: Span,
    campaigns: Option<&[NodeId]>,
) -> Result<Sources, DbErr> {
    let roots = roots(district, number, days, campaigns)
        .into_tuple::<(CaseId, CaseState)>()
        .all(conn)
        .await?;
    let ties = ties(district, number)
        .column(case_link::Column::CaseId)
        .column(case_link::Column::OtherId)
        .into_tuple::<(CaseId, CaseId)>()
        .all(conn)
        .await?;
    let products = case_version::Entity::find()
        .select_only()
        .column(case_version::Column::Id)
        .column(case_version::Column::Kind)
        .column(case_version::Column::State)
        .filter(case_version::Column::DistrictId.eq(district.clone()))
        .filter(case_version::Column::Id.in_subquery(tied(district, number)))
        .filter(standing_at::<case_version::Entity>(number))
        .into_tuple::<(CaseId, CaseKind, CaseState)>()
        .all(conn)
        .await?;
    let results: BTreeSet<Fact> = RESULTS.iter().map(|(_, fact)| *fact).collect();
    let facts = case_fact::Entity::find()
        .select_only()
        .column(case_fact::Column::CaseId)
        .column(case_fact::Column::Fact)
        .filter(case_fact::Column::DistrictId.eq(district.clone()))
        .filter(case_fact::Column::CaseId.in_subquery(tied(district, number)))
        .filter(case_fact::Column::Fact.is_in(results))
        .filter(standing_at::<case_fact::Entity>(number))
        .into_tuple::<(CaseId, Fact)>()
        .all(conn)
        .await?;
    let root = |(id, state)| Root {
        id,
        told: state == CaseState::Told,
    };
    let product = |(id, kind, state)| Product { id, kind, state };
    Ok(Sources {
        roots: roots.into_iter().map(root).collect(),
        ties,
        products: products.into_iter().map(product).collect(),
        facts,
    })
}

/// Which cases came out of which.
fn ties(district: &DistrictId, number: i64) -> Select<case_link::Entity> {
    case_link::Entity::find()
        .select_only()
        .filter(case_link::Column::DistrictId.eq(district.clone()))
        .filter(case_link::Column::Relation.eq(LinkKind::DerivedFrom))
        .filter(case_link::Column::SinceNumber.lte(number))
}

/// The cases that came out of others.
fn tied(district: &DistrictId, number: i64) -> sea_orm::sea_query::SelectStatement {
    ties(district, number)
        .column(case_link::Column::CaseId)
        .into_query()
}

fn roots(
    district: &DistrictId,
    number: i64,
    days: Span,
    campaigns: Option<&[NodeId]>,
) -> Select<case_version::Entity> {
    use case_version::Column;
    let mut query = case_version::Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::State)
        .filter(Column::DistrictId.eq(district.clone()))
        .filter(Column::Kind.eq(CaseKind::PublicVoice))
        .filter(Column::State.ne(CaseState::Void))
        .filter(Column::OpenedOn.gte(days.from))
        .filter(standing_at::<case_version::Entity>(number));
    if let Some(to) = days.to {
        query = query.filter(Column::OpenedOn.lt(to));
    }
    if let Some(campaigns) = campaigns {
        let labelled = case_campaign::Entity::find()
            .select_only()
            .column(case_campaign::Column::CaseId)
            .filter(case_campaign::Column::DistrictId.eq(district.clone()))
            .filter(case_campaign::Column::CampaignId.is_in(campaigns.iter().copied()))
            .filter(standing_at::<case_campaign::Entity>(number))
            .into_query();
        query = query.filter(Column::Id.in_subquery(labelled));
    }
    query
}
