//! Callers who send too much, too slowly, or do not read what they asked for: each is cut off or refused, and the next
//! caller is served. Deliberately absent: what a document may ask for (shapes, costs) and who asks too often (budgets).

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::socket::{Server, server};
use super::tls::{Pem, asks as lives};
use super::without_district;
use crate::support::Store;

/// A rule that is broken fails its story soon instead of holding it.
const SOON: Duration = Duration::from_secs(60);

const LIVEZ: &str = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";

async fn connect(server: &Server) -> TcpStream {
    let address = server.address.replace("ws://", "").replace("/graphql", "");
    TcpStream::connect(address).await.unwrap()
}

/// Sends all of it, as far as it is taken, and reads whatever is said until the connection is closed.
async fn told(server: &Server, text: &str) -> String {
    let mut wire = connect(server).await;
    let _ = wire.write_all(text.as_bytes()).await;
    let mut said = Vec::new();
    let end = tokio::time::timeout(SOON, wire.read_to_end(&mut said)).await;
    // What was not read of the request may break the connection after the answer.
    let _ = end.expect("an end");
    String::from_utf8(said).unwrap()
}

/// A request that asks for the end of its connection, with these headers.
fn request(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n")
}

#[tokio::test]
async fn heads_have_a_size_and_a_number_of_headers() {
    without_district(|store: Store| async move {
        let server = server(&store, &[]).await;
        let many = |number: usize| {
            (0..number)
                .map(|n| format!("X-{n}: y\r\n"))
                .collect::<String>()
        };
        let long = |bytes: usize| format!("X: {}\r\n", "y".repeat(bytes));
        let path = |bytes: usize| format!("/livez?{}", "y".repeat(bytes));
        for (asked, status) in [
            (request("/livez", &many(62)), "200 OK"),
            (request("/livez", &many(63)), "431 "),
            (request("/livez", &many(10_000)), "431 "),
            (request("/livez", &long(60_000)), "200 OK"),
            (request("/livez", &long(70_000)), "431 "),
            (request("/livez", &long(10_000_000)), "431 "),
            (request(&path(60_000), ""), "200 OK"),
            (request(&path(70_000), ""), "4"),
            ("GET /livez HTTP/1.1\nX Y: z\r\n\r\n".to_owned(), "400 "),
            ("\0\0\0\0\r\n\r\n".to_owned(), "400 "),
        ] {
            let said = told(&server, &asked).await;
            let start: String = asked.chars().take(60).collect();
            let expected = format!("HTTP/1.1 {status}");
            assert!(
                said.starts_with(&expected),
                "{} {start:?} {said}",
                asked.len()
            );
        }
    })
    .await;
}

#[tokio::test]
async fn requests_sent_ahead_are_answered_in_turn_and_hold_up_nobody() {
    without_district(|store: Store| async move {
        let server = server(&store, &[]).await;
        let mut ahead = connect(&server).await;
        ahead
            .write_all(LIVEZ.repeat(5_000).as_bytes())
            .await
            .unwrap();
        // The flood's answers are not read yet; another caller is served.
        let served = told(&server, &request("/livez", "")).await;
        assert!(served.starts_with("HTTP/1.1 200 OK\r\n"));
        ahead
            .write_all(request("/livez", "").as_bytes())
            .await
            .unwrap();
        let mut said = String::new();
        let end = tokio::time::timeout(SOON, ahead.read_to_string(&mut said)).await;
        end.expect("an end").unwrap();
        assert_eq!(said.matches("HTTP/1.1 200 OK\r\n").count(), 5_001);
    })
    .await;
}

#[tokio::test]
async fn who_does_not_read_his_answers_is_cut_off() {
    without_district(|store: Store| async move {
        let server = server(&store, &["--answer-seconds", "0"]).await;
        let mut deaf = connect(&server).await;
        let asked = "GET /schema.graphql HTTP/1.1\r\nHost: x\r\n\r\n".repeat(100);
        // A server that waits for him stops reading, so that this would never end.
        let cut = tokio::time::timeout(SOON, async {
            while deaf.write_all(asked.as_bytes()).await.is_ok() {}
        });
        cut.await.expect("he is cut off");
        let served = told(&server, &request("/livez", "")).await;
        assert!(served.starts_with("HTTP/1.1 200 OK\r\n"));
    })
    .await;
}

#[tokio::test]
async fn one_address_has_so_many_connections_and_its_next_one_is_closed() {
    without_district(|store: Store| async move {
        let folder = tempfile::tempdir().unwrap();
        let pem = Pem::written(folder.path(), "mine");
        let tls = ["--tls-certificate", &pem.chain, "--tls-key", &pem.key];
        let two = [&tls[..], &["--max-connections-per-address", "2"]].concat();
        let place = |server: &Server| server.address.replace("ws://", "").replace("/graphql", "");

        let counting = server(&store, &two).await;
        let meet = async || pem.meets(&place(&counting), &["http/1.1"]).await;
        let mut first = meet().await.unwrap();
        let mut second = meet().await.unwrap();
        lives(&mut second).await;
        assert!(meet().await.is_err());
        lives(&mut first).await;
        // A place is free again when its connection has ended; when that is, the server alone knows.
        drop(second);
        let again = async { while meet().await.is_err() {} };
        tokio::time::timeout(SOON, again).await.expect("a place");

        let proxy = [&two[..], &["--trusted-proxies", "127.0.0.0/8"]].concat();
        let trusting = server(&store, &proxy).await;
        let mut held = Vec::new();
        for _ in 0..5 {
            held.push(pem.meets(&place(&trusting), &["http/1.1"]).await.unwrap());
        }
        for wire in &mut held {
            lives(wire).await;
        }
    })
    .await;
}
