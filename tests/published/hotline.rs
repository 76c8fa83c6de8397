//! The hotline's own figures of units: imported row by row, corrected by versions, and held against the units'
//! micro-suggestions (MS12). Deliberately absent: the micro-suggestions' own rules.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::micro_suggestions::desk::{Desk, Who};
use crate::micro_suggestions::life::replied;
use crate::support::Store;

fn row(unit: &str, month: &str, metric: &str, part: i64, whole: i64) -> Value {
    json!({
        "unitId": unit, "month": month, "metric": metric, "numerator": part, "denominator": whole,
        "source": "热线考核月报（示例）",
    })
}

async fn import(desk: &Desk, who: Who, rows: &[Value]) -> Value {
    let query = "mutation($input: HotlineFiguresImportInput!) { hotlineFiguresImport(input: $input) { sequence \
        verdicts { row status errors { code field message } } errors { code field message } } }";
    let answer = desk
        .ask(who, query, json!({ "input": { "rows": rows } }))
        .await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["hotlineFiguresImport"].clone()
}

fn statuses(payload: &Value) -> Vec<&str> {
    let verdicts = payload["verdicts"].as_array().unwrap().iter();
    verdicts
        .map(|verdict| verdict["status"].as_str().unwrap())
        .collect()
}

async fn compared(desk: &Desk, who: Who, unit: &str, period: &str) -> Value {
    let query = format!(
        "query($id: ID!) {{ node(id: $id) {{ ... on HandlingUnit {{ hotlineComparison(period: {period}) {{ \
         metric {{ code }} ours {{ numerator denominator value }} hotline {{ numerator denominator value }} \
         months difference }} }} }} }}"
    );
    let answer = desk.ask(who, &query, json!({ "id": unit })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["node"]["hotlineComparison"].clone()
}

fn rate(numerator: &str, denominator: &str, value: Option<&str>) -> Value {
    json!({ "numerator": numerator, "denominator": denominator, "value": value })
}

on_both!(an_import_has_a_verdict_for_every_row_and_the_same_again_changes_nothing);
async fn an_import_has_a_verdict_for_every_row_and_the_same_again_changes_nothing(store: Store) {
    let desk = Desk::new(&store).await;
    let unit = desk.unit(0);
    let before = desk.town.number().await;
    let rows = [
        row(&unit, "2022-10", "MS4", 9, 10),
        row(&unit, "2022-11", "MS4", 8, 10),
        row(&unit, "2022-11", "MS7_RESULT", 4, 5),
        row(&unit, "2022-11", "MS4", 8, 10),
        row(&unit, "2022-11", "MS4", 7, 10),
        row(&desk.member(0), "2022-11", "MS4", 1, 1),
        row(&unit, "2023-02", "MS4", 1, 1),
        row(&unit, "2022-09", "MS4", 3, 2),
    ];
    let payload = import(&desk, Who::Hotline, &rows).await;
    let due = [
        "ACCEPTED",
        "ACCEPTED",
        "ACCEPTED",
        "DUPLICATE",
        "REJECTED",
        "REJECTED",
        "REJECTED",
        "REJECTED",
    ];
    assert_eq!(statuses(&payload), due);
    let wrong = |n: usize| {
        let error = &payload["verdicts"][n]["errors"][0];
        (error["code"].clone(), error["field"].clone())
    };
    assert_eq!(wrong(4), (json!("ROW_TWICE"), json!("month")));
    assert_eq!(wrong(5), (json!("UNKNOWN_UNIT"), json!("unitId")));
    assert_eq!(wrong(6), (json!("MONTH_IN_FUTURE"), json!("month")));
    assert_eq!(wrong(7), (json!("PART_ABOVE_WHOLE"), json!("numerator")));
    assert_eq!(payload["verdicts"][0]["errors"], json!([]));
    assert_eq!(
        desk.town.number().await,
        before + 1,
        "one change for all rows"
    );
    let again = import(&desk, Who::Office, &rows[..4]).await;
    assert_eq!(statuses(&again), ["DUPLICATE"; 4]);
    assert_eq!(again["sequence"], before + 1);
    assert_eq!(desk.town.number().await, before + 1);
    let corrected = [row(&unit, "2022-10", "MS4", 10, 10), rows[1].clone()];
    let corrected = import(&desk, Who::Hotline, &corrected).await;
    assert_eq!(statuses(&corrected), ["CORRECTED", "DUPLICATE"]);
    let stored = "SELECT since_number, until_number FROM hotline_figure WHERE district_id = '430503' ORDER BY since_number, until_number";
    let stored: Vec<(i64, Option<i64>)> = desk
        .town
        .rows(stored)
        .await
        .iter()
        .map(|row| {
            (
                row.try_get("", "since_number").unwrap(),
                row.try_get("", "until_number").unwrap(),
            )
        })
        .collect();
    assert_eq!(stored.len(), 4);
    assert!(
        stored.contains(&(before + 1, Some(before + 2))),
        "what stood stays"
    );
    let told = compared(&desk, Who::Leader, &unit, "{year: 2022}").await;
    assert_eq!(told[0]["hotline"], rate("18", "20", Some("0.9")));
    // Whole imports that are refused, and who may not.
    let empty = import(&desk, Who::Hotline, &[]).await;
    assert_eq!(
        (&empty["errors"][0]["code"], &empty["errors"][0]["field"]),
        (&json!("EMPTY"), &json!("rows"))
    );
    let many = vec![row(&unit, "2022-10", "MS4", 1, 1); 501];
    let many = import(&desk, Who::Hotline, &many).await;
    assert_eq!(many["errors"][0]["code"], "TOO_MANY");
    assert_eq!(desk.town.number().await, before + 2);
    desk.assert_whole().await;
    let audit = || workrooms::hotline::audit::verify_district(&desk.town.db, &desk.town.district);
    assert_eq!(audit().await.unwrap(), None);
    for (forge, told) in [
        (
            "UPDATE hotline_figure SET until_number = NULL WHERE district_id = '430503' AND numerator = 4",
            None,
        ),
        (
            "UPDATE hotline_figure SET numerator = 1 WHERE district_id = '430503' AND numerator = 4",
            Some("were changed"),
        ),
    ] {
        sea_orm::ConnectionTrait::execute_unprepared(&desk.town.db, forge)
            .await
            .unwrap();
        let place = audit().await.unwrap();
        assert_eq!(place.is_some(), told.is_some(), "{forge}: {place:?}");
        assert!(place.unwrap_or_default().contains(told.unwrap_or_default()));
    }
}

on_both!(a_units_replies_are_held_against_the_hotlines);
async fn a_units_replies_are_held_against_the_hotlines(store: Store) {
    let desk = Desk::new(&store).await;
    let (unit, other) = (desk.unit(0), desk.unit(1));
    let solved = json!({ "result": "SOLVED", "text": "已办（示例）" });
    for n in [1, 2] {
        replied(&desk, n, "2022-11-07", solved.clone()).await;
    }
    let good = json!({ "process": "SATISFIED", "result": "SATISFIED" });
    desk.did(Who::Author, "Evaluate", 1, good).await;
    let nothing = compared(&desk, Who::Leader, &unit, "{year: 2022}").await;
    assert_eq!(nothing[0]["metric"]["code"], "MS4");
    assert_eq!(nothing[0]["ours"], rate("2", "2", Some("1")));
    assert_eq!(nothing[0]["hotline"], rate("0", "0", None));
    assert_eq!(
        nothing[0]["difference"],
        Value::Null,
        "never 0 or 100 for nothing"
    );
    assert_eq!(nothing[1]["metric"]["code"], "MS7_RESULT");
    assert_eq!(nothing[1]["ours"], rate("1", "1", Some("1")));
    let rows = [
        row(&unit, "2022-10", "MS4", 6, 10),
        row(&unit, "2022-11", "MS4", 9, 10),
        row(&unit, "2022-11", "MS7_RESULT", 0, 0),
        row(&unit, "2021-11", "MS4", 0, 50),
        row(&other, "2022-11", "MS4", 1, 10),
    ];
    assert_eq!(
        statuses(&import(&desk, Who::Hotline, &rows).await),
        ["ACCEPTED"; 5]
    );
    let told = compared(&desk, Who::Leader, &unit, "{year: 2022}").await;
    assert_eq!(told[0]["hotline"], rate("15", "20", Some("0.75")));
    assert_eq!(told[0]["months"], json!(["2022-10", "2022-11"]));
    assert_eq!(told[0]["difference"], "0.25");
    assert_eq!(
        told[1]["hotline"],
        rate("0", "0", None),
        "a month of nothing is nothing"
    );
    assert_eq!(told[1]["difference"], Value::Null);
    // Only the whole months of the period are the hotline's side of it.
    let part = "{between: {from: \"2022-10-02\", to: \"2022-12-01\"}}";
    let part = compared(&desk, Who::Leader, &unit, part).await;
    assert_eq!(part[0]["hotline"], rate("9", "10", Some("0.9")));
    let open = compared(&desk, Who::Leader, &unit, "{term: 6}").await;
    assert_eq!(open[0]["hotline"], rate("15", "70", Some("0.214286")));
    // The other unit leads nothing.
    let theirs = compared(&desk, Who::Leader, &other, "{year: 2022}").await;
    assert_eq!(theirs[0]["ours"], rate("0", "0", None));
    assert_eq!(theirs[0]["hotline"], rate("1", "10", Some("0.1")));
    assert_eq!(theirs[0]["difference"], Value::Null);
    // A unit sees its own and no other's; the hotline, which sees no figures, none.
    for (who, seen, of) in [
        (Who::Unit, true, &unit),
        (Who::Unit, false, &other),
        (Who::OtherUnit, true, &other),
        (Who::Hotline, false, &unit),
        (Who::Auditor, true, &unit),
        (Who::OtherMember, true, &unit),
    ] {
        let told = compared(&desk, who, of, "{year: 2022}").await;
        assert_eq!(!told.as_array().unwrap().is_empty(), seen, "{who:?}");
    }
}

on_both!(only_months_that_the_hotline_told_of_are_compared);
async fn only_months_that_the_hotline_told_of_are_compared(store: Store) {
    let desk = Desk::new(&store).await;
    let unit = desk.unit(0);
    replied(
        &desk,
        1,
        "2022-11-07",
        json!({ "result": "SOLVED", "text": "已办（示例）" }),
    )
    .await;
    import(&desk, Who::Hotline, &[row(&unit, "2022-10", "MS4", 9, 10)]).await;
    let told = compared(&desk, Who::Leader, &unit, "{year: 2022}").await;
    assert_eq!(told[0]["months"], json!(["2022-10"]));
    assert_eq!(told[0]["ours"], rate("0", "0", None), "due in November");
    assert_eq!(told[0]["difference"], Value::Null);
    import(&desk, Who::Hotline, &[row(&unit, "2022-11", "MS4", 9, 10)]).await;
    let told = compared(&desk, Who::Leader, &unit, "{year: 2022}").await;
    assert_eq!(told[0]["ours"], rate("1", "1", Some("1")));
    assert_eq!(told[0]["difference"], "0.1");
}

on_both!(a_list_of_units_takes_the_same_statements_however_many_there_are);
async fn a_list_of_units_takes_the_same_statements_however_many_there_are(store: Store) {
    let heard = Arc::new(Mutex::new(Vec::<String>::new()));
    let mut db = store.db.clone();
    let ear = Arc::clone(&heard);
    db.set_metric_callback(move |info| ear.lock().unwrap().push(info.statement.sql.clone()));
    let desk = Desk::new(&Store {
        db,
        ..store.clone()
    })
    .await;
    let query = "{ district(code: \"430503\") { handlingUnits { hotlineComparison(period: {year: 2022}) { difference } } } }";
    let mut counts = Vec::new();
    for round in 0..2 {
        // Once to fill what is kept between requests.
        for _ in 0..2 {
            heard.lock().unwrap().clear();
            let answer = desk.ask(Who::Leader, query, json!({})).await;
            let units = answer["data"]["district"]["handlingUnits"]
                .as_array()
                .unwrap();
            assert_eq!(units.len(), 2 + round * 10);
        }
        counts.push(heard.lock().unwrap().len());
        for n in 0..10 {
            let input = json!({ "name": format!("单位{n}（示例）"), "from": "2016-01-01" });
            let establish = "mutation($input: HandlingUnitEstablishInput!) { handlingUnitEstablish(input: $input) { errors { code } } }";
            if round == 0 {
                let made = desk
                    .ask(Who::Office, establish, json!({ "input": input }))
                    .await;
                assert_eq!(made["data"]["handlingUnitEstablish"]["errors"], json!([]));
            }
        }
    }
    assert_eq!(counts[0], counts[1]);
}
