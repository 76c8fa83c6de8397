//! The points of adoptions, which a district sets for itself. Deliberately absent: lists of adoptions.

use serde_json::{Value, json};

use super::desk::{Desk, Who, desk, issued};
use crate::support::Store;

async fn set(desk: &Desk, who: Who, input: Value) -> Value {
    let shown = "{ adoptionPoints { level points from } errors { code field } }";
    let (name, ty) = ("adoptionPointsSet", "AdoptionPointsSetInput");
    desk.run(who, name, ty, input, shown).await
}

on_both!(points_are_those_of_the_day_and_what_was_scored_stays);
async fn points_are_those_of_the_day_and_what_was_scored_stays(store: Store) {
    let desk = desk(&store).await;
    issued(&desk, 1, "2022-11-07").await;
    let city = json!({ "level": "CITY", "points": 9, "from": "2022-11-09" });
    let done = set(&desk, Who::Office, city.clone()).await;
    assert_eq!(done["data"]["adoptionPointsSet"]["adoptionPoints"], city);
    let by = |kind: &str| json!({ "level": "CITY", "kind": kind });
    desk.today("2022-11-08");
    let before = desk.did(Who::Office, "Adopt", 1, by("SINGLE")).await;
    assert_eq!(before["score"], 6);
    desk.today("2022-11-10");
    let same_level = desk.did(Who::Office, "Adopt", 1, by("COMBINED")).await;
    assert_eq!(same_level["score"], 6, "the level was reached before");
    issued(&desk, 2, "2022-11-10").await;
    let after = desk.did(Who::Office, "Adopt", 2, by("SINGLE")).await;
    assert_eq!(after["score"], 9);
    // What is reported up counts where a district gives it more than its own issue.
    let up = json!({ "points": 4, "from": "2022-11-11" });
    set(&desk, Who::Office, up).await;
    issued(&desk, 3, "2022-11-11").await;
    let reported = desk.did(Who::Office, "ReportUp", 3, json!({})).await;
    assert_eq!(reported["score"], 4);
    let query = "{ district(code: \"430503\") { adoptionPoints { level points from } } }";
    let listed = desk.ask(Who::OtherMember, query, json!({})).await;
    assert_eq!(
        listed["data"]["district"]["adoptionPoints"],
        json!([
            { "level": null, "points": 1, "from": null },
            { "level": "DISTRICT", "points": 3, "from": null },
            { "level": "CITY", "points": 6, "from": null },
            { "level": "PROVINCE", "points": 12, "from": null },
            { "level": "NATIONAL", "points": 20, "from": null },
            { "level": null, "points": 4, "from": "2022-11-11" },
            { "level": "CITY", "points": 9, "from": "2022-11-09" },
        ])
    );
    desk.assert_whole().await;
}

on_both!(points_are_refused_outside_their_range_and_to_all_but_the_office);
async fn points_are_refused_outside_their_range_and_to_all_but_the_office(store: Store) {
    let desk = desk(&store).await;
    let points =
        |points: i32, from: &str| json!({ "level": "CITY", "points": points, "from": from });
    let code = |answer: Value| {
        let error = answer["data"]["adoptionPointsSet"]["errors"][0].clone();
        (error["code"].clone(), error["field"].clone())
    };
    let number = desk.town.number().await;
    for (input, due, field) in [
        (points(-1, "2022-11-07"), "COUNT_OUTSIDE", "points"),
        (points(1001, "2022-11-07"), "COUNT_OUTSIDE", "points"),
        (points(5, "2022-02-30"), "INVALID_DATE", "from"),
    ] {
        let is = code(set(&desk, Who::Office, input).await);
        assert_eq!(is, (json!(due), json!(field)));
    }
    for who in [Who::Leader, Who::Officer, Who::Author] {
        let answer = set(&desk, who, points(5, "2022-11-07")).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
    }
    assert_eq!(desk.town.number().await, number);
    set(&desk, Who::Office, points(5, "2022-11-07")).await;
    let again = code(set(&desk, Who::Office, points(5, "2022-11-07")).await);
    assert_eq!(again, (json!("NOTHING_CHANGES"), json!("points")));
    set(&desk, Who::Office, points(7, "2022-11-07")).await;
    issued(&desk, 1, "2022-11-07").await;
    let by = json!({ "level": "CITY", "kind": "SINGLE" });
    let adopted = desk.did(Who::Office, "Adopt", 1, by).await;
    assert_eq!(adopted["score"], 7, "the newer of one day");
}
