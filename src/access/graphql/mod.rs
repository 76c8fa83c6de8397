//! Accounts with their dated roles in the API, for security administrators and auditors; signing in and the journal of
//! accesses are beside it.
//! Deliberately absent: tokens, which the command line issues.

pub mod accesses;
pub mod keeping;
pub mod mutations;
pub mod signing;

use std::collections::BTreeMap;

use async_graphql::{ComplexObject, Context, ID, Object, SimpleObject};
use sea_orm::EntityTrait;

use super::commands::In;
use super::entity::{account, account_role};
use super::queries::{count_accounts, list_accounts, list_roles, names};
use crate::kernel::actor::Role;
use crate::kernel::authz::Action;
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::{DistrictId, GlobalId, NodeId};
use crate::kernel::page::{PageArgs, PageInfo, encode_cursor};
use crate::kernel::reader::Reader;
use crate::kernel::scalars::{Date, DateTime, DivisionCode};
use crate::linkage::Request;
use crate::organization::NodeKind;
use crate::organization::queries::kinds_of;

/// A role of an account over days (账号职务).
#[derive(SimpleObject, Clone, Debug)]
pub struct AccountRole {
    /// The opaque id, which the header Workrooms-Grant names (标识).
    pub id: ID,
    /// The role (职务).
    pub role: Role,
    /// The workroom, member, unit or other node that it acts for (代表节点).
    pub scope_id: Option<ID>,
    /// The first day (起始日).
    pub from: Date,
    /// The first day after; null while it lasts (结束日的次日).
    pub to: Option<Date>,
}

impl AccountRole {
    fn of(row: &account_role::Model, kinds: &BTreeMap<NodeId, NodeKind>) -> Self {
        let scope = row
            .scope_id
            .and_then(|id| scope_id(&row.district_id, id, *kinds.get(&id)?));
        Self {
            id: GlobalId::encode(account_role::TYPE_NAME, &row.district_id, row.id),
            role: row.role,
            scope_id: scope,
            from: row.valid_from.into(),
            to: row.valid_to.map(Date::from),
        }
    }
}

fn scope_id(district: &DistrictId, id: NodeId, kind: NodeKind) -> Option<ID> {
    let name = match kind {
        NodeKind::District => "District",
        NodeKind::Township => "Township",
        NodeKind::SpecialCommittee => "SpecialCommittee",
        NodeKind::Sector => "Sector",
        NodeKind::SectorGroup => "SectorGroup",
        NodeKind::Workroom => "Workroom",
        NodeKind::Member => "Member",
        NodeKind::HandlingUnit => "HandlingUnit",
        _ => return None,
    };
    Some(GlobalId::encode(name, district, id.0))
}

/// A person who signs in at an issuer or here, in one district (账号).
#[derive(SimpleObject, Clone, Debug)]
pub struct Account {
    /// The opaque id (标识).
    pub id: ID,
    /// The district; null for the installation (区县).
    pub district_code: Option<DivisionCode>,
    /// Who vouches for the person; `local` for who signs in here (身份提供方).
    pub issuer: String,
    /// The issuer's name for the person (身份标识).
    pub subject: String,
    /// How the person is shown; null where the name was erased (显示名称).
    pub display_name: Option<String>,
    /// When it was opened (开通时刻).
    pub opened_at: DateTime,
    /// When it was closed; null while it is open (关闭时刻).
    pub closed_at: Option<DateTime>,
    /// Its roles, those that are over and those to come among them, by their first day (职务).
    pub roles: Vec<AccountRole>,
}

impl Account {
    fn of(
        row: account::Model,
        display_name: Option<String>,
        roles: &[account_role::Model],
        kinds: &BTreeMap<NodeId, NodeKind>,
    ) -> Self {
        let of_district = row.district_id != DistrictId::installation();
        Self {
            id: GlobalId::encode("Account", &row.district_id, row.id),
            district_code: of_district.then(|| DivisionCode(row.district_id.to_string())),
            issuer: row.issuer,
            subject: row.subject,
            display_name,
            opened_at: DateTime(row.opened_at),
            closed_at: row.closed_at.map(DateTime),
            roles: roles
                .iter()
                .filter(|role| role.account_id == row.id)
                .map(|role| AccountRole::of(role, kinds))
                .collect(),
        }
    }

