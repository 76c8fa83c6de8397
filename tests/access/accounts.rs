//! Accounts and their dated roles: opened, granted, ended and closed by the security administrator, each change journalled
//! without a word of whom it is about. Deliberately absent: signing in by an account.

use async_graphql::Variables;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use workrooms::access::entity::account_role;
use workrooms::kernel::actor::{Actor, Role};
use workrooms::kernel::id::{DistrictId, GlobalId};
use workrooms::kernel::journal::{tail, verify};
use workrooms::linkage::Request;
use workrooms::schema;

use crate::statistics::stage::{CODE, Town};
use crate::support::Store;

const ISSUER: &str = "https://id.example.cn";
const TODAY: &str = "2022-12-31";

/// Asks and gets the data.
pub async fn ask(town: &Town, view: Request, query: &str, variables: Value) -> Value {
    let request = async_graphql::Request::new(query).variables(Variables::from_json(variables));
    let answer = schema::execute(&town.schema, request, view).await;
    assert_eq!(answer.errors, [], "{query}");
    answer.data.into_json().unwrap()
}

fn keeper(town: &Town) -> Request {
    town.stage.request(Role::SecurityAdmin, "0", None)
}

/// What a mutation of accounts gives.
async fn change(town: &Town, name: &str, kind: &str, input: Value) -> Value {
    let shown = match kind {
        "AccountRoleEndInput" => "role { id from to }",
        _ => {
            "account { id districtCode issuer subject displayName openedAt closedAt roles { id role scopeId from to } }"
        }
    };
    let query = format!(
        "mutation($input: {kind}!) {{ {name}(input: $input) {{ {shown} errors {{ code field message }} }} }}"
    );
    ask(town, keeper(town), &query, json!({ "input": input })).await[name].take()
}

async fn open(town: &Town, district: Option<&str>, subject: &str) -> Value {
    open_at(town, ISSUER, district, subject).await
}

async fn open_at(town: &Town, issuer: &str, district: Option<&str>, subject: &str) -> Value {
    let input = json!({
        "district": district, "issuer": issuer, "subject": subject, "displayName": "示例人员",
    });
    change(town, "accountOpen", "AccountOpenInput", input).await
}

/// Opens an account and gives its id.
pub async fn opened(town: &Town, district: Option<&str>, subject: &str) -> Value {
    let done = open(town, district, subject).await;
    assert_eq!(done["errors"], json!([]));
    done["account"]["id"].clone()
}

/// Opens an account of a person who signs in here and gives its id.
pub async fn opened_locally(town: &Town, district: Option<&str>, name: &str) -> Value {
    let done = open_at(town, "local", district, name).await;
    assert_eq!(done["errors"], json!([]));
    done["account"]["id"].clone()
}

/// Opens an account of an issuer in the district and gives its id.
pub async fn opened_at(town: &Town, issuer: &str, subject: &str) -> Value {
    let done = open_at(town, issuer, Some(CODE), subject).await;
    assert_eq!(done["errors"], json!([]));
    done["account"]["id"].clone()
}

/// Grants a role with what else the input is to hold.
pub async fn grant(town: &Town, account: &Value, role: &str, more: Value) -> Value {
    let mut input = json!({ "accountId": account, "role": role });
    let more = more.as_object().unwrap().clone();
    input.as_object_mut().unwrap().extend(more);
    change(town, "accountRoleGrant", "AccountRoleGrantInput", input).await
}

pub async fn end(town: &Town, role: &Value, on: Option<&str>) -> Value {
    let input = json!({ "id": role, "on": on });
    change(town, "accountRoleEnd", "AccountRoleEndInput", input).await
}

pub async fn close(town: &Town, account: &Value) -> Value {
    let input = json!({ "id": account });
    change(town, "accountClose", "AccountCloseInput", input).await
}

fn code(done: &Value) -> String {
    let error = &done["errors"][0];
    assert!(!error["message"].as_str().unwrap().is_empty(), "{done}");
    error["code"].as_str().unwrap().to_owned()
}

