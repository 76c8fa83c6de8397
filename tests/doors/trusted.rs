//! Two lanes: documents that are registered, for everybody, and documents of a caller's own, for who has the right.
//! Deliberately absent: the command line, which only hands over files.

use axum::Router;
use axum::http::{Method, StatusCode};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use workrooms::access::set_open_queries;
use workrooms::http::registering::{File, NotRegistered, Registered, list, register, retire};
use workrooms::http::trusted::id_of;
use workrooms::http::{Doors, router};
use workrooms::kernel::clock::Clock;
use workrooms::kernel::error::TopLevelCode;
use workrooms::kernel::id::DistrictId;
use workrooms::kernel::journal::{tail, verify};

use super::socket::{Peer, serving};
use super::{Answer, STRICT, administrator_who, doors_as_set, send};
use crate::support::Store;

const ROLE: &str =
    "query Role { viewer { role } }\nquery Schema { __schema { queryType { name } } }\n";

fn file(name: &str, text: &str) -> File {
    File {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

async fn registered(store: &Store, doors: &Doors, text: &str) -> Registered {
    let files = [file("role.graphql", text)];
    let done = register(&store.db, &Clock::System, &doors.documents, &files).await;
    done.unwrap().pop().unwrap()
}

async fn ask(routes: &Router, token: Option<&str>, parts: Value) -> Answer {
    let bearer = token.map(|token| format!("Bearer {token}"));
    let mut headers = vec![("content-type", "application/json"), ("accept", STRICT)];
    if let Some(bearer) = &bearer {
        headers.push(("authorization", bearer));
    }
    send(
        routes,
        Method::POST,
        "/graphql",
        &headers,
        parts.to_string(),
    )
    .await
}

on_both!(who_lacks_the_right_asks_by_documents_that_are_registered);
async fn who_lacks_the_right_asks_by_documents_that_are_registered(store: Store) {
    let doors = doors_as_set(&store, &[]);
    let routes = router(doors.clone());
    let token = administrator_who(&store, false).await.token;
    let may = administrator_who(&store, true).await;
    let free = json!({ "query": "{ viewer { role } }" });
    for stranger in [None, Some(token.as_str())] {
        for query in ["{ viewer { role } }", "mutation { __typename }", "{", ""] {
            let refused = ask(&routes, stranger, json!({ "query": query })).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{query}");
            assert_eq!(refused.code(), "DOCUMENT_REQUIRED");
            let told = "此处只接受已登记的查询文档，请以 documentId 指明；自由查询须由令牌授权。";
            assert_eq!(refused.json()["errors"][0]["message"], told);
        }
    }
    let free_answer = ask(&routes, Some(&may.token), free.clone()).await;
    assert_eq!(free_answer.json()["data"]["viewer"]["role"], "SYSTEM_ADMIN");

    let unknown = json!({ "documentId": id_of(ROLE) });
    assert_eq!(
        ask(&routes, Some(&token), unknown.clone()).await.code(),
        "DOCUMENT_UNKNOWN"
    );
    let id = registered(&store, &doors, ROLE).await.id;
    assert_eq!(json!({ "documentId": id }), unknown);
    let role = json!({ "documentId": id, "operationName": "Role" });
    let answer = ask(&routes, Some(&token), role.clone()).await;
    assert_eq!(answer.json()["data"]["viewer"]["role"], "SYSTEM_ADMIN");
    assert_eq!(answer.cost(), 1, "its cost is told as any other's");
    let unsigned = ask(&routes, None, role.clone()).await;
    assert_eq!(unsigned.json()["data"]["viewer"], Value::Null);
    // Neither its text nor another spelling of its id is the document.
    for parts in [
        json!({ "query": ROLE }),
        json!({ "query": ROLE, "operationName": "Role" }),
    ] {
        assert_eq!(
            ask(&routes, Some(&token), parts).await.code(),
            "DOCUMENT_REQUIRED"
        );
    }
    for other in [
        id.to_uppercase(),
        id.replace("sha256:", ""),
        format!("{id} "),
        "whispered".to_owned(),
    ] {
        let refused = ask(&routes, Some(&token), json!({ "documentId": other })).await;
        assert_eq!(refused.code(), "DOCUMENT_UNKNOWN", "{other}");
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert!(!refused.text.contains("whispered"));
    }
    for parts in [
        json!({ "documentId": id, "query": ROLE }),
        json!({ "documentId": 7 }),
        json!({}),
    ] {
        let refused = ask(&routes, Some(&token), parts).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (StatusCode::BAD_REQUEST, "BAD_INPUT")
        );
    }

    // By GET and by websocket alike.
    let path = format!(
        "/graphql?documentId={}&operationName=Role",
        id.replace(':', "%3A")
    );
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("accept", STRICT)];
    let got = send(&routes, Method::GET, &path, &headers, "").await;
    assert_eq!(got.json(), answer.json());
    let server = serving(doors).await;
    let mut peer = Peer::acknowledged(&server, json!({ "token": token })).await;
    peer.say(json!({ "id": "1", "type": "subscribe", "payload": role }))
        .await;
    assert_eq!(peer.hear().await["payload"], answer.json());
    peer.hear().await;
    peer.say(json!({ "id": "2", "type": "subscribe", "payload": free }))
        .await;
    let refused = peer.hear().await;
    assert_eq!(
        refused["payload"][0]["extensions"]["code"],
        "DOCUMENT_REQUIRED"
    );

    // Open to everybody, where that is set.
    let open = router(doors_as_set(&store, &["--open-queries", "everyone"]));
    let answer = ask(&open, None, free).await;
    assert_eq!(answer.status, StatusCode::OK);
}

