//! Tokens: `wr_<district>_<secret><checksum>`. The prefix is recognised by leak scanners, the checksum refuses a
//! mistyped one without a look-up, and the secret of 256 random bits is stored as its SHA-256 only.
//! Deliberately absent: showing a token twice.

use std::collections::BTreeMap;
use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Days, Utc};
use sea_orm::sea_query::{Condition, SimpleExpr};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait,
    ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::accesses::{About, Access, AccessKind, Book};
use super::addresses::{Range, taken_from, written};
use super::entity::token;
use super::gate::NotSignedIn;
use super::rules::{Misplaced, place};
use crate::kernel::actor::Role;
use crate::kernel::clock::Clock;
use crate::kernel::db::load_head;
use crate::kernel::error::Fault;
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::reader::Reader;
use crate::kernel::viewpoint::Errand;
use crate::linkage::Chain;

/// What every token begins with.
pub const PREFIX: &str = "wr_";
const SECRET_BYTES: usize = 32;

/// What a token is to be.
#[derive(Clone, Debug)]
pub struct TokenRequest {
    /// What it is for, for the list of tokens; not a person's name.
    pub name: String,
    /// The role it gives.
    pub role: Role,
    /// The district; the installation for system and security administrators.
    pub district: DistrictId,
    /// The workroom, member or unit that it acts for.
    pub scope: Option<NodeId>,
    /// For how many days it is good.
    pub days: u32,
    /// The addresses from which it is taken; everywhere when there are none.
    pub addresses: Vec<Range>,
    /// Whether its holder may send documents that are not registered.
    pub open_queries: bool,
}

/// A token at the only moment when it can be read.
#[derive(Clone, Debug)]
pub struct Issued {
    /// Its id.
    pub id: Uuid,
    /// The token itself.
    pub token: String,
    /// From when it is no longer good.
    pub expires_at: DateTime<Utc>,
}

/// Why a token was not issued.
#[derive(Debug)]
pub enum NotIssued {
    /// The request cannot be met; says why.
    Refused(&'static str),
    /// Ours.
    Fault(Fault),
}

impl From<sea_orm::DbErr> for NotIssued {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Fault(error.into())
    }
}

/// Issues a token. Refuses a role that acts for one node without it, a node of another kind or another district, an
/// unknown district, and more than ten years.
pub async fn issue(
    db: &DatabaseConnection,
    clock: &Clock,
    request: TokenRequest,
) -> Result<Issued, NotIssued> {
    let reader = Reader::on_errand(db, Errand::KeepTokens);
    check(&reader, &request).await?;
    let now = clock.now();
    let expires_at = now
        .checked_add_days(Days::new(request.days.into()))
        .ok_or(NotIssued::Refused("too many days"))?;
    let secret = random_text().map_err(NotIssued::Fault)?;
    let body = format!("{}_{secret}", request.district);
    let token = format!("{PREFIX}{body}{}", checksum(&body));
    let id = clock.new_uuid();
    let mut book = Book::open(&reader, clock).await?;
    let about = About {
        token: Some(id),
        role: Some(request.role),
        ..About::default()
    };
    let concerned = vec![(request.district.clone(), None)];
    token::Entity::insert(token::ActiveModel {
        district_id: Set(request.district),
        id: Set(id),
        name: Set(request.name),
        role: Set(request.role),
        scope_id: Set(request.scope),
        secret_hash: Set(hash(&token)),
        issued_at: Set(now),
        expires_at: Set(expires_at),
        revoked_at: Set(None),
        addresses: Set(written(&request.addresses)),
        last_used_at: Set(None),
        open_queries: Set(request.open_queries),
    })
    .exec_without_returning(&book.tx)
    .await?;
    if request.open_queries {
        let (concerned, about) = (concerned.clone(), about.clone());
        book.record(Access::done(AccessKind::OpenQueriesAllow, concerned, about));
    }
    book.record(Access::done(AccessKind::TokenIssue, concerned, about));
    book.commit().await?;
    Ok(Issued {
        id,
        token,
        expires_at,
    })
}

