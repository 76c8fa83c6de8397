//! A receiver of webhooks on this machine: it keeps what it is sent and answers as it is told. It checks signatures with its
//! own few lines. Deliberately absent: our own signing.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use serde_json::Value;
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio::sync::{Notify, mpsc};
use tokio_util::task::AbortOnDropHandle;

/// Something that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub path: String,
    pub id: String,
    pub timestamp: String,
    pub signatures: String,
    pub text: String,
}

impl Delivery {
    pub fn body(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub fn number(&self) -> i64 {
        self.body()["data"]["sequence"].as_i64().unwrap()
    }

    /// Whether one of the signatures is by a secret.
    pub fn is_signed_by(&self, secret: &str) -> bool {
        let key = STANDARD
            .decode(secret.strip_prefix("whsec_").unwrap())
            .unwrap();
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&key).unwrap();
        mac.update(format!("{}.{}.{}", self.id, self.timestamp, self.text).as_bytes());
        let due = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        self.signatures.split(' ').any(|one| one == due)
    }
}

/// How something is answered.
#[derive(Clone, Debug)]
pub enum Reply {
    Status(u16),
    With(u16, &'static str, String),
    /// Not before it is let go.
    Hang,
}

type Says = Box<dyn Fn(&Delivery) -> Reply + Send + Sync>;

struct Shared {
    came: Mutex<Vec<Delivery>>,
    says: Mutex<Says>,
    tells: mpsc::UnboundedSender<Delivery>,
    goes_on: Notify,
}

/// The receiver.
pub struct Receiver {
    pub url: String,
    pub told: mpsc::UnboundedReceiver<Delivery>,
    shared: Arc<Shared>,
    _served: AbortOnDropHandle<()>,
}

impl Receiver {
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (tells, told) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared {
            came: Mutex::default(),
            says: Mutex::new(Box::new(|_| Reply::Status(204))),
            tells,
            goes_on: Notify::new(),
        });
        let routes = Router::new().fallback(take).with_state(Arc::clone(&shared));
        let served = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self {
            url: format!("http://127.0.0.1:{port}/hooks?key=geheim"),
            told,
            shared,
            _served: AbortOnDropHandle::new(served),
        }
    }

    pub fn says(&self, says: impl Fn(&Delivery) -> Reply + Send + Sync + 'static) {
        *self.shared.says.lock().unwrap() = Box::new(says);
    }

    /// What came since it was last asked.
    pub fn came(&self) -> Vec<Delivery> {
        std::mem::take(&mut *self.shared.came.lock().unwrap())
    }

    /// The numbers of what came since it was last asked.
    pub fn numbers(&self) -> Vec<i64> {
        self.came().iter().map(Delivery::number).collect()
    }

    /// Lets whatever hangs go.
    pub fn let_go(&self) {
        self.shared.goes_on.notify_waiters();
    }
}

async fn take(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let header = |name: &str| {
        let value = headers.get(name);
        value.map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
    };
    assert_eq!(header("content-type"), "application/json");
    let delivery = Delivery {
        path: uri.to_string(),
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signatures: header("webhook-signature"),
        text: String::from_utf8(body.to_vec()).unwrap(),
    };
    let reply = (shared.says.lock().unwrap())(&delivery);
    let goes_on = shared.goes_on.notified();
    shared.came.lock().unwrap().push(delivery.clone());
    let _ = shared.tells.send(delivery);
    let status = |status: u16| StatusCode::from_u16(status).unwrap();
    match reply {
        Reply::Status(code) => status(code).into_response(),
        Reply::With(code, name, value) => (status(code), [(name, value)]).into_response(),
        Reply::Hang => {
            goes_on.await;
            StatusCode::NO_CONTENT.into_response()
        }
    }
}