on_both!(an_account_lives_from_its_opening_to_its_closing);
async fn an_account_lives_from_its_opening_to_its_closing(store: Store) {
    let town = Town::new(&store, 2).await;
    let before = tail(&store.raw, &town.district, 0, 1000)
        .await
        .unwrap()
        .len();
    let done = open(&town, Some(CODE), "zhang-3").await;
    let account = done["account"]["id"].clone();
    let due = json!({ "account": {
        "id": account, "districtCode": CODE, "issuer": ISSUER, "subject": "zhang-3", "displayName": "示例人员",
        "openedAt": "2022-12-31T08:00:00Z", "closedAt": null, "roles": [],
    }, "errors": [] });
    assert_eq!(done, due);
    assert_eq!(
        code(&open(&town, Some(CODE), "zhang-3").await),
        "IDENTITY_TAKEN"
    );
    // The same person may have one in another place.
    opened(&town, None, "zhang-3").await;

    let workroom = town.global("Workroom", town.workrooms[0]);
    let scope = json!({ "scopeId": workroom, "from": TODAY, "to": "2023-07-01" });
    let done = grant(&town, &account, "WORKROOM_OFFICER", scope).await;
    let role = done["account"]["roles"][0].clone();
    let due = json!({
        "id": role["id"], "role": "WORKROOM_OFFICER", "scopeId": workroom, "from": TODAY, "to": "2023-07-01",
    });
    assert_eq!(role, due);
    let done = grant(&town, &account, "OFFICE", json!({})).await;
    let office = &done["account"]["roles"][0];
    assert_eq!(office["role"], "OFFICE");
    assert_eq!(
        (&office["from"], &office["to"]),
        (&json!(TODAY), &Value::Null)
    );

    let done = end(&town, &role["id"], Some("2023-03-01")).await;
    assert_eq!(done["role"]["to"], "2023-03-01");
    assert_eq!(
        code(&end(&town, &role["id"], Some("2023-03-01")).await),
        "ALREADY_ENDED"
    );
    // What began today and ends today leaves nothing standing.
    let done = end(&town, &office["id"], None).await;
    assert_eq!(done["errors"], json!([]));
    assert_eq!(code(&end(&town, &office["id"], None).await), "NOT_FOUND");
    let done = close(&town, &account).await;
    assert_eq!(done["account"]["closedAt"], "2022-12-31T08:00:00Z");
    assert_eq!(done["account"]["roles"].as_array().unwrap().len(), 1);
    assert_eq!(code(&close(&town, &account).await), "NOT_FOUND");
    assert_eq!(
        code(&grant(&town, &account, "OFFICE", json!({})).await),
        "NOT_FOUND"
    );
    assert_ne!(opened(&town, Some(CODE), "zhang-3").await, account);

    // Nothing was overwritten: the ended role stands in two versions, the withdrawn one is closed.
    let rows = account_role::Entity::find().all(&store.raw).await.unwrap();
    let versions: Vec<_> = rows
        .iter()
        .map(|row| (row.role, row.valid_to.is_some(), row.until_number.is_some()))
        .collect();
    assert_eq!(versions.len(), 3);
    for version in [
        (Role::WorkroomOfficer, true, true),
        (Role::WorkroomOfficer, true, false),
        (Role::Office, false, true),
    ] {
        assert!(versions.contains(&version), "{version:?} in {versions:?}");
    }
    // The journal tells every step, by ids alone, and stays whole: here and of the installation.
    let entries = tail(&store.raw, &town.district, 0, 1000).await.unwrap();
    let kinds: Vec<_> = entries[before..].iter().map(|entry| &*entry.kind).collect();
    let due = [
        "account.opened",
        "account_role.granted",
        "account_role.granted",
        "account_role.ended",
        "account_role.ended",
        "account.closed",
        "account.opened",
    ];
    assert_eq!(kinds, due);
    let installation = DistrictId::installation();
    let told = tail(&store.raw, &installation, 0, 1000).await.unwrap();
    assert_eq!(told.len(), 1);
    for entry in entries[before..].iter().chain(&told) {
        let text = format!("{entry:?}");
        assert!(
            !text.contains("zhang") && !text.contains("示例人员"),
            "{text}"
        );
        assert_eq!(entry.actor_role, Role::SecurityAdmin);
    }
    for district in [&town.district, &installation] {
        assert_eq!(verify(&store.raw, district).await.unwrap(), None);
    }
}

on_both!(the_three_administrators_are_separate);
async fn the_three_administrators_are_separate(store: Store) {
    let town = Town::new(&store, 1).await;
    // One person with an account here and one of the installation.
    let here = opened(&town, Some(CODE), "li-4").await;
    let above = opened(&town, None, "li-4").await;
    let auditor = grant(&town, &here, "AUDITOR", json!({})).await;
    assert_eq!(auditor["errors"], json!([]));
    for (account, role) in [
        (&here, "OFFICE"),
        (&here, "LEADER"),
        (&above, "SYSTEM_ADMIN"),
        (&above, "SECURITY_ADMIN"),
    ] {
        let refused = grant(&town, account, role, json!({})).await;
        assert_eq!(code(&refused), "ADMINISTRATORS_EXCLUSIVE", "{role}");
        assert_eq!(refused["errors"][0]["field"], "role");
        let message = refused["errors"][0]["message"].as_str().unwrap();
        assert!(message.starts_with("System, security and audit are separate"));
    }
    // After the one, the other.
    let role = &auditor["account"]["roles"][0]["id"];
    assert_eq!(
        end(&town, role, Some("2023-01-31")).await["errors"],
        json!([])
    );
    for (from, refused) in [("2023-01-30", true), ("2023-01-31", false)] {
        let done = grant(&town, &above, "SYSTEM_ADMIN", json!({ "from": from })).await;
        assert_eq!(done["errors"] != json!([]), refused, "{from}");
    }
    // Another person is another matter; a closed account holds nothing.
    let other = opened(&town, Some(CODE), "wang-5").await;
    assert_eq!(
        grant(&town, &other, "OFFICE", json!({})).await["errors"],
        json!([])
    );
    assert_eq!(close(&town, &other).await["errors"], json!([]));
    let other = opened(&town, Some(CODE), "wang-5").await;
    assert_eq!(
        grant(&town, &other, "AUDITOR", json!({})).await["errors"],
        json!([])
    );
}

