//! What a caller sends, read from a body or from the parameters of an address. Nothing that he sent is repeated in a
//! refusal. Deliberately absent: form posts and batches, and who he is.

use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::run::Asked;
use super::standby::Allowed;
use crate::kernel::error::Message;

/// Values in the JSON of a body at most, counted by the marks between them, those inside texts among them: 500 posts of a
/// hundred participants each fit. A value takes up to a hundred times the memory of its one byte on the wire.
const MOST_VALUES: usize = 250_000;

/// A request that is none, with its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub StatusCode, pub Message);

/// The caller went away.
pub fn broken_off() -> Refused {
    bad("请求体不完整。", "The body broke off.")
}

fn bad(zh: impl Into<String>, en: impl Into<String>) -> Refused {
    Refused(StatusCode::BAD_REQUEST, Message::new(zh, en))
}

/// The parts of a request's JSON body.
pub fn read_body(body: &[u8]) -> Result<Asked, Refused> {
    let marks = body
        .iter()
        .filter(|byte| matches!(byte, b',' | b'[' | b'{'));
    if marks.count() > MOST_VALUES {
        let message = Message::new(
            format!("请求体中的值不得超过 {MOST_VALUES} 个，请分批发送。"),
            format!("A body has at most {MOST_VALUES} values; send smaller batches."),
        );
        return Err(Refused(StatusCode::PAYLOAD_TOO_LARGE, message));
    }
    let Ok(Value::Object(parts)) = serde_json::from_slice::<Value>(body) else {
        return Err(bad("请求体不是 JSON 对象。", "The body is no JSON object."));
    };
    read_parts(parts, body.len())
}

/// The parts of a request: of a body, or of a websocket's message, of so many bytes.
pub fn read_parts(mut parts: Map<String, Value>, bytes: usize) -> Result<Asked, Refused> {
    let document_id = text(parts.remove("documentId"), "documentId")?;
    let query = match (parts.remove("query"), &document_id) {
        (Some(Value::String(query)), None) => query,
        (None | Some(Value::Null), Some(_)) => String::new(),
        (Some(_), Some(_)) => {
            return Err(bad(
                "query 与 documentId 只能给出其一。",
                "Give either query or documentId.",
            ));
        }
        _ => {
            return Err(bad("缺少字符串 query。", "The string query is missing."));
        }
    };
    let operation_name = text(parts.remove("operationName"), "operationName")?;
    let variables = object(parts.remove("variables"), "variables")?;
    object(parts.remove("extensions"), "extensions")?;
    Ok(Asked {
        query,
        document_id,
        operation_name,
        variables,
        bytes,
        allowed: Allowed::default(),
    })
}

fn text(value: Option<Value>, name: &str) -> Result<Option<String>, Refused> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(bad(
            format!("{name} 须为字符串。"),
            format!("{name} must be a string."),
        )),
    }
}

fn object(value: Option<Value>, name: &str) -> Result<Map<String, Value>, Refused> {
    match value {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(object)) => Ok(object),
        Some(_) => Err(bad(
            format!("{name} 须为对象。"),
            format!("{name} must be an object."),
        )),
    }
}

/// The parts of a request by its address.
pub fn read_parameters(parameters: Vec<(String, String)>) -> Result<Asked, Refused> {
    let mut parts = Map::new();
    let bytes = parameters.iter().map(|(_, value)| value.len()).sum();
    for (name, value) in parameters {
        match name.as_str() {
            "query" | "operationName" | "documentId" if name == "query" || !value.is_empty() => {
                parts.insert(name, Value::String(value));
            }
            "variables" | "extensions" if !value.is_empty() => {
                let json = serde_json::from_str(&value).map_err(|_| {
                    bad(format!("{name} 不是 JSON。"), format!("{name} is no JSON."))
                })?;
                parts.insert(name, json);
            }
            _ => {}
        }
    }
    read_parts(parts, bytes)
}
