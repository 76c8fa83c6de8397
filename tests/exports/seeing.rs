//! A world with a text in each place that somebody may not see: everybody exports everything, and no file holds a text that
//! he may not read; each register has as many rows as he may see cases. Deliberately absent: the world itself.

use serde_json::{Value, json};
use workrooms::kernel::actor::Actor;
use workrooms::kernel::error::Lang;
use workrooms::linkage::{KeptChains, Request};

use super::{asked, exported, sheets};
use crate::permissions::world::{CODES, World};
use crate::support::Store;

/// The lists of the API with the kinds of their cases.
const REGISTERS: [(&str, &str); 7] = [
    ("microSuggestions", "MICRO_SUGGESTION"),
    ("proposals", "PROPOSAL"),
    ("sentimentReports", "SENTIMENT_REPORT"),
    ("consultations", "CONSULTATION"),
    ("oversightCampaigns", "OVERSIGHT_CAMPAIGN"),
    ("findings", "FINDING"),
    ("publicVoices", "PUBLIC_VOICE"),
];

fn view(store: &Store, world: &World, actor: Option<&Actor>) -> Request {
    Request::new(
        store.db.clone(),
        world.desks[0].town.stage.clock.clone(),
        KeptChains::default(),
        crate::support::vault(),
        actor.cloned(),
        Lang::Zh,
    )
}

fn everything() -> Vec<(Option<&'static str>, Value)> {
    let cases = REGISTERS.map(|(list, kind)| (Some(list), json!({ "cases": { "kind": kind } })));
    let figures = json!({ "metrics": ["EVENTS", "PERSON_TIMES", "MS1_SUBMITTED"], "period": { "year": 2022 },
        "breakdowns": [{ "by": ["WORKROOM"] }, { "by": ["TOWNSHIP", "MONTH"] }] });
    let others = [
        json!({ "events": {} }),
        json!({ "members": {} }),
        json!({ "figures": figures }),
    ];
    let others = others.into_iter().map(|what| (None, what));
    cases.into_iter().chain(others).collect()
}

on_both!(no_file_holds_what_its_caller_may_not_see);
async fn no_file_holds_what_its_caller_may_not_see(store: Store) {
    let world = World::new(&store).await;
    let mut sung = std::collections::BTreeSet::new();
    for (who, actor) in world.callers() {
        let actor = actor.as_ref();
        let see = || view(&store, &world, actor);
        let here = actor.map(|actor| actor.district.as_str());
        let of_district = here.filter(|code| CODES.contains(code));
        for (list, what) in everything() {
            let input = json!({ "format": "XLSX", "what": what });
            if of_district.is_none() {
                let answer = asked(see(), input).await;
                let code = &answer["errors"][0]["extensions"]["code"];
                assert!(
                    code == "UNAUTHENTICATED" || code == "FORBIDDEN",
                    "{who}: {answer}"
                );
                continue;
            }
            let made = exported(&see, input).await;
            let all = sheets(&made.bytes);
            let text = format!("{all:?}");
            for canary in &world.canaries {
                let found = text.contains(&canary.text);
                assert!(
                    !found || canary.is_for(actor),
                    "{who}: {canary:?} by {what}"
                );
                if found {
                    sung.insert(canary.text.clone());
                }
            }
            if let Some(list) = list {
                let due = world.canaries.iter().filter(|canary| {
                    canary.list == Some(list)
                        && Some(canary.district) == here
                        && canary.is_for(actor)
                });
                let (_, rows) = &all[0];
                assert_eq!(rows.len() - 1, due.count(), "{who}: {list}");
            }
        }
    }
    // What a list tells is found in some file, so that its absence elsewhere says something.
    for canary in world.canaries.iter().filter(|one| one.list.is_some()) {
        assert!(sung.contains(&canary.text), "{canary:?}");
    }
}
