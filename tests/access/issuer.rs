//! A small OpenID Connect issuer on this machine, with keys made anew in each run: it rotates and withdraws them, is slow,
//! answers garbage, redirects, and counts what it is asked. Deliberately absent: signing anybody in.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_util::task::AbortOnDropHandle;

/// How the issuer behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Well,
    /// It answers what is no JSON.
    Garbage,
    /// It answers another status.
    Failing,
    /// It sends to where the right answer is.
    Redirecting,
    /// The right answer, but far too long.
    Talkative,
    /// It calls itself by another name.
    Disguised,
    /// Its keys are elsewhere, over plain HTTP.
    Careless,
    /// It takes the request and never answers.
    Silent,
}

struct Shared {
    url: String,
    keys: Mutex<Vec<Value>>,
    mood: Mutex<Mood>,
    descriptions: AtomicU32,
    readings: AtomicU32,
    redirected: AtomicU32,
}

/// The issuer.
pub struct Issuer {
    shared: Arc<Shared>,
    _served: AbortOnDropHandle<()>,
}

impl Issuer {
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        Self::serving(format!("http://{address}"), |routes| {
            tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() })
        })
    }

    /// An issuer over TLS, by a certificate for `localhost` that it makes for itself; and the certificate in PEM.
    pub async fn over_tls() -> (Self, String) {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(ring)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![made.cert.der().clone()],
                made.signing_key.serialize_der().try_into().unwrap(),
            )
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let issuer = Self::serving(format!("https://localhost:{port}"), |routes| {
            tokio::spawn(async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    // One who does not trust the certificate goes away here.
                    let Ok(stream) = acceptor.accept(stream).await else {
                        continue;
                    };
                    let service = TowerToHyperService::new(routes.clone());
                    let serving = Builder::new(TokioExecutor::new());
                    tokio::spawn(async move {
                        let _ = serving
                            .serve_connection(TokioIo::new(stream), service)
                            .await;
                    });
                }
            })
        });
        (issuer, made.cert.pem())
    }

    fn serving(url: String, serve: impl FnOnce(Router) -> JoinHandle<()>) -> Self {
        let shared = Arc::new(Shared {
            url,
            keys: Mutex::default(),
            mood: Mutex::new(Mood::Well),
            descriptions: AtomicU32::new(0),
            readings: AtomicU32::new(0),
            redirected: AtomicU32::new(0),
        });
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/jwks", get(read))
            .route("/elsewhere", get(elsewhere))
            .with_state(Arc::clone(&shared));
        Self {
            shared,
            _served: AbortOnDropHandle::new(serve(routes)),
        }
    }

    pub fn url(&self) -> &str {
        &self.shared.url
    }

    /// Publishes these keys and no others.
    pub fn publish(&self, signers: &[&Signer]) {
        let keys = signers.iter().map(|signer| signer.published()).collect();
        self.publish_raw(keys);
    }

    pub fn publish_raw(&self, keys: Vec<Value>) {
        *self.shared.keys.lock().unwrap() = keys;
    }

    pub fn be(&self, mood: Mood) {
        *self.shared.mood.lock().unwrap() = mood;
    }

    /// How often it was asked for its description, and for its keys.
    pub fn asked(&self) -> (u32, u32) {
        let of = |count: &AtomicU32| count.load(Ordering::SeqCst);
        (of(&self.shared.descriptions), of(&self.shared.readings))
    }

    /// How often somebody followed where it sent him.
    pub fn followed(&self) -> u32 {
        self.shared.redirected.load(Ordering::SeqCst)
    }
}

fn description(shared: &Shared) -> Value {
    let mood = *shared.mood.lock().unwrap();
    let (issuer, keys) = match mood {
        Mood::Disguised => ("http://127.0.0.1:1", format!("{}/jwks", shared.url)),
        Mood::Careless => (shared.url.as_str(), "http://id.example.cn/jwks".to_owned()),
        _ => (shared.url.as_str(), format!("{}/jwks", shared.url)),
    };
    json!({ "issuer": issuer, "jwks_uri": keys, "response_types_supported": ["code"] })
}

async fn describe(State(shared): State<Arc<Shared>>) -> Response {
    shared.descriptions.fetch_add(1, Ordering::SeqCst);
    let mood = *shared.mood.lock().unwrap();
    let well = description(&shared);
    match mood {
        Mood::Garbage => "<html>please sign in</html>".into_response(),
        Mood::Failing => (StatusCode::INTERNAL_SERVER_ERROR, well.to_string()).into_response(),
        Mood::Redirecting => {
            (StatusCode::FOUND, [(header::LOCATION, "/elsewhere")], "").into_response()
        }
        Mood::Talkative => format!("{}{well}", " ".repeat(300 * 1024)).into_response(),
        Mood::Silent => std::future::pending().await,
        Mood::Well | Mood::Disguised | Mood::Careless => well.to_string().into_response(),
    }
}

async fn read(State(shared): State<Arc<Shared>>) -> String {
    shared.readings.fetch_add(1, Ordering::SeqCst);
    json!({ "keys": *shared.keys.lock().unwrap() }).to_string()
}

async fn elsewhere(State(shared): State<Arc<Shared>>) -> String {
    shared.redirected.fetch_add(1, Ordering::SeqCst);
    description(&shared).to_string()
}

/// A pair of keys with its name.
pub struct Signer {
    pub id: &'static str,
    pub algorithm: Algorithm,
    key: EncodingKey,
}

/// A key for RSA takes long to make, so one is shared.
static RSA: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    // Behind the 26 bytes that say that it is a key for RSA.
    pair.as_der().unwrap().as_ref()[26..].to_vec()
});

impl Signer {
    pub fn new(id: &'static str, algorithm: Algorithm) -> Self {
        let random = SystemRandom::new();
        let key = match algorithm {
            Algorithm::ES256 => {
                let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random);
                EncodingKey::from_ec_der(pair.unwrap().as_ref())
            }
            Algorithm::EdDSA => {
                let pair = Ed25519KeyPair::generate_pkcs8v1(&random).unwrap();
                EncodingKey::from_ed_der(pair.as_ref())
            }
            _ => EncodingKey::from_rsa_der(&RSA),
        };
        Self { id, algorithm, key }
    }

    /// The public key as the issuer publishes it.
    pub fn published(&self) -> Value {
        let jwk = Jwk::from_encoding_key(&self.key, self.algorithm).unwrap();
        let mut jwk = serde_json::to_value(jwk).unwrap();
        jwk["kid"] = json!(self.id);
        jwk["use"] = json!("sig");
        jwk
    }

    /// A token by this key and its name.
    pub fn token(&self, claims: &Value) -> String {
        let algorithm = format!("{:?}", self.algorithm);
        let header = json!({ "alg": algorithm, "kid": self.id, "typ": "JWT" });
        self.token_under(&header, claims)
    }

    /// A token by this key under any header.
    pub fn token_under(&self, header: &Value, claims: &Value) -> String {
        let signed = signed(header, claims);
        let signature = jsonwebtoken::crypto::sign(signed.as_bytes(), &self.key, self.algorithm);
        format!("{signed}.{}", signature.unwrap())
    }
}

/// What a signature covers.
pub fn signed(header: &Value, claims: &Value) -> String {
    let written = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    format!("{}.{}", written(header), written(claims))
}
