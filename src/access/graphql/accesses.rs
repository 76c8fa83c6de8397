//! The journal of accesses in the API, for auditors and the security administrator. Deliberately absent: names of persons;
//! accounts tell who is who.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use crate::access::accesses::{AccessKind, AccessOutcome, Filter, Line, list};
use crate::kernel::actor::Role;
use crate::kernel::authz::{Action, Standing};
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::{DistrictId, GlobalId};
use crate::kernel::page::{PageArgs, PageInfo, encode_cursor};
use crate::kernel::scalars::{DateTime, DivisionCode, Long, UuidText};
use crate::linkage::Request;

/// Which accesses (访问筛选).
#[derive(InputObject, Clone, Debug, Default)]
pub struct AccessFilter {
    /// Of these kinds (种类).
    pub kinds: Option<Vec<AccessKind>>,
    /// That ended so (结果).
    pub outcome: Option<AccessOutcome>,
    /// Of this account (账号).
    pub account_id: Option<ID>,
    /// From this very address (地址).
    pub address: Option<String>,
    /// By this token, or this role of an account (操作者).
    pub by: Option<UuidText>,
    /// From this instant on (起始时刻).
    pub since: Option<DateTime>,
    /// Before this instant (截止时刻).
    pub until: Option<DateTime>,
}

/// In which journal an access is told (所在日志).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessJournal {
    /// The journal of the installation (全系统日志).
    Installation,
    /// The journal of the district (区县日志).
    District,
}

/// One access (访问记录).
#[derive(SimpleObject, Clone, Debug)]
pub struct AccessEntry {
    /// When (时刻).
    pub at: DateTime,
    /// What was done (种类).
    pub kind: AccessKind,
    /// How it ended (结果).
    pub outcome: AccessOutcome,
    /// Whose; null where nobody is known (账号).
    pub account_id: Option<ID>,
    /// The session (会话).
    pub session: Option<UuidText>,
    /// The token (令牌).
    pub token: Option<UuidText>,
    /// The role that is acted in, granted or ended (职务).
    pub role: Option<Role>,
    /// From where, whole (地址).
    pub address: Option<String>,
    /// How many attempts like it this stands for (次数).
    pub count: Long,
    /// The token, or the role of an account, that did it; null for the program, its operator, and who was not known (操作者).
    pub by: Option<UuidText>,
    /// The role it acted in (操作角色).
    pub by_role: Option<Role>,
    /// Of how many subjects personal data were read (涉及人数).
    pub subjects: Option<Long>,
    /// What personal data were read for, in the reader's words (用途).
    pub purpose: Option<String>,
    /// In which journal it is told (所在日志).
    pub journal: AccessJournal,
    /// Its number there (序号).
    pub sequence: Long,
}

impl AccessEntry {
    fn of(district: &DistrictId, line: Line) -> Self {
        Self {
            at: DateTime(line.at),
            kind: line.kind,
            outcome: line.outcome,
            account_id: line
                .account
                .map(|id| GlobalId::encode("Account", district, id)),
            session: line.session.map(UuidText::from),
            token: line.token.map(UuidText::from),
            role: line.role,
            address: line.address,
            count: Long(line.count),
            by: line.by.map(|(id, _)| id.into()),
            by_role: line.by.map(|(_, role)| role),
            subjects: line.subjects.map(Long),
            purpose: line.purpose,
            journal: if line.of_district {
                AccessJournal::District
            } else {
                AccessJournal::Installation
            },
            sequence: Long(line.number),
        }
    }
}

/// One access of a page (访问记录).
#[derive(SimpleObject, Clone, Debug)]
pub struct AccessEdge {
    /// Its cursor (游标).
    pub cursor: String,
    /// The access (访问记录).
    pub node: AccessEntry,
}

