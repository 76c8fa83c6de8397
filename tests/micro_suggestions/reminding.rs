//! Reminders: nearly due, the crossing, and each working day after it, climbing; each once, each in the journal.
//! Deliberately absent: clockwork; stories say what day it is.

use serde_json::{Value, json};
use workrooms::casework::noticing::give;
use workrooms::micro_suggestions::PRACTICE;

use super::desk::{Desk, Who};
use super::life::signed;
use crate::support::Store;

async fn given(desk: &Desk, day: &str) -> usize {
    desk.today(day);
    let view = desk.view(Who::Nobody);
    give(&view, &desk.town.district, &PRACTICE).await.unwrap()
}

async fn notices(desk: &Desk) -> Vec<(Value, Value, Value)> {
    let query = "query($id: ID!) { node(id: $id) { ... on MicroSuggestion { notices { on told overdueDays leg } } } }";
    let answer = desk
        .ask(Who::Leader, query, json!({ "id": desk.id(1) }))
        .await;
    let list = answer["data"]["node"]["notices"].as_array().unwrap();
    list.iter()
        .map(|one| {
            (
                one["on"].clone(),
                one["told"].clone(),
                one["overdueDays"].clone(),
            )
        })
        .collect()
}

on_both!(reminders_climb_and_stand_in_the_journal_once);
async fn reminders_climb_and_stand_in_the_journal_once(store: Store) {
    let desk = Desk::new(&store).await;
    signed(&desk, 1, "2022-11-07").await;
    assert_eq!(given(&desk, "2022-11-10").await, 0);
    let number = desk.town.number().await;
    assert_eq!(given(&desk, "2022-11-10").await, 0);
    assert_eq!(
        desk.town.number().await,
        number,
        "nothing to tell takes no number"
    );
    for (day, count) in [
        ("2022-11-11", 1),
        ("2022-11-11", 0),
        ("2022-11-14", 0),
        ("2022-11-15", 1),
        ("2022-11-16", 1),
        // Two days on which nobody looked: only the present one is told.
        ("2022-11-21", 1),
        ("2022-11-21", 0),
    ] {
        assert_eq!(given(&desk, day).await, count, "{day}");
    }
    let one = |on: &str, told: &str, days: i32| (json!(on), json!(told), json!(days));
    assert_eq!(
        notices(&desk).await,
        [
            one("2022-11-11", "UNIT", 0),
            one("2022-11-15", "UNIT", 1),
            one("2022-11-16", "HOTLINE", 2),
            one("2022-11-21", "LEADER", 5),
        ]
    );
    let seen = desk.see(Who::Leader, 1).await;
    assert_eq!(seen["state"], "HANDLING", "a reminder is no step");
    let kinds = desk
        .town
        .rows("SELECT kind FROM journal WHERE subject_kind = 'case_notice' ORDER BY number")
        .await;
    let kinds: Vec<String> = kinds
        .iter()
        .map(|row| row.try_get("", "kind").unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "case.nearly_due",
            "case.overdue",
            "case.still_overdue",
            "case.still_overdue"
        ]
    );
    // A reply ends the leg, and the next leg begins anew.
    desk.did(
        Who::Unit,
        "Contact",
        1,
        json!({ "method": "PHONE", "summary": "电话（示例）" }),
    )
    .await;
    desk.did(
        Who::Unit,
        "Reply",
        1,
        json!({ "result": "SOLVED", "text": "已办（示例）" }),
    )
    .await;
    assert_eq!(given(&desk, "2022-11-22").await, 0);
    desk.assert_whole().await;
}

on_both!(two_servers_that_look_at_once_tell_once);
async fn two_servers_that_look_at_once_tell_once(store: Store) {
    let desk = Desk::new(&store).await;
    signed(&desk, 1, "2022-11-07").await;
    let (one, two) = tokio::join!(given(&desk, "2022-11-15"), given(&desk, "2022-11-15"));
    assert_eq!(one + two, 1);
    assert_eq!(notices(&desk).await.len(), 1);
}

