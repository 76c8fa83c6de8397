//! A late post tells which published figures it touches. Deliberately absent: frozen figures.

use serde_json::{Value, json};
use workrooms::kernel::actor::Role;

use super::{ask, done, talks};
use crate::statistics::stage::{CODE, Town, event};
use crate::support::Store;

const POST: &str = "mutation($input: EventsPostInput!) { eventsPost(input: $input) { sequence verdicts { status } \
    touchedFigures { published { key value } before { value numerator denominator asOf } \
    after { value numerator denominator asOf } } } }";

fn talk(town: &Town, n: u128, on: &str, title: &str) -> Value {
    json!({
        "id": event(n), "hostId": town.workroom_id(0), "kind": "PUBLIC_TALK", "title": title,
        "occurredOn": { "from": on },
    })
}

async fn posted(town: &Town, role: Option<Role>, events: Value) -> Value {
    let view = match role {
        None => town.office(),
        Some(role) => town.stage.request(role, CODE, Some(town.workrooms[0])),
    };
    let answer = ask(town, view, POST, json!({ "input": { "events": events } })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["eventsPost"].clone()
}

/// The key, what is printed, and the two values of each touched figure.
fn told(payload: &Value) -> Vec<(&str, &str, Value, Value)> {
    let touched = payload["touchedFigures"].as_array().unwrap();
    let one = |figure: &'_ Value| {
        let of = |at: &str| figure[at]["value"].clone();
        (of("before"), of("after"))
    };
    touched
        .iter()
        .map(|figure| {
            let text = |name: &str| figure["published"][name].as_str().unwrap();
            let (before, after) = one(figure);
            (text("key"), text("value"), before, after)
        })
        .collect()
}

on_both!(a_late_post_tells_which_published_figures_it_touches);
async fn a_late_post_tells_which_published_figures_it_touches(store: Store) {
    let town = Town::new(&store, 2).await;
    let (first, second) = ("恳谈甲乙（示例）", "另一场完全不同（示例）");
    let both = json!([
        talk(&town, 1, "2022-03-01", first),
        talk(&town, 2, "2022-04-01", second)
    ]);
    let payload = posted(&town, None, both).await;
    assert_eq!(told(&payload), [], "nothing is published");
    let with = |key: &str, changes: Value| {
        let mut input = talks(key);
        input
            .as_object_mut()
            .unwrap()
            .extend(changes.as_object().unwrap().clone());
        input
    };
    done(&town, "Record", talks("talks")).await;
    let lectures = with(
        "lectures",
        json!({ "kinds": ["LECTURE"], "phrase": "讲堂2场（示例）" }),
    );
    done(&town, "Record", lectures).await;
    let last =
        json!({ "period": { "from": "2021-01-01", "to": "2022-01-01" }, "phrase": "上年（示例）" });
    done(&town, "Record", with("last", last)).await;
    let open = json!({ "period": { "from": "2021-06-01" }, "phrase": "届内（示例）" });
    done(&town, "Record", with("open", open)).await;
    let unsaid = json!({ "metric": null, "kinds": null, "phrase": "另计（示例）" });
    done(&town, "Record", with("unsaid", unsaid)).await;

    // A late one, one of this year, and one of the last: each touches what counts it, and no other.
    let late = talk(&town, 3, "2022-11-30", "年末补报的一场（示例）");
    let payload = posted(&town, None, json!([late])).await;
    let moved = |key, before: &str, after: &str| (key, "2", json!(before), json!(after));
    assert_eq!(
        told(&payload),
        [moved("talks", "2", "3"), moved("open", "2", "3")]
    );
    let number = payload["sequence"].as_i64().unwrap();
    let touched = &payload["touchedFigures"][0];
    assert_eq!(touched["before"]["asOf"], json!(number - 1));
    assert_eq!(touched["after"]["asOf"], json!(number));
    // The same again is there already.
    let late = talk(&town, 3, "2022-11-30", "年末补报的一场（示例）");
    let again = posted(&town, None, json!([late])).await;
    assert_eq!(again["verdicts"][0]["status"], "DUPLICATE");
    assert_eq!(told(&again), []);
    // What seems to repeat another does not count yet.
    let held = talk(&town, 4, "2022-11-30", "年末补报的一场（示例）");
    let held = posted(&town, None, json!([held])).await;
    assert_eq!(held["verdicts"][0]["status"], "HELD");
    assert_eq!(told(&held), []);
    // An officer is told as much as he may read: figures are for everybody of the district.
    let early = talk(&town, 5, "2021-12-31", "上年末的一场（示例）");
    let payload = posted(&town, Some(Role::WorkroomOfficer), json!([early])).await;
    assert_eq!(
        told(&payload),
        [moved("last", "0", "1"), moved("open", "3", "4")]
    );
    // A batch of several, with what stands already among them, tells each figure once.
    let mixed = json!([
        talk(&town, 6, "2022-01-31", "年初补报的一场（示例）"),
        talk(&town, 1, "2022-03-01", first),
    ]);
    let payload = posted(&town, None, mixed).await;
    assert_eq!(
        told(&payload),
        [moved("talks", "3", "4"), moved("open", "4", "5")]
    );
}
