//! One-time codes: the three administrators need them before anything else, each is taken once, and who loses them has
//! codes for that. Deliberately absent: the standard's own numbers (the module's table).

use sea_orm::{ConnectionTrait, EntityTrait, Statement};
use serde_json::{Value, json};
use totp_rs::Totp;
use workrooms::access::local::entity::credential;

use super::{ELSEWHERE, OFFICE, Scene, WORD, code};
use crate::support::Store;

/// An authenticator that has read the address.
pub struct Authenticator(Totp);

impl Authenticator {
    pub fn of(address: &str) -> Self {
        Self(Totp::from_url(address).unwrap())
    }

    /// The code so many minutes after the beginning, and so many steps beside it.
    pub fn shows(&self, minutes: i64, steps: i64) -> String {
        let now: chrono::DateTime<chrono::Utc> = super::NOW.parse().unwrap();
        let at = now.timestamp() + minutes * 60 + steps * 30;
        self.0.generate(u64::try_from(at).unwrap()).to_string()
    }
}

pub async fn enrol(scene: &Scene, token: &str, code: Option<&str>) -> Value {
    let code = json!(code);
    let enrol =
        format!("oneTimeCodeEnrol(input: {{code: {code}}}) {{ address errors {{ code }} }}");
    scene.does(token, &enrol).await
}

pub async fn confirm(scene: &Scene, token: &str, code: &str) -> Value {
    let confirm = format!(
        "oneTimeCodeConfirm(input: {{code: \"{code}\"}}) {{ recoveryCodes duties errors {{ code }} }}"
    );
    scene.does(token, &confirm).await
}

/// An administrator with codes, in the time of the scene's beginning; his authenticator and his recovery codes.
pub async fn administrator(
    scene: &Scene,
    name: &str,
    role: &str,
) -> (Authenticator, Vec<String>, Value) {
    let (account, _) = scene.person(name, role).await;
    let first = scene.first_password(&account).await;
    let token = scene.enters(name, &first, None).await;
    assert_eq!(scene.change(&token, &first, WORD).await, "");
    let done = enrol(scene, &token, None).await;
    let authenticator = Authenticator::of(done["address"].as_str().unwrap());
    let done = confirm(scene, &token, &authenticator.shows(0, -1)).await;
    let codes = done["recoveryCodes"].as_array().unwrap();
    let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned());
    let codes = codes.collect();
    (authenticator, codes, account)
}

/// The code of the refusal of a sign-in with a one-time code; empty when it was right.
async fn tries(scene: &Scene, name: &str, code_shown: &str) -> String {
    let done = scene.sign_in(OFFICE, (name, WORD, Some(code_shown))).await;
    code(&done)
}

on_both!(an_administrator_does_nothing_without_codes);
async fn an_administrator_does_nothing_without_codes(store: Store) {
    let scene = Scene::new(&store, &["--lock-after", "20"]).await;
    for (name, role) in [
        ("security", "SECURITY_ADMIN"),
        ("system", "SYSTEM_ADMIN"),
        ("auditor", "AUDITOR"),
    ] {
        let (account, _) = scene.person(name, role).await;
        let first = scene.first_password(&account).await;
        let done = scene.sign_in(OFFICE, (name, &first, None)).await;
        assert_eq!(
            done["duties"],
            json!(["CHANGE_PASSWORD", "ENROL_ONE_TIME_CODE"]),
            "{role}"
        );
        let token = done["token"].as_str().unwrap();
        assert_eq!(
            code(&confirm(&scene, token, "123456").await),
            "NOTHING_TO_CONFIRM"
        );
        let done = enrol(&scene, token, None).await;
        let authenticator = Authenticator::of(done["address"].as_str().unwrap());
        // A new secret is nothing until a code of it was shown.
        assert_eq!(scene.tries(OFFICE, name, &first).await, "");
        assert_eq!(code(&confirm(&scene, token, "000000").await), "WRONG_CODE");
        let done = confirm(&scene, token, &authenticator.shows(0, 0)).await;
        assert_eq!(done["duties"], json!(["CHANGE_PASSWORD"]));
        assert_eq!(done["recoveryCodes"].as_array().unwrap().len(), 10);
        assert_eq!(scene.role_of(token).await, "");
        assert_eq!(scene.change(token, &first, WORD).await, "");
        assert_eq!(scene.role_of(token).await, role);
        // From now on the password alone is as wrong as any.
        assert_eq!(scene.tries(OFFICE, name, WORD).await, "WRONG_CREDENTIALS");
        assert_eq!(tries(&scene, name, "123456").await, "WRONG_CREDENTIALS");
        assert_eq!(tries(&scene, name, &authenticator.shows(0, 1)).await, "");
    }
    // Others need none, unless it is set so.
    let (account, _) = scene.settled("officer", "OFFICE").await;
    let done = scene.sign_in(OFFICE, ("officer", WORD, None)).await;
    assert_eq!(done["duties"], json!([]));
    assert!(!account.is_null());
    let for_all = super::place(&store, &["--one-time-codes-for-all"]);
    let done = super::sign_in(&for_all, OFFICE, ("officer", WORD, None)).await;
    assert_eq!(done["duties"], json!(["ENROL_ONE_TIME_CODE"]));
}

