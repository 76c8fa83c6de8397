//! A sector group goes from one committee to another: what the figures of the past say before and after.
//! Deliberately absent: whether the move may be made at all (linkage).

use serde_json::{Value, json};
use workrooms::kernel::id::NodeId;

use super::stage::{Town, event};
use crate::support::Store;

/// Everything that can be asked of a node's figures, with all records.
const FIGURES: &str = "query($id: ID!, $attribution: Attribution!) { node(id: $id) { ... on HierarchyNode { id name
    figures(metrics: [EVENTS, SESSIONS, PERSON_TIMES, GOOD_DEEDS, FUNDS, W1, VERIFIED_SHARE],
            period: { between: { from: \"2022-01-01\", to: \"2022-07-01\" } }, attribution: $attribution) { ...All }
    breakdown(by: [WORKROOM, MONTH], metrics: [EVENTS, GOOD_DEEDS],
              period: { between: { from: \"2022-01-01\", to: \"2022-07-01\" } }, attribution: $attribution) {
        keys { dimension key label } suppressed figures { ...All } } } } }
    fragment All on Figure { metric { code } value qualifier unit numerator denominator attribution credit asOf
        byFundKind { fundKind value qualifier } period { from to } excluded { reason count }
        completeness { expected reported declaredZero silent notYetDue answered silences { workroom { name } months } }
        records(first: 100) { totalCount pageInfo { hasNextPage startCursor endCursor } edges { cursor amount qualifier
            node { uuid title status sequence occurredOn { from to } hosts { id name share } campaigns { name } } } } }";

/// The whole answer as text, and the number of good deeds that it begins with.
async fn first_half(town: &Town, kind: &str, node: NodeId, attribution: &str) -> (String, Value) {
    let variables = json!({ "id": town.global(kind, node), "attribution": attribution });
    let answer = town.ask(FIGURES, variables).await;
    let figure = &answer["node"]["figures"][3];
    assert_eq!(figure["metric"]["code"], "GOOD_DEEDS");
    assert_eq!(figure["records"]["pageInfo"]["hasNextPage"], false);
    let number = town.number().await;
    // The number moves with every change; nothing else may.
    let own = format!("\"asOf\":{}", figure["asOf"]);
    assert_eq!(
        figure["asOf"].to_string().trim_matches('"'),
        number.to_string()
    );
    (
        answer.to_string().replace(&own, "\"asOf\":N"),
        figure["value"].clone(),
    )
}

on_both!(a_moved_group_leaves_the_past_where_it_was);
async fn a_moved_group_leaves_the_past_where_it_was(store: Store) {
    let town = Town::new(&store, 6).await;
    // Group 0 has workrooms 0 and 3, group 1 has 1 and 4, group 2 has 2 and 5; committee 0 contacts groups 0 and 2.
    let mut events = vec![
        town.deed(1, 0, "2022-01-10", 2),
        town.deed(2, 3, "2022-03-15", 3),
        town.deed(3, 1, "2022-06-30", 5),
        town.deed(4, 0, "2022-07-01", 7),
        town.deed(5, 2, "2022-02-02", 11),
    ];
    // A joint deed of both groups, so that the committees share a record.
    let mut joint = town.deed(6, 3, "2022-05-05", 13);
    joint["coHostIds"] = json!([town.workroom_id(4)]);
    // The group's own, and a committee's own.
    let mut own = town.deed(7, 0, "2022-04-04", 17);
    own["hostId"] = json!(town.global("SectorGroup", town.groups[0]));
    let mut of_committee = town.deed(8, 0, "2022-06-06", 19);
    of_committee["hostId"] = json!(town.global("SpecialCommittee", town.committees[1]));
    events.extend([joint, own, of_committee]);
    town.post_all(events).await;
    let void = json!({ "eventId": event(2), "reason": "误报" });
    town.done("eventVoid", "event { status }", void).await;
    let late = town.deed(9, 3, "2022-03-16", 3);
    town.post_all(vec![late]).await;

    let (from, to) = (town.committees[0], town.committees[1]);
    let ask = async |attribution: &str| {
        [
            first_half(&town, "SpecialCommittee", from, attribution).await,
            first_half(&town, "SpecialCommittee", to, attribution).await,
            first_half(&town, "District", town.committee, attribution).await,
        ]
    };
    let values = |answers: &[(String, Value); 3]| answers.clone().map(|(_, value)| value);
    let (at_event, current) = (ask("AT_EVENT").await, ask("CURRENT").await);
    // Committee 0: 2 + 3 + 11 + 13 + 17; committee 1: 5 + 13 + 19; the district has each once.
    assert_eq!(values(&at_event), ["46", "37", "70"]);
    assert_eq!(values(&current), ["46", "37", "70"]);

    let input = json!({
        "id": town.link_to_group(0).await,
        "newUpperId": town.global("SpecialCommittee", to),
        "on": "2022-07-01",
    });
    town.done("linkMove", "link { id }", input).await;

    let (at_event_after, current_after) = (ask("AT_EVENT").await, ask("CURRENT").await);
    assert_eq!(
        at_event_after, at_event,
        "the first half as it was attributed then"
    );
    // Group 2 stays with committee 0: 11.
    assert_eq!(values(&current_after), ["11", "59", "70"]);
    assert_ne!(current_after[0], current[0]);
    assert_ne!(current_after[1], current[1]);
    assert_eq!(current_after[2], current[2], "the district has what it had");
    town.assert_sound().await;
}

on_both!(the_second_half_belongs_to_the_new_committee);
async fn the_second_half_belongs_to_the_new_committee(store: Store) {
    let town = Town::new(&store, 6).await;
    let events = vec![
        town.deed(1, 0, "2022-06-30", 2),
        town.deed(2, 0, "2022-07-01", 3),
        town.deed(3, 3, "2022-12-31", 5),
    ];
    town.post_all(events).await;
    let input = json!({
        "id": town.link_to_group(0).await,
        "newUpperId": town.global("SpecialCommittee", town.committees[1]),
        "on": "2022-07-01",
    });
    town.done("linkMove", "link { id }", input).await;
    let document = "query($id: ID!) { node(id: $id) { ... on HierarchyNode {
        AT_EVENT: figures(metrics: [GOOD_DEEDS], period: { year: 2022 }) { value }
        CURRENT: figures(metrics: [GOOD_DEEDS], period: { year: 2022 }, attribution: CURRENT) { value }
        MONTHS: breakdown(by: [MONTH], metrics: [GOOD_DEEDS], period: { year: 2022 }) { keys { key } figures { value } } } } }";
    for (committee, at_event, current, june_to_august, december) in [
        (0, "2", "0", ["2", "0", "0"], "0"),
        (1, "8", "10", ["0", "3", "0"], "5"),
    ] {
        let id = town.global("SpecialCommittee", town.committees[committee]);
        let node = town.ask(document, json!({ "id": id })).await["node"].clone();
        assert_eq!(node["AT_EVENT"], json!([{ "value": at_event }]));
        assert_eq!(node["CURRENT"], json!([{ "value": current }]));
        let months: Vec<_> = node["MONTHS"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["figures"][0]["value"].clone())
            .collect();
        assert_eq!(months.len(), 12);
        assert_eq!(months[5..8], june_to_august);
        assert_eq!(months[11], december);
    }
}
