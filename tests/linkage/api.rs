//! Changes of links through the schema: what each wrong input is told, and what the mutations answer.
//! Deliberately absent: HTTP.

use async_graphql::{Request as Document, Value, Variables};
use serde_json::json;
use workrooms::kernel::actor::Role;
use workrooms::kernel::error::Lang;
use workrooms::kernel::id::{GlobalId, NodeId};
use workrooms::linkage::Request;
use workrooms::organization::commands::bodies::establish_special_committee;
use workrooms::schema;

use super::stage::{CODE, Pieces};
use crate::organization::stage::{FIRST, body, district};
use crate::support::Store;

type Json = serde_json::Value;

pub async fn ask(request: Request, text: &str, variables: Json) -> Json {
    let document = Document::new(text).variables(Variables::from_json(variables));
    let answer = schema::execute(&schema::build(), document, request).await;
    if answer.errors.is_empty() {
        return answer.data.into_json().unwrap();
    }
    let code = |error: &async_graphql::ServerError| match error.extensions.as_ref()?.get("code")? {
        Value::String(code) => Some(code.clone()),
        _ => None,
    };
    json!(answer.errors.iter().map(code).collect::<Vec<_>>())
}

pub fn global(type_name: &str, id: NodeId) -> Json {
    json!(GlobalId::encode(type_name, &district(CODE), id.0))
}

async fn change(request: Request, mutation: &str, input: Json) -> Json {
    let verb = mutation.strip_prefix("link").unwrap();
    let text = format!(
        "mutation($input: Link{verb}Input!) {{ {mutation}(input: $input) {{
            link {{ id kind upper {{ id }} lower {{ id }} from to }} errors {{ code field message }} }} }}"
    );
    let mut answer = ask(request, &text, json!({"input": input})).await;
    match answer.get_mut(mutation) {
        Some(payload) => payload.take(),
        None => answer,
    }
}

/// The codes of a refusal with their fields.
fn told(payload: &Json) -> Json {
    assert_eq!(payload["link"], Json::Null, "{payload}");
    let errors = payload["errors"].as_array().unwrap().iter();
    json!(
        errors
            .map(|error| json!([error["code"], error["field"]]))
            .collect::<Vec<_>>()
    )
}

