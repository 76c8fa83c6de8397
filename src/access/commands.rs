//! Changes of accounts and of their dated roles, by the security administrator: each journalled in the account's
//! district, nothing overwritten. The journal names ids only, never whom they stand for.
//! What ends here ends its sessions at once.
//! Deliberately absent: passwords, and issuing tokens.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait,
    IntoActiveModel, QueryFilter, Statement, Value,
};
use serde_json::json;
use uuid::Uuid;

use super::entity::{account, account_role};
use super::local::{self, keeping, sessions};
use super::queries::{list_roles, roles_of};
use super::refusals::{AccountErrorCode as Code, Outcome, Refused};
use super::rules::{self, End, Held, exact};
use crate::kernel::actor::{Actor, Role};
use crate::kernel::authz::Action;
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::journal::{Change, Ledger};
use crate::kernel::period::Span;
use crate::kernel::seal::{Guards, data_key};
use crate::kernel::versions::{close as close_row, open as open_row};
use crate::linkage::Request;
use crate::organization::queries::kinds_of;

/// Something of a district, by its id.
pub type In = (DistrictId, Uuid);

/// An account to open.
#[derive(Clone, Debug)]
pub struct OpenAccount {
    /// Where; the installation for its administrators.
    pub district: DistrictId,
    /// Who vouches for the person.
    pub issuer: String,
    /// The issuer's name for the person.
    pub subject: String,
    /// How the person is shown.
    pub display_name: String,
}

/// A role to grant.
#[derive(Clone, Debug)]
pub struct GrantRole {
    /// To which account.
    pub account: In,
    /// Which role.
    pub role: Role,
    /// For which node.
    pub scope: Option<NodeId>,
    /// From which day; today when left out.
    pub from: Option<NaiveDate>,
    /// Until before which day.
    pub to: Option<NaiveDate>,
}

/// An open write transaction in a district's accounts.
struct Keeping {
    tx: DatabaseTransaction,
    ledger: Ledger,
    actor: Actor,
    at: DateTime<Utc>,
    today: NaiveDate,
}

impl Keeping {
    /// Locks a district, and the installation behind it: what one person holds in several districts is looked at together.
    async fn start(request: &Request, district: &DistrictId) -> Outcome<Option<Self>> {
        let actor = request.actor()?;
        actor.require(Action::KeepAccounts, actor.standing(district, None))?;
        let Some((tx, ledger)) = request.db.begin_write(district).await? else {
            return Ok(None);
        };
        if tx.get_database_backend() == DbBackend::Postgres {
            let installation = Statement::from_sql_and_values(
                DbBackend::Postgres,
                "SELECT number FROM journal_head WHERE district_id = $1 FOR UPDATE",
                [Value::from(DistrictId::INSTALLATION)],
            );
            tx.query_one_raw(installation).await?;
        }
        Ok(Some(Self {
            tx,
            ledger,
            actor: actor.clone(),
            at: request.clock.now(),
            today: request.clock.today(),
        }))
    }

    fn record(
        &mut self,
        kind: &'static str,
        subject_kind: &'static str,
        id: Uuid,
        content: serde_json::Value,
    ) -> i64 {
        let change = Change {
            kind,
            subject_kind,
            subject_id: id,
            content,
            organization: false,
        };
        self.ledger.record(&self.actor, self.at, change)
    }

    async fn commit(self) -> Outcome<()> {
        self.ledger.commit(self.tx).await?;
        Ok(())
    }

    async fn find_account(&self, id: Uuid) -> Outcome<account::Model> {
        let found = account::Entity::find()
            .filter(account::Column::DistrictId.eq(self.ledger.district().clone()))
            .filter(account::Column::Id.eq(id))
            .filter(account::Column::UntilNumber.is_null())
            .one(&self.tx)
            .await?;
        Ok(found.ok_or_else(not_found)?)
    }

    async fn find_role(&self, id: Uuid) -> Outcome<account_role::Model> {
        let found = account_role::Entity::find()
            .filter(account_role::Column::DistrictId.eq(self.ledger.district().clone()))
            .filter(account_role::Column::Id.eq(id))
            .filter(account_role::Column::UntilNumber.is_null())
            .one(&self.tx)
            .await?;
        Ok(found.ok_or_else(not_found)?)
    }

    /// What the person of an account holds. Refuses when the caller acts by one of these roles.
    async fn held_by(&self, account: &account::Model) -> Outcome<Vec<Held>> {
        let roles = roles_of(&self.tx, &account.issuer, &account.subject).await?;
        if roles.iter().any(|role| role.id == self.actor.id) {
            return Err(Refused::whole(
                Code::OwnAccount,
                "不得改动本人的账号，请由另一安全管理员操作。",
                "Nobody changes his own account; another security administrator does.",
            )
            .into());
        }
        let held = roles.into_iter().map(|role| Held {
            span: role.span(),
            district: role.district_id,
            role: role.role,
            scope: role.scope_id,
        });
        Ok(held.collect())
    }
}

