//! Persons who sign in at an issuer: the role that stands today lets them in, over HTTP and over a websocket, and the
//! journal names it. Deliberately absent: tokens that prove nobody (forging) and the keys' lives (rotating).

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};
use workrooms::kernel::id::GlobalId;
use workrooms::kernel::journal::tail;

use super::accounts::{ask, close, end, grant, opened_at};
use super::issuer::{Issuer, Signer};
use super::{Answered, Place};
use crate::doors::socket::{Peer, serving};
use crate::statistics::stage::{CODE, Town};
use crate::support::Store;

pub const NOW: &str = "2022-12-31T08:00:00Z";
pub const AUDIENCE: &str = "workrooms";
const VIEWER: &str = "{ viewer { role scope { ... on Workroom { name } } } }";

/// A district, an issuer with one key, and the program that trusts it.
pub struct Scene {
    pub town: Town,
    pub issuer: Issuer,
    pub signer: Signer,
    pub place: Place,
}

pub fn seconds(instant: &str) -> i64 {
    instant
        .parse::<chrono::DateTime<chrono::Utc>>()
        .unwrap()
        .timestamp()
}

impl Scene {
    pub async fn new(store: &Store, settings: &[&str]) -> Self {
        let town = Town::new(store, 2).await;
        let issuer = Issuer::new().await;
        let signer = Signer::new("first", Algorithm::EdDSA);
        issuer.publish(&[&signer]);
        let place = Self::place(store, &issuer, settings);
        Self {
            town,
            issuer,
            signer,
            place,
        }
    }

    /// A program that trusts the issuer; later settings stand in for earlier ones.
    pub fn place(store: &Store, issuer: &Issuer, settings: &[&str]) -> Place {
        let mut all = vec!["--oidc-issuer", issuer.url()];
        if !settings.contains(&"--oidc-audience") {
            all.extend(["--oidc-audience", AUDIENCE]);
        }
        all.extend(settings);
        Place::new(store, NOW, &all)
    }

    pub fn claims(&self, subject: &str) -> Value {
        let now = seconds(NOW);
        json!({
            "iss": self.issuer.url(), "aud": AUDIENCE, "sub": subject, "iat": now, "exp": now + 300,
        })
    }

    pub fn token(&self, subject: &str) -> String {
        self.signer.token(&self.claims(subject))
    }

    /// Opens an account of this issuer with roles, and gives their ids.
    pub async fn person(&self, subject: &str, roles: &[(&str, Value)]) -> (Value, Vec<Value>) {
        let account = opened_at(&self.town, self.issuer.url(), subject).await;
        let mut done = json!({ "account": { "roles": [] } });
        for (role, more) in roles {
            done = grant(&self.town, &account, role, more.clone()).await;
            assert_eq!(done["errors"], json!([]), "{role}");
        }
        let roles = done["account"]["roles"].as_array().unwrap();
        let ids = roles.iter().map(|role| role["id"].clone()).collect();
        (account, ids)
    }

    /// Asks who one is, with a token and the grant that is named.
    pub async fn asks(&self, token: &str, grant: Option<&Value>) -> Answered {
        let authorization = format!("Bearer {token}");
        let mut headers = vec![("authorization", authorization.as_str())];
        headers.extend(grant.map(|grant| ("workrooms-grant", grant.as_str().unwrap())));
        self.place.ask(None, &headers, VIEWER).await
    }
}

pub fn role(answer: &Answered) -> String {
    let role = &answer.json()["data"]["viewer"]["role"];
    role.as_str().unwrap_or(&answer.text).to_owned()
}

on_both!(the_role_that_stands_today_lets_in);
async fn the_role_that_stands_today_lets_in(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    // An identity that nobody knows here, and an account without a role, are told so.
    scene.person("without-role", &[]).await;
    for subject in ["unknown", "without-role"] {
        let refused = scene.asks(&scene.token(subject), None).await;
        assert_eq!(
            (refused.status.as_u16(), refused.code().as_str()),
            (403, "FORBIDDEN")
        );
        assert!(refused.json()["errors"][0]["extensions"]["grants"].is_null());
    }
    let workroom = scene.town.global("Workroom", scene.town.workrooms[0]);
    let officer = json!({ "scopeId": workroom });
    let (account, _) = scene
        .person("officer", &[("WORKROOM_OFFICER", officer)])
        .await;
    let token = scene.token("officer");
    let seen = scene.asks(&token, None).await.json()["data"]["viewer"].take();
    let due = json!({ "role": "WORKROOM_OFFICER", "scope": { "name": "委员工作室0（示例）" } });
    assert_eq!(seen, due);
    // A closed account lets nobody in, at once.
    assert_eq!(close(&scene.town, &account).await["errors"], json!([]));
    assert_eq!(scene.asks(&token, None).await.code(), "FORBIDDEN");

    // The day is that of China: a role from the first of January begins at 16:00 UTC, and ends likewise.
    let next_day = json!({ "from": "2023-01-01", "to": "2023-01-02" });
    scene.person("for-a-day", &[("LEADER", next_day)]).await;
    for (now, due) in [
        ("2022-12-31T15:59:59Z", None),
        ("2022-12-31T16:00:00Z", Some("LEADER")),
        ("2023-01-01T15:59:59Z", Some("LEADER")),
        ("2023-01-01T16:00:00Z", None),
    ] {
        scene.place.at(now);
        let mut claims = scene.claims("for-a-day");
        claims["iat"] = json!(seconds(now));
        claims["exp"] = json!(seconds(now) + 300);
        let answer = scene.asks(&scene.signer.token(&claims), None).await;
        match due {
            Some(due) => assert_eq!(role(&answer), due, "{now}"),
            None => assert_eq!(answer.code(), "FORBIDDEN", "{now}"),
        }
    }
}