on_both!(each_wrong_input_is_told_by_the_field_that_was_sent);
async fn each_wrong_input_is_told_by_the_field_that_was_sent(store: Store) {
    let set = Pieces::new(&store).await;
    let link = global("Link", set.chain().await);
    let late = establish_special_committee(&set.office, body("文史委（示例）", "2022-09-01"));
    let late = late.await.unwrap().id;
    let (first, second) = (
        global("SpecialCommittee", set.first),
        global("SpecialCommittee", set.second),
    );
    let group = global("SectorGroup", set.group);
    let foreign = json!(GlobalId::encode(
        "SectorGroup",
        &district("430502"),
        set.group.0
    ));
    let nothing = global("Link", NodeId(uuid::Uuid::from_u128(9)));
    let establish = |upper: &Json, lower: &Json, from: &str, to: Json| json!({"kind": "CONTACTS_GROUP", "upperId": upper, "lowerId": lower, "from": from, "to": to});
    let moved =
        |id: &Json, upper: &Json, on: &str| json!({"id": id, "newUpperId": upper, "on": on});
    let correct = |id: &Json, from: &str, to: Json| json!({"id": id, "from": from, "to": to});
    let end = |id: &Json, on: &str| json!({"id": id, "on": on});
    let before = set.stage.everything().await;
    for (mutation, input, due) in [
        (
            "linkEstablish",
            establish(&json!("x"), &foreign, "2022-02-30", json!("soon")),
            json!([
                ["INVALID_ID", "upperId"],
                ["OTHER_DISTRICT", "lowerId"],
                ["INVALID_DATE", "from"],
                ["INVALID_DATE", "to"]
            ]),
        ),
        (
            "linkEstablish",
            establish(&group, &first, FIRST, Json::Null),
            json!([
                ["WRONG_KIND_OF_ID", "upperId"],
                ["WRONG_KIND_OF_ID", "lowerId"]
            ]),
        ),
        (
            "linkEstablish",
            establish(&second, &group, "2021-01-01", Json::Null),
            json!([
                ["OUTSIDE_UPPER_LIFETIME", "upperId"],
                ["OUTSIDE_LOWER_LIFETIME", "lowerId"]
            ]),
        ),
        (
            "linkEstablish",
            establish(&second, &group, FIRST, json!(FIRST)),
            json!([["ENDS_BEFORE_IT_BEGINS", "to"]]),
        ),
        (
            "linkEstablish",
            establish(&first, &group, "2022-01-01", Json::Null),
            json!([["OVERLAP", "from"]]),
        ),
        (
            "linkMove",
            moved(&group, &json!(""), "2022-13-01"),
            json!([
                ["WRONG_KIND_OF_ID", "id"],
                ["INVALID_ID", "newUpperId"],
                ["INVALID_DATE", "on"]
            ]),
        ),
        (
            "linkMove",
            moved(&nothing, &second, "2022-07-01"),
            json!([["NOT_FOUND", "id"]]),
        ),
        (
            "linkMove",
            moved(&link, &first, "2022-07-01"),
            json!([["NOTHING_TO_CHANGE", "newUpperId"]]),
        ),
        (
            "linkMove",
            moved(&link, &second, FIRST),
            json!([["BEFORE_IT_BEGINS", "on"]]),
        ),
        (
            "linkMove",
            moved(&link, &global("Workroom", set.workroom), "2022-07-01"),
            json!([["WRONG_UPPER", "newUpperId"]]),
        ),
        (
            "linkMove",
            moved(&link, &global("SpecialCommittee", late), "2022-07-01"),
            json!([["OUTSIDE_UPPER_LIFETIME", "newUpperId"]]),
        ),
        (
            "linkEnd",
            end(&first, "x"),
            json!([["WRONG_KIND_OF_ID", "id"], ["INVALID_DATE", "on"]]),
        ),
        (
            "linkEnd",
            end(&link, "2021-09-01"),
            json!([["BEFORE_IT_BEGINS", "on"]]),
        ),
        (
            "linkCorrect",
            correct(&link, "2021-09-01", Json::Null),
            json!([
                ["OUTSIDE_UPPER_LIFETIME", null],
                ["OUTSIDE_LOWER_LIFETIME", null]
            ]),
        ),
        (
            "linkCorrect",
            correct(&link, "2022-02-01", json!("2022-01-01")),
            json!([["ENDS_BEFORE_IT_BEGINS", "to"]]),
        ),
        (
            "linkCorrect",
            correct(&link, FIRST, Json::Null),
            json!([["NOTHING_TO_CHANGE", null]]),
        ),
        (
            "linkWithdraw",
            json!({"id": nothing}),
            json!([["NOT_FOUND", "id"]]),
        ),
        (
            "linkWithdraw",
            json!({"id": "\0"}),
            json!([["INVALID_ID", "id"]]),
        ),
    ] {
        let payload = change(set.stage.office(CODE), mutation, input.clone()).await;
        assert_eq!(told(&payload), due, "{mutation} {input}");
        // Who may not do it is not told what is wrong with it.
        let denied = change(set.stage.request(Role::Leader, CODE, None), mutation, input).await;
        assert_eq!(denied, json!(["FORBIDDEN"]), "{mutation}");
    }
    assert_eq!(set.stage.everything().await, before);
}

