//! The lives of an issuer's keys: rotated, withdrawn, asked for by a flood, read from an issuer that is slow, broken or
//! false. What the issuer is asked is counted to the last request.
//! Deliberately absent: what a token claims (forging).

use futures_util::future::join_all;
use jsonwebtoken::Algorithm;
use serde_json::json;

use super::issuer::{Issuer, Mood, Signer};
use super::signing_in::{NOW, Scene, role, seconds};
use crate::support::Store;

/// The floor is 30 seconds and the maximum age an hour, as they are where nothing is set.
async fn with_office(store: &Store, settings: &[&str]) -> Scene {
    let scene = Scene::new(store, settings).await;
    scene.person("office", &[("OFFICE", json!({}))]).await;
    scene
}

/// A token of any signer that is good for three hours.
fn by(scene: &Scene, signer: &Signer) -> String {
    let mut claims = scene.claims("office");
    claims["exp"] = json!(seconds(NOW) + 3 * 3600);
    signer.token(&claims)
}

async fn let_in(scene: &Scene, token: &str) -> bool {
    let answer = scene.asks(token, None).await;
    let (status, code) = (answer.status.as_u16(), answer.code());
    let code = code.as_str();
    // Bad tokens have a budget of their own, which a flood is beyond.
    if [(401, "UNAUTHENTICATED"), (429, "RATE_LIMITED")].contains(&(status, code)) {
        return false;
    }
    assert_eq!(role(&answer), "OFFICE");
    true
}

on_both!(keys_are_read_when_they_are_needed_and_not_before_the_floor);
async fn keys_are_read_when_they_are_needed_and_not_before_the_floor(store: Store) {
    let scene = with_office(&store, &[]).await;
    let next = Signer::new("next", Algorithm::ES256);
    let (first, second) = (by(&scene, &scene.signer), by(&scene, &next));
    assert_eq!(
        scene.issuer.asked(),
        (0, 0),
        "nothing is read before it is needed"
    );
    for _ in 0..20 {
        assert!(let_in(&scene, &first).await);
    }
    assert_eq!(
        scene.issuer.asked(),
        (1, 1),
        "a known key is not read again"
    );
    // The issuer rotates. Within the floor the new key is not looked for; then at once, once.
    scene.issuer.publish(&[&scene.signer, &next]);
    for (now, good, asked) in [
        ("2022-12-31T08:00:29Z", false, 1),
        ("2022-12-31T08:00:30Z", true, 2),
        ("2022-12-31T08:00:31Z", true, 2),
    ] {
        scene.place.at(now);
        assert_eq!(let_in(&scene, &second).await, good, "{now}");
        assert!(let_in(&scene, &first).await, "{now}");
        assert_eq!(scene.issuer.asked(), (asked, asked), "{now}");
    }
}

on_both!(a_flood_of_unknown_keys_makes_one_reading);
async fn a_flood_of_unknown_keys_makes_one_reading(store: Store) {
    let scene = with_office(&store, &[]).await;
    let names: Vec<&'static str> = (0..200).map(|n| &*format!("k{n}").leak()).collect();
    let signer = Signer::new("flood", Algorithm::EdDSA);
    let claims = scene.claims("office");
    let forged: Vec<String> = names
        .iter()
        .map(|name| signer.token_under(&json!({ "alg": "EdDSA", "kid": name }), &claims))
        .collect();
    let honest = by(&scene, &scene.signer);
    assert!(let_in(&scene, &honest).await);
    assert_eq!(scene.issuer.asked(), (1, 1));
    for (now, asked) in [
        (NOW, 1),
        ("2022-12-31T08:00:30Z", 2),
        ("2022-12-31T08:00:59Z", 2),
        ("2022-12-31T08:01:00Z", 3),
    ] {
        scene.place.at(now);
        let flood = join_all(forged.iter().map(|token| let_in(&scene, token)));
        let (flood, known) = tokio::join!(flood, let_in(&scene, &honest));
        assert!(!flood.contains(&true) && known, "{now}");
        assert_eq!(scene.issuer.asked(), (asked, asked), "{now}");
    }
}

on_both!(many_at_once_at_the_first_need_make_one_reading);
async fn many_at_once_at_the_first_need_make_one_reading(store: Store) {
    let scene = with_office(&store, &[]).await;
    let token = by(&scene, &scene.signer);
    let all = join_all((0..100).map(|_| let_in(&scene, &token))).await;
    assert!(!all.contains(&false));
    assert_eq!(scene.issuer.asked(), (1, 1));
}

on_both!(a_withdrawn_key_ends_with_the_maximum_age);
async fn a_withdrawn_key_ends_with_the_maximum_age(store: Store) {
    let scene = with_office(&store, &[]).await;
    let next = Signer::new("next", Algorithm::EdDSA);
    scene.issuer.publish(&[&scene.signer, &next]);
    let (first, second) = (by(&scene, &scene.signer), by(&scene, &next));
    assert!(let_in(&scene, &first).await);
    scene.issuer.publish(&[&next]);
    for (now, good, asked) in [
        ("2022-12-31T08:59:59Z", true, 1),
        ("2022-12-31T09:00:00Z", false, 2),
    ] {
        scene.place.at(now);
        assert_eq!(let_in(&scene, &first).await, good, "{now}");
        assert!(let_in(&scene, &second).await, "{now}");
        assert_eq!(scene.issuer.asked(), (asked, asked), "{now}");
    }
    // A clock that is set back does not make the keys young again.
    scene.place.at("2022-12-31T08:59:00Z");
    assert!(let_in(&scene, &second).await);
    assert_eq!(scene.issuer.asked(), (3, 3));
}

