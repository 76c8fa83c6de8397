//! Our own faults, as a caller meets them: an id to quote, and not one word of the database. Deliberately absent: faults
//! that the log tells.

use axum::http::{Method, StatusCode};
use sea_orm::ConnectionTrait;
use serde_json::json;
use workrooms::kernel::clock::Clock;
use workrooms::kernel::id::DistrictId;

use super::{Answer, STRICT, administrator, routes, send};
use crate::organization::stage::Stage;
use crate::statistics::stage::Town;
use crate::support::Store;

async fn ask_as(routes: &axum::Router, token: &str, language: &str, query: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [
        ("content-type", "application/json"),
        ("accept", STRICT),
        ("accept-language", language),
        ("authorization", bearer.as_str()),
    ];
    let body = json!({ "query": query }).to_string();
    send(routes, Method::POST, "/graphql", &headers, body).await
}

/// Fails where an answer tells more than an id; gives the id.
fn only_an_id(answer: &Answer, english: bool) -> String {
    let json = answer.json();
    let error = &json["errors"][0];
    assert_eq!(error["extensions"]["code"], "INTERNAL", "{}", answer.text);
    let id = error["extensions"]["id"].as_str().unwrap().to_owned();
    let message = match english {
        true => format!("An error on our side; please quote {id}."),
        false => format!("系统出错，请向管理员报告编号 {id}。"),
    };
    assert_eq!(error["message"], message);
    // A caller's own place in his document is told as line and column.
    let text = answer.text.to_lowercase().replace("\"column\"", "");
    for word in [
        "sql",
        "table",
        "relation",
        "exist",
        "select",
        "column",
        "database",
        "error returned",
        "driver",
    ] {
        assert!(!text.contains(word), "{word} in {}", answer.text);
    }
    id
}

on_both!(a_table_that_is_gone_shows_an_id_and_nothing_else);
async fn a_table_that_is_gone_shows_an_id_and_nothing_else(store: Store) {
    let stage = Stage::new(&store);
    stage.found("430503").await;
    let request = workrooms::access::TokenRequest {
        name: String::new(),
        role: workrooms::kernel::actor::Role::Office,
        district: DistrictId::parse("430503").unwrap(),
        scope: None,
        days: 1,
        addresses: Vec::new(),
        open_queries: false,
    };
    let office = workrooms::access::issue(&store.db, &Clock::System, request)
        .await
        .unwrap();
    let routes = routes(&store, &["--kept-answer-bytes", "0"]);
    let read =
        "{ viewer { role } district(code: \"430503\") { name events(first: 1) { totalCount } } }";
    let before = ask_as(&routes, &office.token, "zh", read).await;
    assert_eq!(before.json()["data"]["district"]["events"]["totalCount"], 0);
    let id = ask_as(
        &routes,
        &office.token,
        "zh",
        "{ district(code: \"430503\") { id } }",
    )
    .await;
    let id = id.json()["data"]["district"]["id"].clone();
    let other = format!("{{ node(id: {id}) {{ ... on Workroom {{ name }} }} }}");
    let other = ask_as(&routes, &office.token, "zh", &other).await;
    assert_eq!(
        other.json()["data"],
        json!({ "node": {} }),
        "an object without keys"
    );
    let cascade = match store.db.get_database_backend() {
        sea_orm::DbBackend::Postgres => " CASCADE",
        _ => "",
    };
    let drop = format!("DROP TABLE event_version{cascade}");
    store.raw.execute_unprepared(&drop).await.unwrap();
    let after = ask_as(&routes, &office.token, "zh", read).await;
    assert_eq!(after.status, StatusCode::OK);
    let first = only_an_id(&after, false);
    let json = after.json();
    assert_eq!(
        json["data"],
        json!({ "viewer": { "role": "OFFICE" }, "district": null }),
        "the rest is answered, and what may not be null takes the district with it"
    );
    assert_eq!(json["errors"][0]["path"], json!(["district", "events"]));
    let again = ask_as(&routes, &office.token, "en", read).await;
    assert_ne!(only_an_id(&again, true), first, "each fault has its own id");
}

on_both!(tokens_that_cannot_be_looked_up_show_an_id_and_nothing_else);
async fn tokens_that_cannot_be_looked_up_show_an_id_and_nothing_else(store: Store) {
    let token = administrator(&store).await.token;
    let routes = routes(&store, &[]);
    store
        .raw
        .execute_unprepared("DROP TABLE token")
        .await
        .unwrap();
    let answer = ask_as(&routes, &token, "zh", "{ viewer { role } }").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.json().get("data").is_none());
    only_an_id(&answer, false);
}

on_both!(what_fails_in_an_interface_has_its_path_and_takes_no_more_than_it_must);
async fn what_fails_in_an_interface_has_its_path_and_takes_no_more_than_it_must(store: Store) {
    let town = Town::new(&store, 1).await;
    let request = workrooms::access::TokenRequest {
        name: String::new(),
        role: workrooms::kernel::actor::Role::WorkroomOfficer,
        district: DistrictId::parse("430503").unwrap(),
        scope: Some(town.workrooms[0]),
        days: 1,
        addresses: Vec::new(),
        open_queries: false,
    };
    let officer = workrooms::access::issue(&store.db, &Clock::System, request)
        .await
        .unwrap();
    let routes = routes(&store, &[]);
    let refused = "breakdown(by: [], metrics: [], period: {year: 2022}) { keys { label } }";
    for asked in [
        refused.to_owned(),
        format!("... on Workroom {{ {refused} }}"),
    ] {
        let query = format!("{{ viewer {{ role scope {{ id {asked} }} }} }}");
        let answer = ask_as(&routes, &officer.token, "zh", &query).await;
        let json = answer.json();
        let is = (&json["errors"][0]["path"], &json["data"]);
        let path = json!(["viewer", "scope", "breakdown"]);
        let data = json!({ "viewer": { "role": "WORKROOM_OFFICER", "scope": null } });
        assert_eq!(is, (&path, &data), "{query}");
    }
}
