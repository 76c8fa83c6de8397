//! From a request's three parts to an answer: guard, choice of operation, limits, variables, execution under a time limit.
//! The same for POST, GET and websocket. Deliberately absent: HTTP, and how a subscription goes on (live).

use std::future::Future;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use apollo_compiler::Node;
use apollo_compiler::ast::DirectiveList;
use apollo_compiler::executable::{Operation, SelectionSet, VariableDefinition};
use apollo_compiler::request::coerce_variable_values;
use axum::http::StatusCode;
use futures_util::FutureExt;
use serde_json::{Map, Value};

use super::Doors;
use super::answers::Answer;
use super::budget::{self, Payer};
use super::completion::complete;
use super::documents::{Document, Runnable, Wrong, asks_schema};
use super::kept;
use super::limits::measure;
use super::live::Subscription;
use super::misfits;
use super::standby::{Allowed, AnsweredBy};
use crate::access::local::Session;
use crate::access::{Presence, Shown};
use crate::kernel::actor::Actor;
use crate::kernel::error::{Lang, Message, TopLevelCode};
use crate::kernel::journal::Head;
use crate::kernel::witness::Witness;

/// What a caller sends.
#[derive(Clone, Default)]
pub struct Asked {
    /// The document; empty where one is asked by its id.
    pub query: String,
    /// The id of a registered document.
    pub document_id: Option<String>,
    /// Which of its operations.
    pub operation_name: Option<String>,
    /// Values of its variables.
    pub variables: Map<String, Value>,
    /// How many bytes were sent to say so.
    pub bytes: usize,
    /// What he takes beside the newest.
    pub allowed: Allowed,
}

impl std::fmt::Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What a caller sends never reaches a log.
        f.debug_struct("Asked").finish_non_exhaustive()
    }
}

/// Who sends it, and by which door.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The verified actor; none when nobody is signed in, or his session has something else to do first.
    pub actor: Option<Actor>,
    /// His session, where he shows one.
    pub session: Option<Session>,
    /// Whether he may send documents that are not registered.
    pub open_queries: bool,
    /// The role that he names beside it, or to sign in.
    pub grant: Option<String>,
    /// What he shows, by which a subscription looks again whether he may still be told; none where he shows nothing.
    pub shown: Option<Shown>,
    /// The address that he comes from.
    pub address: IpAddr,
    /// The language of messages.
    pub lang: Lang,
    /// Whether mutations are let through.
    pub may_mutate: bool,
    /// Whether subscriptions are.
    pub may_subscribe: bool,
}

impl Caller {
    /// Whose budget his requests are taken from.
    pub fn payer(&self) -> Payer {
        match &self.actor {
            Some(actor) => Payer::Token(actor.id),
            None => Payer::Address(self.address),
        }
    }
}

/// What an operation came to.
struct Executed {
    answer: Answer,
    /// The number that the answer is true for; none where it may not be kept.
    number: Option<i64>,
}

impl Executed {
    /// An answer that is not kept.
    fn passing(answer: Answer) -> Self {
        Self {
            answer,
            number: None,
        }
    }
}

/// Why an operation is not run, where the door must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MutationByGet;

/// How an operation began.
#[derive(Debug)]
pub enum Begun {
    /// It is over.
    Answered(Answer),
    /// It is a subscription, and goes on.
    Followed(Box<Subscription>),
}

impl Doors {
    /// Answers one operation, or opens a subscription; counts it, and tells the request's span what kind it was and how it
    /// ended.
    pub async fn run(&self, asked: Asked, caller: &Caller) -> Result<Begun, MutationByGet> {
        let started = Instant::now();
        // Boxed, because what it holds is large and would be moved from stack frame to stack frame.
        let (kind, begun) = Box::pin(self.answer(asked, caller)).await;
        let begun = begun?;
        let outcome = match &begun {
            Begun::Answered(answer) if answer.refused => "refused",
            Begun::Answered(answer) if !answer.body.errors.is_empty() => "errors",
            _ => "ok",
        };
        metrics::counter!("workrooms_operations_total", "kind" => kind, "outcome" => outcome)
            .increment(1);
        metrics::histogram!("workrooms_operation_seconds", "kind" => kind, "outcome" => outcome)
            .record(started.elapsed().as_secs_f64());
        let role = caller
            .actor
            .as_ref()
            .map_or("none", |actor| actor.role.name());
        let span = tracing::Span::current();
        span.record("kind", kind)
            .record("outcome", outcome)
            .record("role", role);
        Ok(begun)
    }