    /// An account as it stands after a change.
    async fn load(request: &Request, (district, id): In) -> Result<Option<Self>> {
        let found = account::Entity::find_by_id((district.clone(), id));
        let Some(row) = found.one(&request.db).await? else {
            return Ok(None);
        };
        let roles = list_roles(&request.db, &district, &[id]).await?;
        let kinds = kinds_of_scopes(&request.db, &district, &roles).await?;
        let mut names = names(&request.db, &request.vault, &district, &[&row]).await?;
        let name = names.remove(&id);
        Ok(Some(Self::of(row, name, &roles, &kinds)))
    }
}

/// What the nodes are that some roles act for.
async fn kinds_of_scopes(
    reader: &Reader,
    district: &DistrictId,
    roles: &[account_role::Model],
) -> Result<BTreeMap<NodeId, NodeKind>> {
    let scopes: Vec<_> = roles.iter().filter_map(|role| role.scope_id).collect();
    Ok(kinds_of(reader, district, &scopes).await?)
}

/// One account of a page (账号).
#[derive(SimpleObject, Clone, Debug)]
pub struct AccountEdge {
    /// Its cursor (游标).
    pub cursor: String,
    /// The account (账号).
    pub node: Account,
}

/// A page of accounts, the oldest first; empty for callers who may not see them (账号列表).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct AccountConnection {
    /// The accounts with their cursors (带游标的条目).
    pub edges: Vec<AccountEdge>,
    /// The accounts alone (账号).
    pub nodes: Vec<Account>,
    /// Where the page stands (分页信息).
    pub page_info: PageInfo,
    /// Whose accounts; none for a caller who may not see them.
    #[graphql(skip)]
    district: Option<DistrictId>,
}

#[ComplexObject]
impl AccountConnection {
    /// How many there are in all; counted only when asked for (总数).
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let Some(district) = &self.district else {
            return Ok(0);
        };
        let request = ctx.data_unchecked::<Request>();
        let count = count_accounts(&request.db, district).await?;
        Ok(i32::try_from(count).unwrap_or(i32::MAX))
    }
}

impl AccountConnection {
    /// Loads a page of a district's accounts.
    pub async fn load(request: &Request, district: &DistrictId, args: &PageArgs) -> Result<Self> {
        if !request.may(Action::ReadAccounts, district, None) {
            return Ok(Self {
                edges: Vec::new(),
                nodes: Vec::new(),
                page_info: args.cut::<()>(&[]).info(),
                district: None,
            });
        }
        let page = list_accounts(&request.db, district, args).await?;
        let ids: Vec<_> = page.items.iter().map(|(_, row)| row.id).collect();
        let roles = list_roles(&request.db, district, &ids).await?;
        let rows: Vec<_> = page.items.iter().map(|(_, row)| row).collect();
        let mut names = names(&request.db, &request.vault, district, &rows).await?;
        let kinds = kinds_of_scopes(&request.db, district, &roles).await?;
        let page_info = page.info();
        let edges: Vec<_> = page
            .items
            .into_iter()
            .map(|(key, row)| AccountEdge {
                cursor: encode_cursor(&key),
                node: {
                    let name = names.remove(&row.id);
                    Account::of(row, name, &roles, &kinds)
                },
            })
            .collect();
        Ok(Self {
            nodes: edges.iter().map(|edge| edge.node.clone()).collect(),
            edges,
            page_info,
            district: Some(district.clone()),
        })
    }
}

/// The root of accounts.
#[derive(Default, Debug)]
pub struct AccessQuery;

/// The root of accounts.
#[Object]
impl AccessQuery {
    /// Accounts, the oldest first: of any district for a security administrator, of his own for an auditor; empty for
    /// all others (账号).
    async fn accounts(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The six-digit code; where the caller belongs if left out, which for a security administrator is the installation (区划代码)."
        )]
        district: Option<DivisionCode>,
        #[graphql(desc = "How many, from the beginning; 1 to 100, 20 if left out (条数).")]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
        #[graphql(desc = "How many, from the end; 1 to 100 (末尾条数).")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor (结束游标).")] before: Option<String>,
    ) -> Result<AccountConnection> {
        let request = ctx.data_unchecked::<Request>();
        let own = &request.actor()?.district;
        let district = match district {
            None => own.clone(),
            Some(code) => DistrictId::parse(&code.0).ok_or_else(|| {
                Problem::bad_input(
                    "district",
                    "区划代码须为六位数字。",
                    "A district is six digits.",
                )
            })?,
        };
        let args = PageArgs::new(first, after.as_deref(), last, before.as_deref())?;
        AccountConnection::load(request, &district, &args).await
    }
}