on_both!(a_retirement_is_noticed_at_once_and_a_right_that_is_withdrawn_too);
async fn a_retirement_is_noticed_at_once_and_a_right_that_is_withdrawn_too(store: Store) {
    let doors = doors_as_set(&store, &[]);
    let (one, other) = (router(doors.clone()), router(doors_as_set(&store, &[])));
    let id = registered(&store, &doors, ROLE).await.id;
    let role = json!({ "documentId": id, "operationName": "Role" });
    let codes = async |parts: &Value, token: Option<&str>| {
        let mut codes = Vec::new();
        for routes in [&one, &other] {
            let answer = ask(routes, token, parts.clone()).await;
            let code = answer.json()["errors"][0]["extensions"]["code"].clone();
            codes.push(code.as_str().unwrap_or("none").to_owned());
        }
        codes
    };
    assert_eq!(codes(&role, None).await, ["none", "none"]);
    assert!(
        registered(&store, &doors, ROLE).await.before,
        "a second time changes nothing"
    );
    assert!(retire(&store.db, &Clock::System, &id).await.unwrap());
    assert!(!retire(&store.db, &Clock::System, &id).await.unwrap());
    assert_eq!(
        codes(&role, None).await,
        ["DOCUMENT_UNKNOWN", "DOCUMENT_UNKNOWN"]
    );
    assert!(!registered(&store, &doors, ROLE).await.before);
    assert_eq!(codes(&role, None).await, ["none", "none"]);
    assert_eq!(list(&store.db).await.unwrap().len(), 1);

    let installation = DistrictId::installation();
    let entries = tail(&store.raw, &installation, 0, 100).await.unwrap();
    let kinds: Vec<&str> = entries.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(
        kinds,
        [
            "document.registered",
            "document.retired",
            "document.registered"
        ]
    );
    assert_eq!(verify(&store.raw, &installation).await.unwrap(), None);

    let may = administrator_who(&store, true).await;
    let free = json!({ "query": "{ viewer { role } }" });
    let place = (&installation, may.id);
    assert_eq!(codes(&free, Some(&may.token)).await, ["none", "none"]);
    for (allowed, code) in [(false, "DOCUMENT_REQUIRED"), (true, "none")] {
        assert!(
            set_open_queries(&store.db, &Clock::System, place, allowed)
                .await
                .unwrap()
        );
        assert!(
            !set_open_queries(&store.db, &Clock::System, place, allowed)
                .await
                .unwrap()
        );
        assert_eq!(codes(&free, Some(&may.token)).await, [code, code]);
    }
    let entries = tail(&store.raw, &installation, 3, 100).await.unwrap();
    let kinds: Vec<&str> = entries.iter().map(|entry| entry.kind.as_str()).collect();
    let expected = [
        "access.open_queries_allow",
        "access.token_issue",
        "access.open_queries_withdraw",
        "access.open_queries_allow",
    ];
    assert_eq!(kinds, expected);
    assert_eq!(
        workrooms::access::accesses::audit::verify(&store.raw)
            .await
            .unwrap(),
        None
    );

    // Whoever writes into the table does not put other words under a hash.
    let forged =
        "UPDATE trusted_document SET body = '{ districts { code } }' WHERE district_id = '0'";
    store.raw.execute_unprepared(forged).await.unwrap();
    let third = router(doors_as_set(&store, &[]));
    assert_eq!(ask(&third, None, role).await.code(), "INTERNAL");
}

