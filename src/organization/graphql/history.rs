//! The history of anything that the organisation holds, as its district's journal tells it.
//! Deliberately absent: what stood before; the journal names ids and digests, the rows at a number hold the rest.

use async_graphql::{Context, ID, Object, SimpleObject};

use crate::kernel::authz::Action;
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::GlobalId;
use crate::kernel::scalars::{DateTime, Long};
use crate::linkage::Request;
use crate::organization::queries::{MOST_CHANGES, history};

/// One change of a thing (一次变更).
#[derive(SimpleObject, Clone, Debug)]
pub struct OrganizationChange {
    /// Its number in the district's journal (日志序号).
    pub sequence: Long,
    /// What happened, in the domain's verb: `workroom.established` (变更类别).
    pub kind: String,
    /// When (时刻).
    pub at: DateTime,
}

/// Questions about the organisation's history.
#[derive(Default, Debug)]
pub struct OrganizationQuery;

/// Questions about the organisation's history.
#[Object]
impl OrganizationQuery {
    /// What happened to a township, body, workroom, member or dated fact, newest first; for the office and auditors, empty
    /// for all others (变更历史).
    #[graphql(complexity = "usize::try_from(first).unwrap_or_default() * child_complexity")]
    async fn organization_history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The opaque id (标识).")] id: ID,
        #[graphql(desc = "How many, from 1 to 100 (条数).", default = 20)] first: i32,
    ) -> Result<Vec<OrganizationChange>> {
        let request = ctx.data_unchecked::<Request>();
        request.actor()?;
        let limit = u64::try_from(first)
            .ok()
            .filter(|first| (1..=MOST_CHANGES).contains(first))
            .ok_or_else(|| Problem::bad_input("first", "应为 1 至 100。", "From 1 to 100."))?;
        let Some(id) = GlobalId::decode(&id) else {
            return Ok(Vec::new());
        };
        if !request.may(Action::ReadJournal, &id.district, None) {
            return Ok(Vec::new());
        }
        Ok(history(&request.db, &id.district, id.id, limit)
            .await?
            .into_iter()
            .map(|entry| OrganizationChange {
                sequence: Long(entry.number),
                kind: entry.kind,
                at: DateTime(entry.at),
            })
            .collect())
    }
}
