//! Nil returns and campaigns. Deliberately absent: completeness, which statistics tells.

use serde_json::{Value, json};
use workrooms::kernel::actor::Role;

use super::town::{Town, codes, statuses};
use crate::support::Store;

const RETURN: &str = "{ nilReturn { workroom { name } month } errors { code field message } }";
const CAMPAIGN: &str = "{ campaign { id name period { from to } } errors { code field message } }";

on_both!(nothing_to_report_is_said_once_and_only_when_it_is_true);
async fn nothing_to_report_is_said_once_and_only_when_it_is_true(store: Store) {
    let town = Town::new(&store).await;
    let mut joint = town.talk(1, "联合宣讲");
    joint["coHostIds"] = json!([town.workroom(town.north)]);
    town.post(vec![joint]).await;
    let say = async |mutation: &str, workroom: &str, month: &str| {
        let officer = town.request(Role::WorkroomOfficer, Some(town.north));
        let input = json!({ "workroomId": workroom, "month": month });
        town.change(officer, mutation, RETURN, input).await
    };
    let north = town.workroom(town.north);
    let code = |payload: &Value| {
        codes(&payload["errors"])
            .into_iter()
            .map(|(code, _)| code)
            .collect::<Vec<_>>()
    };
    let done = say("nilReturnDeclare", &north, "2022-06").await;
    assert_eq!(
        done,
        json!({ "nilReturn": { "workroom": { "name": "城北委员工作室" }, "month": "2022-06" }, "errors": [] })
    );
    for (mutation, workroom, month, expected) in [
        (
            "nilReturnDeclare",
            north.as_str(),
            "2022-06",
            "ALREADY_DECLARED",
        ),
        ("nilReturnDeclare", north.as_str(), "2022-05", "HAS_EVENTS"),
        (
            "nilReturnDeclare",
            north.as_str(),
            "2022-12",
            "MONTH_NOT_OVER",
        ),
        (
            "nilReturnDeclare",
            north.as_str(),
            "2023-01",
            "MONTH_NOT_OVER",
        ),
        (
            "nilReturnDeclare",
            north.as_str(),
            "2017-12",
            "WORKROOM_ABSENT",
        ),
        ("nilReturnDeclare", "?", "2022-07", "UNKNOWN_WORKROOM"),
        (
            "nilReturnWithdraw",
            north.as_str(),
            "2022-07",
            "NOT_DECLARED",
        ),
    ] {
        let refused = say(mutation, workroom, month).await;
        assert_eq!(code(&refused), [expected]);
        assert_eq!(refused["nilReturn"], Value::Null);
    }
    let before = town.number().await;
    let foreign =
        json!({ "input": { "workroomId": town.workroom(town.south), "month": "2022-06" } });
    let document = "mutation($input: NilReturnDeclareInput!) { nilReturnDeclare(input: $input) { errors { code } } }";
    let officer = town.request(Role::WorkroomOfficer, Some(town.north));
    let denied = town.ask(officer, document, foreign).await;
    assert_eq!(denied["errors"][0]["extensions"]["code"], "FORBIDDEN");
    assert_eq!(town.number().await, before);
    assert_eq!(
        say("nilReturnWithdraw", &north, "2022-06").await["errors"],
        json!([])
    );
    assert_eq!(
        say("nilReturnDeclare", &north, "2022-06").await["errors"],
        json!([])
    );
    town.assert_whole().await;
}

on_both!(a_campaign_labels_events_of_its_own_days);
async fn a_campaign_labels_events_of_its_own_days(store: Store) {
    let town = Town::new(&store).await;
    let act = async |mutation: &str, input: Value| {
        let office = town.request(Role::Office, None);
        town.change(office, mutation, CAMPAIGN, input).await
    };
    let said = |name: &str, from: &str, to: Value| json!({ "name": name, "period": { "from": from, "to": to } });
    let name = "学习二十大，委员在行动";
    let launched = act(
        "campaignLaunch",
        said(name, "2022-03-01", json!("2022-12-01")),
    )
    .await;
    assert_eq!(
        launched["campaign"]["period"],
        json!({ "from": "2022-03-01", "to": "2022-12-01" })
    );
    let id = launched["campaign"]["id"].clone();
    for (input, expected) in [
        (said(name, "2022-03-01", Value::Null), "NAME_TAKEN"),
        (said(" ", "2022-03-01", Value::Null), "NAME_EMPTY"),
        (
            said(&"长".repeat(101), "2022-03-01", Value::Null),
            "NAME_TOO_LONG",
        ),
        (
            said("甲\u{0}乙", "2022-03-01", Value::Null),
            "CONTROL_CHARACTER",
        ),
        (said("甲", "2022-13-01", Value::Null), "INVALID_DATE"),
        (said("甲", "2022-03-01", json!("2022-03-01")), "DATE_ORDER"),
    ] {
        let refused = act("campaignLaunch", input).await;
        assert_eq!(
            codes(&refused["errors"])
                .first()
                .map(|(code, _)| code.as_str()),
            Some(expected)
        );
    }
    let mut labelled = town.talk(1, "宣讲");
    labelled["campaignIds"] = json!([id]);
    let mut outside = labelled.clone();
    outside["id"] = json!(super::town::event(2));
    outside["occurredOn"]["from"] = json!("2022-12-01");
    let answer = town.post(vec![labelled, outside]).await;
    assert_eq!(statuses(&answer), ["ACCEPTED", "REJECTED"]);
    let errors = codes(&answer["verdicts"][1]["errors"]);
    assert_eq!(
        errors,
        [("CAMPAIGN_CLOSED".to_owned(), "campaignIds.0".to_owned())]
    );
    let revise = |from: &str| {
        let mut input = said("学习二十大", from, Value::Null);
        input["campaignId"] = id.clone();
        input
    };
    let refused = act("campaignRevise", revise("2022-05-11")).await;
    assert_eq!(
        codes(&refused["errors"]),
        [("EVENTS_OUTSIDE".to_owned(), "period".to_owned())]
    );
    let revised = act("campaignRevise", revise("2022-05-10")).await;
    assert_eq!(revised["campaign"]["name"], "学习二十大");
    assert_eq!(
        revised["campaign"]["period"],
        json!({ "from": "2022-05-10", "to": null })
    );
    let nothing = act("campaignRevise", revise("2022-05-10")).await;
    assert_eq!(
        codes(&nothing["errors"]),
        [("NOTHING_CHANGES".to_owned(), "name".to_owned())]
    );
    town.assert_whole().await;
}
