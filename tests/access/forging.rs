//! Tokens that prove nobody. Each is a good one but for one thing, and each is shown to be let in where that one thing is
//! not looked at or is otherwise: so the check, and nothing else, keeps it out.
//! Deliberately absent: tokens of this program (tokens).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};

use super::Answered;
use super::issuer::{Signer, signed};
use super::signing_in::{AUDIENCE, NOW, Scene, role, seconds};
use crate::support::Store;

fn is_refused(answer: &Answered, why: &str) {
    assert_eq!(
        (answer.status.as_u16(), answer.code().as_str()),
        (401, "UNAUTHENTICATED"),
        "{why}"
    );
}

async fn with_office(store: &Store, settings: &[&str]) -> Scene {
    let scene = Scene::new(store, settings).await;
    scene.person("office", &[("OFFICE", json!({}))]).await;
    scene
}

on_both!(each_of_the_four_algorithms_proves);
async fn each_of_the_four_algorithms_proves(store: Store) {
    let scene = with_office(&store, &[]).await;
    let signers = [
        Signer::new("rs", Algorithm::RS256),
        Signer::new("ps", Algorithm::PS256),
        Signer::new("es", Algorithm::ES256),
        Signer::new("ed", Algorithm::EdDSA),
    ];
    scene.issuer.publish(&signers.each_ref());
    let claims = scene.claims("office");
    for signer in &signers {
        let answer = scene.asks(&signer.token(&claims), None).await;
        assert_eq!(role(&answer), "OFFICE", "{}", signer.id);
    }
    // The very answers that a forged token gets are the same for all.
    let stranger = Signer::new("rs", Algorithm::ES256);
    let first = scene.asks("a.b.c", None).await;
    let second = scene.asks(&stranger.token(&claims), None).await;
    assert_eq!(first, second);
}

on_both!(an_algorithm_that_is_none_of_the_four_proves_nobody);
async fn an_algorithm_that_is_none_of_the_four_proves_nobody(store: Store) {
    // More bad tokens than one address may show within a minute.
    let scene = with_office(&store, &["--unsigned-budget-per-minute=0"]).await;
    let signer = Signer::new("rs", Algorithm::RS256);
    let published = signer.published();
    scene.issuer.publish(&[&signer]);
    let claims = scene.claims("office");
    assert_eq!(
        role(&scene.asks(&signer.token(&claims), None).await),
        "OFFICE"
    );
    // None, in whatever letters, with and without what is left of a signature.
    let good = signer.token(&claims);
    let (_, signature) = good.rsplit_once('.').unwrap();
    for name in ["none", "None", "NONE", "nOnE", ""] {
        let header = json!({ "alg": name, "kid": "rs" });
        for rest in ["", signature] {
            let token = format!("{}.{rest}", signed(&header, &claims));
            is_refused(&scene.asks(&token, None).await, name);
        }
    }
    // With what everybody can read as the key that both sides know: the signature is a good one under HS256.
    let modulus = published["n"].as_str().unwrap();
    for secret in [
        modulus.as_bytes().to_vec(),
        URL_SAFE_NO_PAD.decode(modulus).unwrap(),
        published.to_string().into_bytes(),
    ] {
        let header = json!({ "alg": "HS256", "kid": "rs" });
        let text = signed(&header, &claims);
        let key = EncodingKey::from_secret(&secret);
        let signature = crypto::sign(text.as_bytes(), &key, Algorithm::HS256).unwrap();
        let known = jsonwebtoken::DecodingKey::from_secret(&secret);
        let holds = crypto::verify(&signature, text.as_bytes(), &known, Algorithm::HS256);
        assert!(holds.unwrap(), "the forged token is well forged");
        is_refused(
            &scene.asks(&format!("{text}.{signature}"), None).await,
            "HS256",
        );
    }
    // A key that both sides would know, published by mistake, is no key.
    let shared = json!({ "kty": "oct", "kid": "shared", "k": URL_SAFE_NO_PAD.encode([7_u8; 32]) });
    scene.issuer.publish_raw(vec![published.clone(), shared]);
    scene.place.at("2022-12-31T08:01:00Z");
    let header = json!({ "alg": "HS256", "kid": "shared" });
    let text = signed(&header, &claims);
    let key = EncodingKey::from_secret(&[7_u8; 32]);
    let signature = crypto::sign(text.as_bytes(), &key, Algorithm::HS256).unwrap();
    is_refused(
        &scene.asks(&format!("{text}.{signature}"), None).await,
        "oct",
    );
    // RS512 would be good with this key, and is not one of the four.
    let long = Signer::new("rs", Algorithm::RS512);
    is_refused(&scene.asks(&long.token(&claims), None).await, "RS512");
    // A key that says for which algorithm it is, or what it is for, is for nothing else.
    for (field, other, own) in [
        ("alg", json!("PS256"), json!("RS256")),
        ("use", json!("enc"), json!("sig")),
        ("key_ops", json!(["sign"]), json!(["verify"])),
    ] {
        for (n, said) in [other, own].into_iter().enumerate() {
            let mut key = published.clone();
            key[field] = said;
            scene.issuer.publish_raw(vec![key]);
            let fresh = Scene::place(&store, &scene.issuer, &[]);
            let answer = fresh.viewer(&good, None).await;
            match n {
                0 => is_refused(&answer, field),
                _ => assert_eq!(role(&answer), "OFFICE", "{field}"),
            }
        }
    }
}

