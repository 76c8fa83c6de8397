//! Changes of endpoints, by the system administrator: each an entry of the district's journal, which names no address and no
//! secret. A secret is shown once, by the command that made it. Deliberately absent: sending.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::{Condition, Expr};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction,
    EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};
use serde_json::{Value, json};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::entity::{ClosedBecause, Signs, endpoint, position, secret, waiting};
use super::queries::{field_of, find_endpoint};
use super::refusals::{Outcome, Refused, WebhookErrorCode as Code};
use super::rules::addresses::{host_of, read_url};
use super::rules::telling::{MOST_TYPES, ROLES, is_type};
use super::signing::new_secret;
use crate::events::rules::reading::clean;
use crate::kernel::actor::{Actor, Role};
use crate::kernel::authz::Action;
use crate::kernel::clock::Clock;
use crate::kernel::error::Fault;
use crate::kernel::id::DistrictId;
use crate::kernel::journal::{Change, Ledger};
use crate::kernel::seal::{Guards, Vault, key_for};
use crate::linkage::Request;

/// What the journal calls an endpoint.
pub const SUBJECT: &str = "webhook_endpoint";

/// Open endpoints of a district at most.
const MOST: u64 = 20;

/// Hours for which two secrets hold together, at most and by default.
const OVERLAP: std::ops::RangeInclusive<i32> = 0..=168;
/// By default.
pub const USUAL_OVERLAP: i32 = 24;

/// An endpoint of a district, by its id.
pub type In = (DistrictId, Uuid);

/// What an endpoint is to be.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// How it is called.
    pub name: String,
    /// Its address.
    pub url: String,
    /// As what it sees the district.
    pub role: Role,
    /// Which types it is told; none for all.
    pub types: Vec<String>,
    /// Whether its system calls back.
    pub call_backs: bool,
}

/// Secrets that are shown once.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// What deliveries are signed by.
    pub deliveries: Option<Zeroizing<String>>,
    /// What call-backs must be signed by.
    pub call_backs: Option<Zeroizing<String>>,
}

/// An open write transaction in a district's endpoints.
struct Keeping {
    tx: DatabaseTransaction,
    ledger: Ledger,
    vault: Vault,
    clock: Clock,
    actor: Actor,
    at: DateTime<Utc>,
}

impl Keeping {
    /// Refuses whoever may not keep endpoints before anything is looked at. None where there is no such district.
    async fn start(request: &Request, district: &DistrictId) -> Outcome<Option<Self>> {
        let actor = request.actor()?;
        actor.require(Action::KeepWebhooks, actor.standing(district, None))?;
        let Some((tx, ledger)) = request.db.begin_write(district).await? else {
            return Ok(None);
        };
        Ok(Some(Self {
            tx,
            ledger,
            vault: request.vault.clone(),
            clock: request.clock.clone(),
            actor: actor.clone(),
            at: request.clock.now(),
        }))
    }

    /// The same over an endpoint that is open.
    async fn over(request: &Request, (district, id): &In) -> Outcome<(Self, endpoint::Model)> {
        let keeping = Self::start(request, district).await?;
        let keeping = keeping.ok_or_else(|| Code::NotFound.at("id"))?;
        let found = find_endpoint(&keeping.tx, district, *id).await?;
        let found = found.filter(|row| row.closed_at.is_none());
        let found = found.ok_or_else(|| Code::NotFound.at("id"))?;
        Ok((keeping, found))
    }

    fn record(&mut self, kind: &'static str, id: Uuid, content: Value) -> i64 {
        record(
            &mut self.ledger,
            (&self.actor, self.at),
            (kind, id),
            content,
        )
    }

