//! One socket's conversation: what is heard, what runs, what is told. Operations run beside it and hand their results
//! to it, so that an id is free at the very moment when its end is told, and one operation may tell any number of
//! results. Deliberately absent: frames of the closing.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use axum::extract::ws::Message as Frame;
use axum::http::StatusCode;
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use serde::Serialize;
use serde_json::{Map, Value, json};
use tokio::sync::mpsc;
use tokio::time::{Instant, interval_at, sleep_until, timeout};
use tokio_util::task::AbortOnDropHandle;
use tracing::Instrument;

use super::messages::{Close, Heard};
use crate::access::{Admitted, Shown};
use crate::http::Doors;
use crate::http::answers::{Answer, Body, written};
use crate::http::budget::Payer;
use crate::http::callers::{GRANT, admit};
use crate::http::counts::Counted;
use crate::http::live::{End, Step, Subscription};
use crate::http::request::read_parts;
use crate::http::run::{Asked, Begun, Caller, MutationByGet};
use crate::kernel::error::{Lang, Message, TopLevelCode};

/// A conversation with one peer.
pub struct Talk<'s, S> {
    doors: Doors,
    /// Its place among the sockets of its caller: of its address, and once it shows a token, of that.
    counted: Counted<Payer>,
    address: IpAddr,
    lang: Lang,
    out: &'s mut S,
    /// Where the peer is.
    from: Option<IpAddr>,
    /// What the peer shows, once its first message was acknowledged.
    peer: Option<Option<Shown>>,
    running: HashMap<String, Running>,
    started: u64,
    tell: mpsc::Sender<Told>,
    told: mpsc::Receiver<Told>,
    heard_at: Instant,
}

struct Running {
    number: u64,
    _task: AbortOnDropHandle<()>,
}

/// What an operation tells of itself.
struct Told {
    id: String,
    number: u64,
    event: Event,
}

/// The message of one result, whose data keep their order.
#[derive(Serialize)]
struct Next<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    payload: &'a Body,
}

enum Event {
    /// One result.
    Next(Body),
    /// It never began, with the errors.
    Refused(Vec<Value>),
    /// There is no more.
    Done,
    /// The peer's token is no longer good, or its role has ended.
    Forbidden,
    /// There is more, and the server goes down: the socket is closed, and the peer asks again elsewhere.
    Away,
}

impl<'s, S: Sink<Frame> + Unpin> Talk<'s, S> {
    /// A conversation that has not begun.
    pub fn new(
        doors: Doors,
        counted: Counted<Payer>,
        (address, from): (IpAddr, Option<IpAddr>),
        lang: Lang,
        out: &'s mut S,
    ) -> Self {
        let (tell, told) = mpsc::channel(16);
        Self {
            doors,
            counted,
            address,
            lang,
            out,
            from,
            peer: None,
            running: HashMap::new(),
            started: 0,
            tell,
            told,
            heard_at: Instant::now(),
        }
    }

    /// Talks until the peer goes (none) or must be closed.
    pub async fn run(
        mut self,
        frames: &mut (impl Stream<Item = Result<Frame, axum::Error>> + Unpin),
    ) -> Option<Close> {
        let config = &self.doors.app.config.http;
        let init_by = Instant::now() + Duration::from_secs(config.socket_init_seconds);
        let every = Duration::from_secs(config.socket_ping_seconds.max(1));
        let mut ping = interval_at(Instant::now() + every, every);
        let draining = self.doors.draining.clone();
        let mut ending = false;
        loop {
            if ending && self.running.is_empty() {
                return Some(Close::away());
            }
            let done = tokio::select! {
                frame = frames.next() => match frame {
                    Some(Ok(frame)) => self.take(frame, ending).await,
                    Some(Err(_)) | None => return None,
                },
                Some(told) = self.told.recv() => self.pass_on(told).await,
                () = sleep_until(init_by), if self.peer.is_none() => Err(Some(Close::init_timeout())),
                _ = ping.tick() => self.ping(every).await,
                () = draining.cancelled(), if !ending => {
                    ending = true;
                    Ok(())
                }
            };
            if let Err(close) = done {
                return close;
            }
        }
    }

