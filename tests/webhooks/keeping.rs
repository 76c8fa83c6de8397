//! Keeping endpoints: who may, what is refused, what the journal says, and that secrets lie sealed. Deliberately absent:
//! sending.

use sea_orm::EntityTrait;
use serde_json::{Value, json};
use workrooms::webhooks::entity::{endpoint, secret};

use super::house::{House, SHOWN};
use crate::micro_suggestions::desk::Who;
use crate::support::Store;

fn wanted() -> Value {
    json!({ "district": "430503", "name": "热线系统（示例）", "url": "https://hotline.example.cn/hooks?key=geheim", "role": "HOTLINE" })
}

on_both!(each_wrong_value_has_its_code_and_its_field);
async fn each_wrong_value_has_its_code_and_its_field(store: Store) {
    let house = House::new(&store).await;
    let many: Vec<_> = (0..51).map(|_| "event").collect();
    for (field, value, due) in [
        (
            "district",
            json!("430599"),
            vec![("NO_SUCH_DISTRICT", "district")],
        ),
        (
            "district",
            json!("0"),
            vec![("NO_SUCH_DISTRICT", "district")],
        ),
        ("name", json!(" "), vec![("INVALID_NAME", "name")]),
        (
            "name",
            json!("长".repeat(101)),
            vec![("INVALID_NAME", "name")],
        ),
        (
            "url",
            json!("ftp://hotline.example.cn"),
            vec![("INVALID_URL", "url")],
        ),
        ("role", json!("MEMBER"), vec![("WRONG_ROLE", "role")]),
        ("role", json!("SYSTEM_ADMIN"), vec![("WRONG_ROLE", "role")]),
        (
            "types",
            json!(["event", "novel"]),
            vec![("UNKNOWN_TYPE", "types.1")],
        ),
        ("types", json!(many), vec![("TOO_MANY_TYPES", "types")]),
    ] {
        let mut input = wanted();
        input[field] = value.clone();
        let before = house.desk.town.number().await;
        let payload = house
            .mutate(Who::SystemAdmin, "webhookEndpointOpen", input)
            .await;
        let errors = payload["errors"].as_array().unwrap();
        let told: Vec<_> = errors
            .iter()
            .map(|one| {
                (
                    one["code"].as_str().unwrap(),
                    one["field"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(told, due, "{field}: {value}");
        assert!(payload["endpoint"].is_null() && payload["secret"].is_null());
        assert_eq!(house.desk.town.number().await, before);
    }
    let mut input = wanted();
    (input["role"], input["callBacks"]) = (json!("OFFICE"), json!(true));
    let payload = house
        .mutate(Who::SystemAdmin, "webhookEndpointOpen", input)
        .await;
    assert_eq!(payload["errors"][0]["code"], "CALL_BACKS_OF_HOTLINE_ONLY");
    let opened = house
        .open("https://hotline.example.cn/hooks", json!({}))
        .await;
    let head = house.desk.town.number().await;
    for (name, input, code) in [
        (
            "webhookEndpointClose",
            json!({ "id": "none" }),
            "INVALID_ID",
        ),
        (
            "webhookReplay",
            json!({ "id": opened.id, "from": 0 }),
            "INVALID_NUMBER",
        ),
        (
            "webhookReplay",
            json!({ "id": opened.id, "from": head + 1 }),
            "INVALID_NUMBER",
        ),
        (
            "webhookSecretRotate",
            json!({ "id": opened.id, "signs": "DELIVERIES", "overlapHours": 169 }),
            "INVALID_OVERLAP",
        ),
        (
            "webhookSecretRotate",
            json!({ "id": opened.id, "signs": "DELIVERIES", "overlapHours": -1 }),
            "INVALID_OVERLAP",
        ),
        (
            "webhookSecretRotate",
            json!({ "id": opened.id, "signs": "CALL_BACKS" }),
            "NO_CALL_BACKS",
        ),
    ] {
        let payload = house.mutate(Who::SystemAdmin, name, input).await;
        assert_eq!(payload["errors"][0]["code"], code, "{name}");
        assert_eq!(
            house.desk.town.number().await,
            head,
            "{name} changed nothing"
        );
    }
    house
        .did("webhookEndpointClose", json!({ "id": opened.id }))
        .await;
    let payload = house
        .mutate(
            Who::SystemAdmin,
            "webhookEndpointClose",
            json!({ "id": opened.id }),
        )
        .await;
    assert_eq!(payload["errors"][0]["code"], "NOT_FOUND", "closed for good");
    for _ in 0..20 {
        house
            .open("https://hotline.example.cn/hooks", json!({}))
            .await;
    }
    let payload = house
        .mutate(Who::SystemAdmin, "webhookEndpointOpen", wanted())
        .await;
    assert_eq!(payload["errors"][0]["code"], "TOO_MANY");
}

on_both!(the_system_administrator_keeps_endpoints_and_the_auditor_reads);
async fn the_system_administrator_keeps_endpoints_and_the_auditor_reads(store: Store) {
    let house = House::new(&store).await;
    let opened = house
        .open(
            "https://hotline.example.cn/hooks?key=geheim",
            json!({ "callBacks": true }),
        )
        .await;
    let read = "query($id: ID!) { webhookEndpoints(district: \"430503\") { name host } \
        webhookDeliveries(endpointId: $id) { totalCount } district(code: \"430503\") { webhookEndpoints { name } } }";
    let head = house.desk.town.number().await;
    for who in Who::ALL {
        let answer = house.desk.ask(who, read, json!({ "id": opened.id })).await;
        let data = &answer["data"];
        let reads = matches!(who, Who::SystemAdmin | Who::Auditor);
        let named = json!([{ "name": "热线系统（示例）", "host": "hotline.example.cn" }]);
        if who == Who::Nobody {
            assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        } else {
            assert_eq!(
                data["webhookEndpoints"],
                if reads { named } else { json!([]) },
                "{who:?}: {answer}"
            );
            if who != Who::SystemAdmin {
                let here = data["district"]["webhookEndpoints"]
                    .as_array()
                    .unwrap()
                    .len();
                assert_eq!(here == 1, who == Who::Auditor, "{who:?}");
            }
        }
        assert!(!answer.to_string().contains("geheim"));
        if who == Who::SystemAdmin {
            continue;
        }
        let answer = house
            .desk
            .run(
                who,
                "webhookEndpointClose",
                "WebhookEndpointCloseInput",
                json!({ "id": opened.id }),
                SHOWN,
            )
            .await;
        let code = &answer["errors"][0]["extensions"]["code"];
        assert!(
            code == "FORBIDDEN" || code == "UNAUTHENTICATED",
            "{who:?}: {answer}"
        );
        assert_eq!(house.desk.town.number().await, head);
    }
}

on_both!(the_journal_tells_each_change_and_secrets_lie_sealed);
async fn the_journal_tells_each_change_and_secrets_lie_sealed(store: Store) {
    let house = House::new(&store).await;
    let url = "https://hotline.example.cn/hooks?key=geheim";
    let opened = house.open(url, json!({ "callBacks": true })).await;
    let mut change = wanted();
    change.as_object_mut().unwrap().remove("district");
    change["id"] = json!(opened.id);
    house.did("webhookEndpointChange", change).await;
    house
        .did(
            "webhookSecretRotate",
            json!({ "id": opened.id, "signs": "DELIVERIES" }),
        )
        .await;
    house
        .did("webhookReplay", json!({ "id": opened.id, "from": 1 }))
        .await;
    house
        .did("webhookEndpointClose", json!({ "id": opened.id }))
        .await;
    let sql = "SELECT kind, content FROM journal WHERE district_id = '430503' AND subject_kind = 'webhook_endpoint' ORDER BY number";
    let rows = house.desk.town.rows(sql).await;
    let kinds: Vec<String> = rows
        .iter()
        .map(|row| row.try_get("", "kind").unwrap())
        .collect();
    let verbs = ["opened", "changed", "secret_rotated", "replayed", "closed"];
    assert_eq!(kinds, verbs.map(|verb| format!("webhook_endpoint.{verb}")));
    let call_back = opened.call_back_secret.unwrap();
    for row in rows {
        let content: String = row.try_get("", "content").unwrap();
        for said in ["geheim", &opened.secret, &call_back] {
            assert!(!content.contains(said), "{content}");
        }
    }
    let stored = secret::Entity::find().all(&store.raw).await.unwrap();
    assert_eq!(stored.len(), 3);
    assert!(
        stored
            .iter()
            .all(|row| row.secret.as_str().starts_with("AES."))
    );
    assert!(
        stored.iter().all(|row| row.until.is_some()),
        "none holds any more"
    );
    let kept = endpoint::Entity::find()
        .one(&store.raw)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept.url, url);
    house.desk.town.assert_sound().await;
    let whole = workrooms::kernel::journal::verify(&store.raw, &house.desk.town.district).await;
    assert_eq!(whole.unwrap(), None);
}