/// A page of accesses, the oldest first; empty for callers who may not see them (访问日志).
#[derive(SimpleObject, Clone, Debug)]
pub struct AccessConnection {
    /// The accesses with their cursors (带游标的条目).
    pub edges: Vec<AccessEdge>,
    /// The accesses alone (访问记录).
    pub nodes: Vec<AccessEntry>,
    /// Where the page stands (分页信息).
    pub page_info: PageInfo,
}

impl AccessConnection {
    /// Loads a page of a district's accesses.
    pub async fn load(
        request: &Request,
        district: &DistrictId,
        filter: Option<AccessFilter>,
        args: &PageArgs,
    ) -> Result<Self> {
        let filter = read(district, filter.unwrap_or_default())?;
        let page = if may_read(request, district) {
            list(&request.db, district, &filter, args).await?
        } else {
            args.cut(&[])
        };
        let page_info = page.info();
        let edges: Vec<_> = page
            .items
            .into_iter()
            .map(|(key, line)| AccessEdge {
                cursor: encode_cursor(&key),
                node: AccessEntry::of(district, line),
            })
            .collect();
        Ok(Self {
            nodes: edges.iter().map(|edge| edge.node.clone()).collect(),
            edges,
            page_info,
        })
    }
}

/// The installation belongs to no district more than to another: its accesses stand to every auditor as his own
/// district's do, or nobody would look at what its administrators do.
fn may_read(request: &Request, district: &DistrictId) -> bool {
    let Some(actor) = &request.actor else {
        return false;
    };
    let standing = if *district == DistrictId::installation() {
        Standing::District
    } else {
        actor.standing(district, None)
    };
    actor.may(Action::ReadAccesses, standing)
}

fn read(district: &DistrictId, filter: AccessFilter) -> Result<Filter> {
    let account = filter.account_id.map(|id| {
        let read = GlobalId::decode(&id);
        let read = read.filter(|id| id.type_name == "Account" && id.district == *district);
        read.map(|id| id.id).ok_or_else(|| {
            let zh = "账号标识无效，或不属于该区县。";
            Problem::bad_input("accountId", zh, "This is no account of the district.")
        })
    });
    let by = filter.by.map(|by| {
        let zh = "操作者须为 UUID。";
        by.uuid()
            .ok_or_else(|| Problem::bad_input("by", zh, "A UUID is due."))
    });
    Ok(Filter {
        kinds: filter.kinds,
        outcome: filter.outcome,
        account: account.transpose()?,
        address: filter.address,
        by: by.transpose()?,
        since: filter.since.map(|since| since.0),
        until: filter.until.map(|until| until.0),
    })
}

/// The root of accesses.
#[derive(Default, Debug)]
pub struct AccessesQuery;

/// The root of accesses.
#[Object]
impl AccessesQuery {
    /// Accesses, the oldest first: of any district and of the installation for a security administrator; of his own district
    /// and of the installation for an auditor; empty for all others (访问日志).
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection's, a district and a filter"
    )]
    async fn accesses(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The six-digit code, or 0 for the installation; where the caller belongs if left out (区划代码)."
        )]
        district: Option<DivisionCode>,
        #[graphql(desc = "Which (筛选).")] filter: Option<AccessFilter>,
        #[graphql(desc = "How many, from the beginning; 1 to 100, 20 if left out (条数).")]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
        #[graphql(desc = "How many, from the end; 1 to 100 (末尾条数).")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor (结束游标).")] before: Option<String>,
    ) -> Result<AccessConnection> {
        let request = ctx.data_unchecked::<Request>();
        let own = &request.actor()?.district;
        let district = match district {
            None => own.clone(),
            Some(code) => DistrictId::parse(&code.0).ok_or_else(|| {
                let zh = "区划代码须为六位数字。";
                Problem::bad_input("district", zh, "A district is six digits.")
            })?,
        };
        let args = PageArgs::new(first, after.as_deref(), last, before.as_deref())?;
        AccessConnection::load(request, &district, filter, &args).await
    }
}
