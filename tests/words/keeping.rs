//! Words are kept for as long as the district set, and then erased by the program, in batches and on record.

use std::collections::BTreeMap;

use serde_json::json;
use workrooms::events::kinds::EventKind;
use workrooms::personal::entity::KeptKind;
use workrooms::personal::keeping::apply;

use super::{DAY, WORDS, journal, spoken};
use crate::casework::desk::{Desk, Who};
use crate::support::Store;

async fn keep(desk: &Desk, kind: &str, months: Option<i32>) -> serde_json::Value {
    let (name, ty) = ("retentionSet", "RetentionSetInput");
    let input = json!({ "kind": kind, "months": months, "from": "2022-01-01" });
    let shown = "{ retention { kind months from } errors { code field } }";
    let answer = desk.run(Who::Office, name, ty, input, shown).await;
    answer["data"][name].clone()
}

async fn keys(desk: &Desk) -> usize {
    desk.town
        .rows("SELECT subject_id FROM data_key WHERE guards IN ('NARRATIVE', 'CASE')")
        .await
        .len()
}

on_both!(words_past_their_time_are_erased_by_the_program);
async fn words_past_their_time_are_erased_by_the_program(store: Store) {
    let desk = spoken(&store).await;
    // More events than one batch takes, and one that is younger.
    for n in 0..205_u32 {
        let sign = |k: u32| char::from_u32(0x4e00 + n * 4 + k).unwrap();
        let title: String = (0..4).map(sign).collect();
        let host = ("Workroom", desk.town.workrooms[0]);
        let on = if n == 204 { "2022-12-20" } else { DAY };
        let mut draft = desk.town.draft(host, EventKind::Visit, &title, on);
        draft.narrative = Some(WORDS.to_owned());
        desk.today("2022-12-31");
        desk.town.post(u128::from(n) + 1, draft).await;
    }
    let (view, district) = (desk.town.office(), desk.town.district.clone());
    let before = keys(&desk).await;
    assert_eq!(before, 206);
    desk.today("2023-01-10");
    // Nothing is set: everything stays.
    assert!(apply(&view, &district, false).await.unwrap().is_empty());
    for (kind, months) in [("EVENT", 1), ("MICRO_SUGGESTION", 1)] {
        let set = keep(&desk, kind, Some(months)).await;
        assert_eq!(
            set["retention"],
            json!({ "kind": kind, "months": months, "from": "2022-01-01" })
        );
    }
    assert_eq!(
        keep(&desk, "EVENT", Some(1)).await["errors"][0]["code"],
        "NOTHING_CHANGES"
    );
    assert_eq!(
        keep(&desk, "EVENT", Some(0)).await["errors"][0]["code"],
        "MONTHS_OUTSIDE"
    );
    let number = desk.town.number().await;
    let would = apply(&view, &district, true).await.unwrap();
    // The case is not over, and one event is younger.
    let wanted = BTreeMap::from([(KeptKind::Event, 204), (KeptKind::MicroSuggestion, 0)]);
    assert_eq!(would, wanted);
    assert_eq!(
        (keys(&desk).await, desk.town.number().await),
        (before, number)
    );
    assert_eq!(apply(&view, &district, false).await.unwrap(), wanted);
    assert_eq!(keys(&desk).await, before - 204);
    let expired = ("personal.expired".to_owned(), "event_words".to_owned());
    assert_eq!(journal(&desk, 1).await, [expired]);
    assert_eq!(desk.town.number().await, number + 204);
    // The case is void: a month later its words go.
    let why = json!({ "reason": "重复（示例）", "on": "2023-01-10" });
    desk.did(Who::Office, "Void", 1, why).await;
    desk.today("2023-02-09");
    assert_eq!(
        apply(&view, &district, true).await.unwrap()[&KeptKind::MicroSuggestion],
        0
    );
    desk.today("2023-02-10");
    assert_eq!(
        apply(&view, &district, false).await.unwrap()[&KeptKind::MicroSuggestion],
        1
    );
    // A time without end takes the rule away.
    assert_eq!(keep(&desk, "EVENT", None).await["errors"], json!([]));
    assert!(
        !apply(&view, &district, false)
            .await
            .unwrap()
            .contains_key(&KeptKind::Event)
    );
    desk.assert_whole().await;
}
