//! From a request's three parts to an answer: guard, choice of operation, limits, variables, execution under a time limit.
//! The same for POST, GET and websocket. Deliberately absent: HTTP.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
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
use super::documents::{Document, Wrong, asks_schema};
use super::inputs;
use super::limits::measure;
use crate::access::Presence;
use crate::access::local::Session;
use crate::kernel::actor::Actor;
use crate::kernel::error::{Lang, Message, TopLevelCode};

/// What a caller sends.
#[derive(Clone, Default)]
pub struct Asked {
    /// The document.
    pub query: String,
    /// Which of its operations.
    pub operation_name: Option<String>,
    /// Values of its variables.
    pub variables: Map<String, Value>,
    /// How many bytes were sent to say so.
    pub bytes: usize,
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
    /// The role that he names beside it, or to sign in.
    pub grant: Option<String>,
    /// The address that he comes from.
    pub address: IpAddr,
    /// The language of messages.
    pub lang: Lang,
    /// Whether mutations are let through.
    pub may_mutate: bool,
}

impl Caller {
    /// Whose budget his requests are taken from.
    fn payer(&self) -> Payer {
        match &self.actor {
            Some(actor) => Payer::Token(actor.id),
            None => Payer::Address(self.address),
        }
    }
}

/// Why an operation is not run, where the door must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MutationByGet;

impl Doors {
    /// Answers one operation, counts it, and tells the request's span what kind it was and how it ended.
    pub async fn run(&self, asked: Asked, caller: &Caller) -> Result<Answer, MutationByGet> {
        let started = Instant::now();
        let (kind, answer) = self.answer(asked, caller).await;
        let answer = answer?;
        let outcome = match (answer.refused, !answer.body.errors.is_empty()) {
            (true, _) => "refused",
            (false, true) => "errors",
            (false, false) => "ok",
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
        Ok(answer)
    }

    async fn answer(
        &self,
        asked: Asked,
        caller: &Caller,
    ) -> (&'static str, Result<Answer, MutationByGet>) {
        let payer = caller.payer();
        let entrance = budget::entrance(asked.bytes);
        if let Err(spent) = self.budgets.charge(payer, entrance, 0) {
            return ("unread", Ok(Answer::over_budget(spent, caller.lang)));
        }
        let document = match self.documents.check(&asked.query) {
            Ok(document) => document,
            Err(wrongs) => return ("invalid", Ok(Answer::of_document(&wrongs, caller.lang))),
        };
        let name = asked.operation_name.as_deref();
        let Ok(operation) = document.checked.operations.get(name) else {
            let message = Message::new(
                "文档中没有所指的操作。",
                "The document has no such operation.",
            );
            return (
                "invalid",
                Ok(bad_request(TopLevelCode::BadInput, &message, caller.lang)),
            );
        };
        let kind = operation.operation_type.name();
        if operation.is_mutation() && !caller.may_mutate {
            return (kind, Err(MutationByGet));
        }
        let cost = measure(&document.checked, operation, &asked.variables);
        let limit = self.app.config.http.max_cost;
        let objects = cost.objects;
        let refused = self
            .refusal(&document, operation, &asked.variables, caller.lang)
            .or_else(|| {
                let message = cost.check(limit).err()?;
                Some(bad_request(TopLevelCode::TooCostly, &message, caller.lang))
            })
            .or_else(|| {
                let price = match asks_schema(operation, &document.checked) {
                    true => objects.saturating_add(budget::SCHEMA),
                    false => objects,
                };
                let spent = self.budgets.charge(payer, price, entrance).err()?;
                Some(Answer::over_budget(spent, caller.lang))
            });
        let answer = match refused {
            Some(refused) => refused,
            None => self.execute(&document, operation, asked, caller).await,
        };
        (kind, Ok(answer.with_cost(objects, limit)))
    }

    /// What refuses an operation of a valid document before its cost is looked at.
    fn refusal(
        &self,
        document: &Document,
        operation: &Operation,
        variables: &Map<String, Value>,
        lang: Lang,
    ) -> Option<Answer> {
        if self.app.config.http.closed_schema && asks_schema(operation, &document.checked) {
            let message = Message::new("此处不提供架构查询。", "The schema is not told here.");
            return Some(bad_request(TopLevelCode::Forbidden, &message, lang));
        }
        if let Some(message) = &document.misshapen {
            return Some(bad_request(TopLevelCode::TooCostly, message, lang));
        }
        self.variables_fit(operation, variables, lang)
    }

    async fn execute(
        &self,
        document: &Document,
        operation: &Operation,
        asked: Asked,
        caller: &Caller,
    ) -> Answer {
        let lang = caller.lang;
        let config = &self.app.config.http;
        let wait = Duration::from_secs(config.wait_seconds);
        let place = tokio::time::timeout(wait, self.places.acquire()).await;
        let Ok(Ok(_place)) = place else {
            return Answer::busy(lang);
        };
        let mut request = async_graphql::Request::new(String::new()).variables(
            async_graphql::Variables::from_json(Value::Object(asked.variables)),
        );
        request.operation_name = asked.operation_name;
        request.set_parsed_query(document.parsed.clone());
        let request = request.data(Presence {
            desk: Arc::clone(&self.gate.desk),
            address: caller.address,
            session: caller.session.clone(),
            grant: caller.grant.clone(),
        });
        let view = self.app.request(caller.actor.clone(), lang);
        let limit = Duration::from_secs(config.operation_seconds);
        // A panic in a resolver is one caller's fault to quote, not the end of his connection.
        let executed =
            AssertUnwindSafe(crate::schema::execute(&self.schema, request, view)).catch_unwind();
        match tokio::time::timeout(limit, executed).await {
            Ok(Ok(mut response)) => {
                let failed: Vec<_> = response.errors.iter().map(|e| e.path.clone()).collect();
                let data = std::mem::take(&mut response.data);
                response.data = complete(&document.checked, operation, data, &failed);
                Answer::executed(response, lang)
            }
            Ok(Err(_)) => {
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                Answer::fault("a resolver panicked", status, lang)
            }
            Err(_) => {
                let status = StatusCode::SERVICE_UNAVAILABLE;
                Answer::refusal(
                    status,
                    TopLevelCode::Timeout,
                    &too_long(operation.is_mutation()),
                    lang,
                )
            }
        }
    }

    fn variables_fit(
        &self,
        operation: &Operation,
        variables: &Map<String, Value>,
        lang: Lang,
    ) -> Option<Answer> {
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
            let ours = declared.iter().all(|variable| {
                let value = variables.get(variable.name.as_str());
                value.is_none_or(|value| inputs::fits(schema, variable, value))
            });
            ours && coerce_variable_values(schema, &bare, &as_known).is_ok()
        };
        if fits(&operation.variables) {
            return None;
        }
        // The compiler's text may repeat the value, so the variable at fault is found by trying each alone.
        let field = operation
            .variables
            .iter()
            .find(|variable| !fits(std::slice::from_ref(variable)))
            .map(|variable| variable.name.to_string());
        let message = match &field {
            Some(name) => Message::new(
                format!("变量 {name} 的值不符合其类型。"),
                format!("The value of the variable {name} does not fit its type."),
            ),
            None => Message::new(
                "变量的值不符合其类型。",
                "A variable's value does not fit its type.",
            ),
        };
        let wrong = Wrong {
            code: TopLevelCode::BadInput,
            message,
            place: None,
            field,
        };
        Some(Answer::of_document(&[wrong], lang))
    }
}

fn bad_request(code: TopLevelCode, message: &Message, lang: Lang) -> Answer {
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
