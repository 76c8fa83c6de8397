//! A subscription at the door: opened once under the same guard, limits, budget and caps as everything; then it waits for
//! news, looks whether its caller may still be told, and has each item answered like an operation of its own. Deliberately
//! absent: how items are written to a websocket or a stream of events, and what becomes of a caller who does not read.

pub mod events;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

use super::Doors;
use super::answers::Answer;
use super::budget::Payer;
use super::counts::{Counted, Counts};
use super::documents::Document;
use super::run::{Asked, Caller, completed};
use crate::access::{Admitted, NotSignedIn};
use crate::config::LiveConfig;
use crate::kernel::error::{Fault, Lang, Message, TopLevelCode};
use crate::live::following::{Following, News};
use crate::live::turn::{Opening, Turn};

/// Subscribers for whom something is looked up at once. A change may wake thousands; the pool is for requests too.
const AT_ONCE: usize = 4;

/// Places of subscriptions; cheap to clone.
#[derive(Clone, Debug)]
pub struct Live {
    all: Arc<Semaphore>,
    own: Counts<Payer>,
    most: usize,
    preparing: Arc<Semaphore>,
}

impl Live {
    /// As many as the settings say.
    pub fn new(config: &LiveConfig) -> Self {
        let all = config.max_subscriptions.min(Semaphore::MAX_PERMITS);
        Self {
            all: Arc::new(Semaphore::new(all)),
            own: Counts::default(),
            most: config.max_subscriptions_per_caller,
            preparing: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    fn take(&self, caller: &Caller) -> Result<Place, Box<Answer>> {
        let most = self.most;
        let own = self.own.take(caller.payer(), most);
        let own = own.ok_or_else(|| {
            let message = Message::new(
                format!("您同时进行的订阅已达上限 {most}。"),
                format!("{most} of your subscriptions are open, the most that may be."),
            );
            Box::new(too_many(&message, caller.lang))
        })?;
        let all = Arc::clone(&self.all).try_acquire_owned();
        let all = all.map_err(|_| Box::new(Answer::busy(caller.lang)))?;
        metrics::gauge!("workrooms_subscriptions").increment(1.0);
        Ok(Place {
            _own: own,
            _all: all,
        })
    }
}

fn too_many(message: &Message, lang: Lang) -> Answer {
    let status = StatusCode::TOO_MANY_REQUESTS;
    Answer::refusal(status, TopLevelCode::RateLimited, message, lang)
}

/// One subscription's place.
#[derive(Debug)]
struct Place {
    _own: Counted<Payer>,
    _all: OwnedSemaphorePermit,
}

impl Drop for Place {
    fn drop(&mut self) {
        metrics::gauge!("workrooms_subscriptions").decrement(1.0);
    }
}

/// An open subscription.
#[derive(Debug)]
pub struct Subscription {
    asking: Asking,
    following: Following,
    /// What is to be told before anything is waited for.
    turns: VecDeque<Turn>,
    /// When it was last seen that the caller may be told.
    checked: Instant,
    _place: Place,
}

/// What is asked of the executor turn by turn.
#[derive(Debug)]
struct Asking {
    doors: Doors,
    document: Arc<Document>,
    asked: Asked,
    caller: Caller,
    cost: (u64, u64),
}

/// How a subscription went on.
#[derive(Debug)]
pub enum Step {
    /// An item.
    Told(Answer),
    /// There is no more.
    Ended(End),
}

/// Why there is no more.
#[derive(Debug)]
pub enum End {
    /// The server goes down; there is more elsewhere.
    Away,
    /// The caller may no longer be told.
    Forbidden,
    /// Our fault.
    Fault(Box<Answer>),
}

impl Subscription {
    /// Opens one for a caller, or refuses it.
    pub async fn open(
        doors: &Doors,
        document: Arc<Document>,
        asked: Asked,
        caller: &Caller,
        cost: (u64, u64),
    ) -> Result<Box<Self>, Box<Answer>> {
        let place = doors.live.take(caller)?;
        // The document is kept as it was read; its text is not needed any more.
        let asked = Asked {
            query: String::new(),
            ..asked
        };
        let _places = doors.places(caller).await?;
        let asking = Asking {
            doors: doors.clone(),
            document,
            asked,
            caller: caller.clone(),
            cost,
        };
        let opening = Opening::default();
        let refused = asking.turn(Turn::Opening(opening.clone())).await;
        let Some(wanted) = opening.wanted() else {
            let status = StatusCode::BAD_REQUEST;
            let refused = refused.filter(|answer| !answer.body.errors.is_empty());
            return Err(Box::new(match refused {
                // Nothing came of it, so there are no data, only what was wrong.
                Some(answer) if !answer.refused => Answer::refused(status, answer.body.errors),
                Some(answer) => answer,
                None => Answer::refusal(status, TopLevelCode::BadInput, &nothing(), caller.lang),
            }));
        };
        Ok(Box::new(Self {
            following: Following::new(&doors.app.tails, wanted),
            asking,
            turns: VecDeque::new(),
            checked: Instant::now(),
            _place: place,
        }))
    }

    /// The language of the caller.
    pub fn lang(&self) -> Lang {
        self.asking.caller.lang
    }

    /// Seconds between two signs of life where there is nothing to tell.
    fn alive(&self) -> Duration {
        Duration::from_secs(self.asking.doors.app.config.http.live.events_alive_seconds)
    }

    /// Waits for the next item, or for the end. Whoever stops waiting ends it.
    pub async fn next(&mut self) -> Step {
        match self.go_on().await {
            Ok(answer) => {
                metrics::counter!("workrooms_subscription_items_total").increment(1);
                let (cost, limit) = self.asking.cost;
                Step::Told(answer.with_cost(cost, limit))
            }
            Err(end) => {
                let why = match &end {
                    End::Away => "away",
                    End::Forbidden => "forbidden",
                    End::Fault(_) => "fault",
                };
                metrics::counter!("workrooms_subscriptions_ended_total", "why" => why).increment(1);
                Step::Ended(end)
            }
        }
    }

    async fn go_on(&mut self) -> Result<Answer, End> {
        let config = &self.asking.doors.app.config.http.live;
        let every = Duration::from_secs(config.live_check_seconds);
        let draining = self.asking.doors.draining.clone();
        loop {
            if draining.is_cancelled() {
                return Err(End::Away);
            }
            if let Some(turn) = self.turns.pop_front() {
                // What does more than wait is boxed: thousands wait, and each would hold room for all of it.
                if self.checked.elapsed() >= every {
                    Box::pin(self.check()).await?;
                }
                match Box::pin(self.asking.turn(turn)).await {
                    Some(answer) => return Ok(answer),
                    None => continue,
                }
            }
            let news = tokio::select! {
                biased;
                () = draining.cancelled() => return Err(End::Away),
                news = self.following.next() => Some(news),
                () = sleep_until(self.checked + every) => None,
            };
            let preparing = Arc::clone(&self.asking.doors.live.preparing);
            let _place = preparing.acquire().await;
            Box::pin(self.check()).await?;
            if let Some(news) = news {
                let news = news.map_err(|error| self.asking.fault(&error.into()))?;
                Box::pin(self.prepare(news)).await?;
            }
        }
    }

    /// Goes on only when whoever the caller was may still be told.
    async fn check(&mut self) -> Result<(), End> {
        let (doors, caller) = (&self.asking.doors, &self.asking.caller);
        let (Some(shown), Some(actor)) = (&caller.shown, &caller.actor) else {
            return Err(End::Forbidden);
        };
        let app = &doors.app;
        match doors.gate.admit_still(&app.db, &app.clock, shown).await {
            Ok(Admitted {
                actor: Some(now), ..
            }) if (now.id, now.role, now.scope) == (actor.id, actor.role, actor.scope) => {
                self.checked = Instant::now();
                Ok(())
            }
            Err(NotSignedIn::Fault(fault)) => Err(self.asking.fault(&fault)),
            Ok(_) | Err(_) => Err(End::Forbidden),
        }
    }

    /// Looks up what the caller is told of news.
    async fn prepare(&mut self, news: News) -> Result<(), End> {
        let (app, caller) = (&self.asking.doors.app, &self.asking.caller);
        let view = app.request(caller.actor.clone(), caller.lang);
        let turns = self.following.turns(&view, news).await;
        view.db.close().await;
        match turns {
            Ok(turns) => {
                self.turns.extend(turns);
                Ok(())
            }
            Err(crate::kernel::error::Problem::Fault(fault)) => Err(self.asking.fault(&fault)),
            Err(_) => Err(End::Forbidden),
        }
    }
}

impl Asking {
    /// Asks the field one turn; none where it has nothing to tell.
    async fn turn(&self, turn: Turn) -> Option<Answer> {
        let (doors, caller) = (&self.doors, &self.caller);
        let name = self.asked.operation_name.as_deref();
        let operation = self.document.checked.operations.get(name).ok()?;
        let runnable = self.document.runnable.as_ref().ok()?;
        // Figures are computed; a change is only written down.
        let _place = match turn {
            Turn::Figures(_) => Some(doors.live.preparing.acquire().await),
            _ => None,
        };
        let (name, variables) = (
            self.asked.operation_name.clone(),
            self.asked.variables.clone(),
        );
        let request = doors.request(runnable, name, variables, caller);
        let view = doors.app.request(caller.actor.clone(), caller.lang);
        let told = crate::schema::execute_turn(&doors.schema, request, view, turn);
        match doors.guarded(told, doors.time(), false, caller.lang).await {
            Ok(response) => Some(completed(&self.document, operation, response?, caller.lang)),
            Err(refused) => Some(*refused),
        }
    }

    fn fault(&self, fault: &Fault) -> End {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        End::Fault(Box::new(Answer::fault(
            fault.for_log(),
            status,
            self.caller.lang,
        )))
    }
}

fn nothing() -> Message {
    Message::new(
        "此订阅没有可订阅的内容。",
        "There is nothing to follow in this subscription.",
    )
}
