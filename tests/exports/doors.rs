//! The door of exports: a link that works as it is for ten minutes, at every program of the installation, for who was given
//! it, and no longer than his right stands; the headers of a download. Deliberately absent: what is in the file.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use chrono::TimeDelta;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use workrooms::access::{Issued, TokenRequest, issue, revoke};
use workrooms::http::router;
use workrooms::kernel::actor::Role;
use workrooms::kernel::clock::Clock;

use super::{asked, said, table, text_table};
use crate::doors::{doors_at, send};
use crate::events::town::Town;
use crate::support::Store;

/// Whoever tries links that are not good is not told apart here by what he has spent.
const SETTINGS: [&str; 2] = ["--unsigned-budget-per-minute", "0"];

struct House {
    town: Town,
    routes: Router,
    office: Issued,
    leader: Issued,
}

impl House {
    async fn new(store: &Store) -> Self {
        let town = Town::new(store).await;
        town.post(vec![town.talk(1, "宣讲（示例）")]).await;
        let token = |role| TokenRequest {
            name: String::new(),
            role,
            district: town.district.clone(),
            scope: None,
            days: 1,
            addresses: Vec::new(),
            open_queries: true,
        };
        let office = issue(&store.db, &town.clock, token(Role::Office))
            .await
            .unwrap();
        let leader = issue(&store.db, &town.clock, token(Role::Leader))
            .await
            .unwrap();
        let routes = router(doors_at(store, town.clock.clone(), &SETTINGS));
        Self {
            town,
            routes,
            office,
            leader,
        }
    }

    /// Orders by the door; the path and the time.
    async fn order(&self, token: &Issued, format: &str) -> (String, String) {
        let document = "mutation($input: ExportPrepareInput!) { exportPrepare(input: $input) {
            download { url expiresAt } errors { code } } }";
        let input = json!({ "format": format, "what": { "events": {} } });
        let body = json!({ "query": document, "variables": { "input": input } });
        let bearer = format!("Bearer {}", token.token);
        let headers = [
            ("content-type", "application/json"),
            ("authorization", bearer.as_str()),
        ];
        let answer = send(
            &self.routes,
            Method::POST,
            "/graphql",
            &headers,
            body.to_string(),
        )
        .await;
        let download: Value = answer.json()["data"]["exportPrepare"]["download"].clone();
        let told = |name: &str| said(&download[name]);
        assert_ne!(told("url"), "", "{}", answer.text);
        (told("url"), told("expiresAt"))
    }

    async fn fetch(&self, path: &str, token: Option<&Issued>) -> (StatusCode, HeaderMap, Vec<u8>) {
        fetch(&self.routes, path, token).await
    }

    async fn status(&self, path: &str, token: Option<&Issued>) -> StatusCode {
        let (status, headers, bytes) = self.fetch(path, token).await;
        if status == StatusCode::UNAUTHORIZED {
            let answer: Value = serde_json::from_slice(&bytes).unwrap();
            assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
            assert!(!headers.contains_key("content-disposition"));
        }
        status
    }
}

async fn fetch(
    routes: &Router,
    path: &str,
    token: Option<&Issued>,
) -> (StatusCode, HeaderMap, Vec<u8>) {
    let mut request = Request::builder().method(Method::GET).uri(path);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {}", token.token));
    }
    let request = request.body(Body::empty()).unwrap();
    let response = routes.clone().oneshot(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, headers, bytes.to_vec())
}

on_both!(a_file_is_fetched_by_its_link);
async fn a_file_is_fetched_by_its_link(store: Store) {
    let house = House::new(&store).await;
    let number = house.town.number().await;
    for (format, media, ending) in [
        (
            "XLSX",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
        ),
        ("CSV", "text/csv; charset=utf-8", "csv"),
    ] {
        let (path, until) = house.order(&house.office, format).await;
        let due = house.town.clock.now() + TimeDelta::minutes(10);
        let until: chrono::DateTime<chrono::Utc> = until.parse().unwrap();
        assert_eq!(until, due);
        let (status, headers, bytes) = house.fetch(&path, None).await;
        assert_eq!(status, StatusCode::OK);
        let header = |name: &str| headers[name].to_str().unwrap();
        assert_eq!(header("content-type"), media);
        assert_eq!(header("cache-control"), "no-store");
        // 活动, by the bytes of UTF-8.
        let named = format!(
            "attachment; filename=\"events-430503-{number}.{ending}\"; \
             filename*=UTF-8''%E6%B4%BB%E5%8A%A8-430503-{number}.{ending}"
        );
        assert_eq!(header("content-disposition"), named);
        let rows = match format {
            "CSV" => {
                assert_eq!(bytes[..3], [0xef, 0xbb, 0xbf]);
                text_table(&bytes)
            }
            _ => table(&bytes, "活动"),
        };
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0]["标题"], "宣讲（示例）");
        assert_eq!(rows[0]["人次"], "68");
        // Another program of the installation gives the same.
        let beside = router(doors_at(&store, house.town.clock.clone(), &SETTINGS));
        let (status, _, again) = fetch(&beside, &path, Some(&house.office)).await;
        assert_eq!((status, again == bytes), (StatusCode::OK, true), "{format}");
    }
}