on_both!(while_the_issuer_is_down_known_keys_hold);
async fn while_the_issuer_is_down_known_keys_hold(store: Store) {
    let scene = with_office(&store, &[]).await;
    let next = Signer::new("next", Algorithm::EdDSA);
    let (first, second) = (by(&scene, &scene.signer), by(&scene, &next));
    assert!(let_in(&scene, &first).await);
    scene.issuer.be(Mood::Failing);
    scene.issuer.publish(&[&next]);
    // Asked for its description only, and not more often than the floor allows.
    for (now, asked) in [
        ("2022-12-31T09:00:00Z", 2),
        ("2022-12-31T09:00:29Z", 2),
        ("2022-12-31T09:00:30Z", 3),
    ] {
        scene.place.at(now);
        assert!(let_in(&scene, &first).await, "{now}");
        assert!(!let_in(&scene, &second).await, "{now}");
        assert_eq!(scene.issuer.asked(), (asked, 1), "{now}");
    }
    // It is back, and has withdrawn the first.
    scene.issuer.be(Mood::Well);
    scene.place.at("2022-12-31T09:01:00Z");
    assert!(!let_in(&scene, &first).await);
    assert!(let_in(&scene, &second).await);
    assert_eq!(scene.issuer.asked(), (4, 2));
}

on_both!(an_issuer_that_is_not_well_is_not_believed);
async fn an_issuer_that_is_not_well_is_not_believed(store: Store) {
    let scene = with_office(&store, &["--oidc-patience-seconds", "1"]).await;
    let token = by(&scene, &scene.signer);
    let moods = [
        Mood::Garbage,
        Mood::Failing,
        Mood::Redirecting,
        Mood::Talkative,
        Mood::Disguised,
        Mood::Careless,
        Mood::Silent,
    ];
    for (n, mood) in moods.into_iter().enumerate() {
        scene.issuer.be(mood);
        scene.place.at(&format!("2022-12-31T08:{n:02}:00Z"));
        assert!(!let_in(&scene, &token).await, "{mood:?}");
        let asked = u32::try_from(n).unwrap() + 1;
        assert_eq!(scene.issuer.asked(), (asked, 0), "{mood:?}");
    }
    assert_eq!(scene.issuer.followed(), 0, "where it sends, nobody goes");
    // The very same token, when the issuer is well.
    scene.issuer.be(Mood::Well);
    scene.place.at("2022-12-31T08:10:00Z");
    assert!(let_in(&scene, &token).await);
    // Keys that are none of ours, or none at all, do not keep the good ones from being read.
    let mut keys = vec![json!(7), json!({}), json!({ "kty": "new", "kid": "first" })];
    keys.push(scene.signer.published());
    scene.issuer.publish_raw(keys);
    scene.place.at("2022-12-31T09:10:00Z");
    assert!(let_in(&scene, &token).await);
    // An issuer with more keys than anybody has is not believed either: what was known holds.
    scene.issuer.publish_raw(vec![json!({}); 101]);
    scene.place.at("2022-12-31T10:10:00Z");
    assert!(let_in(&scene, &token).await);
    scene.issuer.publish_raw(vec![json!({}); 100]);
    scene.place.at("2022-12-31T10:11:00Z");
    assert!(!let_in(&scene, &token).await);
}

on_both!(a_caller_who_goes_away_does_not_break_off_the_reading);
async fn a_caller_who_goes_away_does_not_break_off_the_reading(store: Store) {
    let scene = with_office(&store, &[]).await;
    let token = by(&scene, &scene.signer);
    // He goes as soon as the issuer was asked.
    let asked = async {
        while scene.issuer.asked().0 == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        () = asked => {}
        _ = scene.asks(&token, None) => {}
    }
    assert!(let_in(&scene, &token).await);
    assert_eq!(scene.issuer.asked(), (1, 1));
}

on_both!(an_https_issuer_is_known_by_its_certificate);
async fn an_https_issuer_is_known_by_its_certificate(store: Store) {
    let (issuer, certificate) = Issuer::over_tls().await;
    let (_, another) = Issuer::over_tls().await;
    let mut scene = with_office(&store, &[]).await;
    scene.issuer = issuer;
    scene.issuer.publish(&[&scene.signer]);
    scene.person("office", &[("OFFICE", json!({}))]).await;
    let token = by(&scene, &scene.signer);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    let settings = ["--oidc-ca-file", file.to_str().unwrap()];
    std::fs::write(&file, another).unwrap();
    for settings in [&[][..], &settings] {
        scene.place = Scene::place(&store, &scene.issuer, settings);
        assert!(!let_in(&scene, &token).await, "{settings:?}");
        assert_eq!(
            scene.issuer.asked(),
            (0, 0),
            "nothing is asked of a stranger"
        );
    }
    std::fs::write(&file, certificate).unwrap();
    scene.place = Scene::place(&store, &scene.issuer, &settings);
    assert!(let_in(&scene, &token).await);
    assert_eq!(scene.issuer.asked(), (1, 1));
}