on_both!(a_year_without_a_calendar_says_so_until_it_is_loaded);
async fn a_year_without_a_calendar_says_so_until_it_is_loaded(store: Store) {
    let desk = Desk::new(&store).await;
    desk.today("2027-03-01");
    let query = "query($id: ID!) { node(id: $id) { ... on MicroSuggestion { stuckAt { leg dueOn unknownYear } } } }";
    assert_eq!(
        desk.propose(1, "2027-03-01").await["state"],
        "SUBMITTED",
        "work goes on"
    );
    let stuck = desk
        .ask(Who::Office, query, json!({ "id": desk.id(1) }))
        .await;
    assert_eq!(
        stuck["data"]["node"]["stuckAt"],
        json!({ "leg": "REVIEW", "dueOn": null, "unknownYear": 2027 })
    );
    assert_eq!(given(&desk, "2027-03-01").await, 0);
    let load = "mutation($i: CalendarYearLoadInput!) { calendarYearLoad(input: $i) { \
                calendarYear { year source daysOff } errors { code field } } }";
    for (input, code, field) in [
        (
            json!({ "year": 2020, "daysOff": [], "workingDays": [] }),
            "INVALID_YEAR",
            "year",
        ),
        (
            json!({ "year": 2027, "daysOff": [], "workingDays": [] }),
            "NO_DAYS_OFF",
            "daysOff",
        ),
        (
            json!({ "year": 2022, "daysOff": ["2022-10-03"], "workingDays": [] }),
            "YEAR_ANNOUNCED",
            "year",
        ),
        (
            json!({ "year": 2027, "daysOff": ["2026-10-01"], "workingDays": [] }),
            "DAY_OF_OTHER_YEAR",
            "daysOff.0",
        ),
        (
            json!({ "year": 2027, "daysOff": ["2027-01-02"], "workingDays": [] }),
            "DAY_OF_WRONG_SORT",
            "daysOff.0",
        ),
        (
            json!({ "year": 2027, "daysOff": ["2027-01-01"], "workingDays": ["2027-01-04"] }),
            "DAY_OF_WRONG_SORT",
            "workingDays.0",
        ),
        (
            json!({ "year": 2027, "daysOff": ["2027-01-01", "2027-01-01"], "workingDays": [] }),
            "DAY_TWICE",
            "daysOff.1",
        ),
        (
            json!({ "year": 2027, "daysOff": ["2027-13-01"], "workingDays": [] }),
            "INVALID_DATE",
            "daysOff.0",
        ),
    ] {
        let refused = desk.ask(Who::Office, load, json!({ "i": input })).await;
        let error = &refused["data"]["calendarYearLoad"]["errors"][0];
        assert_eq!(
            (&error["code"], &error["field"]),
            (&json!(code), &json!(field)),
            "{refused}"
        );
    }
    let year = json!({ "year": 2027, "daysOff": ["2027-01-01", "2027-03-02"], "workingDays": ["2027-03-06"] });
    let loaded = desk.ask(Who::Office, load, json!({ "i": year })).await;
    assert_eq!(
        loaded["data"]["calendarYearLoad"],
        json!({
            "calendarYear": { "year": 2027, "source": "LOADED", "daysOff": ["2027-01-01", "2027-03-02"] },
            "errors": [],
        })
    );
    let again = desk.ask(Who::Office, load, json!({ "i": year })).await;
    assert_eq!(
        again["data"]["calendarYearLoad"]["errors"][0]["code"],
        "NOTHING_TO_CHANGE"
    );
    let proposed = desk.see(Who::Office, 1).await;
    assert_eq!(
        proposed["stuckAt"]["dueOn"], "2027-03-04",
        "the second of March is off"
    );
    // What stands of the case says so too, and the list by it.
    let listed = async |overdue: bool| {
        let query = "query($o: Boolean!) { district(code: \"430503\") { microSuggestions(filter: {overdue: $o}) { totalCount nodes { overdue } } } }";
        let answer = desk.ask(Who::Office, query, json!({ "o": overdue })).await;
        answer["data"]["district"]["microSuggestions"].clone()
    };
    desk.today("2027-03-05");
    assert_eq!(
        listed(true).await,
        json!({ "totalCount": 1, "nodes": [{ "overdue": true }] })
    );
    assert_eq!(listed(false).await["totalCount"], 0);
    let moved = proposed["steps"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&moved["act"], &moved["toState"]),
        (&json!("MOVE_DUE"), &json!("SUBMITTED"))
    );
    desk.today("2027-03-01");
    // A district's own limit holds from its day on.
    let set = "mutation($i: CaseLimitSetInput!) { caseLimitSet(input: $i) { caseLimit { amount } errors { code field } } }";
    let limit = |days: i32, leg: &str| json!({ "kind": "MICRO_SUGGESTION", "leg": leg, "amount": days, "from": "2027-03-05" });
    for (input, code) in [
        (limit(0, "REVIEW"), "LIMIT_OUTSIDE"),
        (limit(3, "PROMISE"), "LEG_WITHOUT_LIMIT"),
    ] {
        let refused = desk.ask(Who::Office, set, json!({ "i": input })).await;
        assert_eq!(refused["data"]["caseLimitSet"]["errors"][0]["code"], code);
    }
    let done = desk
        .ask(Who::Office, set, json!({ "i": limit(1, "REVIEW") }))
        .await;
    assert_eq!(done["data"]["caseLimitSet"]["caseLimit"]["amount"], 1);
    desk.today("2027-03-05");
    let later = desk.propose(2, "2027-03-05").await;
    assert_eq!(
        later["stuckAt"]["dueOn"], "2027-03-06",
        "a make-up Saturday"
    );
    assert_eq!(
        desk.see(Who::Office, 1).await["stuckAt"]["dueOn"],
        "2027-03-04",
        "the older leg keeps its limit"
    );
    // What was judged by a limit stays judged by it; a leg of today takes the limit of today.
    for (from, leg, code) in [
        ("2027-03-04", "REVIEW", "LIMIT_IN_PAST"),
        ("2027-03-05", "ROUND", "LEG_OF_OTHER_KIND"),
    ] {
        let wrong = json!({ "kind": "MICRO_SUGGESTION", "leg": leg, "amount": 9, "from": from });
        let refused = desk.ask(Who::Office, set, json!({ "i": wrong })).await;
        let errors = &refused["data"]["caseLimitSet"]["errors"];
        assert_eq!(errors[0]["code"], code, "{refused}");
    }
    let longer =
        json!({ "kind": "MICRO_SUGGESTION", "leg": "REVIEW", "amount": 9, "from": "2027-03-05" });
    let done = desk.ask(Who::Office, set, json!({ "i": longer })).await;
    assert_eq!(done["data"]["caseLimitSet"]["errors"], json!([]));
    let seen = desk.see(Who::Office, 2).await;
    assert_eq!(seen["stuckAt"]["dueOn"], "2027-03-17");
    assert_eq!(listed(true).await["totalCount"], 1);
    // A step that the program took binds nobody: what was done before it is still entered late.
    let late = json!({ "on": "2027-03-05", "afterStep": 1 });
    assert_eq!(
        desk.did(Who::Office, "Accept", 2, late).await["state"],
        "ACCEPTED"
    );
    let moves = seen["steps"].as_array().unwrap();
    assert_eq!((moves.len(), &moves[1]["role"]), (2, &Value::Null));
    assert_eq!(
        given(&desk, "2027-03-05").await,
        0,
        "nothing is left to move"
    );
    desk.assert_whole().await;
}
