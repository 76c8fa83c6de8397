//! Passwords: one is given for once and must be changed first; what may be chosen; what is told to those who are wrong.
//! Deliberately absent: guessing (locking).

use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;
use workrooms::access::Desk;
use workrooms::access::local::entity::{credential, recovery_code};
use workrooms::access::local::operator;
use workrooms::kernel::seal::data_key;

use super::{ELSEWHERE, OFFICE, Scene, WORD, code, place, sign_in};
use crate::access::accounts::close;
use crate::support::Store;

on_both!(a_password_for_once_is_good_for_nothing_but_its_change);
async fn a_password_for_once_is_good_for_nothing_but_its_change(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    let (account, role) = scene.person("zhang.san", "OFFICE").await;
    // Without a password nobody is let in.
    assert_eq!(
        scene.tries(OFFICE, "zhang.san", WORD).await,
        "WRONG_CREDENTIALS"
    );
    let first = scene.first_password(&account).await;
    let done = scene.sign_in(OFFICE, ("Zhang.San ", &first, None)).await;
    let due = json!({
        "token": done["token"], "duties": ["CHANGE_PASSWORD"], "grants": [{ "id": role, "role": "OFFICE" }],
        "session": {
            "id": done["session"]["id"], "grantId": role, "districtCode": "430503", "address": OFFICE,
            "openedAt": "2022-12-31T08:00:00Z", "usedAt": "2022-12-31T08:00:00Z", "endsAt": "2022-12-31T20:00:00Z",
        },
        "errors": [],
    });
    assert_eq!(done, due);
    let token = done["token"].as_str().unwrap();
    assert!(token.starts_with("ws_"), "{token}");
    // Nothing but the change: not even to read.
    for query in [
        "{ district(code: \"430503\") { name } }",
        "{ accounts { totalCount } }",
        "{ node(id: \"x\") { id } }",
        "mutation { districtRename(input: {name: \"甲\", nameEn: \"A\"}) { errors { code } } }",
    ] {
        let refused = scene.asks(OFFICE, token, query).await;
        assert_eq!(refused.code(), "UNAUTHENTICATED", "{query}");
    }
    assert_eq!(
        scene
            .asks(OFFICE, token, "{ viewer { role } }")
            .await
            .json()["data"],
        json!({ "viewer": null })
    );
    let own = scene.asks(OFFICE, token, "{ ownSignIn { duties } }").await;
    assert_eq!(
        own.json()["data"]["ownSignIn"]["duties"],
        json!(["CHANGE_PASSWORD"])
    );
    // What may not be chosen leaves all as it is.
    for (wanted, due) in [
        ("short", "PASSWORD_LENGTH"),
        ("my-zhang.san-1", "PASSWORD_WEAK"),
        ("1234567890", "PASSWORD_WEAK"),
        (first.as_str(), "PASSWORD_USED_BEFORE"),
    ] {
        assert_eq!(scene.change(token, &first, wanted).await, due, "{wanted}");
    }
    assert_eq!(
        scene.change(token, "wrong-password", WORD).await,
        "WRONG_CREDENTIALS"
    );
    assert_eq!(scene.role_of(token).await, "");
    assert_eq!(scene.change(token, &first, WORD).await, "");
    assert_eq!(scene.role_of(token).await, "OFFICE");
    assert_eq!(
        scene.tries(OFFICE, "zhang.san", &first).await,
        "WRONG_CREDENTIALS"
    );
    assert_eq!(scene.tries(OFFICE, "zhang.san", WORD).await, "");
}

on_both!(one_that_is_left_lying_about_is_no_longer_good);
async fn one_that_is_left_lying_about_is_no_longer_good(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    let (account, _) = scene.person("zhang.san", "OFFICE").await;
    let first = scene.first_password(&account).await;
    scene.at(7 * 24 * 60 - 1);
    assert_eq!(scene.tries(OFFICE, "zhang.san", &first).await, "");
    scene.at(7 * 24 * 60);
    assert_eq!(
        scene.tries(OFFICE, "zhang.san", &first).await,
        "WRONG_CREDENTIALS"
    );
}