on_both!(a_code_is_taken_once_and_a_step_beside_its_time);
async fn a_code_is_taken_once_and_a_step_beside_its_time(store: Store) {
    let scene = Scene::new(&store, &["--lock-after", "20"]).await;
    let (authenticator, _, _) = administrator(&scene, "auditor", "AUDITOR").await;
    let name = "auditor";
    // The one that was shown to confirm is taken already.
    assert_eq!(
        tries(&scene, name, &authenticator.shows(0, -1)).await,
        "WRONG_CREDENTIALS"
    );
    assert_eq!(tries(&scene, name, &authenticator.shows(0, 0)).await, "");
    assert_eq!(
        tries(&scene, name, &authenticator.shows(0, 0)).await,
        "WRONG_CREDENTIALS"
    );
    assert_eq!(tries(&scene, name, &authenticator.shows(0, 1)).await, "");
    // None of an earlier step after one of a later.
    assert_eq!(
        tries(&scene, name, &authenticator.shows(0, 0)).await,
        "WRONG_CREDENTIALS"
    );
    scene.at(10);
    for (steps, due) in [
        (-2, "WRONG_CREDENTIALS"),
        (2, "WRONG_CREDENTIALS"),
        (-1, ""),
        (1, ""),
    ] {
        assert_eq!(
            tries(&scene, name, &authenticator.shows(10, steps)).await,
            due,
            "{steps}"
        );
    }
    // Of several at once with one code, one gets in.
    scene.at(20);
    let shown = authenticator.shows(20, 0);
    let all = futures_util::future::join_all((0..4).map(|_| tries(&scene, name, &shown))).await;
    assert_eq!(
        all.iter().filter(|code| code.is_empty()).count(),
        1,
        "{all:?}"
    );
    // A wrong password with a right code takes no code.
    scene.at(30);
    let shown = authenticator.shows(30, 0);
    let done = scene
        .sign_in(OFFICE, (name, "a-wrong-password", Some(&shown)))
        .await;
    assert_eq!(code(&done), "WRONG_CREDENTIALS");
    assert_eq!(tries(&scene, name, &shown).await, "");
}