    async fn take(&mut self, frame: Frame, ending: bool) -> Result<(), Option<Close>> {
        self.heard_at = Instant::now();
        let text = match frame {
            Frame::Text(text) => text,
            Frame::Ping(_) | Frame::Pong(_) => return Ok(()),
            Frame::Binary(_) => return Err(Some(Close::invalid())),
            Frame::Close(_) => return Err(None),
        };
        match Heard::read(&text).ok_or_else(Close::invalid)? {
            Heard::Init(payload) => self.init(payload).await,
            Heard::Ping => self.say(json!({ "type": "pong" })).await,
            Heard::Pong => Ok(()),
            Heard::Subscribe(id, payload) => {
                let asked = read_parts(payload, text.len());
                self.subscribe(id, asked.ok(), ending).await
            }
            Heard::Complete(id) => {
                self.running.remove(&id);
                Ok(())
            }
        }
    }

    async fn init(&mut self, payload: Map<String, Value>) -> Result<(), Option<Close>> {
        if self.peer.is_some() {
            return Err(Some(Close::too_many_inits()));
        }
        let given = ["Authorization", "authorization", "token"]
            .into_iter()
            .find_map(|key| payload.get(key)?.as_str());
        let grant = ["Workrooms-Grant", GRANT]
            .into_iter()
            .find_map(|key| payload.get(key)?.as_str());
        let shown = given.map(|text| {
            let (scheme, rest) = text.split_once(' ').unwrap_or(("", text));
            let bare = scheme.is_empty() || scheme.eq_ignore_ascii_case("bearer");
            Shown {
                token: if bare { rest.trim() } else { "" }.to_owned(),
                grant: grant.map(|grant| grant.trim().to_owned()),
                from: self.from,
            }
        });
        if let Some(shown) = &shown {
            let admitted = admit(&self.doors, shown, self.address, self.lang).await;
            let admitted = admitted.map_err(|answer| match answer.status {
                StatusCode::UNAUTHORIZED => Close::forbidden(),
                StatusCode::FORBIDDEN => Close::without_role(),
                StatusCode::TOO_MANY_REQUESTS => Close::later(),
                _ => Close::fault(),
            })?;
            if let Some(actor) = admitted.actor {
                let most = self.doors.app.config.http.max_sockets_per_caller;
                let own = self.doors.own_sockets.take(Payer::Token(actor.id), most);
                self.counted = own.ok_or_else(Close::later)?;
            }
        }
        self.peer = Some(shown);
        self.say(json!({ "type": "connection_ack" })).await
    }

    async fn subscribe(
        &mut self,
        id: String,
        asked: Option<Asked>,
        ending: bool,
    ) -> Result<(), Option<Close>> {
        let Some(shown) = self.peer.clone() else {
            return Err(Some(Close::unauthorized()));
        };
        if self.running.contains_key(&id) {
            return Err(Some(Close::exists(&id)));
        }
        let asked = asked.ok_or_else(Close::invalid)?;
        if ending || self.running.len() >= self.doors.app.config.http.max_socket_operations {
            let message = Message::new(
                "同时进行的操作过多，请稍后再试。",
                "Too many operations at once; try again shortly.",
            );
            let status = StatusCode::TOO_MANY_REQUESTS;
            let answer = Answer::refusal(status, TopLevelCode::RateLimited, &message, self.lang);
            return self.refuse(&id, answer.body.errors).await;
        }
        self.started = self.started.wrapping_add(1);
        let operation = Operation {
            doors: self.doors.clone(),
            address: self.address,
            lang: self.lang,
            shown,
            id: id.clone(),
            number: self.started,
            tell: self.tell.clone(),
        };
        let span = tracing::info_span!(
            "request",
            method = "SOCKET",
            path = "/graphql",
            kind = tracing::field::Empty,
            outcome = tracing::field::Empty,
            role = tracing::field::Empty
        );
        let task = tokio::spawn(operation.run(asked).instrument(span));
        let running = Running {
            number: self.started,
            _task: AbortOnDropHandle::new(task),
        };
        self.running.insert(id, running);
        Ok(())
    }