    /// Makes a secret, and seals it.
    async fn make(&self, id: Uuid, signs: Signs) -> Outcome<Zeroizing<String>> {
        let district = self.ledger.district();
        let of = (id, None);
        let key = key_for(&self.tx, &self.vault, district, Guards::Webhook, of).await?;
        let shown = new_secret()?;
        let secret_id = self.clock.new_uuid();
        let row = secret::Model {
            district_id: district.clone(),
            id: secret_id,
            endpoint_id: id,
            signs,
            secret: key.seal(&field_of(secret_id), &shown)?,
            since: self.at,
            until: None,
        };
        secret::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&self.tx)
            .await?;
        Ok(shown)
    }

    async fn commit(self) -> Outcome<()> {
        self.ledger.commit(self.tx).await?;
        Ok(())
    }
}

fn record(
    ledger: &mut Ledger,
    (actor, at): (&Actor, DateTime<Utc>),
    (kind, id): (&'static str, Uuid),
    content: Value,
) -> i64 {
    let change = Change {
        kind,
        subject_kind: SUBJECT,
        subject_id: id,
        content,
        organization: false,
    };
    ledger.record(actor, at, change)
}

/// Reads what was wanted; everything that is wrong with it is told.
fn read(wanted: Wanted) -> Outcome<Wanted> {
    let mut wrong: Vec<Refused> = Vec::new();
    let name = clean(&wanted.name, 100, false).unwrap_or_default();
    if name.is_empty() {
        wrong.push(Code::InvalidName.at("name"));
    }
    let url = wanted.url.trim().to_owned();
    if read_url(&url).is_none() {
        wrong.push(Code::InvalidUrl.at("url"));
    }
    if !ROLES.contains(&wanted.role) {
        wrong.push(Code::WrongRole.at("role"));
    }
    if wanted.call_backs && wanted.role != Role::Hotline {
        wrong.push(Code::CallBacksOfHotlineOnly.at("callBacks"));
    }
    if wanted.types.len() > MOST_TYPES {
        wrong.push(Code::TooManyTypes.at("types"));
    }
    let unknown = wanted.types.iter().take(MOST_TYPES).enumerate();
    for (place, _) in unknown.filter(|(_, one)| !is_type(one)) {
        wrong.push(Code::UnknownType.at(&format!("types.{place}")));
    }
    match wrong.is_empty() {
        true => Ok(Wanted {
            name,
            url,
            ..wanted
        }),
        false => Err(crate::kernel::error::Failure::Refused(wrong)),
    }
}

/// What the journal says of an endpoint: the host alone of its address.
fn said(wanted: &Wanted) -> Value {
    json!({
        "host": host_of(&wanted.url),
        "role": wanted.role,
        "types": wanted.types,
        "callBacks": wanted.call_backs,
    })
}

/// Opens an endpoint, which is told what the journal says from now on. Gives its id, and its secrets for this once.
pub async fn open(
    request: &Request,
    district: &DistrictId,
    wanted: Wanted,
) -> Outcome<(In, Shown)> {
    let keeping = Keeping::start(request, district).await?;
    let mut keeping = keeping
        .filter(|_| *district != DistrictId::installation())
        .ok_or_else(|| Code::NoSuchDistrict.at("district"))?;
    let wanted = read(wanted)?;
    let open = endpoint::Entity::find()
        .filter(endpoint::Column::DistrictId.eq(district.clone()))
        .filter(endpoint::Column::ClosedAt.is_null())
        .count(&keeping.tx)
        .await?;
    if open >= MOST {
        return Err(Code::TooMany.at("district").into());
    }
    let id = request.clock.new_uuid();
    let number = keeping.record("webhook_endpoint.opened", id, said(&wanted));
    let row = endpoint::Model {
        district_id: district.clone(),
        id,
        since_number: number,
        name: wanted.name,
        url: wanted.url,
        role: wanted.role,
        types: wanted.types.join("\n"),
        call_backs: wanted.call_backs,
        opened_at: keeping.at,
        closed_at: None,
        closed_because: None,
    };
    endpoint::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(&keeping.tx)
        .await?;
    let place = position::Model {
        district_id: district.clone(),
        endpoint_id: id,
        number,
        attempts: 0,
        exhausted: 0,
        unanswered: 0,
        rests_until: None,
        leased_to: None,
        leased_until: None,
    };
    position::Entity::insert(place.into_active_model().reset_all())
        .exec_without_returning(&keeping.tx)
        .await?;
    let shown = Shown {
        deliveries: Some(keeping.make(id, Signs::Deliveries).await?),
        call_backs: match wanted.call_backs {
            true => Some(keeping.make(id, Signs::CallBacks).await?),
            false => None,
        },
    };
    keeping.commit().await?;
    Ok(((district.clone(), id), shown))
}

/// Changes what an endpoint is. A system that calls back from now on is given a secret.
pub async fn change(request: &Request, of: &In, wanted: Wanted) -> Outcome<Shown> {
    let (mut keeping, found) = Keeping::over(request, of).await?;
    let wanted = read(wanted)?;
    let number = keeping.record("webhook_endpoint.changed", found.id, said(&wanted));
    let shown = Shown {
        deliveries: None,
        call_backs: match wanted.call_backs && !found.call_backs {
            true => Some(keeping.make(found.id, Signs::CallBacks).await?),
            false => None,
        },
    };
    if found.call_backs && !wanted.call_backs {
        end_secrets(&keeping.tx, of, Some(Signs::CallBacks), keeping.at).await?;
    }
    let mut row = found.into_active_model();
    row.since_number = Set(number);
    row.name = Set(wanted.name);
    row.url = Set(wanted.url);
    row.role = Set(wanted.role);
    row.types = Set(wanted.types.join("\n"));
    row.call_backs = Set(wanted.call_backs);
    row.update(&keeping.tx).await?;
    // Another address may answer at once.
    let fresh = position::ActiveModel {
        unanswered: Set(0),
        rests_until: Set(None),
        ..Default::default()
    };
    move_position(&keeping.tx, of, fresh).await?;
    keeping.commit().await?;
    Ok(shown)
}

/// Closes an endpoint for good; nothing is delivered any more, and no call-back is taken.
pub async fn close(request: &Request, of: &In) -> Outcome<()> {
    let (mut keeping, found) = Keeping::over(request, of).await?;
    let because = ClosedBecause::Closed;
    keeping.record(
        "webhook_endpoint.closed",
        found.id,
        json!({ "because": "CLOSED" }),
    );
    close_row(&keeping.tx, found, (keeping.at, because)).await?;
    keeping.commit().await
}

/// Closes an endpoint that says that it is gone, in the program's own name.
pub async fn close_gone(
    tx: &DatabaseTransaction,
    ledger: &mut Ledger,
    (program, at): (&Actor, DateTime<Utc>),
    id: Uuid,
) -> Result<(), Fault> {
    let found = find_endpoint(tx, ledger.district(), id).await?;
    if let Some(found) = found.filter(|row| row.closed_at.is_none()) {
        let kind = "webhook_endpoint.closed";
        record(
            ledger,
            (program, at),
            (kind, id),
            json!({ "because": "GONE" }),
        );
        close_row(tx, found, (at, ClosedBecause::Gone)).await?;
    }
    Ok(())
}

async fn close_row(
    tx: &DatabaseTransaction,
    found: endpoint::Model,
    (at, because): (DateTime<Utc>, ClosedBecause),
) -> Result<(), sea_orm::DbErr> {
    let of = (found.district_id.clone(), found.id);
    let mut row = found.into_active_model();
    row.closed_at = Set(Some(at));
    row.closed_because = Set(Some(because));
    row.update(tx).await?;
    end_secrets(tx, &of, None, at).await?;
    waiting::Entity::delete_many()
        .filter(waiting::Column::DistrictId.eq(of.0))
        .filter(waiting::Column::EndpointId.eq(of.1))
        .exec(tx)
        .await?;
    Ok(())
}

/// Gives a new secret. The one before holds for so many hours beside it; any older one ends at once.
pub async fn rotate(
    request: &Request,
    of: &In,
    signs: Signs,
    overlap_hours: i32,
) -> Outcome<Shown> {
    let (mut keeping, found) = Keeping::over(request, of).await?;
    if !OVERLAP.contains(&overlap_hours) {
        return Err(Code::InvalidOverlap.at("overlapHours").into());
    }
    if signs == Signs::CallBacks && !found.call_backs {
        return Err(Code::NoCallBacks.at("signs").into());
    }
    let of_signs = Condition::all()
        .add(secret::Column::DistrictId.eq(of.0.clone()))
        .add(secret::Column::EndpointId.eq(of.1))
        .add(secret::Column::Signs.eq(signs));
    let older = of_signs.clone().add(secret::Column::Until.gt(keeping.at));
    end(&keeping.tx, older, keeping.at).await?;
    let newest = of_signs.add(secret::Column::Until.is_null());
    let until = keeping.at + TimeDelta::hours(i64::from(overlap_hours));
    end(&keeping.tx, newest, until).await?;
    let shown = keeping.make(found.id, signs).await?;
    let content = json!({ "signs": signs_word(signs), "overlapHours": overlap_hours });
    keeping.record("webhook_endpoint.secret_rotated", found.id, content);
    keeping.commit().await?;
    Ok(match signs {
        Signs::Deliveries => Shown {
            deliveries: Some(shown),
            call_backs: None,
        },
        Signs::CallBacks => Shown {
            deliveries: None,
            call_backs: Some(shown),
        },
    })
}

/// Has the journal delivered again from a number on: whatever the endpoint was told then, under the same ids.
pub async fn replay(request: &Request, of: &In, from: i64) -> Outcome<()> {
    let (mut keeping, found) = Keeping::over(request, of).await?;
    if !(1..=keeping.ledger.head().number).contains(&from) {
        return Err(Code::InvalidNumber.at("from").into());
    }
    keeping.record(
        "webhook_endpoint.replayed",
        found.id,
        json!({ "from": from }),
    );
    let back = position::ActiveModel {
        number: Set(from.saturating_sub(1)),
        rests_until: Set(None),
        ..Default::default()
    };
    // Never forward: what it was not told yet would be left out.
    position::Entity::update_many()
        .set(back)
        .filter(position::Column::DistrictId.eq(of.0.clone()))
        .filter(position::Column::EndpointId.eq(of.1))
        .filter(position::Column::Number.gte(from))
        .exec(&keeping.tx)
        .await?;
    keeping.commit().await
}

async fn move_position(
    tx: &impl ConnectionTrait,
    (district, id): &In,
    to: position::ActiveModel,
) -> Result<(), sea_orm::DbErr> {
    position::Entity::update_many()
        .set(to)
        .filter(position::Column::DistrictId.eq(district.clone()))
        .filter(position::Column::EndpointId.eq(*id))
        .exec(tx)
        .await
        .map(|_| ())
}

/// Ends the secrets of an endpoint that hold, those of one use or all.
async fn end_secrets(
    tx: &impl ConnectionTrait,
    (district, id): &In,
    signs: Option<Signs>,
    at: DateTime<Utc>,
) -> Result<(), sea_orm::DbErr> {
    let holds = Condition::any()
        .add(secret::Column::Until.is_null())
        .add(secret::Column::Until.gt(at));
    let mut which = Condition::all()
        .add(secret::Column::DistrictId.eq(district.clone()))
        .add(secret::Column::EndpointId.eq(*id))
        .add(holds);
    if let Some(signs) = signs {
        which = which.add(secret::Column::Signs.eq(signs));
    }
    end(tx, which, at).await
}

async fn end(
    tx: &impl ConnectionTrait,
    which: Condition,
    at: DateTime<Utc>,
) -> Result<(), sea_orm::DbErr> {
    secret::Entity::update_many()
        .col_expr(secret::Column::Until, Expr::value(at))
        .filter(which)
        .exec(tx)
        .await
        .map(|_| ())
}

fn signs_word(signs: Signs) -> String {
    sea_orm::ActiveEnum::to_value(&signs)
}