on_both!(the_last_five_are_not_taken_again_and_old_ones_must_be_changed);
async fn the_last_five_are_not_taken_again_and_old_ones_must_be_changed(store: Store) {
    let scene = Scene::new(&store, &["--password-days", "90"]).await;
    scene.settled("zhang.san", "OFFICE").await;
    let token = scene.enters("zhang.san", WORD, None).await;
    let words: Vec<String> = (0..5).map(|n| format!("another-word-{n}")).collect();
    let mut present = WORD;
    for word in &words[..4] {
        assert_eq!(scene.change(&token, present, word).await, "");
        present = word;
        // The first is among the last five until five came after it.
        assert_eq!(
            scene.change(&token, present, WORD).await,
            "PASSWORD_USED_BEFORE"
        );
    }
    assert_eq!(scene.change(&token, present, &words[4]).await, "");
    assert_eq!(scene.change(&token, &words[4], WORD).await, "");
    // After its days it is good for its change alone.
    for (day, duties) in [(89, json!([])), (90, json!(["CHANGE_PASSWORD"]))] {
        scene.at(day * 24 * 60);
        let done = scene.sign_in(OFFICE, ("zhang.san", WORD, None)).await;
        assert_eq!(done["duties"], duties, "day {day}");
    }
}

on_both!(who_is_wrong_learns_nothing);
async fn who_is_wrong_learns_nothing(store: Store) {
    let scene = Scene::new(&store, &["--lock-after", "20"]).await;
    scene.settled("zhang.san", "OFFICE").await;
    let (closed, _) = scene.settled("li.si", "OFFICE").await;
    assert_eq!(close(&scene.town, &closed).await["errors"], json!([]));
    scene.person("wang.wu", "OFFICE").await;
    let long = "x".repeat(10_000);
    let mut told = Vec::new();
    for (name, password) in [
        ("zhang.san", "wrong-password"),
        ("zhang.san", ""),
        ("zhang.san", long.as_str()),
        ("nobody", WORD),
        ("li.si", WORD),
        ("wang.wu", WORD),
        ("没有此人", WORD),
        ("", ""),
        (long.as_str(), WORD),
    ] {
        let done = scene.sign_in(ELSEWHERE, (name, password, None)).await;
        assert_eq!(code(&done), "WRONG_CREDENTIALS", "{name:.20}");
        told.push(done);
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
}

on_both!(a_name_that_is_given_anew_begins_anew);
async fn a_name_that_is_given_anew_begins_anew(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    let (account, _) = scene.settled("zhang.san", "OFFICE").await;
    let token = scene.enters("zhang.san", WORD, None).await;
    assert_eq!(close(&scene.town, &account).await["errors"], json!([]));
    assert_eq!(scene.role_of(&token).await, "UNAUTHENTICATED");
    assert_eq!(
        credential::Entity::find().count(&store.raw).await.unwrap(),
        0
    );
    assert_eq!(
        recovery_code::Entity::find()
            .count(&store.raw)
            .await
            .unwrap(),
        0
    );
    // Another person of the same name has neither the password nor the session.
    scene.person("zhang.san", "LEADER").await;
    assert_eq!(
        scene.tries(OFFICE, "zhang.san", WORD).await,
        "WRONG_CREDENTIALS"
    );
    assert_eq!(scene.role_of(&token).await, "UNAUTHENTICATED");
}

on_both!(the_security_administrator_gives_passwords_to_others_who_sign_in_here);
async fn the_security_administrator_gives_passwords_to_others_who_sign_in_here(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    let (account, _) = scene.settled("zhang.san", "OFFICE").await;
    let token = scene.enters("zhang.san", WORD, None).await;
    // A new password for once ends the sessions that stand.
    let first = scene.first_password(&account).await;
    assert_eq!(scene.role_of(&token).await, "UNAUTHENTICATED");
    assert_eq!(
        scene.tries(OFFICE, "zhang.san", WORD).await,
        "WRONG_CREDENTIALS"
    );
    assert_eq!(scene.tries(OFFICE, "zhang.san", &first).await, "");
    // Who signs in at an issuer has none; nor has a thing that is no account.
    let elsewhere = crate::access::accounts::opened(&scene.town, Some("430503"), "li-4").await;
    for (id, due) in [
        (elsewhere, "SIGNS_IN_ELSEWHERE"),
        (json!("x"), "INVALID_ID"),
    ] {
        let set =
            format!("accountPasswordSet(input: {{id: {id}}}) {{ password errors {{ code }} }}");
        let done = scene.does(&scene.keeper, &set).await;
        assert_eq!(
            (code(&done).as_str(), &done["password"]),
            (due, &json!(null))
        );
    }
}

on_both!(the_operator_begins_an_installation_and_helps_its_administrator);
async fn the_operator_begins_an_installation_and_helps_its_administrator(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    let desk = Desk::new(scene.place.doors.app.config.sign_in.settings()).unwrap();
    let request = operator::request(&store.db, &scene.place.clock, &scene.place.doors.app.vault);
    let person = ("admin".to_owned(), "安全管理员（示例）".to_owned());
    let first = operator::open_administrator(&request, &desk, person)
        .await
        .unwrap();
    let done = scene.sign_in(OFFICE, ("admin", &first, None)).await;
    assert_eq!(
        done["duties"],
        json!(["CHANGE_PASSWORD", "ENROL_ONE_TIME_CODE"])
    );
    let keys = data_key::Entity::find().count(&store.raw).await.unwrap();
    let second = operator::reset(&request, &desk, "admin", true)
        .await
        .unwrap();
    assert_eq!(
        scene.tries(OFFICE, "admin", &first).await,
        "WRONG_CREDENTIALS"
    );
    assert_eq!(scene.tries(OFFICE, "admin", &second).await, "");
    let left = data_key::Entity::find().count(&store.raw).await.unwrap();
    assert_eq!(left, keys, "no key of a one-time code; those of names stay");
}

on_both!(where_an_issuer_is_the_only_way_nobody_signs_in_here);
async fn where_an_issuer_is_the_only_way_nobody_signs_in_here(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    scene.settled("zhang.san", "OFFICE").await;
    let token = scene.enters("zhang.san", WORD, None).await;
    let closed = place(&store, &["--local-sign-in", "false"]);
    let refused = sign_in(&closed, OFFICE, ("zhang.san", WORD, None)).await;
    assert_eq!(code(&refused), "NOT_OFFERED");
    assert_eq!(
        closed.viewer(&token, Some(OFFICE)).await.code(),
        "UNAUTHENTICATED"
    );
}

on_both!(a_password_is_hashed_anew_at_a_cost_that_changed);
async fn a_password_is_hashed_anew_at_a_cost_that_changed(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    scene.settled("zhang.san", "OFFICE").await;
    let kept = async || {
        let rows = credential::Entity::find().all(&store.raw).await.unwrap();
        assert_eq!(rows.len(), 1);
        rows[0].password_hash.clone()
    };
    let before = kept().await;
    assert!(before.contains("$m=7168,t=1,p=1$"));
    scene.enters("zhang.san", WORD, None).await;
    assert_eq!(kept().await, before, "at the same cost it stays");

    let dearer = ["--password-memory-kib", "8192", "--password-passes", "2"];
    let dearer = crate::access::Place::new(&store, super::NOW, &dearer);
    let wrong = sign_in(&dearer, OFFICE, ("zhang.san", "not-the-one", None)).await;
    assert_eq!(code(&wrong), "WRONG_CREDENTIALS");
    assert_eq!(kept().await, before, "a wrong one moves nothing");
    let right = sign_in(&dearer, OFFICE, ("zhang.san", WORD, None)).await;
    assert_eq!(code(&right), "");
    let after = kept().await;
    assert!(after.contains("$m=8192,t=2,p=1$"));
    // It is the same password, also where the cost is the former one.
    assert_eq!(scene.tries(OFFICE, "zhang.san", WORD).await, "");
}
