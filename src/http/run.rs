//! From a request's three parts to an answer: guard, choice of operation, limits, variables, execution under a time limit.
//! The same for POST, GET and websocket. Deliberately absent: HTTP.

use std::time::{Duration, Instant};

use apollo_compiler::executable::Operation;
use apollo_compiler::request::coerce_variable_values;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::Doors;
use super::answers::Answer;
use super::limits::Measure;
use crate::kernel::actor::Actor;
use crate::kernel::error::{Lang, Message, TopLevelCode};

/// What a caller sends.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The document.
    pub query: String,
    /// Which of its operations.
    pub operation_name: Option<String>,
    /// Values of its variables.
    pub variables: Map<String, Value>,
}

/// Who sends it, and by which door.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The verified actor; none when nobody is signed in.
    pub actor: Option<Actor>,
    /// The language of messages.
    pub lang: Lang,
    /// Whether mutations are let through.
    pub may_mutate: bool,
}

/// Why an operation is not run, where the door must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MutationByGet;

impl Doors {
    /// Answers one operation.
    pub async fn run(&self, asked: Asked, caller: &Caller) -> Result<Answer, MutationByGet> {
        let started = Instant::now();
        let document = match self.documents.check(&asked.query) {
            Ok(document) => document,
            Err(errors) => {
                return Ok(self.counted(
                    "invalid",
                    started,
                    Answer::refused(StatusCode::BAD_REQUEST, errors),
                ));
            }
        };
        let Ok(operation) = document
            .checked
            .operations
            .get(asked.operation_name.as_deref())
        else {
            let message = Message::new(
                "文档中没有所指的操作。",
                "The document has no such operation.",
            );
            let answer = Answer::refusal(
                StatusCode::BAD_REQUEST,
                TopLevelCode::BadInput,
                &message,
                caller.lang,
            );
            return Ok(self.counted("invalid", started, answer));
        };
        if operation.is_mutation() && !caller.may_mutate {
            return Err(MutationByGet);
        }
        let kind = operation.operation_type.name();
        if let Err(refused) = self.introspection_allowed(operation, &document.checked, caller.lang)
        {
            return Ok(self.counted(kind, started, refused));
        }
        let config = &self.app.config.http;
        let size = match Measure::new(&document.checked, &asked.variables).check(operation, config)
        {
            Ok(size) => size,
            Err(message) => {
                let answer = Answer::refusal(
                    StatusCode::BAD_REQUEST,
                    TopLevelCode::TooCostly,
                    &message,
                    caller.lang,
                );
                return Ok(self.counted(kind, started, answer));
            }
        };
        if let Some(refused) = self.variables_fit(operation, &asked.variables, caller.lang) {
            return Ok(self.counted(kind, started, refused.with_cost(size.cost, config.max_cost)));
        }
        let Ok(_place) = self.places.try_acquire() else {
            let message = Message::new(
                "系统繁忙，请稍后再试。",
                "The server is busy; try again shortly.",
            );
            let answer = Answer::refusal(
                StatusCode::TOO_MANY_REQUESTS,
                TopLevelCode::RateLimited,
                &message,
                caller.lang,
            );
            return Ok(self.counted(kind, started, answer));
        };
        let mut request = async_graphql::Request::new(String::new()).variables(
            async_graphql::Variables::from_json(Value::Object(asked.variables)),
        );
        request.operation_name = asked.operation_name;
        request.set_parsed_query(document.parsed.clone());
        let request =
            crate::schema::with_view(request, self.app.request(caller.actor.clone(), caller.lang));
        let limit = Duration::from_secs(config.operation_seconds);
        let answer = match tokio::time::timeout(limit, self.schema.execute(request)).await {
            Ok(response) => Answer::executed(response, size.cost, config.max_cost, caller.lang),
            Err(_) => {
                let message = Message::new(
                    "处理超时，请缩小查询范围。",
                    "It took too long; ask for less.",
                );
                Answer::refusal(
                    StatusCode::SERVICE_UNAVAILABLE,
                    TopLevelCode::Timeout,
                    &message,
                    caller.lang,
                )
                .with_cost(size.cost, config.max_cost)
            }
        };
        Ok(self.counted(kind, started, answer))
    }

    /// Whether the operation is a mutation, for doors that must know before they run it.
    fn introspection_allowed(
        &self,
        operation: &Operation,
        document: &apollo_compiler::ExecutableDocument,
        lang: Lang,
    ) -> Result<(), Answer> {
        let asks = operation
            .root_fields(document)
            .any(|field| field.name == "__schema" || field.name == "__type");
        if !asks || !self.app.config.http.closed_schema {
            return Ok(());
        }
        let message = Message::new("此处不提供架构查询。", "The schema is not told here.");
        Err(Answer::refusal(
            StatusCode::BAD_REQUEST,
            TopLevelCode::Forbidden,
            &message,
            lang,
        ))
    }

    fn variables_fit(
        &self,
        operation: &Operation,
        variables: &Map<String, Value>,
        lang: Lang,
    ) -> Option<Answer> {
        let as_known = serde_json::from_value(Value::Object(variables.clone())).unwrap_or_default();
        let error = coerce_variable_values(&self.documents.schema, operation, &as_known).err()?;
        // The compiler's text may repeat the value; only the variable's place is told.
        let field = operation.variables.iter().find(|variable| {
            error.location().is_some_and(|at| {
                variable
                    .location()
                    .is_some_and(|here| here.offset() == at.offset())
            })
        });
        let message = Message::new(
            "变量的值不符合其类型。",
            "A variable's value does not fit its type.",
        );
        let mut extensions = json!({ "code": TopLevelCode::BadInput.as_str() });
        if let (Some(variable), Some(object)) = (field, extensions.as_object_mut()) {
            object.insert("field".to_owned(), variable.name.as_str().into());
        }
        let error = json!({ "message": message.in_lang(lang), "extensions": extensions });
        Some(Answer::refused(StatusCode::BAD_REQUEST, vec![error]))
    }

    fn counted(&self, kind: &'static str, started: Instant, answer: Answer) -> Answer {
        let outcome = match (answer.refused, answer.body.get("errors").is_some()) {
            (true, _) => "refused",
            (false, true) => "errors",
            (false, false) => "ok",
        };
        metrics::counter!("workrooms_operations_total", "kind" => kind, "outcome" => outcome)
            .increment(1);
        metrics::histogram!("workrooms_operation_seconds", "kind" => kind)
            .record(started.elapsed().as_secs_f64());
        tracing::info!(
            kind,
            outcome,
            milliseconds = started.elapsed().as_secs_f64() * 1000.0,
            "operation"
        );
        answer
    }
}
