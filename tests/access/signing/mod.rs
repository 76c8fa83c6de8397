//! Signing in without an issuer: passwords, one-time codes, sessions, locks, and what the auditor reads of it, through the
//! doors and by a clock that stands still. Deliberately absent: how long a hash takes; `benches` tells.

mod accesses;
mod codes;
mod flood;
mod locking;
mod passwords;
mod sessions;

use serde_json::{Value, json};
use workrooms::access::{TokenRequest, issue};
use workrooms::kernel::actor::Role;
use workrooms::kernel::id::DistrictId;

use super::accounts::{grant, opened_locally};
use super::{Answered, Place};
use crate::statistics::stage::{CODE, Town};
use crate::support::Store;

pub const NOW: &str = "2022-12-31T08:00:00Z";
/// Where people work.
pub const OFFICE: &str = "10.2.0.7";
/// Where nobody works.
pub const ELSEWHERE: &str = "203.0.113.9";
/// What people choose for a password.
pub const WORD: &str = "ein-guter-langer-satz";
/// The cheapest hashes that may be set.
const CHEAP: [&str; 4] = ["--password-memory-kib", "7168", "--password-passes", "1"];

/// A district and the program, with a security administrator who acts by a token.
pub struct Scene {
    pub town: Town,
    pub place: Place,
    pub keeper: String,
}

/// The program over a store.
pub fn place(store: &Store, settings: &[&str]) -> Place {
    Place::new(store, NOW, &[&CHEAP, settings].concat())
}

impl Scene {
    pub async fn new(store: &Store, settings: &[&str]) -> Self {
        let town = Town::new(store, 2).await;
        let place = place(store, settings);
        let request = TokenRequest {
            name: String::new(),
            role: Role::SecurityAdmin,
            district: DistrictId::installation(),
            scope: None,
            days: 400,
            addresses: Vec::new(),
            open_queries: false,
        };
        let keeper = issue(&store.db, &place.clock, request).await.unwrap().token;
        Self {
            town,
            place,
            keeper,
        }
    }

    /// Moves the time on from the beginning.
    pub fn at(&self, minutes: i64) {
        let now: chrono::DateTime<chrono::Utc> = NOW.parse().unwrap();
        self.place
            .clock
            .set(now + chrono::TimeDelta::minutes(minutes));
    }

    /// Does something with a token, and gives what the mutation gave; the shown fields follow the input.
    pub async fn does(&self, token: &str, mutation: &str) -> Value {
        let answer = self
            .asks(OFFICE, token, &format!("mutation {{ it: {mutation} }}"))
            .await;
        assert_eq!(answer.code(), "", "{mutation}: {}", answer.text);
        answer.json()["data"]["it"].take()
    }

    pub async fn asks(&self, from: &str, token: &str, query: &str) -> Answered {
        let authorization = format!("Bearer {token}");
        let headers = [
            ("authorization", authorization.as_str()),
            ("accept-language", "en"),
        ];
        self.place.ask(Some(from), &headers, query).await
    }

    /// An account of the district, or of the installation for its administrators, with one role; gives the ids of the
    /// account and of the role.
    pub async fn person(&self, name: &str, role: &str) -> (Value, Value) {
        let above = ["SECURITY_ADMIN", "SYSTEM_ADMIN"].contains(&role);
        let account = opened_locally(&self.town, (!above).then_some(CODE), name).await;
        let done = grant(&self.town, &account, role, json!({})).await;
        assert_eq!(done["errors"], json!([]), "{role}");
        let role = done["account"]["roles"][0]["id"].clone();
        (account, role)
    }

    /// Gives a person a password for once.
    pub async fn first_password(&self, account: &Value) -> String {
        let set = format!(
            "accountPasswordSet(input: {{id: {account}}}) {{ password errors {{ code }} }}"
        );
        let done = self.does(&self.keeper, &set).await;
        assert_eq!(done["errors"], json!([]));
        done["password"].as_str().unwrap().to_owned()
    }

    /// A person who has chosen his password and was here before, with no session left; gives account and role.
    pub async fn settled(&self, name: &str, role: &str) -> (Value, Value) {
        let (account, role) = self.person(name, role).await;
        let first = self.first_password(&account).await;
        let token = self.enters(name, &first, None).await;
        assert_eq!(self.change(&token, &first, WORD).await, "");
        self.does(&token, "signOut(input: {}) { errors { code } }")
            .await;
        (account, role)
    }

    /// Changes a password; gives the code of the refusal.
    pub async fn change(&self, token: &str, from: &str, to: &str) -> String {
        let (from, to) = (json!(from), json!(to));
        let change = format!(
            "passwordChange(input: {{currentPassword: {from}, newPassword: {to}}}) {{ errors {{ code message }} }}"
        );
        code(&self.does(token, &change).await)
    }

    pub async fn sign_in(
        &self,
        from: &str,
        (name, password, code): (&str, &str, Option<&str>),
    ) -> Value {
        sign_in(&self.place, from, (name, password, code)).await
    }

    /// Signs in from the office and gives the token.
    pub async fn enters(&self, name: &str, password: &str, code: Option<&str>) -> String {
        let done = self.sign_in(OFFICE, (name, password, code)).await;
        assert_eq!(done["errors"], json!([]), "{name}");
        done["token"].as_str().unwrap().to_owned()
    }

    /// The code of the refusal of a sign-in; empty when it was right.
    pub async fn tries(&self, from: &str, name: &str, password: &str) -> String {
        code(&self.sign_in(from, (name, password, None)).await)
    }

    /// The role of a session's viewer; or the code of the refusal.
    pub async fn role_of(&self, token: &str) -> String {
        let answer = self.place.viewer(token, Some(OFFICE)).await;
        let role = &answer.json()["data"]["viewer"]["role"];
        role.as_str().map_or_else(|| answer.code(), str::to_owned)
    }
}

/// Signs in at a program.
pub async fn sign_in(
    place: &Place,
    from: &str,
    (name, password, code): (&str, &str, Option<&str>),
) -> Value {
    let (name, password, code) = (json!(name), json!(password), json!(code));
    let query = format!(
        "mutation {{ signIn(input: {{name: {name}, password: {password}, code: {code}}}) {{ \
         token duties grants {{ id role }} session {{ id grantId districtCode address openedAt usedAt endsAt }} \
         errors {{ code field message }} }} }}"
    );
    let answer = place
        .ask(Some(from), &[("accept-language", "en")], &query)
        .await;
    assert_eq!(answer.code(), "", "{}", answer.text);
    answer.json()["data"]["signIn"].take()
}

/// The code of a refusal; empty when there is none.
pub fn code(done: &Value) -> String {
    let error = &done["errors"][0];
    error["code"].as_str().unwrap_or_default().to_owned()
}