async fn check(conn: &impl ConnectionTrait, request: &TokenRequest) -> Result<(), NotIssued> {
    if request.days == 0 || request.days > 3660 {
        return Err(NotIssued::Refused("a token is good for 1 to 3660 days"));
    }
    let mut kind = None;
    if request.district != DistrictId::installation() {
        let head = load_head(conn, &request.district).await?;
        let head = head.ok_or(NotIssued::Refused("there is no such district"))?;
        let chain = Chain::load(conn, &request.district, head.number).await?;
        kind = request
            .scope
            .and_then(|scope| chain?.organization.kind_of(scope));
    }
    let fits = place(request.role, &request.district, request.scope, kind);
    fits.map_err(|why| match why {
        Misplaced::OfInstallation => {
            "this role belongs to the installation: give neither district nor scope"
        }
        Misplaced::OfDistrict => "this role belongs to a district: give its code",
        Misplaced::WithoutScope => "this role acts for one node: give its id as scope",
        Misplaced::WrongScope => "the scope is not what this role acts for in this district",
    })
    .map_err(NotIssued::Refused)
}

/// By what a token is looked up: the district that it names, and its hash.
pub type Key = (DistrictId, String);

/// By what a token is looked up; none where its text is none of a token's.
pub fn key_of(token: &str) -> Option<Key> {
    Some((district_in(token)?, hash(token)))
}

/// The rows of some tokens. The last is asked again and again up to a power of two, so that few different statements are
/// prepared.
pub async fn find_all(
    conn: &impl ConnectionTrait,
    asked: &[Key],
) -> Result<BTreeMap<Key, token::Model>, DbErr> {
    let padded = asked.iter().chain(asked.last().into_iter().cycle());
    let mut any = Condition::any();
    for (district, hash) in padded.take(asked.len().next_power_of_two()) {
        let one = token::Column::DistrictId.eq(district.clone());
        any = any.add(one.and(token::Column::SecretHash.eq(hash)));
    }
    let rows = token::Entity::find().filter(any).all(conn).await?;
    let keyed = rows.into_iter().map(|row| {
        let key = (row.district_id.clone(), row.secret_hash.clone());
        (key, row)
    });
    Ok(keyed.collect())
}

/// The row that was found of a token, where it is good now and taken from this address.
pub fn good(
    found: Option<token::Model>,
    clock: &Clock,
    from: Option<IpAddr>,
) -> Result<token::Model, NotSignedIn> {
    let good = |row: &token::Model| {
        state(row, clock) == State::Good && taken_from(row.addresses.as_deref(), from)
    };
    found.filter(good).ok_or(NotSignedIn::BadToken)
}

/// The token of an id, if it is good now and taken from this address; `BadToken` where it is not, none where there is none.
pub async fn find_by_id(
    conn: &impl ConnectionTrait,
    clock: &Clock,
    (district, id): (&DistrictId, Uuid),
    from: Option<IpAddr>,
) -> Result<Option<token::Model>, NotSignedIn> {
    let row = token::Entity::find()
        .filter(token::Column::DistrictId.eq(district.clone()))
        .filter(token::Column::Id.eq(id))
        .one(conn)
        .await
        .map_err(|error| NotSignedIn::Fault(error.into()))?;
    let good = |row: &token::Model| {
        state(row, clock) == State::Good && taken_from(row.addresses.as_deref(), from)
    };
    match row {
        Some(row) if !good(&row) => Err(NotSignedIn::BadToken),
        row => Ok(row),
    }
}

/// How a token stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is taken.
    Good,
    /// It was revoked.
    Revoked,
    /// Its time is over.
    Expired,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
        }
    }
}

/// How a token stands now.
pub fn state(row: &token::Model, clock: &Clock) -> State {
    if row.revoked_at.is_some() {
        State::Revoked
    } else if row.expires_at <= clock.now() {
        State::Expired
    } else {
        State::Good
    }
}

/// The tokens of a district, newest first, at most 500.
pub async fn list(
    db: &DatabaseConnection,
    district: &DistrictId,
) -> Result<Vec<token::Model>, Fault> {
    Ok(token::Entity::find()
        .filter(token::Column::DistrictId.eq(district.clone()))
        .order_by_desc(token::Column::IssuedAt)
        .limit(500)
        .all(&Reader::on_errand(db, Errand::KeepTokens))
        .await?)
}

