//! The front of a draft: silence, what nobody verified, what differs from print; and what a late record changes.
//! Deliberately absent: the 2022 data.

use std::sync::{Arc, Mutex};

use serde_json::json;
use workrooms::events::commands::change::EventChange;
use workrooms::events::commands::judge::verify;
use workrooms::events::kinds::{EventKind, Measure, Qualifier};
use workrooms::kernel::actor::Role;
use workrooms::kernel::error::Problem;
use workrooms::reports::{Asked, NotMade};

use super::{TEXT, items, made, made_by, templates, text};
use crate::published::{done, talks};
use crate::statistics::stage::{CODE, Town, much};
use crate::support::Store;

const FIGURES: &str = "
[[figure]]
key = \"talks\"
metric = \"SESSIONS\"
kinds = [\"PUBLIC_TALK\"]

[[figure]]
key = \"comforted\"
metric = \"PERSONS\"
kinds = [\"CONSOLATION\"]

[[table]]
name = \"t\"
title = \"慰问\"
by = \"WORKROOM\"
columns = [{ title = \"人数\", metric = \"PERSONS\", kinds = [\"CONSOLATION\"] }]
";
const REPORT: &str = "= 小结\n恳谈会{{ figure(\"talks\") }}。\n@table t";

/// Talks of two workrooms in every month of the year.
async fn scene(store: &Store) -> Town {
    let town = Town::new(store, 2).await;
    for month in 1..=12_u128 {
        for n in 0..2 {
            let host = ("Workroom", town.workrooms[n]);
            let on = format!("2022-{month:02}-0{}", n + 5);
            let title = format!("恳谈会{month}-{n}（示例）");
            let mut draft = town.draft(host, EventKind::PublicTalk, &title, &on);
            draft.quantities = vec![much(Measure::Sessions, 1, Qualifier::Exact, None)];
            if (month, n) != (3, 1) && (month, n) != (12, 1) {
                town.post(month * 10 + n as u128, draft).await;
            }
        }
    }
    town
}

async fn verify_all(town: &Town) {
    let rows =
        town.rows("SELECT id FROM event_version WHERE until_number IS NULL AND status = 'POSTED'");
    for row in rows.await {
        let id: uuid::Uuid = row.try_get("", "id").unwrap();
        let change = EventChange {
            event: id.to_string(),
            reason: None,
        };
        verify(&town.office(), &town.district, change)
            .await
            .unwrap();
    }
}

on_both!(silence_and_what_nobody_verified_stand_at_the_front);
async fn silence_and_what_nobody_verified_stand_at_the_front(store: Store) {
    let town = scene(&store).await;
    let templates = templates(FIGURES, REPORT);
    let told = text(&town, &templates).await;
    assert!(told.starts_with("【初稿　数据截至日志序号"), "{told}");
    // December is not over on its last day.
    let silent = "委员工作室1（示例）：2022年3月无活动记录，也无零报告。";
    assert_eq!(items(&told, "报送不全的工作室"), [silent]);
    let incomplete = items(&told, "尚不完整的数据");
    assert_eq!(
        incomplete[0],
        "［1］场次22场次（talks）：22条记录中22条待核实，1个工作室有未报月份。"
    );
    assert!(told.contains("恳谈会22场次＊［1］。"), "{told}");
    assert_eq!(
        items(&told, "期间"),
        ["2022年尚未结束，数据只到2022年12月31日。"]
    );

    verify_all(&town).await;
    let input = json!({ "workroomId": town.workroom_id(1), "month": "2022-03" });
    town.done("nilReturnDeclare", "nilReturn { month }", input)
        .await;
    let told = text(&town, &templates).await;
    for heading in [
        "报送不全的工作室",
        "尚不完整的数据",
        "与公布数据不一致",
        "缺少的数据",
    ] {
        assert_eq!(items(&told, heading), [""; 0], "{heading}");
    }
    assert!(told.contains("恳谈会22场次［1］。"), "{told}");
}

on_both!(what_differs_from_print_stands_at_the_front);
async fn what_differs_from_print_stands_at_the_front(store: Store) {
    let town = scene(&store).await;
    let with = |key: &str, value: &str| {
        let mut input = talks(key);
        input["value"] = json!(value);
        input
    };
    done(&town, "Record", with("equal", "22")).await;
    done(&town, "Record", with("fewer", "25")).await;
    let mut unsaid = with("unsaid", "9");
    unsaid["metric"] = json!(null);
    unsaid["kinds"] = json!(null);
    done(&town, "Record", unsaid).await;
    let mut before = with("before", "1");
    before["period"] = json!({ "from": "2021-01-01", "to": "2022-01-01" });
    done(&town, "Record", before).await;
    let report = "{{ published(\"unsaid\") }}、{{ published(\"none\") }}";
    let told = text(&town, &templates(FIGURES, report)).await;
    assert_eq!(
        items(&told, "与公布数据不一致"),
        ["《年度报告》（示例）“恳谈会2场次”：公布25，系统记录22场次，相差-3（2022年）。"]
    );
    assert!(told.contains("9场次△［1］、〔待填〕"), "{told}");
    assert_eq!(items(&told, "缺少的数据").len(), 1);
    assert!(
        told.contains("［1］凭据")
            && told.contains("公布数据，无系统记录：《年度报告》（示例）“恳谈会2场次”（unsaid）")
    );
}

on_both!(a_late_record_changes_the_report_at_a_later_number_only);
async fn a_late_record_changes_the_report_at_a_later_number_only(store: Store) {
    let town = scene(&store).await;
    let templates = templates(FIGURES, REPORT);
    let before = town.number().await;
    let first = made(&town, &TEXT, &templates).await;
    let host = ("Workroom", town.workrooms[0]);
    let mut late = town.draft(host, EventKind::PublicTalk, "补报（示例）", "2022-07-01");
    late.quantities = vec![much(Measure::Sessions, 3, Qualifier::Exact, None)];
    town.post(999, late).await;
    let then = Asked {
        as_of: Some(before),
        ..TEXT
    };
    let again = made(&town, &then, &templates).await;
    assert_eq!(
        String::from_utf8(first).unwrap(),
        String::from_utf8(again).unwrap()
    );
    let now = text(&town, &templates).await;
    assert!(now.contains("恳谈会25场次＊［1］。"), "{now}");
    let leader = town.stage.request(Role::Leader, CODE, None);
    let ahead = Asked {
        as_of: Some(town.number().await + 1),
        ..TEXT
    };
    let refused = made_by(&leader, &ahead, &templates).await;
    assert!(
        matches!(refused, Err(NotMade::Problem(Problem::BadInput { field, .. })) if field == "asOf")
    );
}

on_both!(few_residents_in_hardship_are_not_told);
async fn few_residents_in_hardship_are_not_told(store: Store) {
    let town = Town::new(&store, 3).await;
    for (n, persons) in [3, 9].into_iter().enumerate() {
        let host = ("Workroom", town.workrooms[n]);
        let mut draft = town.draft(
            host,
            EventKind::Consolation,
            &format!("慰问{n}（示例）"),
            "2022-01-05",
        );
        draft.quantities = vec![much(Measure::Persons, persons, Qualifier::Exact, None)];
        town.post(n as u128, draft).await;
    }
    let told = text(
        &town,
        &templates(FIGURES, "{{ figure(\"comforted\") }}\n@table t"),
    )
    .await;
    // Nine would give three away beside the twelve of the district.
    assert!(told.contains("12人＊［1］"), "{told}");
    let rows = |told: &str| -> Vec<String> {
        let lines = told
            .lines()
            .skip_while(|line| !line.starts_with("表1"))
            .skip(2);
        let mut rows: Vec<String> = lines
            .take(4)
            .map(|line| line.split_whitespace().last().unwrap().to_owned())
            .collect();
        // Workrooms of one instant stand in the order of their ids.
        rows.sort();
        rows
    };
    assert_eq!(rows(&told), ["0＊", "12＊", "※＊", "※＊"]);
    let only = FIGURES.replace(
        "kinds = [\"CONSOLATION\"]",
        "kinds = [\"CONSOLATION\"]\ncampaign = \"主题活动0（示例）\"",
    );
    let host = ("Workroom", town.workrooms[2]);
    let mut draft = town.draft(host, EventKind::Consolation, "慰问（示例）", "2022-02-05");
    draft.quantities = vec![much(Measure::Persons, 2, Qualifier::Exact, None)];
    draft.campaigns = vec![town.global("Campaign", town.campaigns[0])];
    town.post(9, draft).await;
    let one = only.split("[[table]]").next().unwrap();
    let told = text(&town, &templates(one, "{{ figure(\"comforted\") }}")).await;
    assert!(told.contains("不足5人＊［1］"), "{told}");
    assert_eq!(told.matches("记录摘要").count(), 0);
    assert_eq!(told.matches("条记录中").count(), 0);
}

on_both!(a_report_is_for_who_may_read_figures);
async fn a_report_is_for_who_may_read_figures(store: Store) {
    let town = scene(&store).await;
    let elsewhere = town.stage.request(Role::Leader, "430502", None);
    let refused = made_by(&elsewhere, &TEXT, &templates(FIGURES, REPORT)).await;
    assert!(matches!(refused, Err(NotMade::Problem(Problem::Forbidden))));
    let nobody = town.stage.request_of(None);
    let refused = made_by(&nobody, &TEXT, &templates(FIGURES, REPORT)).await;
    assert!(matches!(refused, Err(NotMade::Problem(Problem::Forbidden))));
}

/// The statements that one report takes on a town of so many workrooms.
async fn statements(store: &Store, code: &str, workrooms: usize) -> usize {
    let heard = Arc::new(Mutex::new(0));
    let mut db = store.db.clone();
    let ear = Arc::clone(&heard);
    db.set_metric_callback(move |_| *ear.lock().unwrap() += 1);
    let store = Store {
        db,
        ..store.clone()
    };
    let town = Town::in_district(&store, code, workrooms).await;
    for n in 0..workrooms {
        let host = ("Workroom", town.workrooms[n]);
        let mut draft = town.draft(
            host,
            EventKind::PublicTalk,
            &format!("恳谈会{n}（示例）"),
            "2022-03-05",
        );
        draft.quantities = vec![much(Measure::Sessions, 1, Qualifier::Exact, None)];
        town.post(n as u128, draft).await;
    }
    let leader = town.stage.request(Role::Leader, code, None);
    *heard.lock().unwrap() = 0;
    let made = workrooms::reports::make(&leader, &town.district, &TEXT, &Default::default()).await;
    made.unwrap();
    let took = *heard.lock().unwrap();
    assert!(took > 0, "statements are heard");
    took
}

on_both!(a_report_takes_the_same_statements_of_few_and_of_many);
async fn a_report_takes_the_same_statements_of_few_and_of_many(store: Store) {
    let few = statements(&store, "430503", 2).await;
    let many = statements(&store, "430502", 40).await;
    assert_eq!(few, many);
}