on_both!(a_link_is_no_good_to_others_nor_for_long);
async fn a_link_is_no_good_to_others_nor_for_long(store: Store) {
    let house = House::new(&store).await;
    let (path, _) = house.order(&house.office, "CSV").await;
    let (good, bad) = (StatusCode::OK, StatusCode::UNAUTHORIZED);
    assert_eq!(house.status(&path, None).await, good);
    assert_eq!(house.status(&path, Some(&house.office)).await, good);
    // Beside another's token, made up, changed or cut.
    assert_eq!(house.status(&path, Some(&house.leader)).await, bad);
    let changed = |place: usize| {
        let mut signs: Vec<char> = path.chars().collect();
        signs[place] = if signs[place] == 'A' { 'B' } else { 'A' };
        signs.into_iter().collect::<String>()
    };
    for place in [9, path.len() / 2, path.len() - 1] {
        assert_eq!(house.status(&changed(place), None).await, bad, "{place}");
    }
    assert_eq!(house.status(&path[..path.len() - 4], None).await, bad);
    assert_eq!(house.status("/exports/x", None).await, bad);
    // To the last second, and no longer.
    let begun = house.town.clock.now();
    house.town.clock.set(begun + TimeDelta::seconds(599));
    assert_eq!(house.status(&path, None).await, good);
    house.town.clock.set(begun + TimeDelta::seconds(600));
    assert_eq!(house.status(&path, None).await, bad);
}

on_both!(a_link_ends_with_the_right_by_which_it_was_given);
async fn a_link_ends_with_the_right_by_which_it_was_given(store: Store) {
    let house = House::new(&store).await;
    let (path, _) = house.order(&house.office, "CSV").await;
    let (others, _) = house.order(&house.leader, "CSV").await;
    assert_eq!(house.status(&path, None).await, StatusCode::OK);
    let district = &house.town.district;
    let revoked = revoke(&store.db, &house.town.clock, district, house.office.id).await;
    assert!(revoked.unwrap());
    assert_eq!(house.status(&path, None).await, StatusCode::UNAUTHORIZED);
    assert_eq!(house.status(&others, None).await, StatusCode::OK);
    // What is not of a token, a role or a session that stands is nobody's.
    let nobody = house.town.request(Role::Office, None);
    let input = json!({ "format": "CSV", "what": { "events": {} } });
    let answer = asked(nobody, input).await;
    let path = said(&answer["data"]["exportPrepare"]["download"]["url"]);
    assert_eq!(house.status(&path, None).await, StatusCode::UNAUTHORIZED);
}

on_both!(a_link_is_bound_to_the_addresses_of_its_token);
async fn a_link_is_bound_to_the_addresses_of_its_token(store: Store) {
    let house = House::new(&store).await;
    let token = TokenRequest {
        name: String::new(),
        role: Role::Office,
        district: house.town.district.clone(),
        scope: None,
        days: 1,
        addresses: vec!["10.0.0.0/8".parse().unwrap()],
        open_queries: true,
    };
    let bound = issue(&store.db, &house.town.clock, token).await.unwrap();
    // Whoever asks without an address is nowhere.
    let order = super::ordered(
        house.town.request(Role::Office, None),
        json!({ "format": "CSV", "what": { "events": {} } }),
    )
    .await;
    let right = workrooms::access::Right {
        district: house.town.district.clone(),
        id: bound.id,
        session: None,
    };
    let clock: &Clock = &house.town.clock;
    let vault = crate::support::vault();
    let issued = workrooms::exports::ticket::issue(&vault, clock, right, order).unwrap();
    let path = format!("/exports/{}", issued.text);
    for (from, due) in [
        ("10.1.2.3", StatusCode::OK),
        ("203.0.113.7", StatusCode::UNAUTHORIZED),
    ] {
        let mut request = Request::get(&path).body(Body::empty()).unwrap();
        let from: std::net::IpAddr = from.parse().unwrap();
        let peer = workrooms::http::connections::Peer((from, 1).into());
        request.extensions_mut().insert(peer);
        let response = house.routes.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), due, "{from}");
    }
}