on_both!(who_has_lost_his_codes_has_ten_others_each_good_once);
async fn who_has_lost_his_codes_has_ten_others_each_good_once(store: Store) {
    let scene = Scene::new(&store, &["--lock-after", "20"]).await;
    let (authenticator, codes, account) = administrator(&scene, "auditor", "AUDITOR").await;
    for shown in &codes[..2] {
        assert_eq!(tries(&scene, "auditor", &shown.to_uppercase()).await, "");
        assert_eq!(tries(&scene, "auditor", shown).await, "WRONG_CREDENTIALS");
    }
    // With another one he reads a new secret; the old authenticator and the old codes are done with.
    let token = scene.enters("auditor", WORD, Some(&codes[2])).await;
    assert_eq!(code(&enrol(&scene, &token, None).await), "WRONG_CODE");
    assert_eq!(
        code(&enrol(&scene, &token, Some(&codes[2])).await),
        "WRONG_CODE"
    );
    let done = enrol(&scene, &token, Some(&codes[3])).await;
    let second = Authenticator::of(done["address"].as_str().unwrap());
    assert_eq!(
        confirm(&scene, &token, &second.shows(0, 0)).await["errors"],
        json!([])
    );
    assert_eq!(
        tries(&scene, "auditor", &authenticator.shows(0, 1)).await,
        "WRONG_CREDENTIALS"
    );
    assert_eq!(
        tries(&scene, "auditor", &codes[4]).await,
        "WRONG_CREDENTIALS"
    );
    assert_eq!(tries(&scene, "auditor", &second.shows(0, 1)).await, "");
    // Or the security administrator takes them away, and the next sign-in begins with new ones.
    let token = {
        scene.at(5);
        scene
            .enters("auditor", WORD, Some(&second.shows(5, 0)))
            .await
    };
    let remove =
        format!("accountOneTimeCodeRemove(input: {{id: {account}}}) {{ errors {{ code }} }}");
    assert_eq!(
        scene.does(&scene.keeper, &remove).await["errors"],
        json!([])
    );
    assert_eq!(scene.role_of(&token).await, "UNAUTHENTICATED");
    let done = scene.sign_in(OFFICE, ("auditor", WORD, None)).await;
    assert_eq!(done["duties"], json!(["ENROL_ONE_TIME_CODE"]));
}

on_both!(a_right_code_opens_a_name_that_others_locked_and_a_wrong_one_does_not);
async fn a_right_code_opens_a_name_that_others_locked_and_a_wrong_one_does_not(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    let (authenticator, _, _) = administrator(&scene, "auditor", "AUDITOR").await;
    scene.settled("officer", "OFFICE").await;
    for name in ["auditor", "officer"] {
        for n in 0..5 {
            let from = format!("198.51.100.{n}");
            assert_eq!(
                scene.tries(&from, name, "a-wrong-password").await,
                "WRONG_CREDENTIALS"
            );
            // So that the addresses are not what locks.
            let unlock =
                format!("addressUnlock(input: {{address: \"{from}\"}}) {{ errors {{ code }} }}");
            scene.does(&scene.keeper, &unlock).await;
        }
    }
    let from_elsewhere = async |name: &str, shown: &str| {
        code(&scene.sign_in(ELSEWHERE, (name, WORD, Some(shown))).await)
    };
    assert_eq!(scene.tries(ELSEWHERE, "auditor", WORD).await, "LOCKED");
    assert_eq!(
        from_elsewhere("auditor", "123456").await,
        "WRONG_CREDENTIALS"
    );
    assert_eq!(
        from_elsewhere("auditor", &authenticator.shows(0, 0)).await,
        ""
    );
    // Who has no codes cannot open it by showing one.
    assert_eq!(
        from_elsewhere("officer", "123456").await,
        "WRONG_CREDENTIALS"
    );
    assert_eq!(scene.tries(OFFICE, "officer", WORD).await, "");
}

on_both!(the_secret_of_codes_is_nowhere_as_it_is);
async fn the_secret_of_codes_is_nowhere_as_it_is(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    let (authenticator, codes, _) = administrator(&scene, "auditor", "AUDITOR").await;
    let row = credential::Entity::find()
        .one(&store.raw)
        .await
        .unwrap()
        .unwrap();
    let sealed = row.code_secret.clone().unwrap();
    assert!(sealed.as_str().starts_with("AES."), "{sealed:?}");
    let secret = authenticator.0.secret();
    let mut looked_at = 0;
    for table in [
        "credential",
        "recovery_code",
        "sign_in_session",
        "sign_in_guard",
        "access",
        "journal",
        "data_key",
    ] {
        let statement = Statement::from_string(
            store.raw.get_database_backend(),
            format!("SELECT * FROM {table}"),
        );
        let rows = store.raw.query_all_raw(statement).await.unwrap();
        looked_at += usize::from(!rows.is_empty());
        let text = format!("{:?}", {
            use sea_orm::{FromQueryResult, JsonValue};
            rows.iter()
                .map(|row| JsonValue::from_query_result(row, "").unwrap().to_string())
                .collect::<Vec<_>>()
        });
        for word in [
            hex::encode(secret.as_bytes()),
            secret.to_base32(),
            codes[0].clone(),
            WORD.to_owned(),
        ] {
            assert!(!text.contains(&word), "{table}");
        }
    }
    assert_eq!(looked_at, 7);
}