/// What the list of tokens tells of one.
pub fn told(row: &token::Model, clock: &Clock) -> serde_json::Value {
    serde_json::json!({
        "id": row.id,
        "role": row.role.name(),
        "scope": row.scope_id,
        "state": state(row, clock).name(),
        "expiresAt": row.expires_at,
        "addresses": row.addresses,
        "lastUsedAt": row.last_used_at,
        "openQueries": row.open_queries,
        "name": row.name,
    })
}

/// Revokes a token; false when there is no such standing token.
pub async fn revoke(
    db: &DatabaseConnection,
    clock: &Clock,
    district: &DistrictId,
    id: Uuid,
) -> Result<bool, Fault> {
    let reader = Reader::on_errand(db, Errand::KeepTokens);
    let book = Book::open(&reader, clock).await?;
    let revoked = token::ActiveModel {
        revoked_at: Set(Some(book.at)),
        ..Default::default()
    };
    let standing = token::Column::RevokedAt.is_null();
    let done = change(&book, revoked, (district, id), standing).await?;
    told_if(done, book, AccessKind::TokenRevoke, (district, id)).await
}

/// Gives or takes the right to send documents that are not registered; false when there is no such standing token of
/// which that is not so already.
pub async fn set_open_queries(
    db: &DatabaseConnection,
    clock: &Clock,
    (district, id): (&DistrictId, Uuid),
    allowed: bool,
) -> Result<bool, Fault> {
    let reader = Reader::on_errand(db, Errand::KeepTokens);
    let book = Book::open(&reader, clock).await?;
    let changed = token::ActiveModel {
        open_queries: Set(allowed),
        ..Default::default()
    };
    let standing = token::Column::RevokedAt.is_null();
    let other = standing.and(token::Column::OpenQueries.eq(!allowed));
    let done = change(&book, changed, (district, id), other).await?;
    let kind = match allowed {
        true => AccessKind::OpenQueriesAllow,
        false => AccessKind::OpenQueriesWithdraw,
    };
    told_if(done, book, kind, (district, id)).await
}

async fn change(
    book: &Book,
    change: token::ActiveModel,
    (district, id): (&DistrictId, Uuid),
    where_it: SimpleExpr,
) -> Result<bool, Fault> {
    let done = token::Entity::update_many()
        .set(change)
        .filter(token::Column::DistrictId.eq(district.clone()))
        .filter(token::Column::Id.eq(id))
        .filter(where_it)
        .exec(&book.tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Commits a change of a token and tells of it, where there was one.
async fn told_if(
    done: bool,
    mut book: Book,
    kind: AccessKind,
    (district, id): (&DistrictId, Uuid),
) -> Result<bool, Fault> {
    if !done {
        book.abandon().await?;
        return Ok(false);
    }
    let about = About {
        token: Some(id),
        ..About::default()
    };
    let concerned = vec![(district.clone(), None)];
    book.record(Access::done(kind, concerned, about));
    book.commit().await?;
    Ok(true)
}

/// The district that a well-formed token names.
pub fn district_in(token: &str) -> Option<DistrictId> {
    if token.len() > 100 {
        return None;
    }
    let rest = token.strip_prefix(PREFIX)?;
    let (body, sum) = rest.split_at_checked(rest.len().checked_sub(8)?)?;
    if checksum(body) != sum {
        return None;
    }
    DistrictId::parse(body.split_once('_')?.0)
}

/// 256 random bits as text.
pub fn random_text() -> Result<String, Fault> {
    let mut secret = [0_u8; SECRET_BYTES];
    getrandom::fill(&mut secret)
        .map_err(|error| Fault::new(format!("no random bytes: {error}")))?;
    Ok(URL_SAFE_NO_PAD.encode(secret))
}

/// What ends a token, so that a mistyped one is refused without a look-up.
pub fn checksum(body: &str) -> String {
    format!("{:08x}", crc32fast::hash(body.as_bytes()))
}

/// A token as it is stored.
pub fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}