on_both!(of_two_grants_at_once_that_exclude_each_other_one_is_made);
async fn of_two_grants_at_once_that_exclude_each_other_one_is_made(store: Store) {
    let town = Town::new(&store, 1).await;
    for n in 0..8 {
        let person = format!("person-{n}");
        let here = opened(&town, Some(CODE), &person).await;
        let above = opened(&town, None, &person).await;
        let (office, system) = tokio::join!(
            grant(&town, &here, "OFFICE", json!({})),
            grant(&town, &above, "SYSTEM_ADMIN", json!({})),
        );
        let refused = [office, system]
            .iter()
            .filter(|done| done["errors"] != json!([]))
            .map(code)
            .collect::<Vec<_>>();
        assert_eq!(refused, ["ADMINISTRATORS_EXCLUSIVE"]);
    }
}

on_both!(what_cannot_be_is_refused_with_its_code);
async fn what_cannot_be_is_refused_with_its_code(store: Store) {
    let town = Town::new(&store, 1).await;
    for (district, subject, due) in [
        (Some("430599"), "a", "NO_SUCH_DISTRICT"),
        (Some("43"), "a", "NO_SUCH_DISTRICT"),
        (Some(CODE), "", "INVALID_TEXT"),
        (Some(CODE), " a", "INVALID_TEXT"),
        (Some(CODE), "a\nb", "INVALID_TEXT"),
    ] {
        assert_eq!(
            code(&open(&town, district, subject).await),
            due,
            "{subject:?}"
        );
    }
    let here = opened(&town, Some(CODE), "a").await;
    let above = opened(&town, None, "b").await;
    let workroom = json!(town.global("Workroom", town.workrooms[0]));
    let member = json!(town.global("Member", town.members[0]));
    let far = town.global("Workroom", town.workrooms[0]);
    let far = GlobalId::decode(&far).unwrap();
    let elsewhere = DistrictId::parse("430502").unwrap();
    let far = json!(GlobalId::encode("Workroom", &elsewhere, far.id));
    for (account, role, more, due) in [
        (&here, "SYSTEM_ADMIN", json!({}), "WRONG_PLACE_FOR_ROLE"),
        (&above, "AUDITOR", json!({}), "WRONG_PLACE_FOR_ROLE"),
        (&above, "OFFICE", json!({}), "WRONG_PLACE_FOR_ROLE"),
        (&here, "WORKROOM_OFFICER", json!({}), "SCOPE_MISSING"),
        (
            &here,
            "WORKROOM_OFFICER",
            json!({ "scopeId": member }),
            "WRONG_SCOPE",
        ),
        (
            &here,
            "MEMBER",
            json!({ "scopeId": workroom }),
            "WRONG_SCOPE",
        ),
        (
            &here,
            "WORKROOM_OFFICER",
            json!({ "scopeId": far }),
            "INVALID_ID",
        ),
        (
            &here,
            "OFFICE",
            json!({ "from": "2022-12-30" }),
            "STARTS_IN_THE_PAST",
        ),
        (
            &here,
            "OFFICE",
            json!({ "to": TODAY }),
            "ENDS_BEFORE_IT_BEGINS",
        ),
        (&here, "OFFICE", json!({ "to": "soon" }), "INVALID_DATE"),
        (&workroom, "OFFICE", json!({}), "INVALID_ID"),
        (&json!("x"), "OFFICE", json!({}), "INVALID_ID"),
    ] {
        let refused = grant(&town, account, role, more.clone()).await;
        assert_eq!(code(&refused), due, "{role} {more}");
    }
    let done = grant(&town, &here, "OFFICE", json!({})).await;
    let role = &done["account"]["roles"][0]["id"];
    assert_eq!(
        code(&grant(&town, &here, "OFFICE", json!({})).await),
        "OVERLAP"
    );
    assert_eq!(
        code(&end(&town, role, Some("2022-12-30")).await),
        "ENDS_IN_THE_PAST"
    );
    assert_eq!(code(&end(&town, &here, None).await), "INVALID_ID");
    assert_eq!(code(&close(&town, role).await), "INVALID_ID");
}

