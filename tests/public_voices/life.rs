//! The life of a voice: collected at an event, revised, told back. Deliberately absent: batches and figures.

use serde_json::{Value, json};
use workrooms::events::kinds::EventKind;

use super::desk::Who;
use super::desk::{collect, desk, record, told, voice};
use crate::statistics::stage::event;
use crate::support::Store;

on_both!(a_voice_is_told_back_within_sixty_days);
async fn a_voice_is_told_back_within_sixty_days(store: Store) {
    let desk = desk(&store).await;
    desk.today("2022-09-26");
    let town = &desk.town;
    let draft = town.draft(
        ("Workroom", town.workrooms[0]),
        EventKind::PublicTalk,
        "民情恳谈会（示例）",
        "2022-09-26",
    );
    town.post(1, draft).await;
    let mut sent = voice(1, "2022-09-26");
    sent["eventId"] = json!(town.global(
        "Event",
        workrooms::kernel::id::NodeId(event(1).parse().unwrap())
    ));
    sent["campaignIds"] = json!([
        town.global("Campaign", town.campaigns[0]),
        town.global("Campaign", town.campaigns[1]),
    ]);
    let payload = record(&desk, Who::Officer, vec![sent]).await;
    let seen = &payload["verdicts"][0]["publicVoice"];
    assert_eq!(seen["state"], "COLLECTED", "{payload}");
    assert_eq!(seen["relatedEvents"][0]["title"], "民情恳谈会（示例）");
    assert_eq!(
        seen["workroom"]["id"],
        town.global("Workroom", town.workrooms[0])
    );
    assert_eq!(seen["member"], Value::Null);
    assert_eq!(
        seen["stuckAt"],
        json!({ "leg": "TELL", "owner": "ORGANIZER", "beganOn": "2022-09-26", "dueOn": "2022-11-25", "limit": 60,
                "limitUnit": "DAYS", "used": 0, "paused": 0, "isPaused": false, "extended": false, "overdue": false })
    );
    let anew = json!({ "topic": "路灯照明（示例）", "words": "改过的原话（示例）" });
    let revised = desk.did(Who::Officer, "Revise", 1, anew.clone()).await;
    assert_eq!(revised["title"], "路灯照明（示例）");
    assert_eq!(revised["words"], "改过的原话（示例）");
    assert_eq!(revised["state"], "COLLECTED");
    let again = desk.refused(Who::Officer, "Revise", 1, anew).await;
    assert_eq!(again, ("NOTHING_CHANGES".to_owned(), json!("topic")));
    let private = json!({ "topic": "路灯（示例）", "words": "请回电13812345678（示例）" });
    let private = desk.refused(Who::Officer, "Revise", 1, private).await;
    assert_eq!(private, ("PERSONAL_NUMBER".to_owned(), json!("words")));
    desk.today("2022-11-26");
    assert_eq!(desk.see(Who::Officer, 1).await["overdue"], true);
    let private = json!({ "method": "PHONE", "text": "已回电13812345678（示例）" });
    let private = desk.refused(Who::Officer, "Tell", 1, private).await;
    assert_eq!(private, ("PERSONAL_NUMBER".to_owned(), json!("text")));
    let told = desk.did(Who::Officer, "Tell", 1, told()).await;
    assert_eq!(told["state"], "TOLD");
    assert_eq!(told["stuckAt"], Value::Null);
    assert_eq!(
        told["told"],
        json!({ "on": "2022-11-26", "method": "PHONE", "text": "路灯已修好（示例）" })
    );
    // What came of it later is told too.
    let later = json!({ "method": "MEETING", "text": "全巷都已装灯（示例）" });
    let later = desk.did(Who::Officer, "Tell", 1, later).await;
    assert_eq!(
        (&later["state"], &later["told"]["text"]),
        (&json!("TOLD"), &json!("全巷都已装灯（示例）"))
    );
    desk.assert_whole().await;
}

on_both!(another_event_is_related_once);
async fn another_event_is_related_once(store: Store) {
    let desk = desk(&store).await;
    desk.today("2022-11-07");
    collect(&desk, 1, "2022-11-07").await;
    let town = &desk.town;
    let draft = town.draft(
        ("Workroom", town.workrooms[1]),
        EventKind::GoodDeed,
        "修复路灯（示例）",
        "2022-11-07",
    );
    town.post(2, draft).await;
    let of = |n| {
        town.global(
            "Event",
            workrooms::kernel::id::NodeId(event(n).parse().unwrap()),
        )
    };
    let relate = |n| json!({ "eventId": of(n) });
    let related = desk.did(Who::Officer, "Relate", 1, relate(2)).await;
    assert_eq!(related["relatedEvents"][0]["title"], "修复路灯（示例）");
    let twice = desk.refused(Who::Officer, "Relate", 1, relate(2)).await;
    assert_eq!(twice, ("RELATED_ALREADY".to_owned(), json!("eventId")));
    let none = desk.refused(Who::Officer, "Relate", 1, relate(9)).await;
    assert_eq!(none, ("UNKNOWN_EVENT".to_owned(), json!("eventId")));
    desk.assert_whole().await;
}
