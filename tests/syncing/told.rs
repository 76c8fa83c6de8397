//! What is told of what left a list, when a list must be read anew, and the server's time. Deliberately absent: histories.

use serde_json::{Value, json};

use crate::micro_suggestions::desk::{Desk, Who, case};
use crate::support::Store;

async fn left(desk: &Desk, who: Who, list: &str, since: i64) -> Vec<Value> {
    let shown = format!("deletions(since: {since}) {{ nodes {{ id reason sequence }} }}");
    let query = format!("{{ district(code: \"430503\") {{ it: {list} {{ {shown} }} }} }}");
    let answer = desk.ask(who, &query, Value::Null).await;
    let nodes = &answer["data"]["district"]["it"]["deletions"]["nodes"];
    nodes
        .as_array()
        .unwrap_or_else(|| panic!("{answer}"))
        .clone()
}

async fn post(desk: &Desk, n: u128, title: &str) {
    let host = desk.town.global("Workroom", desk.town.workrooms[0]);
    let event = json!({
        "id": crate::statistics::stage::event(n), "hostId": host, "kind": "LECTURE", "title": title,
        "occurredOn": { "from": "2022-10-01" },
    });
    let input = json!({ "events": [event] });
    let shown = "{ verdicts { status } }";
    let posted = desk
        .run(Who::Office, "eventsPost", "EventsPostInput", input, shown)
        .await;
    assert_eq!(
        posted["data"]["eventsPost"]["verdicts"][0]["status"], "ACCEPTED",
        "{posted}"
    );
}

async fn change(desk: &Desk, name: &str, ty: &str, input: Value) -> i64 {
    let shown = "{ errors { code } }";
    let done = desk.run(Who::Office, name, ty, input, shown).await;
    assert_eq!(done["data"][name]["errors"], json!([]), "{done}");
    desk.town.number().await
}

on_both!(what_leaves_a_list_is_told_with_its_reason);
async fn what_leaves_a_list_is_told_with_its_reason(store: Store) {
    let desk = Desk::new(&store).await;
    desk.today("2022-11-01");
    for (n, title) in [(1, "甲"), (2, "乙示例"), (3, "丙丙示例丙")] {
        post(&desk, n, title).await;
    }
    let since = desk.town.number().await;
    let event = crate::statistics::stage::event;
    let global = |n| {
        desk.town.global(
            "Event",
            workrooms::kernel::id::NodeId(event(n).parse().unwrap()),
        )
    };
    let input = json!({ "eventId": event(1), "reason": "作废（示例）" });
    let void = change(&desk, "eventVoid", "EventVoidInput", input).await;
    let input = json!({ "eventId": event(2), "originalId": event(3) });
    let duplicate = change(
        &desk,
        "eventMarkDuplicate",
        "EventMarkDuplicateInput",
        input,
    )
    .await;
    let input = json!({ "eventId": event(3), "reason": "核实（示例）" });
    let verified = change(&desk, "eventVerify", "EventVerifyInput", input).await;
    let told =
        |n, reason, sequence| json!({ "id": global(n), "reason": reason, "sequence": sequence });
    let posted = "events(statuses: [POSTED])";
    let all = [
        told(1, "VOID", void),
        told(2, "DUPLICATE", duplicate),
        told(3, "NOT_LISTED", verified),
    ];
    assert_eq!(left(&desk, Who::Leader, posted, since).await, all);
    assert_eq!(left(&desk, Who::Leader, posted, void).await, all[1..]);
    assert_eq!(
        left(&desk, Who::Leader, posted, verified).await,
        [] as [Value; 0]
    );
    assert_eq!(
        left(&desk, Who::Leader, "events", since).await,
        [] as [Value; 0],
        "they are still listed"
    );
    assert_eq!(
        left(&desk, Who::Hotline, posted, since).await,
        [] as [Value; 0],
        "who may not see events"
    );
}

on_both!(what_one_may_no_longer_see_is_told_as_gone_and_nothing_more);
async fn what_one_may_no_longer_see_is_told_as_gone_and_nothing_more(store: Store) {
    let desk = Desk::new(&store).await;
    desk.today("2022-11-07");
    for n in [1, 2] {
        desk.propose(n, "2022-11-07").await;
        for (who, act, input) in [
            (Who::Office, "Accept", json!({})),
            (Who::Office, "Forward", json!({})),
            (Who::Hotline, "Dispatch", desk.order(n)),
        ] {
            desk.did(who, act, n, input).await;
        }
    }
    let since = desk.town.number().await;
    assert_eq!(desk.see(Who::Unit, 1).await["uuid"], case(1));
    desk.did(
        Who::Unit,
        "OrderReturn",
        1,
        json!({ "reason": "不属职责（示例）" }),
    )
    .await;
    let gone = json!({ "id": desk.id(1), "reason": "GONE", "sequence": null });
    assert_eq!(
        left(&desk, Who::Unit, "microSuggestions", since).await,
        [gone]
    );
    // Who never had it is told nothing, and who has it still, too.
    for who in [Who::OtherUnit, Who::Office, Who::Hotline] {
        assert_eq!(
            left(&desk, who, "microSuggestions", since).await,
            [] as [Value; 0],
            "{who:?}"
        );
    }
    let before = since - 1;
    assert_eq!(
        left(&desk, Who::OtherMember, "sentimentReports", before).await,
        [] as [Value; 0]
    );
}