on_both!(the_office_keeps_links_through_the_schema);
async fn the_office_keeps_links_through_the_schema(store: Store) {
    let set = Pieces::new(&store).await;
    let office = || set.stage.office(CODE);
    let (first, second) = (
        global("SpecialCommittee", set.first),
        global("SpecialCommittee", set.second),
    );
    let group = global("SectorGroup", set.group);
    let input =
        json!({"kind": "CONTACTS_GROUP", "upperId": first, "lowerId": group, "from": FIRST});
    let made = change(office(), "linkEstablish", input).await;
    let id = made["link"]["id"].clone();
    let due = json!({"link": {"id": id, "kind": "CONTACTS_GROUP", "upper": {"id": first}, "lower": {"id": group},
        "from": FIRST, "to": null}, "errors": []});
    assert_eq!(made, due);
    let moved = change(
        office(),
        "linkMove",
        json!({"id": id, "newUpperId": second, "on": "2022-07-01"}),
    )
    .await;
    assert_eq!(moved["link"]["upper"], json!({"id": second}));
    assert_eq!(moved["link"]["from"], "2022-07-01");
    assert_ne!(moved["link"]["id"], id);
    let up = "query($id: ID!, $on: Date!) { node(id: $id) { ... on SectorGroup { specialCommittees(asOf: $on) { id } } } }";
    for (on, above) in [("2022-06-30", &first), ("2022-07-01", &second)] {
        let answer = ask(office(), up, json!({"id": group, "on": on})).await;
        assert_eq!(
            answer["node"]["specialCommittees"],
            json!([{"id": above}]),
            "{on}"
        );
    }
    let corrected = change(
        office(),
        "linkCorrect",
        json!({"id": id, "from": FIRST, "to": "2022-06-01"}),
    )
    .await;
    assert_eq!(corrected["link"]["to"], "2022-06-01");
    let ended = change(office(), "linkEnd", json!({"id": id, "on": "2022-03-01"})).await;
    assert_eq!(ended["link"]["to"], "2022-03-01");
    let withdrawn = change(office(), "linkWithdraw", json!({"id": id})).await;
    assert_eq!(withdrawn, json!({"link": null, "errors": []}));
    // A vice-chairperson's id and the member's are as good as each other.
    for (upper, lower, from) in [("ViceChair", &first, FIRST), ("Member", &second, FIRST)] {
        let input = json!({"kind": "LEADS_COMMITTEE", "upperId": global(upper, set.vice_chair), "lowerId": lower, "from": from});
        let made = change(office(), "linkEstablish", input).await;
        assert_eq!(made["errors"], json!([]), "{upper}");
        assert_eq!(
            made["link"]["upper"],
            json!({"id": global("ViceChair", set.vice_chair)})
        );
    }
    let text = "query($code: DivisionCode!) { district(code: $code) { journal(last: 8) { nodes { kind } } } }";
    let answer = ask(office(), text, json!({"code": CODE})).await;
    let kinds = json!([
        "link.established",
        "link.ended",
        "link.moved",
        "link.corrected",
        "link.ended",
        "link.withdrawn",
        "link.established",
        "link.established"
    ]);
    let nodes = answer["district"]["journal"]["nodes"].as_array().unwrap();
    assert_eq!(
        json!(nodes.iter().map(|node| &node["kind"]).collect::<Vec<_>>()),
        kinds
    );
}

on_both!(a_sentence_comes_in_the_callers_language);
async fn a_sentence_comes_in_the_callers_language(store: Store) {
    let set = Pieces::new(&store).await;
    set.chain().await;
    let input = json!({"kind": "CONTACTS_GROUP", "upperId": global("SpecialCommittee", set.first),
        "lowerId": global("SectorGroup", set.group), "from": "2022-01-01"});
    let mut office = set.stage.office(CODE);
    office.lang = Lang::Zh;
    let zh = change(office, "linkEstablish", input.clone()).await;
    assert_eq!(
        zh["errors"][0]["message"],
        "“提案委（示例）”与“第一组（示例）”的同一联系关系已经存在：2021-10-01 起。"
    );
    let en = change(set.stage.office(CODE), "linkEstablish", input).await;
    assert_eq!(
        en["errors"][0]["message"],
        "The same link between “提案委（示例）” and “第一组（示例）” already holds from 2021-10-01 on."
    );
}