on_both!(a_signature_that_the_issuer_did_not_make_proves_nobody);
async fn a_signature_that_the_issuer_did_not_make_proves_nobody(store: Store) {
    let scene = with_office(&store, &[]).await;
    let claims = scene.claims("office");
    let good = scene.token("office");
    assert_eq!(role(&scene.asks(&good, None).await), "OFFICE");
    // Another key under the issuer's name for its own; published, it would be good.
    let stranger = Signer::new("first", Algorithm::EdDSA);
    let forged = stranger.token(&claims);
    is_refused(&scene.asks(&forged, None).await, "another key");
    scene.issuer.publish(&[&stranger]);
    let elsewhere = Scene::place(&store, &scene.issuer, &[]);
    assert_eq!(role(&elsewhere.viewer(&forged, None).await), "OFFICE");
    // A key that the token brings along, by value or by address, is not looked at.
    let bring = json!({
        "alg": "EdDSA", "jwk": stranger.published(), "jku": format!("{}/jwks", scene.issuer.url()),
    });
    is_refused(
        &scene
            .asks(&stranger.token_under(&bring, &claims), None)
            .await,
        "jwk",
    );
    // What must be understood, and is not.
    let critical = json!({ "alg": "EdDSA", "kid": "first", "crit": ["b64"], "b64": true });
    is_refused(
        &scene
            .asks(&scene.signer.token_under(&critical, &claims), None)
            .await,
        "crit",
    );
    let plain = json!({ "alg": "EdDSA", "kid": "first" });
    let plain = scene.signer.token_under(&plain, &claims);
    assert_eq!(role(&scene.asks(&plain, None).await), "OFFICE");
    // Other claims under the signature, the signature of other claims, and all that is no token.
    let (header, rest) = good.split_once('.').unwrap();
    let (body, signature) = rest.split_once('.').unwrap();
    let other = URL_SAFE_NO_PAD.encode(scene.claims("leader").to_string());
    let padding = "x".repeat(9000);
    for token in [
        format!("{header}.{other}.{signature}"),
        format!("{header}.{body}."),
        format!("{header}.{body}"),
        format!("{header}.{body}.{signature}.{signature}"),
        format!(".{body}.{signature}"),
        format!("{header}..{signature}"),
        format!("{header}.{body}.{padding}"),
        "..".to_owned(),
        ".".to_owned(),
        "é.é.é".to_owned(),
    ] {
        is_refused(&scene.asks(&token, None).await, &token);
    }
    assert_eq!(role(&scene.asks(&good, None).await), "OFFICE");
}

