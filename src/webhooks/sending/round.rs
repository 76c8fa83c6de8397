//! One round at one endpoint, as two short transactions with the network between them: the first takes the endpoint for
//! this sender, notes what the journal holds further, and picks what is due; the second notes what came of it. Whoever has
//! lost the endpoint to another meanwhile notes nothing, and the other one sends again under the same ids.
//! Deliberately absent: the network.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::{Condition, Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, Statement, Value,
};
use uuid::Uuid;

use super::post::Answer;
use crate::kernel::error::Fault;
use crate::kernel::id::DistrictId;
use crate::kernel::journal::{entry, tail};
use crate::kernel::seal::Vault;
use crate::webhooks::entity::{AttemptOutcome, Signs, attempt, endpoint, position, waiting};
use crate::webhooks::queries::{find_endpoint, known_cases, secrets};
use crate::webhooks::rules::retrying::{next_at, rests_until};
use crate::webhooks::rules::telling::{Hearer, message_id, payload};
use crate::webhooks::signing::Secret;

/// How long an endpoint is this sender's after each step; longer than any attempt lasts.
pub const LEASE: TimeDelta = TimeDelta::seconds(120);

/// Entries of the journal that are looked at in one round.
const LOOKED_AT: u64 = 200;

/// Deliveries that wait at one endpoint; further ones stay in the journal.
const MOST_WAITING: u64 = 1000;

/// Attempts at one endpoint at once.
const AT_ONCE: u64 = 4;

/// Who sends to what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The district.
    pub district: DistrictId,
    /// The endpoint.
    pub endpoint: Uuid,
    /// The sender.
    pub sender: Uuid,
}

/// A delivery that is due.
#[derive(Clone, Debug)]
pub struct Due {
    /// Its row.
    pub row: waiting::Model,
    /// Its id.
    pub message_id: String,
    /// Its body.
    pub body: String,
}

/// What a round is to send.
#[derive(Clone, Debug)]
pub struct Round {
    /// Where to.
    pub url: String,
    /// What it is signed by.
    pub secrets: Vec<Secret>,
    /// What is sent: of each subject the oldest alone.
    pub due: Vec<Due>,
    /// Attempts in a row that nobody answered.
    pub unanswered: i64,
    /// Whether another round may find more.
    pub goes_on: bool,
}

impl Claim {
    fn mine(&self) -> Condition {
        Condition::all()
            .add(position::Column::DistrictId.eq(self.district.clone()))
            .add(position::Column::EndpointId.eq(self.endpoint))
    }

    async fn change(
        &self,
        tx: &impl ConnectionTrait,
        to: position::ActiveModel,
        while_so: Condition,
    ) -> Result<bool, DbErr> {
        let done = position::Entity::update_many()
            .set(to)
            .filter(self.mine())
            .filter(while_so)
            .exec(tx)
            .await?;
        Ok(done.rows_affected == 1)
    }

    fn held(&self) -> Condition {
        Condition::all().add(position::Column::LeasedTo.eq(self.sender))
    }

    /// Begins a round; none when another sender is at work, or the endpoint was closed.
    pub async fn begin(
        &self,
        tx: &DatabaseTransaction,
        vault: &Vault,
        now: DateTime<Utc>,
    ) -> Result<Option<Round>, Fault> {
        let free = Condition::any()
            .add(position::Column::LeasedUntil.is_null())
            .add(position::Column::LeasedUntil.lte(now))
            .add(position::Column::LeasedTo.eq(self.sender));
        let lease = position::ActiveModel {
            leased_to: Set(Some(self.sender)),
            leased_until: Set(Some(now + LEASE)),
            ..Default::default()
        };
        if !self.change(tx, lease, free).await? {
            return Ok(None);
        }
        let place = position::Entity::find().filter(self.mine()).one(tx).await?;
        let found = find_endpoint(tx, &self.district, self.endpoint).await?;
        let found = found.filter(|row| row.closed_at.is_none());
        let (Some(endpoint), Some(place)) = (found, place) else {
            return Ok(None);
        };
        let hearer = hearer_of(&endpoint);
        let filled = self.fill(tx, &hearer, place.number, now).await?;
        let rests = place.rests_until.is_some_and(|until| until > now);
        let rows = match rests {
            true => Vec::new(),
            false => self.due(tx, place.unanswered, now).await?,
        };
        let goes_on = filled || !rows.is_empty();
        if !goes_on {
            self.release(tx).await?;
        }
        let due = self.written(tx, &hearer, rows).await?;
        let of = (&self.district, self.endpoint);
        Ok(Some(Round {
            url: endpoint.url,
            secrets: secrets(tx, vault, of, Signs::Deliveries, now).await?,
            due,
            unanswered: place.unanswered,
            goes_on,
        }))
    }