on_both!(of_several_roles_the_caller_names_one);
async fn of_several_roles_the_caller_names_one(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    let workroom = json!(scene.town.global("Workroom", scene.town.workrooms[1]));
    let roles = [
        ("OFFICE", json!({})),
        ("WORKROOM_OFFICER", json!({ "scopeId": workroom })),
        ("LEADER", json!({ "from": "2023-02-01" })),
    ];
    let (_, ids) = scene.person("both", &roles).await;
    let (_, others) = scene.person("other", &[("OFFICE", json!({}))]).await;
    let token = scene.token("both");
    let refused = scene.asks(&token, None).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code().as_str()),
        (403, "FORBIDDEN")
    );
    let extensions = refused.json()["errors"][0]["extensions"].clone();
    let due = json!({ "code": "FORBIDDEN", "grants": [
        { "id": ids[0], "role": "OFFICE", "from": "2022-12-31", "to": null },
        { "id": ids[1], "role": "WORKROOM_OFFICER", "from": "2022-12-31", "to": null },
    ] });
    assert_eq!(extensions, due);
    assert_eq!(role(&scene.asks(&token, Some(&ids[0])).await), "OFFICE");
    assert_eq!(
        role(&scene.asks(&token, Some(&ids[1])).await),
        "WORKROOM_OFFICER"
    );
    // One that does not stand yet, another person's, and nonsense name nothing.
    for wrong in [&ids[2], &others[0], &json!("nonsense"), &workroom] {
        assert_eq!(
            scene.asks(&token, Some(wrong)).await.code(),
            "FORBIDDEN",
            "{wrong}"
        );
    }
    // When one of two has ended, the other needs no name.
    assert_eq!(end(&scene.town, &ids[0], None).await["errors"], json!([]));
    assert_eq!(role(&scene.asks(&token, None).await), "WORKROOM_OFFICER");
}

on_both!(the_journal_names_the_role_that_was_granted);
async fn the_journal_names_the_role_that_was_granted(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    let (_, ids) = scene.person("office", &[("OFFICE", json!({}))]).await;
    let authorization = format!("Bearer {}", scene.token("office"));
    let headers = [("authorization", authorization.as_str())];
    let rename = "mutation { districtRename(input: { name: \"大祥区（示例）\", nameEn: \"Daxiang\" }) { errors { code } } }";
    let done = scene.place.ask(None, &headers, rename).await;
    assert_eq!(
        done.json()["data"]["districtRename"]["errors"],
        json!([]),
        "{}",
        done.text
    );
    let entries = tail(&store.raw, &scene.town.district, 0, 1000)
        .await
        .unwrap();
    let last = entries.last().unwrap();
    let grant = GlobalId::decode(ids[0].as_str().unwrap()).unwrap();
    assert_eq!(
        (last.kind.as_str(), last.actor_id),
        ("district.renamed", grant.id)
    );
    // From there the security administrator and the auditor come to the account.
    let auditor = scene
        .town
        .stage
        .request(workrooms::kernel::actor::Role::Auditor, CODE, None);
    let listed = ask(
        &scene.town,
        auditor,
        "{ accounts { nodes { subject roles { id } } } }",
        json!({}),
    )
    .await;
    let due = json!([{ "subject": "office", "roles": [{ "id": ids[0] }] }]);
    assert_eq!(listed["accounts"]["nodes"], due);
}

on_both!(a_websocket_lets_in_alike);
async fn a_websocket_lets_in_alike(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    let roles = [("LEADER", json!({})), ("OFFICE", json!({}))];
    let (_, ids) = scene.person("both", &roles).await;
    let token = scene.token("both");
    let server = serving(scene.place.doors.clone()).await;
    // Without a name, or without a good token, the socket is closed.
    for payload in [
        json!({ "Authorization": format!("Bearer {token}") }),
        json!({ "token": "a.b.c", "Workrooms-Grant": ids[0] }),
    ] {
        let mut peer = Peer::meet(&server).await;
        peer.say(json!({ "type": "connection_init", "payload": payload }))
            .await;
        assert_eq!(peer.closed().await, 4403, "{payload}");
    }
    let payload = json!({ "Authorization": format!("Bearer {token}"), "Workrooms-Grant": ids[1] });
    let mut peer = Peer::acknowledged(&server, payload).await;
    peer.subscribe("1", "{ viewer { role } }").await;
    let next = peer.hear().await;
    assert_eq!(next["payload"]["data"]["viewer"]["role"], "OFFICE");
    assert_eq!(peer.hear().await["type"], "complete");
    // The token ends while the socket lives; so does what it lets in.
    scene.place.at("2022-12-31T09:00:00Z");
    peer.subscribe("2", "{ viewer { role } }").await;
    assert_eq!(peer.closed().await, 4403);
}

on_both!(without_an_issuer_no_such_token_is_taken);
async fn without_an_issuer_no_such_token_is_taken(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    scene.person("office", &[("OFFICE", json!({}))]).await;
    let token = scene.token("office");
    assert_eq!(role(&scene.asks(&token, None).await), "OFFICE");
    let closed = Place::new(&store, NOW, &[]);
    assert_eq!(closed.viewer(&token, None).await.code(), "UNAUTHENTICATED");
}
