//! What a peer may say by the `graphql-transport-ws` protocol, and why it may be closed. Deliberately absent: acting on it.

use serde_json::{Map, Value};

/// The longest id of an operation, in bytes.
const LONGEST_ID: usize = 256;

/// A message from the peer.
#[derive(Clone, PartialEq, Eq)]
pub enum Heard {
    /// The first: who the peer is.
    Init(Map<String, Value>),
    /// Is anyone there?
    Ping,
    /// I am here.
    Pong,
    /// Start an operation.
    Subscribe(String, Map<String, Value>),
    /// Stop an operation.
    Complete(String),
}

impl Heard {
    /// Reads a message; none when it is not one of the protocol.
    pub fn read(text: &str) -> Option<Self> {
        let Ok(Value::Object(mut message)) = serde_json::from_str(text) else {
            return None;
        };
        let payload = match message.remove("payload") {
            None | Some(Value::Null) => None,
            Some(Value::Object(payload)) => Some(payload),
            Some(_) => return None,
        };
        let id = match message.remove("id") {
            Some(Value::String(id)) if !id.is_empty() && id.len() <= LONGEST_ID => Some(id),
            _ => None,
        };
        match message.get("type")?.as_str()? {
            "connection_init" => Some(Self::Init(payload.unwrap_or_default())),
            "ping" => Some(Self::Ping),
            "pong" => Some(Self::Pong),
            "subscribe" => Some(Self::Subscribe(id?, payload?)),
            "complete" => Some(Self::Complete(id?)),
            _ => None,
        }
    }
}

/// Why a socket is closed: the code and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close(pub u16, pub String);

impl Close {
    /// The server is going down, or the peer has gone silent.
    pub fn away() -> Self {
        Self(1001, "Going away".to_owned())
    }

    /// Not a message of the protocol.
    pub fn invalid() -> Self {
        Self(4400, "Invalid message received".to_owned())
    }

    /// An operation before the first message was acknowledged.
    pub fn unauthorized() -> Self {
        Self(4401, "Unauthorized".to_owned())
    }

    /// The token is not good, or no longer.
    pub fn forbidden() -> Self {
        Self(4403, "Forbidden".to_owned())
    }

    /// The token is good, and no role of the peer's is meant: it has none today, or several and names none.
    pub fn without_role() -> Self {
        Self(
            4403,
            "Forbidden: name your role in Workrooms-Grant".to_owned(),
        )
    }

    /// Our fault: it could not be looked up who the peer is.
    pub fn fault() -> Self {
        Self(4500, "Internal server error".to_owned())
    }

    /// Too many tokens that are not good came from the peer's address.
    pub fn later() -> Self {
        Self(1013, "Try again later".to_owned())
    }

    /// The peer does not speak this protocol.
    pub fn protocol() -> Self {
        Self(4406, "Subprotocol not acceptable".to_owned())
    }

    /// The first message did not come in time.
    pub fn init_timeout() -> Self {
        Self(4408, "Connection initialisation timeout".to_owned())
    }

    /// An operation of that id is still running.
    pub fn exists(id: &str) -> Self {
        // A reason has at most 123 bytes.
        let id: String = id.chars().take(20).collect();
        Self(4409, format!("Subscriber for {id} already exists"))
    }

    /// A second first message.
    pub fn too_many_inits() -> Self {
        Self(4429, "Too many initialisation requests".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_messages_of_the_protocol_are_heard() {
        for text in [
            "",
            "hello",
            "[]",
            "{}",
            r#"{"type":"start","id":"1"}"#,
            r#"{"type":"connection_init","payload":1}"#,
            r#"{"type":"ping","payload":"x"}"#,
            r#"{"type":"subscribe","payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":"","payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":1,"payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"complete"}"#,
        ] {
            assert!(Heard::read(text).is_none(), "{text}");
        }
        let subscribe = r#"{"type":"subscribe","id":"1","payload":{"query":"{a}"}}"#;
        assert!(matches!(Heard::read(subscribe), Some(Heard::Subscribe(id, _)) if id == "1"));
        for text in [r#"{"type":"ping"}"#, r#"{"type":"ping","payload":{"a":1}}"#] {
            assert!(matches!(Heard::read(text), Some(Heard::Ping)), "{text}");
        }
    }

    #[test]
    fn a_reason_fits_its_frame() {
        assert!(Close::exists(&"政".repeat(200)).1.len() <= 123);
    }
}
