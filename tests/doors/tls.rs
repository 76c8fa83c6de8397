//! TLS by the program itself: what is spoken, who is cut off, how the certificate changes under open connections.
//! Deliberately absent: the signal that has it read anew (hangup), and settings that are refused (exposure).

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderValue;
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use super::socket::{Server, server};
use super::without_district;
use crate::support::Store;

/// A rule that is broken fails its story soon instead of holding it.
const SOON: Duration = Duration::from_secs(60);

const LIVEZ: &[u8] = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// The files of a certificate for `localhost`, made for one story.
pub struct Pem {
    pub chain: String,
    pub key: String,
}

impl Pem {
    pub fn written(folder: &Path, name: &str) -> Self {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let at = |kind: &str| {
            folder
                .join(format!("{name}.{kind}.pem"))
                .display()
                .to_string()
        };
        let pem = Self {
            chain: at("chain"),
            key: at("key"),
        };
        std::fs::write(&pem.chain, made.cert.pem()).unwrap();
        std::fs::write(&pem.key, made.signing_key.serialize_pem()).unwrap();
        pem
    }

    fn certificate(&self) -> CertificateDer<'static> {
        CertificateDer::from_pem_file(&self.chain).unwrap()
    }

    /// Shakes hands, trusting this certificate only.
    pub async fn meets(
        &self,
        address: &str,
        protocols: &[&str],
    ) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate()).unwrap();
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = protocols
            .iter()
            .map(|name| name.as_bytes().to_vec())
            .collect();
        let stream = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let shaking = TlsConnector::from(Arc::new(config)).connect(name, stream);
        tokio::time::timeout(SOON, shaking).await.expect("an end")
    }
}

fn place(server: &Server) -> String {
    server.address.replace("ws://", "").replace("/graphql", "")
}

/// A server that speaks TLS with a certificate of its own.
async fn speaking(store: &Store, folder: &Path, settings: &[&str]) -> (Server, Pem) {
    let pem = Pem::written(folder, "first");
    let tls = ["--tls-certificate", &pem.chain, "--tls-key", &pem.key];
    (server(store, &[&tls[..], settings].concat()).await, pem)
}

/// Asks whether the server lives, and reads the answer's head.
pub async fn asks(wire: &mut TlsStream<TcpStream>) -> String {
    wire.write_all(LIVEZ).await.unwrap();
    let mut text = String::new();
    while !text.ends_with("\r\n\r\nok") {
        let mut bytes = [0_u8; 4096];
        let read = tokio::time::timeout(SOON, wire.read(&mut bytes)).await;
        let read = read.expect("an answer").unwrap();
        assert_ne!(read, 0, "the connection was closed after {text:?}");
        text.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
    }
    text
}

#[tokio::test]
async fn both_versions_of_http_are_spoken_and_the_newer_is_preferred() {
    without_district(|store: Store| async move {
        let folder = tempfile::tempdir().unwrap();
        let (server, pem) = speaking(&store, folder.path(), &[]).await;
        for (offered, agreed) in [
            (&["http/1.1", "h2"][..], Some("h2")),
            (&["http/1.1"], Some("http/1.1")),
            (&[], None),
        ] {
            let wire = pem.meets(&place(&server), offered).await.unwrap();
            let spoken = wire.get_ref().1.alpn_protocol();
            assert_eq!(spoken, agreed.map(str::as_bytes), "{offered:?}");
        }
        let mut older = pem.meets(&place(&server), &["http/1.1"]).await.unwrap();
        let answer = asks(&mut older).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.contains("Strict-Transport-Security: max-age=31536000\r\n"));
        let stranger = pem.meets(&place(&server), &["spdy/3"]).await;
        assert!(stranger.is_err(), "a protocol that is not spoken");
    })
    .await;
}

#[tokio::test]
async fn a_request_by_the_newer_version_is_answered() {
    without_district(|store: Store| async move {
        let folder = tempfile::tempdir().unwrap();
        let (server, pem) = speaking(&store, folder.path(), &[]).await;
        let mut wire = pem.meets(&place(&server), &["h2"]).await.unwrap();
        // Settings, then one request's head: GET https, the path and the host, by the table of HPACK.
        let head = [
            &[0x82, 0x87, 0x04, 6][..],
            b"/livez",
            &[0x41, 9],
            b"localhost",
        ]
        .concat();
        let length = u8::try_from(head.len()).unwrap();
        let asked = [
            &b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"[..],
            &[0, 0, 0, 4, 0, 0, 0, 0, 0],
            &[0, 0, length, 1, 5, 0, 0, 0, 1],
            &head,
        ];
        wire.write_all(&asked.concat()).await.unwrap();
        let answered = async {
            loop {
                let mut frame = [0_u8; 9];
                wire.read_exact(&mut frame).await.unwrap();
                let length = u32::from_be_bytes([0, frame[0], frame[1], frame[2]]);
                let mut payload = vec![0_u8; usize::try_from(length).unwrap()];
                wire.read_exact(&mut payload).await.unwrap();
                if frame[3] == 1 {
                    return payload;
                }
            }
        };
        let answer = tokio::time::timeout(SOON, answered)
            .await
            .expect("an answer");
        assert_eq!(answer[0], 0x88, "status 200 by the table of HPACK");
    })
    .await;
}