on_both!(a_list_that_cannot_be_told_so_says_it_by_the_argument);
async fn a_list_that_cannot_be_told_so_says_it_by_the_argument(store: Store) {
    let desk = Desk::new(&store).await;
    desk.today("2022-11-01");
    let since = desk.town.number().await;
    let workroom = desk.town.global("Workroom", desk.town.workrooms[0]);
    let input = json!({
        "kind": "CONTACTS_MEMBER", "upperId": workroom, "lowerId": desk.member(5), "from": "2022-01-01",
    });
    change(&desk, "linkEstablish", "LinkEstablishInput", input).await;
    let newer = desk.town.number().await + 1;
    let node = format!(
        "node(id: \"{workroom}\") {{ ... on Workroom {{ events(updatedSince: {since}) {{ asOf }} }} }}"
    );
    let district = |list: &str| format!("district(code: \"430503\") {{ {list} {{ asOf }} }}");
    for (asked, field) in [
        (node, "updatedSince"),
        (
            district(&format!("events(updatedSince: {newer})")),
            "updatedSince",
        ),
        (district("events(updatedSince: -1)"), "updatedSince"),
        (
            district(&format!(
                "events(updatedSince: {since} period: {{ term: 6 }})"
            )),
            "updatedSince",
        ),
        (
            district(&format!("microSuggestions(updatedSince: {newer})")),
            "updatedSince",
        ),
        (
            district(&format!(
                "microSuggestions(updatedSince: {since} filter: {{ period: {{ term: 6 }} }})"
            )),
            "updatedSince",
        ),
        (
            district("microSuggestions(updatedSince: 0 filter: { overdue: true })"),
            "filter.overdue",
        ),
        (
            district(&format!("workrooms(updatedSince: {newer})")),
            "updatedSince",
        ),
        (
            district(&format!("publishedFigures(updatedSince: {newer})")),
            "updatedSince",
        ),
    ] {
        let answer = desk
            .ask(Who::Office, &format!("{{ {asked} }}"), Value::Null)
            .await;
        let extensions = &answer["errors"][0]["extensions"];
        assert_eq!(extensions["code"], "BAD_INPUT", "{asked}: {answer}");
        assert_eq!(extensions["field"], field, "{asked}");
    }
    let query = "{ serverTime district(code: \"430503\") { sequence organizationSequence events(updatedSince: 0) { asOf } } }";
    let answer = desk.ask(Who::Office, query, Value::Null).await;
    let expected = json!({
        "serverTime": "2022-11-01T04:00:00Z",
        "district": {
            "sequence": newer - 1, "organizationSequence": newer - 1, "events": { "asOf": newer - 1 },
        },
    });
    assert_eq!(answer["data"], expected, "{answer}");
}

on_both!(a_life_that_ends_on_a_day_is_told_without_a_row);
async fn a_life_that_ends_on_a_day_is_told_without_a_row(store: Store) {
    let desk = Desk::new(&store).await;
    desk.today("2022-11-01");
    let township = desk.town.global("Township", desk.town.townships[0]);
    let input = json!({
        "name": "新委员工作室（示例）", "kind": "TOWNSHIP", "townshipId": township, "from": "2022-01-01",
    });
    let (ty, shown) = (
        "WorkroomEstablishInput",
        "{ workroom { id } errors { code } }",
    );
    let made = desk
        .run(Who::Office, "workroomEstablish", ty, input, shown)
        .await;
    let workroom = made["data"]["workroomEstablish"]["workroom"]["id"].clone();
    let input = json!({ "id": workroom, "on": "2022-11-10" });
    change(&desk, "workroomClose", "WorkroomCloseInput", input).await;
    // The client reads on a later day than the newest entry of the journal, and again when the workroom is closed.
    desk.today("2022-11-05");
    let since = desk.town.number().await;
    assert_eq!(
        left(&desk, Who::Leader, "workrooms", since).await,
        [] as [Value; 0]
    );
    desk.today("2022-11-11");
    let gone = json!({ "id": workroom, "reason": "NOT_LISTED", "sequence": since });
    assert_eq!(left(&desk, Who::Leader, "workrooms", since).await, [gone]);
}
