//! Stories of the organisation through the schema.

use async_graphql::{Request as Document, Value, Variables};
use serde_json::json;
use workrooms::kernel::actor::Role;
use workrooms::kernel::id::GlobalId;
use workrooms::linkage::Request;
use workrooms::schema;

use super::stage::{FIRST, Stage, district};
use crate::support::Store;

const CODE: &str = "430503";

async fn ask(request: Request, text: &str, input: serde_json::Value) -> serde_json::Value {
    let document = Document::new(text).variables(Variables::from_json(json!({"input": input})));
    let answer = schema::execute(&schema::build(), document, request).await;
    if answer.errors.is_empty() {
        return answer.data.into_json().unwrap();
    }
    let codes: Vec<_> = answer
        .errors
        .iter()
        .map(
            |error| match error.extensions.as_ref().and_then(|more| more.get("code")) {
                Some(Value::String(code)) => code.clone(),
                _ => error.message.clone(),
            },
        )
        .collect();
    json!({"errors": codes})
}

on_both!(each_wrong_value_is_told_with_its_field);
async fn each_wrong_value_is_told_with_its_field(store: Store) {
    let stage = Stage::new(&store);
    let (sector, township) = stage.set_up(CODE).await;
    stage.set_up("430502").await;
    let before = stage.everything().await;
    let text = "mutation($input: MemberAdmitInput!) {
        memberAdmit(input: $input) { member { id } errors { code field message } } }";
    let here = district(CODE);
    let good = GlobalId::encode("Sector", &here, sector.0);
    let cases = [
        (
            json!("x"),
            json!(FIRST),
            json!([["INVALID_ID", "sectorId"]]),
        ),
        (
            json!(GlobalId::encode("Township", &here, township.0)),
            json!(FIRST),
            json!([["WRONG_KIND_OF_ID", "sectorId"]]),
        ),
        (
            json!(GlobalId::encode("Sector", &district("430502"), sector.0)),
            json!("2022-02-30"),
            json!([["OTHER_DISTRICT", "sectorId"], ["INVALID_DATE", "from"]]),
        ),
        (
            json!(GlobalId::encode("Sector", &here, township.0)),
            json!(FIRST),
            json!([["NOT_FOUND", "sectorId"]]),
        ),
        (
            json!(good),
            json!("2021-09-30"),
            json!([["OUTSIDE_TERM", "from"]]),
        ),
    ];
    for (sector, from, expected) in cases {
        let input = json!({"name": "示例委员 01", "isCpcMember": false, "term": 6, "sectorId": sector, "from": from});
        let answer = ask(stage.office(CODE), text, input.clone()).await;
        let payload = &answer["memberAdmit"];
        assert_eq!(payload["member"], json!(null), "{answer}");
        let told: Vec<_> = payload["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| json!([error["code"], error["field"]]))
            .collect();
        assert_eq!(json!(told), expected);
        // Who may not do it is not told what is wrong with it.
        let denied = ask(stage.request(Role::Leader, CODE, None), text, input).await;
        assert_eq!(denied, json!({"errors": ["FORBIDDEN"]}));
    }
    assert_eq!(stage.everything().await, before);
}

on_both!(the_office_keeps_the_organisation_through_the_schema);
async fn the_office_keeps_the_organisation_through_the_schema(store: Store) {
    let stage = Stage::new(&store);
    let founder = stage.request(Role::SystemAdmin, "0", None);
    let text = "mutation($input: DistrictFoundInput!) {
        districtFound(input: $input) { code sequence errors { code } } }";
    let input = json!({"code": CODE, "name": "大祥区", "city": "邵阳市", "province": "湖南省"});
    assert_eq!(
        ask(founder, text, input).await,
        json!({"districtFound": {"code": CODE, "sequence": 1, "errors": []}})
    );
    let text = "mutation($input: TermOpenInput!) { termOpen(input: $input) { term { ordinal } errors { code } } }";
    let answer = ask(
        stage.office(CODE),
        text,
        json!({"ordinal": 6, "from": FIRST}),
    )
    .await;
    assert_eq!(
        answer,
        json!({"termOpen": {"term": {"ordinal": 6}, "errors": []}})
    );
    let text = "mutation($input: SessionOpenInput!) {
        sessionOpen(input: $input) { session { name closedOn } errors { code } } }";
    let input =
        json!({"term": 6, "ordinal": 1, "openedOn": "2021-10-20", "closedOn": "2021-10-22"});
    assert_eq!(
        ask(stage.office(CODE), text, input).await,
        json!({"sessionOpen": {"session": {"name": "六届一次会议", "closedOn": "2021-10-22"}, "errors": []}})
    );
    let text = "mutation($input: SectorEstablishInput!) {
        sectorEstablish(input: $input) { sector { id name } errors { code } } }";
    let answer = ask(
        stage.office(CODE),
        text,
        json!({"name": "教育界（示例）", "from": FIRST}),
    )
    .await;
    let sector = answer["sectorEstablish"]["sector"]["id"].clone();
    let text = "mutation($input: MemberAdmitInput!) {
        memberAdmit(input: $input) { member { id isCpcMember(full: true, purpose: \"核对增补信息\") } membership { term } errors { code } } }";
    let input = json!({"name": "示例委员 01", "isCpcMember": true, "term": 6, "sectorId": sector, "from": FIRST});
    let answer = ask(stage.office(CODE), text, input).await;
    assert_eq!(answer["memberAdmit"]["membership"]["term"], 6);
    assert_eq!(answer["memberAdmit"]["member"]["isCpcMember"], true);
    let member = answer["memberAdmit"]["member"]["id"].clone();
    let text = "mutation($input: OfficeAssumeInput!) {
        officeAssume(input: $input) { office { id office period { from to } } errors { code } } }";
    let input = json!({"memberId": member, "office": "VICE_CHAIRPERSON", "from": FIRST});
    let answer = ask(stage.office(CODE), text, input).await;
    let held = answer["officeAssume"]["office"].clone();
    assert_eq!(held["period"], json!({"from": FIRST, "to": null}));
    let text = "mutation($input: OfficeLeaveInput!) {
        officeLeave(input: $input) { office { period { to } } errors { code } } }";
    let input = json!({"id": held["id"], "on": "2022-07-01"});
    assert_eq!(
        ask(stage.office(CODE), text, input).await,
        json!({"officeLeave": {"office": {"period": {"to": "2022-07-01"}}, "errors": []}})
    );
    let text =
        "mutation($input: SectorRenameInput!) { sectorRename(input: $input) { sector { name } } }";
    let answer = ask(
        stage.office(CODE),
        text,
        json!({"id": sector, "name": "教育（示例）"}),
    )
    .await;
    assert_eq!(
        answer,
        json!({"sectorRename": {"sector": {"name": "教育（示例）"}}})
    );

    let sector = sector.as_str().unwrap();
    let text = format!("{{ organizationHistory(id: \"{sector}\", first: 5) {{ sequence kind }} }}");
    let told = json!([
        {"sequence": 10, "kind": "sector.renamed"},
        {"sequence": 4, "kind": "sector.established"},
    ]);
    for (role, code, expected) in [
        (Role::Office, CODE, told.clone()),
        (Role::Auditor, CODE, told),
        (Role::Leader, CODE, json!([])),
        (Role::Office, "430502", json!([])),
        (Role::SystemAdmin, "0", json!([])),
    ] {
        let answer = ask(stage.request(role, code, None), &text, json!({})).await;
        assert_eq!(answer, json!({"organizationHistory": expected}), "{role:?}");
    }
}
