//! What the auditor reads: every access of a day in its order, page by page and as it was filtered, and whether any of it
//! was changed since. Deliberately absent: who may read it at all (the permission walk).

use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use serde_json::{Value, json};
use workrooms::access::accesses::{audit, entity};
use workrooms::kernel::accesses::Purpose;
use workrooms::kernel::actor::Role;
use workrooms::kernel::id::DistrictId;
use workrooms::kernel::journal::{tail, verify};

use super::codes::administrator;
use super::{ELSEWHERE, OFFICE, Scene, WORD, code};
use crate::access::accounts::ask;
use crate::statistics::stage::CODE;
use crate::support::Store;

const QUERY: &str = "query($district: DivisionCode, $filter: AccessFilter, $first: Int, $after: String, $last: Int, $before: String) {
  accesses(district: $district, filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    nodes { at kind outcome accountId role address count byRole subjects purpose journal }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";

async fn read(scene: &Scene, variables: Value) -> Value {
    let auditor = scene.town.stage.request(Role::Auditor, CODE, None);
    ask(&scene.town, auditor, QUERY, variables).await["accesses"].take()
}

fn kinds(page: &Value) -> Vec<String> {
    let nodes = page["nodes"].as_array().unwrap();
    nodes
        .iter()
        .map(|node| {
            let refused = if node["outcome"] == "REFUSED" {
                "!"
            } else {
                ""
            };
            format!("{refused}{}", node["kind"].as_str().unwrap())
        })
        .collect()
}

/// A day of one person, with a guess, a lock and a full reading.
async fn a_day(scene: &Scene) -> Value {
    let (account, _) = scene.settled("zhang.san", "OFFICE").await;
    for minute in 1..=5 {
        scene.at(minute);
        assert_eq!(
            scene
                .tries(ELSEWHERE, "zhang.san", "a-wrong-password")
                .await,
            "WRONG_CREDENTIALS"
        );
    }
    scene.at(6);
    let unlock = format!("accountUnlock(input: {{id: {account}}}) {{ errors {{ code }} }}");
    assert_eq!(code(&scene.does(&scene.keeper, &unlock).await), "");
    scene.at(7);
    let office = scene.town.office();
    let purpose = Purpose::of(Some("节日慰问")).unwrap();
    for member in &scene.town.members[..2] {
        office.accesses.read(
            &scene.town.district,
            "member",
            (member.0, "phone"),
            purpose.clone(),
        );
    }
    let actor = office.actor.clone().unwrap();
    office
        .accesses
        .tell(&office.db, &actor, scene.place.clock.now())
        .await
        .unwrap();
    scene.at(8);
    scene.enters("zhang.san", WORD, None).await;
    account
}

const DAY: [&str; 14] = [
    "ACCOUNT_OPEN",
    "ROLE_GRANT",
    "PASSWORD_SET",
    "SIGN_IN",
    "PASSWORD_CHANGE",
    "SIGN_OUT",
    "!SIGN_IN",
    "!SIGN_IN",
    "!SIGN_IN",
    "!SIGN_IN",
    "!SIGN_IN",
    "LOCK",
    "UNLOCK",
    "PERSONAL_DATA_READ",
];

on_both!(the_auditor_reads_a_day_in_its_order);
async fn the_auditor_reads_a_day_in_its_order(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    let account = a_day(&scene).await;
    let page = read(&scene, json!({ "first": 100 })).await;
    let mut due: Vec<String> = DAY.map(str::to_owned).to_vec();
    due.push("SIGN_IN".to_owned());
    assert_eq!(kinds(&page), due);
    let nodes = &page["nodes"];
    let due = json!({
        "at": "2022-12-31T08:01:00Z", "kind": "SIGN_IN", "outcome": "REFUSED", "accountId": account, "role": null,
        "address": ELSEWHERE, "count": 1, "byRole": null, "subjects": null, "purpose": null, "journal": "INSTALLATION",
    });
    assert_eq!(nodes[6], due);
    let due = json!({
        "at": "2022-12-31T08:07:00Z", "kind": "PERSONAL_DATA_READ", "outcome": "DONE", "accountId": null, "role": null,
        "address": null, "count": 1, "byRole": "OFFICE", "subjects": 2, "purpose": "节日慰问", "journal": "DISTRICT",
    });
    assert_eq!(nodes[13], due);
    assert_eq!(
        (&nodes[1]["role"], &nodes[1]["byRole"]),
        (&json!("OFFICE"), &json!("SECURITY_ADMIN"))
    );
    assert_eq!(
        (&nodes[2]["byRole"], &nodes[2]["accountId"]),
        (&json!("SECURITY_ADMIN"), &account)
    );
    assert_eq!(
        (&nodes[14]["role"], &nodes[14]["address"]),
        (&json!("OFFICE"), &json!(OFFICE))
    );
    // What concerns nobody of the district is the installation's, which every auditor may look at.
    let above = read(&scene, json!({ "district": "0" })).await;
    assert_eq!(kinds(&above), ["TOKEN_ISSUE"]);
    // Neither the name nor a password stands anywhere in it.
    let entries = tail(&store.raw, &DistrictId::installation(), 0, 1000)
        .await
        .unwrap();
    let rows = entity::Entity::find().all(&store.raw).await.unwrap();
    let text = format!("{page} {entries:?} {rows:?}");
    assert!(!text.contains("zhang") && !text.contains(WORD));
}

on_both!(it_is_read_page_by_page_and_filtered);
async fn it_is_read_page_by_page_and_filtered(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    let account = a_day(&scene).await;
    let whole = kinds(&read(&scene, json!({ "first": 100 })).await);
    for size in [1, 2, 4] {
        let (mut forth, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = read(&scene, json!({ "first": size, "after": after })).await;
            forth.extend(kinds(&page));
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(forth, whole, "{size}");
        let (mut back, mut before) = (Vec::new(), Value::Null);
        loop {
            let page = read(&scene, json!({ "last": size, "before": before })).await;
            back.extend(kinds(&page).into_iter().rev());
            if page["pageInfo"]["hasPreviousPage"] == false {
                break;
            }
            before = page["pageInfo"]["startCursor"].clone();
        }
        back.reverse();
        assert_eq!(back, whole, "{size}");
    }
    let filtered =
        async |filter: Value| kinds(&read(&scene, json!({ "filter": filter, "first": 100 })).await);
    assert_eq!(
        filtered(json!({ "outcome": "REFUSED" })).await,
        ["!SIGN_IN"; 5]
    );
    assert_eq!(
        filtered(json!({ "kinds": ["ROLE_GRANT", "LOCK"] })).await,
        ["ROLE_GRANT", "LOCK"]
    );
    assert_eq!(
        filtered(json!({ "address": ELSEWHERE })).await,
        [&DAY[6..11], &["LOCK"]].concat()
    );
    let since = json!({ "since": "2022-12-31T08:05:00Z", "until": "2022-12-31T08:07:00Z" });
    assert_eq!(filtered(since).await, ["!SIGN_IN", "LOCK", "UNLOCK"]);
    let of_account = filtered(json!({ "accountId": account })).await;
    assert_eq!(of_account.len(), 14, "all but the reading: {of_account:?}");
    assert_eq!(filtered(json!({ "kinds": [] })).await, Vec::<String>::new());
    // Cursors and ids that are none, or another district's, are refused.
    for variables in [
        json!({ "after": "eA" }),
        json!({ "filter": { "accountId": "x" } }),
        json!({ "filter": { "by": "x" } }),
        json!({ "first": 101 }),
    ] {
        let request = async_graphql::Request::new(QUERY)
            .variables(async_graphql::Variables::from_json(variables.clone()));
        let auditor = scene.town.stage.request(Role::Auditor, CODE, None);
        let answer = workrooms::schema::execute(&scene.town.schema, request, auditor).await;
        assert_eq!(answer.errors.len(), 1, "{variables}");
    }
}

on_both!(an_auditor_who_signed_in_reads_and_changes_nothing);
async fn an_auditor_who_signed_in_reads_and_changes_nothing(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    let (authenticator, _, _) = administrator(&scene, "auditor", "AUDITOR").await;
    let (account, _) = scene.person("zhang.san", "OFFICE").await;
    let token = scene
        .enters("auditor", WORD, Some(&authenticator.shows(0, 0)))
        .await;
    let query = "{ district(code: \"430503\") { accesses(filter: {kinds: [SIGN_IN]}) { nodes { role } } } }";
    let seen = scene.asks(OFFICE, &token, query).await.json();
    let role = json!({ "role": "AUDITOR" });
    assert_eq!(
        seen["data"]["district"]["accesses"]["nodes"],
        json!([role, role])
    );
    for mutation in [
        format!("accountUnlock(input: {{id: {account}}}) {{ errors {{ code }} }}"),
        format!("accountPasswordSet(input: {{id: {account}}}) {{ password }}"),
        format!("accountClose(input: {{id: {account}}}) {{ errors {{ code }} }}"),
        "districtRename(input: {name: \"甲\", nameEn: \"A\"}) { errors { code } }".to_owned(),
    ] {
        let refused = scene
            .asks(OFFICE, &token, &format!("mutation {{ {mutation} }}"))
            .await;
        assert_eq!(refused.code(), "FORBIDDEN", "{mutation}");
    }
}

on_both!(what_was_changed_afterwards_is_found);
async fn what_was_changed_afterwards_is_found(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    a_day(&scene).await;
    assert_eq!(
        verify(&store.raw, &DistrictId::installation())
            .await
            .unwrap(),
        None
    );
    assert_eq!(audit::verify(&store.raw).await.unwrap(), None);
    let rows = entity::Entity::find()
        .order_by_asc(entity::Column::Number)
        .all(&store.raw)
        .await
        .unwrap();
    let lock = rows
        .iter()
        .find(|row| row.kind == entity::AccessKind::Lock)
        .unwrap();
    let place = format!(
        "district_id = '{}' AND number = {}",
        lock.district_id, lock.number
    );
    for (done, undone) in [
        (
            format!("UPDATE access SET address = '10.2.0.7' WHERE {place}"),
            format!("UPDATE access SET address = '{ELSEWHERE}' WHERE {place}"),
        ),
        (
            format!("UPDATE access SET number = 100000 WHERE {place}"),
            format!(
                "UPDATE access SET number = {} WHERE number = 100000",
                lock.number
            ),
        ),
        (
            "INSERT INTO access (district_id, number, at, kind, outcome, count) \
             SELECT district_id, 100000, at, kind, outcome, count FROM access WHERE number = 1"
                .to_owned(),
            "DELETE FROM access WHERE number = 100000".to_owned(),
        ),
        (format!("DELETE FROM access WHERE {place}"), String::new()),
    ] {
        store.raw.execute_unprepared(&done).await.unwrap();
        assert!(audit::verify(&store.raw).await.unwrap().is_some(), "{done}");
        if !undone.is_empty() {
            store.raw.execute_unprepared(&undone).await.unwrap();
            assert_eq!(audit::verify(&store.raw).await.unwrap(), None, "{undone}");
        }
    }
}