on_both!(what_a_token_claims_must_hold);
async fn what_a_token_claims_must_hold(store: Store) {
    let scene = with_office(&store, &[]).await;
    let now = seconds(NOW);
    let with = |name: &str, value: Value| {
        let mut claims = scene.claims("office");
        claims[name] = value;
        scene.signer.token(&claims)
    };
    let without = |name: &str| {
        let mut claims = scene.claims("office");
        claims.as_object_mut().unwrap().remove(name);
        scene.signer.token(&claims)
    };
    for good in [
        with("aud", json!(["another", AUDIENCE])),
        with("nbf", json!(now)),
        with("exp", json!(now as f64 + 0.5)),
        with("extra", json!({ "role": "SYSTEM_ADMIN" })),
    ] {
        assert_eq!(role(&scene.asks(&good, None).await), "OFFICE");
    }
    for bad in [
        with("iss", json!("https://id.example.cn")),
        with("iss", json!(format!("{}/", scene.issuer.url()))),
        with("iss", Value::Null),
        with("aud", json!("another")),
        with("aud", json!(["another"])),
        with("aud", json!([])),
        with("aud", json!({ AUDIENCE: true })),
        with("sub", json!("")),
        with("sub", json!(7)),
        with("exp", json!((now + 300).to_string())),
        with("exp", json!(-1)),
        with("exp", Value::Null),
        with("nbf", json!("never")),
        with("iat", json!("then")),
        without("iss"),
        without("aud"),
        without("sub"),
        without("exp"),
        without("iat"),
    ] {
        is_refused(&scene.asks(&bad, None).await, &bad);
    }
    // The audience alone keeps a token of another program out: there it lets in.
    let other = with("aud", json!("another"));
    let elsewhere = Scene::place(&store, &scene.issuer, &["--oidc-audience", "another"]);
    assert_eq!(role(&elsewhere.viewer(&other, None).await), "OFFICE");
    let own = scene.token("office");
    is_refused(
        &elsewhere.viewer(&own, None).await,
        "another program's audience",
    );
}

on_both!(the_times_of_a_token_hold_to_the_second);
async fn the_times_of_a_token_hold_to_the_second(store: Store) {
    times_hold(&store, 0).await;
}

on_both!(the_times_of_a_token_hold_to_the_second_of_the_tolerance);
async fn the_times_of_a_token_hold_to_the_second_of_the_tolerance(store: Store) {
    times_hold(&store, 60).await;
}

async fn times_hold(store: &Store, tolerance: i64) {
    let settings = ["--oidc-tolerance-seconds", &tolerance.to_string()];
    let scene = with_office(store, &settings).await;
    let now = seconds(NOW);
    // For each: the last second at which it is good, the first at which it is not, and a clock by which that one is.
    for (name, good, bad, otherwise) in [
        (
            "exp",
            now - tolerance + 1,
            now - tolerance,
            "2022-12-31T07:59:59Z",
        ),
        (
            "nbf",
            now + tolerance,
            now + tolerance + 1,
            "2022-12-31T08:00:01Z",
        ),
        (
            "iat",
            now + tolerance,
            now + tolerance + 1,
            "2022-12-31T08:00:01Z",
        ),
    ] {
        let with = |value: i64| {
            let mut claims = scene.claims("office");
            claims["iat"] = json!(now - 1000);
            claims[name] = json!(value);
            scene.signer.token(&claims)
        };
        assert_eq!(
            role(&scene.asks(&with(good), None).await),
            "OFFICE",
            "{name}"
        );
        is_refused(&scene.asks(&with(bad), None).await, name);
        scene.place.at(otherwise);
        assert_eq!(
            role(&scene.asks(&with(bad), None).await),
            "OFFICE",
            "{name}"
        );
        scene.place.at(NOW);
    }
}