on_both!(a_document_is_checked_when_it_is_registered_and_limited_when_it_is_run);
async fn a_document_is_checked_when_it_is_registered_and_limited_when_it_is_run(store: Store) {
    let doors = doors_as_set(&store, &[]);
    let deep = format!("{{ {}__typename{} }}", "... { ".repeat(40), " }".repeat(40));
    let dear = "{ a: district(code: \"430503\") { breakdown(by: [WORKROOM, MONTH, KIND, TOWNSHIP], metrics: [EVENTS],
        period: { year: 2022 }) { figures { value } } } }";
    for (text, code, place) in [
        (
            "query { viewer { role\n  nothing } }",
            TopLevelCode::BadInput,
            Some((2, 3)),
        ),
        ("query {", TopLevelCode::BadInput, Some((1, 8))),
        (deep.as_str(), TopLevelCode::TooCostly, Some((1, 183))),
        (dear, TopLevelCode::TooCostly, Some((1, 1))),
        (
            "{ district(code: 12) { name } }",
            TopLevelCode::BadInput,
            Some((1, 18)),
        ),
    ] {
        let files = [file("good.graphql", ROLE), file("bad.graphql", text)];
        let done = register(&store.db, &Clock::System, &doors.documents, &files).await;
        let Err(NotRegistered::Refused(refused)) = done else {
            panic!("{text} is registered: {done:?}");
        };
        assert_eq!(refused.len(), 1);
        assert_eq!(refused[0].name, "bad.graphql");
        let wrong = &refused[0].wrongs[0];
        assert_eq!(
            (wrong.code, wrong.place),
            (code, place),
            "{text}: {wrong:?}"
        );
        let (told, (line, column)) = (wrong.told(), place.unwrap());
        assert!(
            told.zh
                .ends_with(&format!("（第 {line} 行第 {column} 列）。")),
            "{told:?}"
        );
        assert!(
            told.en
                .ends_with(&format!("(line {line}, column {column}).")),
            "{told:?}"
        );
    }
    assert_eq!(list(&store.db).await.unwrap(), [], "all or none");

    // What depends on variables, and what the settings say meanwhile, is looked at with each request.
    let page =
        "query ($n: Int) { district(code: \"430503\") { events(first: $n) { totalCount } } }";
    let id = registered(&store, &doors, page).await.id;
    let routes = router(doors.clone());
    let ask_for = |n: i32| json!({ "documentId": id, "variables": { "n": n } });
    assert_eq!(
        ask(&routes, None, ask_for(100)).await.code(),
        "UNAUTHENTICATED"
    );
    assert_eq!(ask(&routes, None, ask_for(101)).await.code(), "TOO_COSTLY");
    let text = json!({ "documentId": id, "variables": { "n": "1" } });
    assert_eq!(ask(&routes, None, text).await.code(), "BAD_INPUT");
    let strict = router(doors_as_set(&store, &["--max-depth", "2"]));
    assert_eq!(ask(&strict, None, ask_for(1)).await.code(), "TOO_COSTLY");
    // Programs over one database share what a caller has spent.
    let spent = "DELETE FROM caller_budget WHERE district_id = '0'";
    store.raw.execute_unprepared(spent).await.unwrap();
    let poor = router(doors_as_set(
        &store,
        &["--unsigned-budget-per-minute", "21"],
    ));
    assert_ne!(ask(&poor, None, ask_for(1)).await.code(), "RATE_LIMITED");
    assert_eq!(ask(&poor, None, ask_for(1)).await.code(), "RATE_LIMITED");
    // The schema stays closed to them too.
    let schema = registered(&store, &doors, ROLE).await.id;
    let schema = json!({ "documentId": schema, "operationName": "Schema" });
    assert_eq!(ask(&routes, None, schema).await.code(), "FORBIDDEN");
}

on_both!(without_a_word_the_schema_is_told_to_nobody);
async fn without_a_word_the_schema_is_told_to_nobody(store: Store) {
    let closed = router(doors_as_set(&store, &[]));
    let may = administrator_who(&store, true).await.token;
    let browser = [("accept", "text/html")];
    for path in ["/graphql", "/schema.graphql", "/graphiql/form.js"] {
        let answer = send(&closed, Method::GET, path, &browser, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let schema = json!({ "query": "{ __schema { queryType { name } } }" });
    assert_eq!(
        ask(&closed, Some(&may), schema.clone()).await.code(),
        "FORBIDDEN"
    );
    let open = router(doors_as_set(&store, &["--closed-schema=false"]));
    assert_eq!(ask(&open, Some(&may), schema).await.status, StatusCode::OK);
    // A name that is nearly right is not mended.
    let near = ask(
        &closed,
        Some(&may),
        json!({ "query": "{ viewer { rol } }" }),
    )
    .await;
    assert!(!near.text.contains("role"), "{}", near.text);
}
