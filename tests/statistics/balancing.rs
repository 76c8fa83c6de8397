//! How evenly duty is spread: members without a record, kinds of duty, their inequality, what the most active tenth bears,
//! gaps between groups, contacts; and that few members are told of by no number. Deliberately absent: how single members do.

use serde_json::{Value, json};
use workrooms::events::kinds::EventKind;
use workrooms::events::rules::batch::Ruling;
use workrooms::kernel::id::NodeId;
use workrooms::linkage::LinkKind;
use workrooms::linkage::commands::establish;
use workrooms::organization::commands::people::admit_member;

use crate::casework::desk::{Desk, Who};
use crate::linkage::stage::wanted;
use crate::organization::stage::{FIRST, person};
use crate::support::Store;

/// Twelve members in two sectors and two workrooms of six each, which are not the same halves; a micro-suggestion of the
/// first member, and eight events.
async fn furnished(store: &Store) -> Desk {
    let mut desk = Desk::new(store).await;
    let office = desk.town.office();
    for n in 6..12_usize {
        let sector = desk.town.sectors[n % 2];
        let number = u32::try_from(n).unwrap() + 1;
        let member = admit_member(&office, person(number, sector)).await.unwrap();
        let workroom = desk.town.workrooms[usize::from(n < 9)];
        let link = wanted(LinkKind::ContactsMember, workroom, member.id, FIRST, None);
        establish(&office, link).await.unwrap();
        desk.town.members.push(member.id);
    }
    // Who claims his own suggestion has one record of it.
    desk.propose(1, "2022-02-01").await;
    desk.did(Who::Office, "Accept", 1, json!({})).await;
    desk.did(Who::Author, "Claim", 1, json!({})).await;
    let town = &desk.town;
    for (n, kind, members) in [
        (1, EventKind::Meeting, vec![0, 2, 4]),
        (2, EventKind::Research, vec![0, 2]),
        (3, EventKind::Visit, vec![0]),
        (4, EventKind::Visit, vec![0, 1]),
        (5, EventKind::Reception, vec![1]),
        (6, EventKind::Other, vec![3]),
        (7, EventKind::Training, vec![0, 2, 4]),
        (8, EventKind::Meeting, vec![6, 8]),
    ] {
        let host = ("Workroom", town.workrooms[0]);
        let title = format!("活动{n}（示例）");
        let mut draft = town.draft(host, kind, &title, &format!("2022-03-0{n}"));
        let global = |member: usize| town.global("Member", town.members[member]);
        draft.participants = members.into_iter().map(global).collect();
        let verdict = town.post(n, draft).await;
        assert!(
            matches!(verdict.ruling, Ruling::Accepted(..)),
            "{verdict:?}"
        );
    }
    desk
}

const METRICS: &str = "B1, W5, B3, B4, B5, B5_SECTORS, B5_WORKROOMS, B6, K1";

/// The metrics of a node: value, numerator, denominator, the titles of its records with what each adds, and whether they
/// are withheld.
async fn told(desk: &Desk, node: (&str, NodeId)) -> Vec<(String, Value)> {
    let query = format!(
        "query($id: ID!) {{ node(id: $id) {{ ... on HierarchyNode {{ \
         figures(metrics: [{METRICS}], period: {{ year: 2022 }}) {{ metric {{ code }} value numerator denominator \
         suppressed records {{ totalCount edges {{ amount node {{ title }} }} }} }} }} }} }}"
    );
    let id = json!({ "id": desk.town.global(node.0, node.1) });
    let answer = desk.town.ask(&query, id).await;
    let figures = answer["node"]["figures"].as_array().unwrap().iter();
    figures
        .map(|figure| {
            let edges = figure["records"]["edges"].as_array().unwrap();
            assert_eq!(figure["records"]["totalCount"], edges.len());
            let records = edges.iter().map(|edge| {
                let (title, amount) = (&edge["node"]["title"], &edge["amount"]);
                format!("{}×{}", title.as_str().unwrap(), amount.as_str().unwrap())
            });
            let numbers = json!([
                figure["value"],
                figure["numerator"],
                figure["denominator"],
                records.collect::<Vec<_>>(),
                figure["suppressed"],
            ]);
            (
                figure["metric"]["code"].as_str().unwrap().to_owned(),
                numbers,
            )
        })
        .collect()
}

on_both!(balance_is_told_as_it_is_worked_out_by_hand);
async fn balance_is_told_as_it_is_worked_out_by_hand(store: Store) {
    let desk = furnished(&store).await;
    let district = ("District", desk.town.committee);
    let plain = |value: &str| json!([value, null, null, [], false]);
    let due = [
        // Two figures on one screen: they make up all members.
        ("B1", json!(["0.416667", "5", "12", [], false])),
        (
            "W5",
            json!([
                "0.583333",
                "7",
                "12",
                [
                    "关于小区环境的微建议1（示例）×1",
                    "活动1（示例）×2",
                    "活动4（示例）×1",
                    "活动6（示例）×1",
                    "活动8（示例）×2",
                ],
                false
            ]),
        ),
        // Kinds of the twelve: 4, 1, 3, 0, 2, 0, 1, 0, 1, 0, 0, 0.
        ("B3", plain("0.652778")),
        ("B4", json!(["0.5625", "9", "16", [], false])),
        ("B5", plain("0.5")),
        ("B5_SECTORS", plain("1.5")),
        ("B5_WORKROOMS", plain("0.5")),
        (
            "B6",
            json!([
                "0.166667",
                "2",
                "12",
                ["活动2（示例）×1", "活动7（示例）×1"],
                false
            ]),
        ),
        (
            "K1",
            json!([
                "0.166667",
                "2",
                "12",
                ["活动3（示例）×1", "活动4（示例）×1"],
                false
            ]),
        ),
    ];
    for ((code, told), (metric, due)) in told(&desk, district).await.into_iter().zip(due) {
        assert_eq!((code.as_str(), told), (metric, due));
    }
    // By workroom, where the gap comes from.
    let query = "{ district(code: \"430503\") { breakdown(by: [WORKROOM], metrics: [B5, B1], period: {year: 2022}) { \
        keys { label } figures { value suppressed } } } }";
    let rows = desk.town.ask(query, json!({})).await;
    let mut rows = rows["district"]["breakdown"].as_array().unwrap().clone();
    rows.sort_by_key(|row| row["keys"][0]["label"].to_string());
    let row = |n: usize, median: &str, without: &str| {
        let figure = |value: &str| json!({ "value": value, "suppressed": false });
        let label = format!("委员工作室{n}（示例）");
        json!({ "keys": [{ "label": label }], "figures": [figure(median), figure(without)] })
    };
    assert_eq!(
        json!(rows),
        json!([row(0, "1", "0.5"), row(1, "0.5", "0.333333")])
    );
}

on_both!(of_few_members_no_balance_is_told);
async fn of_few_members_no_balance_is_told(store: Store) {
    let desk = furnished(&store).await;
    let withheld = json!([null, null, null, [], true]);
    let member = ("Member", desk.town.members[0]);
    for (code, told) in told(&desk, member).await {
        match code.as_str() {
            "W5" => assert_eq!(told[4], false, "a record of duty is no secret"),
            _ => assert_eq!(told, withheld, "{code}"),
        }
    }
}