    /// Lets the endpoint go.
    pub async fn release(&self, tx: &impl ConnectionTrait) -> Result<(), DbErr> {
        let free = position::ActiveModel {
            leased_to: Set(None),
            leased_until: Set(None),
            ..Default::default()
        };
        self.change(tx, free, self.held()).await.map(|_| ())
    }

    /// Notes what the journal holds after the position, and moves it, all in one transaction. Tells whether it moved.
    async fn fill(
        &self,
        tx: &DatabaseTransaction,
        hearer: &Hearer,
        after: i64,
        now: DateTime<Utc>,
    ) -> Result<bool, DbErr> {
        let waits = waiting::Entity::find()
            .filter(waiting::Column::DistrictId.eq(self.district.clone()))
            .filter(waiting::Column::EndpointId.eq(self.endpoint))
            .count(tx)
            .await?;
        if waits >= MOST_WAITING {
            return Ok(false);
        }
        let entries = tail(tx, &self.district, after, LOOKED_AT).await?;
        let Some(last) = entries.last() else {
            return Ok(false);
        };
        let to = position::ActiveModel {
            number: Set(last.number),
            ..Default::default()
        };
        let known = known_cases(tx, &self.district, &entries).await?;
        let heard = entries.iter().filter(|entry| hearer.hears(entry, &known));
        let rows: Vec<_> = heard.map(|entry| self.waits(entry, now)).collect();
        if !rows.is_empty() {
            let place = [
                waiting::Column::DistrictId,
                waiting::Column::EndpointId,
                waiting::Column::Number,
            ];
            waiting::Entity::insert_many(rows)
                // What waits already, before a replay, goes on waiting.
                .on_conflict(OnConflict::columns(place).do_nothing().to_owned())
                .exec_without_returning(tx)
                .await?;
        }
        self.change(tx, to, self.held()).await
    }

    fn waits(&self, entry: &entry::Model, now: DateTime<Utc>) -> waiting::ActiveModel {
        let row = waiting::Model {
            district_id: self.district.clone(),
            endpoint_id: self.endpoint,
            number: entry.number,
            subject_id: entry.subject_id,
            attempts: 0,
            first_at: None,
            next_at: now,
        };
        row.into_active_model().reset_all()
    }

    /// What is due: of each subject the oldest delivery alone, so that nothing overtakes what waits before it.
    async fn due(
        &self,
        tx: &impl ConnectionTrait,
        unanswered: i64,
        now: DateTime<Utc>,
    ) -> Result<Vec<waiting::Model>, DbErr> {
        let most = if unanswered > 0 { 1 } else { AT_ONCE };
        let statement = Statement::from_sql_and_values(
            tx.get_database_backend(),
            "SELECT w.* FROM webhook_waiting w WHERE w.district_id = $1 AND w.endpoint_id = $2 AND w.next_at <= $3 \
             AND NOT EXISTS (SELECT 1 FROM webhook_waiting b WHERE b.district_id = w.district_id \
             AND b.endpoint_id = w.endpoint_id AND b.subject_id = w.subject_id AND b.number < w.number) \
             ORDER BY w.number LIMIT $4",
            [
                Value::from(self.district.as_str()),
                self.endpoint.into(),
                now.into(),
                most.into(),
            ],
        );
        waiting::Entity::find()
            .from_raw_sql(statement)
            .all(tx)
            .await
    }