/// Opens an account. Gives its id.
pub async fn open(request: &Request, wanted: OpenAccount) -> Outcome<In> {
    let keeping = Keeping::start(request, &wanted.district).await?;
    let mut keeping = keeping.ok_or_else(|| {
        Refused::of(
            Code::NoSuchDistrict,
            "district",
            "没有这一区县。",
            "There is no such district.",
        )
    })?;
    let issuer = exact("issuer", &wanted.issuer, 255)?;
    let subject = exact("subject", &wanted.subject, 255)?;
    if issuer == local::ISSUER {
        rules::local_name(&subject)?;
    }
    let display_name = exact("displayName", &wanted.display_name, 100)?;
    let taken = account::Entity::find()
        .filter(account::Column::DistrictId.eq(wanted.district.clone()))
        .filter(account::Column::Issuer.eq(&issuer))
        .filter(account::Column::Subject.eq(&subject))
        .filter(account::Column::UntilNumber.is_null())
        .one(&keeping.tx)
        .await?;
    if taken.is_some() {
        return Err(Refused::of(
            Code::IdentityTaken,
            "subject",
            "该身份在此已有账号。",
            "The identity has an open account here.",
        )
        .into());
    }
    let id = request.clock.new_uuid();
    let (key, key_row) = request
        .vault
        .new_key(&wanted.district, id, Guards::Account, None)?;
    data_key::Entity::insert(key_row)
        .exec_without_returning(&keeping.tx)
        .await?;
    let since_number = keeping.record("account.opened", "account", id, json!({}));
    let row = account::Model {
        district_id: wanted.district.clone(),
        id,
        since_number,
        until_number: None,
        issuer,
        subject,
        sealed_name: Some(key.seal(account::DISPLAY_NAME, &display_name)?),
        opened_at: keeping.at,
        closed_at: None,
    };
    account::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(&keeping.tx)
        .await?;
    keeping.commit().await?;
    Ok((wanted.district, id))
}

/// Closes an account: from now on nobody is let in by it. It is never opened again; the person may get another.
pub async fn close(request: &Request, (district, id): In) -> Outcome<In> {
    let keeping = Keeping::start(request, &district).await?;
    let mut keeping = keeping.ok_or_else(not_found)?;
    let account = keeping.find_account(id).await?;
    keeping.held_by(&account).await?;
    let number = keeping.record("account.closed", "account", id, json!({}));
    account::Entity::update_many()
        .col_expr(account::Column::UntilNumber, Expr::value(number))
        .col_expr(account::Column::ClosedAt, Expr::value(keeping.at))
        .filter(account::Column::DistrictId.eq(district.clone()))
        .filter(account::Column::Id.eq(id))
        .filter(account::Column::UntilNumber.is_null())
        .exec(&keeping.tx)
        .await?;
    if account.issuer == local::ISSUER {
        for role in list_roles(&keeping.tx, &district, &[id]).await? {
            sessions::end(&keeping.tx, sessions::in_role(role.id), keeping.at).await?;
        }
        keeping::forget(&keeping.tx, &account.subject, keeping.at).await?;
    }
    keeping.commit().await?;
    Ok((district, id))
}

/// Grants a role over days. Gives its id.
pub async fn grant(request: &Request, wanted: GrantRole) -> Outcome<In> {
    let (district, account_id) = wanted.account;
    let keeping = Keeping::start(request, &district).await?;
    let mut keeping = keeping.ok_or_else(not_found)?;
    let account = keeping.find_account(account_id).await?;
    let held = keeping.held_by(&account).await?;
    let kind = kinds_of(&keeping.tx, &district, wanted.scope.as_slice()).await?;
    let kind = kind.into_values().next();
    let wanted = Held {
        district: district.clone(),
        role: wanted.role,
        scope: wanted.scope,
        span: Span::new(wanted.from.unwrap_or(keeping.today), wanted.to),
    };
    rules::grant(&wanted, kind, &held, keeping.today)?;
    let id = request.clock.new_uuid();
    let content = json!({
        "account": account_id, "role": wanted.role, "scope": wanted.scope,
        "from": wanted.span.from, "to": wanted.span.to,
    });
    let since_number = keeping.record("account_role.granted", "account_role", id, content);
    let row = account_role::Model {
        district_id: district.clone(),
        id,
        since_number,
        until_number: None,
        account_id,
        role: wanted.role,
        scope_id: wanted.scope,
        valid_from: wanted.span.from,
        valid_to: wanted.span.to,
    };
    open_row::<account_role::Entity, _>(&keeping.tx, row).await?;
    keeping.commit().await?;
    Ok((district, id))
}

/// Ends a role on a day, today when left out: the first one on which it no longer holds.
pub async fn end(
    request: &Request,
    (district, id): In,
    on: Option<NaiveDate>,
) -> Outcome<account_role::Model> {
    let keeping = Keeping::start(request, &district).await?;
    let mut keeping = keeping.ok_or_else(not_found)?;
    let role = keeping.find_role(id).await?;
    let account = keeping.find_account(role.account_id).await?;
    keeping.held_by(&account).await?;
    let on = on.unwrap_or(keeping.today);
    let end = rules::end(&role.span(), on, keeping.today)?;
    let number = keeping.record(
        "account_role.ended",
        "account_role",
        id,
        json!({ "on": on }),
    );
    close_row::<account_role::Entity>(&keeping.tx, &district, id, number).await?;
    let next = account_role::Model {
        since_number: number,
        valid_to: Some(on),
        ..role
    };
    if end == End::Shortened {
        open_row::<account_role::Entity, _>(&keeping.tx, next.clone()).await?;
    }
    if on == keeping.today {
        sessions::end(&keeping.tx, sessions::in_role(id), keeping.at).await?;
    }
    keeping.commit().await?;
    Ok(next)
}

/// The refusal of what is not there.
pub fn not_found() -> Refused {
    Refused::of(
        Code::NotFound,
        "id",
        "没有这一账号或职务，或已关闭、结束。",
        "There is no such account or role, or it was closed or ended.",
    )
}