    /// Passes on what an operation tells, unless the peer has ended it meanwhile.
    async fn pass_on(&mut self, told: Told) -> Result<(), Option<Close>> {
        let Told { id, number, event } = told;
        if self
            .running
            .get(&id)
            .is_none_or(|running| running.number != number)
        {
            return Ok(());
        }
        match event {
            Event::Next(payload) => {
                let next = Next {
                    id: &id,
                    kind: "next",
                    payload: &payload,
                };
                self.send(Frame::Text(written(&next).into())).await
            }
            Event::Refused(errors) => {
                self.running.remove(&id);
                self.refuse(&id, errors).await
            }
            Event::Done => {
                self.running.remove(&id);
                self.say(json!({ "id": id, "type": "complete" })).await
            }
            Event::Forbidden => Err(Some(Close::forbidden())),
            Event::Away => {
                self.running.remove(&id);
                Ok(())
            }
        }
    }

    async fn ping(&mut self, every: Duration) -> Result<(), Option<Close>> {
        if self.heard_at.elapsed() > every.saturating_mul(2) {
            return Err(Some(Close::away()));
        }
        self.send(Frame::Ping(axum::body::Bytes::new())).await
    }

    async fn refuse(&mut self, id: &str, errors: Vec<Value>) -> Result<(), Option<Close>> {
        self.say(json!({ "id": id, "type": "error", "payload": errors }))
            .await
    }

    async fn say(&mut self, message: Value) -> Result<(), Option<Close>> {
        self.send(Frame::Text(message.to_string().into())).await
    }

    async fn send(&mut self, frame: Frame) -> Result<(), Option<Close>> {
        let within = Duration::from_secs(self.doors.app.config.http.answer_seconds);
        match timeout(within, self.out.send(frame)).await {
            Ok(Ok(())) => Ok(()),
            // A peer that is gone hears nothing more; one that does not read may come again and ask for what he missed.
            Ok(Err(_)) => Err(None),
            Err(_) => {
                metrics::counter!("workrooms_sockets_cut_total").increment(1);
                Err(None)
            }
        }
    }
}

/// One operation beside the conversation.
struct Operation {
    doors: Doors,
    address: IpAddr,
    lang: Lang,
    shown: Option<Shown>,
    id: String,
    number: u64,
    tell: mpsc::Sender<Told>,
}

impl Operation {
    async fn run(self, asked: Asked) {
        let started = Instant::now();
        // A socket lives long; a token that was revoked since its first message is no longer good.
        let admitted = match &self.shown {
            None => Admitted::default(),
            Some(shown) => match Box::pin(admit(&self.doors, shown, self.address, self.lang)).await
            {
                Ok(admitted) => admitted,
                Err(answer)
                    if [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN]
                        .contains(&answer.status) =>
                {
                    return self.tell(Event::Forbidden).await;
                }
                Err(answer) => return self.tell(Event::Refused(answer.body.errors)).await,
            },
        };
        let caller = Caller {
            actor: admitted.actor,
            session: admitted.session,
            open_queries: admitted.open_queries,
            grant: self.shown.as_ref().and_then(|shown| shown.grant.clone()),
            shown: self.shown.clone(),
            address: self.address,
            lang: self.lang,
            may_mutate: true,
            may_subscribe: true,
        };
        // Boxed, because a subscription that was opened waits long, and should not hold the room that opening took.
        let answer = match Box::pin(self.doors.run(asked, &caller)).await {
            Ok(Begun::Answered(answer)) => answer,
            Ok(Begun::Followed(subscription)) => return self.follow(*subscription).await,
            Err(MutationByGet) => return self.tell(Event::Done).await,
        };
        let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
        tracing::info!(milliseconds, "answered");
        if answer.refused {
            self.tell(Event::Refused(answer.body.errors)).await;
        } else {
            self.tell(Event::Next(answer.body)).await;
            self.tell(Event::Done).await;
        }
    }

    /// Tells what a subscription tells, until it ends.
    async fn follow(self, mut subscription: Subscription) {
        loop {
            let event = match subscription.next().await {
                Step::Told(answer) => Event::Next(answer.body),
                Step::Ended(End::Away) => return self.tell(Event::Away).await,
                Step::Ended(End::Forbidden) => return self.tell(Event::Forbidden).await,
                Step::Ended(End::Fault(answer)) => {
                    return self.tell(Event::Refused(answer.body.errors)).await;
                }
            };
            self.tell(event).await;
        }
    }

    async fn tell(&self, event: Event) {
        // Where the conversation is over, nobody is left to be told.
        let _ = self
            .tell
            .send(Told {
                id: self.id.clone(),
                number: self.number,
                event,
            })
            .await;
    }
}