    async fn answer(
        &self,
        asked: Asked,
        caller: &Caller,
    ) -> (&'static str, Result<Begun, MutationByGet>) {
        let answered = |answer| Ok(Begun::Answered(answer));
        let payer = caller.payer();
        let entrance = budget::entrance(asked.bytes);
        if let Err(spent) = self.budgets.charge(payer, entrance, 0).await {
            return ("unread", answered(Answer::over_budget(spent, caller.lang)));
        }
        let (document, head) = match self.document(&asked, caller).await {
            Ok(found) => found,
            Err(refused) => return ("invalid", answered(refused)),
        };
        let name = asked.operation_name.as_deref();
        let Ok(operation) = document.checked.operations.get(name) else {
            let message = Message::new(
                "文档中没有所指的操作。",
                "The document has no such operation.",
            );
            let refused = bad_request(TopLevelCode::BadInput, &message, caller.lang);
            return ("invalid", answered(refused));
        };
        let kind = operation.operation_type.name();
        if operation.is_mutation() && !caller.may_mutate {
            return (kind, Err(MutationByGet));
        }
        if operation.is_subscription() && !caller.may_subscribe {
            let refused = bad_request(TopLevelCode::BadInput, &live_only(), caller.lang);
            return (kind, answered(refused));
        }
        let key = self.key_of(&document, operation, &asked, caller);
        let last = key.as_ref().and_then(|key| self.kept.last(key));
        let looked = match head {
            Some(head) => Ok(Some(head)),
            None => {
                let looking = self.head_of(&document, operation, last.is_some(), caller);
                looking.await
            }
        };
        let head = match looked {
            Ok(head) => head,
            Err(fault) => {
                let status = StatusCode::SERVICE_UNAVAILABLE;
                return (
                    kind,
                    answered(Answer::fault(fault.for_log(), status, caller.lang)),
                );
            }
        };
        if let Some(kept) = self.kept.at(last, head.as_ref()) {
            let answer = match self.budgets.charge(payer, kept.cost, entrance).await {
                Err(spent) => Answer::over_budget(spent, caller.lang),
                Ok(()) => Answer::written(kept.written).by(AnsweredBy::Primary),
            };
            return (kind, answered(answer));
        }
        let cost = measure(&document.checked, operation, &asked.variables);
        let limit = self.app.config.http.limits.max_cost;
        let objects = cost.objects;
        let ready = self
            .ready(&document, operation, &asked.variables, caller.lang)
            .and_then(|runnable| match cost.check(limit) {
                Ok(()) => Ok(runnable),
                Err(message) => {
                    let refused = bad_request(TopLevelCode::TooCostly, &message, caller.lang);
                    Err(Box::new(refused))
                }
            });
        let price = match asks_schema(operation, &document.checked) {
            true => objects.saturating_add(budget::SCHEMA),
            false => objects,
        };
        let mut number = None;
        let answer = match ready {
            Err(refused) => *refused,
            Ok(runnable) => match self.budgets.charge(payer, price, entrance).await {
                Err(spent) => Answer::over_budget(spent, caller.lang),
                Ok(()) if operation.is_subscription() => {
                    let document = Arc::clone(&document);
                    let price = (objects, limit);
                    let opened = Subscription::open(self, document, asked, caller, price);
                    match Box::pin(opened).await {
                        Ok(subscription) => return (kind, Ok(Begun::Followed(subscription))),
                        Err(refused) => *refused,
                    }
                }
                Ok(()) => {
                    let document = (&*document, runnable);
                    let executed = self
                        .execute(document, operation, asked, (caller, head))
                        .await;
                    number = executed.number;
                    executed.answer
                }
            },
        };
        let answer = answer.with_cost(objects, limit);
        let answer = match (key, number) {
            (Some(key), Some(number)) => self.keep(key, (number, price), answer),
            _ => answer,
        };
        (kind, answered(answer))
    }

