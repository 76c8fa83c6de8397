//! Bodies that come compressed, and answers that go so. Deliberately absent: what is in them.

use std::io::{Read, Write};

use axum::http::{Method, StatusCode};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::{GzEncoder, ZlibEncoder};
use http_body_util::BodyExt;
use serde_json::json;
use tower::ServiceExt;

use super::{STRICT, routes, send, without_district};
use crate::support::Store;

/// Packs a body.
type Pack = fn(&[u8]) -> Vec<u8>;

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    out.write_all(text).unwrap();
    out.finish().unwrap()
}

fn deflate(text: &[u8]) -> Vec<u8> {
    let mut out = ZlibEncoder::new(Vec::new(), Compression::best());
    out.write_all(text).unwrap();
    out.finish().unwrap()
}

fn brotli(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut packed = brotli::CompressorWriter::new(&mut out, 4096, 5, 22);
    packed.write_all(text).unwrap();
    drop(packed);
    out
}

/// A body of so many bytes in all, most of them blanks.
fn body_of(bytes: usize) -> Vec<u8> {
    let parts = json!({ "query": "{ __typename }" }).to_string();
    let blanks = " ".repeat(bytes - parts.len());
    format!("{parts}{blanks}").into_bytes()
}

#[tokio::test]
async fn a_compressed_body_is_read_up_to_the_size_that_it_has_in_truth() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &["--max-body-bytes", "100000"]);
        let post = async |by: &str, body: Vec<u8>| {
            let headers = [
                ("content-type", "application/json"),
                ("content-encoding", by),
                ("accept", STRICT),
            ];
            send(&routes, Method::POST, "/graphql", &headers, body).await
        };
        let packers: [(&str, Pack); 5] = [
            ("gzip", gzip),
            ("GZIP", gzip),
            ("br", brotli),
            ("deflate", deflate),
            ("identity", <[u8]>::to_vec),
        ];
        for (by, pack) in packers {
            let fits = post(by, pack(&body_of(100_000))).await;
            assert_eq!(fits.status, StatusCode::OK, "{by} {}", fits.text);
            assert_eq!(fits.json()["data"], json!({ "__typename": "Query" }));
            let longer = post(by, pack(&body_of(100_001))).await;
            assert_eq!(longer.status, StatusCode::PAYLOAD_TOO_LARGE, "{by}");
            assert_eq!(longer.code(), "BAD_INPUT", "{by}");
        }
        // A thousand times its size on the way, and broken bodies.
        let bomb = gzip(&body_of(60_000_000));
        assert!(bomb.len() < 60_100);
        assert_eq!(
            post("gzip", bomb).await.status,
            StatusCode::PAYLOAD_TOO_LARGE
        );
        let whole = gzip(&body_of(50_000));
        for broken in [&whole[..whole.len() / 2], b"whispered".as_slice()] {
            let refused = post("gzip", broken.to_vec()).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST);
            assert!(!refused.text.contains("whispered"));
        }
        for by in ["zstd", "compress", "gzip, gzip", "gzip, br", "whispered"] {
            let refused = post(by, whole.clone()).await;
            assert_eq!(refused.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{by}");
            assert_eq!(refused.headers["accept-encoding"], "gzip, br, deflate");
            let told = "请求体的压缩方式须为 gzip、br 或 deflate 之一，且只压缩一次。";
            assert_eq!(refused.json()["errors"][0]["message"], told, "{by}");
        }
    })
    .await;
}

#[tokio::test]
async fn answers_go_compressed_to_who_accepts_it() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        for (accepted, by) in [("gzip", "gzip"), ("br", "br"), ("zstd", ""), ("", "")] {
            let request = axum::http::Request::get("/schema.graphql");
            let request = request.header("accept-encoding", accepted);
            let request = request.body(axum::body::Body::empty()).unwrap();
            let answer = routes.clone().oneshot(request).await.unwrap();
            let encoding = answer.headers().get("content-encoding").cloned();
            let encoding = encoding.map_or(String::new(), |by| by.to_str().unwrap().to_owned());
            assert_eq!(encoding, by);
            let bytes = answer.into_body().collect().await.unwrap().to_bytes();
            let mut text = String::new();
            match by {
                "gzip" => GzDecoder::new(&*bytes).read_to_string(&mut text),
                "br" => brotli::Decompressor::new(&*bytes, 4096).read_to_string(&mut text),
                _ => (&*bytes).read_to_string(&mut text),
            }
            .unwrap();
            assert_eq!(text, workrooms::schema::sdl(), "{by}");
            let smaller = bytes.len() * 2 < text.len();
            assert_eq!(smaller, !by.is_empty(), "{by}");
        }
    })
    .await;
}
