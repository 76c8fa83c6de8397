//! Pages of workrooms and of members, cut from the organisation in memory.
//! Deliberately absent: SQL.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::SimpleObject;
use chrono::NaiveDate;

use super::nodes::{Member, Workroom};
use super::places::one_day;
use crate::kernel::id::NodeId;
use crate::kernel::page::{PageArgs, PageInfo, encode_cursor};
use crate::linkage::Pin;

/// One workroom of a page (委员工作室).
#[derive(SimpleObject, Clone, Debug)]
pub struct WorkroomEdge {
    /// Its cursor (游标).
    pub cursor: String,
    /// The workroom (委员工作室).
    pub node: Workroom,
}

/// A page of workrooms (委员工作室列表).
#[derive(SimpleObject, Clone, Debug)]
pub struct WorkroomConnection {
    /// The workrooms with their cursors (带游标的条目).
    pub edges: Vec<WorkroomEdge>,
    /// The workrooms alone (委员工作室).
    pub nodes: Vec<Workroom>,
    /// Where the page stands (分页信息).
    pub page_info: PageInfo,
    /// How many there are in all (总数).
    pub total_count: i32,
}

impl WorkroomConnection {
    fn of(pin: &Arc<Pin>, all: &[(String, NodeId)], args: &PageArgs) -> Self {
        let page = args.cut(all);
        let edges: Vec<_> = page
            .items
            .iter()
            .map(|(key, id)| WorkroomEdge {
                cursor: encode_cursor(key),
                node: Workroom::new(pin, *id),
            })
            .collect();
        Self {
            nodes: edges.iter().map(|edge| edge.node.clone()).collect(),
            edges,
            page_info: page.info(),
            total_count: i32::try_from(all.len()).unwrap_or(i32::MAX),
        }
    }
}

/// One member of a page (委员).
#[derive(SimpleObject, Clone, Debug)]
pub struct MemberEdge {
    /// Its cursor (游标).
    pub cursor: String,
    /// The member (委员).
    pub node: Member,
}

/// A page of members (委员列表).
#[derive(SimpleObject, Clone, Debug)]
pub struct MemberConnection {
    /// The members with their cursors (带游标的条目).
    pub edges: Vec<MemberEdge>,
    /// The members alone (委员).
    pub nodes: Vec<Member>,
    /// Where the page stands (分页信息).
    pub page_info: PageInfo,
    /// How many there are in all (总数).
    pub total_count: i32,
}

impl MemberConnection {
    fn of(pin: &Arc<Pin>, all: &[(String, NodeId)], args: &PageArgs) -> Self {
        let page = args.cut(all);
        let edges: Vec<_> = page
            .items
            .iter()
            .map(|(key, id)| MemberEdge {
                cursor: encode_cursor(key),
                node: Member::new(pin, *id),
            })
            .collect();
        Self {
            nodes: edges.iter().map(|edge| edge.node.clone()).collect(),
            edges,
            page_info: page.info(),
            total_count: i32::try_from(all.len()).unwrap_or(i32::MAX),
        }
    }
}

impl WorkroomConnection {
    /// The workrooms that exist on a day: those of townships by code, then the others.
    pub fn new(pin: &Arc<Pin>, day: NaiveDate, args: &PageArgs) -> Self {
        let organization = &pin.chain.organization;
        let code = |id: Option<NodeId>| {
            let township = id.and_then(|id| organization.townships.get(&id));
            township.map_or_else(|| "~".to_owned(), |row| row.code.clone())
        };
        let mut all: Vec<_> = organization
            .workrooms
            .values()
            .filter(|row| organization.exists_in(row.id, &one_day(day)))
            .map(|row| (format!("{}/{}", code(row.township_id), row.id), row.id))
            .collect();
        all.sort();
        Self::of(pin, &all, args)
    }
}

impl MemberConnection {
    /// The members in office on a day, by id; of those who were found, where some were looked for.
    pub fn new(
        pin: &Arc<Pin>,
        day: NaiveDate,
        found: Option<&BTreeSet<NodeId>>,
        args: &PageArgs,
    ) -> Self {
        let organization = &pin.chain.organization;
        let all: Vec<_> = organization
            .members
            .keys()
            .filter(|id| found.is_none_or(|found| found.contains(id)))
            .filter(|id| organization.exists_in(**id, &one_day(day)))
            .map(|id| (id.to_string(), *id))
            .collect();
        Self::of(pin, &all, args)
    }
}