    /// What is sent of some entries. One that the endpoint is no longer to hear, because it was changed, waits no more.
    async fn written(
        &self,
        tx: &DatabaseTransaction,
        hearer: &Hearer,
        rows: Vec<waiting::Model>,
    ) -> Result<Vec<Due>, DbErr> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let entries = entry::Entity::find()
            .filter(entry::Column::DistrictId.eq(self.district.clone()))
            .filter(entry::Column::Number.is_in(rows.iter().map(|row| row.number)))
            .all(tx)
            .await?;
        let known = known_cases(tx, &self.district, &entries).await?;
        let mut due = Vec::with_capacity(rows.len());
        let mut unheard = Vec::new();
        for row in rows {
            let mut entries = entries.iter().filter(|entry| entry.number == row.number);
            let heard = entries.find(|entry| hearer.hears(entry, &known));
            match heard.and_then(|entry| payload(entry, &known)) {
                Some(body) => due.push(Due {
                    message_id: message_id(&self.district, self.endpoint, row.number),
                    body: body.to_string(),
                    row,
                }),
                None => unheard.push(row.number),
            }
        }
        self.forget(tx, unheard).await?;
        Ok(due)
    }

    async fn forget(&self, tx: &impl ConnectionTrait, numbers: Vec<i64>) -> Result<(), DbErr> {
        if numbers.is_empty() {
            return Ok(());
        }
        waiting::Entity::delete_many()
            .filter(waiting::Column::DistrictId.eq(self.district.clone()))
            .filter(waiting::Column::EndpointId.eq(self.endpoint))
            .filter(waiting::Column::Number.is_in(numbers))
            .exec(tx)
            .await
            .map(|_| ())
    }

    /// Notes what came of a round. False when the endpoint is another sender's by now; then nothing is to be noted.
    pub async fn note(
        &self,
        tx: &DatabaseTransaction,
        tried: &[(Due, DateTime<Utc>, Answer)],
        now: DateTime<Utc>,
    ) -> Result<bool, DbErr> {
        let place = position::Entity::find()
            .filter(self.mine())
            .filter(self.held())
            .one(tx)
            .await?;
        let Some(place) = place else { return Ok(false) };
        let (mut done, mut given_up) = (Vec::new(), 0_i64);
        let mut log = Vec::with_capacity(tried.len());
        let mut ordinal = place.attempts;
        for (due, at, answer) in tried {
            let next = self.next_of(due, *at, answer);
            let over = matches!(
                answer.outcome,
                AttemptOutcome::Delivered | AttemptOutcome::Gone
            );
            match next {
                Some(next) => self.put_off(tx, due, *at, next).await?,
                None => done.push(due.row.number),
            }
            if next.is_none() && !over {
                given_up = given_up.saturating_add(1);
                tracing::warn!(district = %self.district, endpoint = %self.endpoint, number = due.row.number, "a delivery was given up");
            }
            ordinal = ordinal.saturating_add(1);
            log.push(self.attempt(ordinal, due, (*at, next), answer));
        }
        self.forget(tx, done).await?;
        if !log.is_empty() {
            attempt::Entity::insert_many(log)
                .exec_without_returning(tx)
                .await?;
        }
        let to = position::ActiveModel {
            attempts: Set(ordinal),
            exhausted: Set(place.exhausted.saturating_add(given_up)),
            leased_until: Set(Some(now + LEASE)),
            ..rest(&place, tried, now)
        };
        self.change(tx, to, self.held()).await
    }

    fn next_of(&self, due: &Due, at: DateTime<Utc>, answer: &Answer) -> Option<DateTime<Utc>> {
        match answer.outcome {
            AttemptOutcome::Delivered | AttemptOutcome::Gone => None,
            _ => {
                let attempts = due.row.attempts.saturating_add(1);
                let first = due.row.first_at.unwrap_or(at);
                next_at(&due.message_id, attempts, (first, at), answer.wish)
            }
        }
    }

    async fn put_off(
        &self,
        tx: &impl ConnectionTrait,
        due: &Due,
        at: DateTime<Utc>,
        next: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let first = due.row.first_at.unwrap_or(at);
        waiting::Entity::update_many()
            .col_expr(waiting::Column::NextAt, Expr::value(next))
            .col_expr(waiting::Column::FirstAt, Expr::value(first))
            .col_expr(
                waiting::Column::Attempts,
                Expr::value(due.row.attempts.saturating_add(1)),
            )
            .filter(waiting::Column::DistrictId.eq(self.district.clone()))
            .filter(waiting::Column::EndpointId.eq(self.endpoint))
            .filter(waiting::Column::Number.eq(due.row.number))
            .exec(tx)
            .await
            .map(|_| ())
    }

    fn attempt(
        &self,
        ordinal: i64,
        due: &Due,
        (at, next): (DateTime<Utc>, Option<DateTime<Utc>>),
        answer: &Answer,
    ) -> attempt::ActiveModel {
        let row = attempt::Model {
            district_id: self.district.clone(),
            endpoint_id: self.endpoint,
            ordinal,
            number: due.row.number,
            at,
            outcome: answer.outcome,
            status: answer.status.map(i32::from),
            next_at: next,
        };
        row.into_active_model().reset_all()
    }
}

/// As whom an endpoint hears.
fn hearer_of(endpoint: &endpoint::Model) -> Hearer {
    Hearer {
        id: endpoint.id,
        district: endpoint.district_id.clone(),
        role: endpoint.role,
        types: endpoint.types.lines().map(str::to_owned).collect(),
    }
}

/// Whether the endpoint rests after a round, and how many attempts in a row nobody answered.
fn rest(
    place: &position::Model,
    tried: &[(Due, DateTime<Utc>, Answer)],
    now: DateTime<Utc>,
) -> position::ActiveModel {
    let answered = tried
        .iter()
        .any(|(_, _, answer)| !answer.outcome.is_unanswered());
    let unanswered = match (tried.is_empty(), answered) {
        (true, _) => place.unanswered,
        (false, true) => 0,
        (false, false) => place.unanswered.saturating_add(1),
    };
    let wish = tried.iter().filter_map(|(_, _, answer)| answer.wish).max();
    let until = match tried.is_empty() {
        true => place.rests_until,
        false => rests_until(now, unanswered, wish),
    };
    position::ActiveModel {
        unanswered: Set(unanswered),
        rests_until: Set(until),
        ..Default::default()
    }
}