on_both!(nobody_changes_his_own_account);
async fn nobody_changes_his_own_account(store: Store) {
    let town = Town::new(&store, 1).await;
    let account = opened(&town, None, "zhao-6").await;
    let done = grant(
        &town,
        &account,
        "SECURITY_ADMIN",
        json!({ "to": "2023-01-31" }),
    )
    .await;
    let role = &done["account"]["roles"][0]["id"];
    let by_account = || {
        let id = GlobalId::decode(role.as_str().unwrap()).unwrap().id;
        let actor = Actor {
            id,
            role: Role::SecurityAdmin,
            district: DistrictId::installation(),
            scope: None,
        };
        town.stage.request_of(Some(actor))
    };
    let later = json!({ "accountId": account, "role": "SYSTEM_ADMIN", "from": "2023-01-31" });
    for (name, kind, input) in [
        ("accountRoleGrant", "AccountRoleGrantInput", &later),
        (
            "accountRoleEnd",
            "AccountRoleEndInput",
            &json!({ "id": role }),
        ),
        (
            "accountClose",
            "AccountCloseInput",
            &json!({ "id": account }),
        ),
    ] {
        let query = format!(
            "mutation($input: {kind}!) {{ {name}(input: $input) {{ errors {{ code }} }} }}"
        );
        let variables = json!({ "input": input });
        let done = ask(&town, by_account(), &query, variables).await;
        assert_eq!(
            done[name]["errors"],
            json!([{ "code": "OWN_ACCOUNT" }]),
            "{name}"
        );
    }
    // Another security administrator may.
    let done = change(&town, "accountRoleGrant", "AccountRoleGrantInput", later).await;
    assert_eq!(done["errors"], json!([]));
}

on_both!(accounts_are_listed_for_those_who_look_after_them);
async fn accounts_are_listed_for_those_who_look_after_them(store: Store) {
    let town = Town::new(&store, 1).await;
    town.stage.found("430502").await;
    for n in 0..3 {
        let account = opened(&town, Some(CODE), &format!("person-{n}")).await;
        let done = grant(&town, &account, "OFFICE", json!({})).await;
        assert_eq!(done["errors"], json!([]));
    }
    opened(&town, None, "admin").await;
    let list = async |view: Request, district: Option<&str>| {
        let query = "query($district: DivisionCode) { accounts(district: $district) { totalCount nodes { subject } } }";
        ask(&town, view, query, json!({ "district": district })).await["accounts"].take()
    };
    let three = json!({ "totalCount": 3, "nodes": [
        { "subject": "person-0" }, { "subject": "person-1" }, { "subject": "person-2" },
    ] });
    let one = json!({ "totalCount": 1, "nodes": [{ "subject": "admin" }] });
    let none = json!({ "totalCount": 0, "nodes": [] });
    assert_eq!(list(keeper(&town), Some(CODE)).await, three);
    assert_eq!(list(keeper(&town), None).await, one);
    assert_eq!(list(keeper(&town), Some("430502")).await, none);
    let auditor = |code: &str| town.stage.request(Role::Auditor, code, None);
    assert_eq!(list(auditor(CODE), None).await, three);
    assert_eq!(list(auditor("430502"), Some(CODE)).await, none);
    assert_eq!(list(auditor(CODE), Some("0")).await, none);
    assert_eq!(list(town.stage.office(CODE), None).await, none);
    assert_eq!(
        list(town.stage.request(Role::SystemAdmin, "0", None), None).await,
        none
    );

    // Page by page, both ways, with their roles.
    let query = "query($first: Int, $after: String, $last: Int, $before: String) { district(code: \"430503\") {
        accounts(first: $first, after: $after, last: $last, before: $before) {
          nodes { subject roles { role } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }";
    let page = async |variables: Value| {
        ask(&town, auditor(CODE), query, variables).await["district"]["accounts"].take()
    };
    let first = page(json!({ "first": 2 })).await;
    let office = json!([{ "role": "OFFICE" }]);
    let due = json!([{ "subject": "person-0", "roles": office }, { "subject": "person-1", "roles": office }]);
    assert_eq!(first["nodes"], due);
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    let rest = page(json!({ "first": 2, "after": first["pageInfo"]["endCursor"] })).await;
    assert_eq!(
        rest["nodes"],
        json!([{ "subject": "person-2", "roles": office }])
    );
    assert_eq!(rest["pageInfo"]["hasNextPage"], false);
    let back = page(json!({ "last": 2, "before": rest["pageInfo"]["startCursor"] })).await;
    assert_eq!(back["nodes"], due);
    assert_eq!(back["pageInfo"]["hasPreviousPage"], false);
}