#[tokio::test]
async fn a_websocket_is_spoken_inside() {
    without_district(|store: Store| async move {
        let folder = tempfile::tempdir().unwrap();
        let (server, pem) = speaking(&store, folder.path(), &[]).await;
        let wire = pem.meets(&place(&server), &["http/1.1"]).await.unwrap();
        let mut request = "wss://localhost/graphql".into_client_request().unwrap();
        let protocol = HeaderValue::from_static("graphql-transport-ws");
        request
            .headers_mut()
            .insert("sec-websocket-protocol", protocol);
        let (mut socket, _) = tokio_tungstenite::client_async(request, wire)
            .await
            .unwrap();
        let mut hears = async |say: serde_json::Value| {
            socket.send(Message::text(say.to_string())).await.unwrap();
            let heard = socket.next().await.unwrap().unwrap().into_text().unwrap();
            serde_json::from_str::<serde_json::Value>(&heard).unwrap()
        };
        let init = hears(json!({ "type": "connection_init" })).await;
        assert_eq!(init, json!({ "type": "connection_ack" }));
        let query = json!({ "query": "{ __typename }" });
        let next = hears(json!({ "type": "subscribe", "id": "1", "payload": query })).await;
        assert_eq!(next["payload"]["data"], json!({ "__typename": "Query" }));
    })
    .await;
}

#[tokio::test]
async fn who_does_not_shake_hands_is_cut_off() {
    without_district(|store: Store| async move {
        let folder = tempfile::tempdir().unwrap();
        let (hurried, _) = speaking(&store, folder.path(), &["--head-seconds", "0"]).await;
        let (patient, _) = speaking(&store, folder.path(), &["--head-seconds", "3600"]).await;
        // The first two for their silence, the last because it is not TLS.
        for (server, start) in [
            (&hurried, &b""[..]),
            (&hurried, &[0x16, 3, 1]),
            (&patient, LIVEZ),
        ] {
            let mut wire = TcpStream::connect(place(server)).await.unwrap();
            let _ = wire.write_all(start).await;
            let mut rest = Vec::new();
            let end = tokio::time::timeout(SOON, wire.read_to_end(&mut rest)).await;
            assert!(end.is_ok(), "{start:?} holds its connection");
            assert!(!rest.starts_with(b"HTTP"), "nothing is told in plain");
        }
    })
    .await;
}

#[tokio::test]
async fn who_is_shaking_hands_does_not_hold_up_the_end() {
    without_district(|store: Store| async move {
        let folder = tempfile::tempdir().unwrap();
        let long = ["--head-seconds", "3600", "--drain-seconds", "3600"];
        let (server, pem) = speaking(&store, folder.path(), &long).await;
        let _silent = TcpStream::connect(place(&server)).await.unwrap();
        let mut idle = pem.meets(&place(&server), &["http/1.1"]).await.unwrap();
        asks(&mut idle).await;
        server.end.cancel();
        let ended = tokio::time::timeout(SOON, server.served).await;
        ended.expect("the end").unwrap();
        let mut rest = Vec::new();
        idle.read_to_end(&mut rest).await.unwrap();
        assert_eq!(rest, b"", "it was closed by the protocol, not cut");
    })
    .await;
}

#[tokio::test]
async fn a_new_certificate_is_for_new_connections_and_a_bad_one_for_none() {
    without_district(|store: Store| async move {
        let folder = tempfile::tempdir().unwrap();
        let (server, first) = speaking(&store, folder.path(), &[]).await;
        let before = Pem::written(folder.path(), "kept");
        std::fs::copy(&first.chain, &before.chain).unwrap();
        let mut open = before.meets(&place(&server), &[]).await.unwrap();
        asks(&mut open).await;
        let second = Pem::written(folder.path(), "second");
        let certificate = server.doors.certificate.as_ref().unwrap();

        // Half a change: the key is still the old one's.
        std::fs::copy(&second.chain, &first.chain).unwrap();
        let refused = certificate.reread().unwrap_err();
        assert!(refused.starts_with(&first.chain), "{refused}");
        assert!(before.meets(&place(&server), &[]).await.is_ok());

        std::fs::copy(&second.key, &first.key).unwrap();
        certificate.reread().unwrap();
        assert!(before.meets(&place(&server), &[]).await.is_err());
        assert!(second.meets(&place(&server), &[]).await.is_ok());
        asks(&mut open).await;
    })
    .await;
}