    /// An operation of a valid document as the executor takes it, unless something refuses it before its cost is looked
    /// at.
    fn ready<'d>(
        &self,
        document: &'d Document,
        operation: &Operation,
        variables: &Map<String, Value>,
        lang: Lang,
    ) -> Result<&'d Runnable, Box<Answer>> {
        if self.app.config.http.is_schema_closed() && asks_schema(operation, &document.checked) {
            let message = Message::new("此处不提供架构查询。", "The schema is not told here.");
            let refused = bad_request(TopLevelCode::Forbidden, &message, lang);
            return Err(Box::new(refused));
        }
        let runnable = document.runnable.as_ref();
        let runnable = runnable
            .map_err(|wrong| Box::new(Answer::of_document(std::slice::from_ref(wrong), lang)))?;
        match self.unfit(operation, variables) {
            Some(wrong) => Err(Box::new(Answer::of_document(&[wrong], lang))),
            None => Ok(runnable),
        }
    }

    /// Answers an operation, and tells the number that the answer is true for where it may be kept.
    async fn execute(
        &self,
        (document, runnable): (&Document, &Runnable),
        operation: &Operation,
        mut asked: Asked,
        (caller, head): (&Caller, Option<Head>),
    ) -> Executed {
        let lang = caller.lang;
        let _places = match self.places(caller).await {
            Ok(places) => places,
            Err(refused) => return Executed::passing(*refused),
        };
        let (begun, limit) = (Instant::now(), self.time());
        // Boxed, because few are answered so.
        let from_standby =
            Box::pin(self.from_standby(runnable, operation, &asked, caller, limit / 2));
        if let Some(response) = from_standby.await {
            let answer = completed(document, operation, response, lang).by(AnsweredBy::Standby);
            return Executed::passing(answer);
        }
        let day = self.app.clock.today();
        // A query alone: it may be begun again, and it never looks at what it wrote.
        let may_foretell = operation.is_query() && document.asks_no_rows.load(Ordering::Relaxed);
        let mut head = head.filter(|_| may_foretell);
        loop {
            // Only what may be begun again is kept for it: variables may be large.
            let variables = match head {
                Some(_) => asked.variables.clone(),
                None => std::mem::take(&mut asked.variables),
            };
            let name = asked.operation_name.clone();
            let request = self.request(runnable, name, variables, caller);
            let witness = Arc::new(Witness::new(kept::passes));
            let view = self
                .app
                .request(caller.actor.clone(), lang)
                .before(Arc::clone(&witness));
            let foretold = head.is_some();
            let view = match (head.take(), &caller.actor) {
                (Some(head), Some(actor)) => view.knowing(actor.district.clone(), head),
                _ => view,
            };
            let executed = crate::schema::execute(&self.schema, request, view);
            let left = limit.saturating_sub(begun.elapsed());
            let is_mutation = operation.is_mutation();
            let response = match self.guarded(executed, left, is_mutation, lang).await {
                Ok(response) => response,
                Err(refused) => return Executed::passing(refused.by(AnsweredBy::Primary)),
            };
            if witness.has_moved() {
                // It went on between the look and the snapshot; this time the snapshot is looked into first.
                continue;
            }
            // Beside the head that it is pinned by, where nobody had looked before.
            let most = u32::from(!foretold);
            let no_rows = witness.statements() <= most;
            document.asks_no_rows.store(no_rows, Ordering::Relaxed);
            let answer = completed(document, operation, response, lang).by(AnsweredBy::Primary);
            let number = match operation.is_query() && answer.body.errors.is_empty() {
                true => self.number_of(&witness, caller, day).await,
                false => None,
            };
            return Executed { answer, number };
        }
    }

    /// The time that an operation may take.
    pub fn time(&self) -> Duration {
        Duration::from_secs(self.app.config.http.operation_seconds)
    }

    /// A place among all operations under way, and among the caller's.
    pub async fn places(&self, caller: &Caller) -> Result<impl Sized + use<>, Box<Answer>> {
        let wait = Duration::from_secs(self.app.config.http.wait_seconds);
        let own = self.own_places.take(caller.payer(), wait).await;
        let own =
            own.ok_or_else(|| Box::new(Answer::too_many(self.own_places.of_one(), caller.lang)))?;
        let place = Arc::clone(&self.places).acquire_owned();
        match tokio::time::timeout(wait, place).await {
            Ok(Ok(place)) => Ok((own, place)),
            _ => Err(Box::new(Answer::busy(caller.lang))),
        }
    }

    /// A document as the executor is asked it by a caller.
    pub fn request(
        &self,
        runnable: &Runnable,
        operation_name: Option<String>,
        variables: Map<String, Value>,
        caller: &Caller,
    ) -> async_graphql::Request {
        let variables = async_graphql::Variables::from_json(Value::Object(variables));
        let mut request = async_graphql::Request::new(String::new()).variables(variables);
        request.operation_name = operation_name;
        request.set_parsed_query(runnable.clone());
        let request = request.data(self.app.sharing.clone());
        request.data(Presence {
            desk: Arc::clone(&self.gate.desk),
            address: caller.address,
            session: caller.session.clone(),
            grant: caller.grant.clone(),
        })
    }

    /// What the executor comes to, within a time. A panic in a resolver is one caller's fault to quote, not the end of
    /// his connection.
    pub async fn guarded<T>(
        &self,
        executed: impl Future<Output = T>,
        limit: Duration,
        is_mutation: bool,
        lang: Lang,
    ) -> Result<T, Box<Answer>> {
        let executed = AssertUnwindSafe(executed).catch_unwind();
        match tokio::time::timeout(limit, executed).await {
            Ok(Ok(executed)) => Ok(executed),
            Ok(Err(_)) => {
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                Err(Box::new(Answer::fault("a resolver panicked", status, lang)))
            }
            Err(_) => {
                let (status, code) = (StatusCode::SERVICE_UNAVAILABLE, TopLevelCode::Timeout);
                let message = too_long(is_mutation);
                Err(Box::new(Answer::refusal(status, code, &message, lang)))
            }
        }
    }

    /// What is wrong with the values of an operation's variables.
    fn unfit(&self, operation: &Operation, variables: &Map<String, Value>) -> Option<Wrong> {
        let schema = &self.documents.schema;
        let as_known = serde_json::from_value(Value::Object(variables.clone())).unwrap_or_default();
        let fits = |declared: &[Node<VariableDefinition>]| {
            // Only the declarations are looked at; what the operation selects is left out, because it may be large.
            let bare = Operation {
                operation_type: operation.operation_type,
                name: None,
                variables: declared.to_vec(),
                directives: DirectiveList::default(),
                selection_set: SelectionSet::new(operation.selection_set.ty.clone()),
            };
            coerce_variable_values(schema, &bare, &as_known).is_ok()
        };
        let declared = &operation.variables;
        let misfit = declared
            .iter()
            .find_map(|variable| misfits::find(schema, variable, variables));
        if let Some(misfit) = misfit {
            return Some(Wrong {
                field: Some(misfit.path.clone()),
                ..Wrong::plain(TopLevelCode::BadInput, misfit.message())
            });
        }
        if fits(declared) {
            return None;
        }
        // The compiler's text may repeat the value, so the variable at fault is found by trying each alone.
        let mut each = declared.iter();
        let name = each.find(|variable| !fits(std::slice::from_ref(variable)));
        let name = name.map(|variable| variable.name.to_string());
        let message = match &name {
            Some(name) => Message::new(
                format!("变量 {name} 的值不符合其类型。"),
                format!("The value of the variable {name} does not fit its type."),
            ),
            None => Message::new(
                "变量的值不符合其类型。",
                "A variable's value does not fit its type.",
            ),
        };
        Some(Wrong {
            field: name,
            ..Wrong::plain(TopLevelCode::BadInput, message)
        })
    }
}

/// The executor's response as the answer to a valid document.
pub fn completed(
    document: &Document,
    operation: &Operation,
    mut response: async_graphql::Response,
    lang: Lang,
) -> Answer {
    let failed: Vec<_> = response.errors.iter().map(|e| e.path.clone()).collect();
    let data = std::mem::take(&mut response.data);
    response.data = complete(&document.checked, operation, data, &failed);
    Answer::executed(response, lang)
}

fn live_only() -> Message {
    Message::new(
        "订阅请用 WebSocket（graphql-transport-ws），或以 Accept: text/event-stream 请求。",
        "Subscribe over a websocket (graphql-transport-ws), or with Accept: text/event-stream.",
    )
}

/// A request that is refused before it runs.
pub fn bad_request(code: TopLevelCode, message: &Message, lang: Lang) -> Answer {
    Answer::refusal(StatusCode::BAD_REQUEST, code, message, lang)
}

fn too_long(is_mutation: bool) -> Message {
    if is_mutation {
        return Message::new(
            "处理超时，可能已生效；请先核对再重发。",
            "It took too long and may have taken effect; look before you send it again.",
        );
    }
    Message::new(
        "处理超时，请缩小查询范围。",
        "It took too long; ask for less.",
    )
}
