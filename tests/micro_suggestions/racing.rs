//! Two who act at once: one wins, the other is told what changed. Deliberately absent: timing.

use serde_json::json;

use super::desk::{Desk, Who};
use crate::support::Store;

on_both!(of_fifty_pairs_one_wins_and_the_other_is_told);
async fn of_fifty_pairs_one_wins_and_the_other_is_told(store: Store) {
    let desk = Desk::new(&store).await;
    desk.today("2022-11-07");
    for n in 1..=50 {
        desk.propose(n, "2022-11-07").await;
        // Every other pair does the very same thing twice.
        let (other, input) = match n % 2 {
            0 => ("Accept", json!({ "afterStep": 1 })),
            _ => (
                "Decline",
                json!({ "afterStep": 1, "ground": "NOT_CONCRETE", "reason": "无具体建议（示例）" }),
            ),
        };
        let (one, two) = tokio::join!(
            desk.act(Who::Office, "Accept", n, json!({ "afterStep": 1 })),
            desk.act(Who::Office, other, n, input),
        );
        let (won, lost): (Vec<_>, Vec<_>) = [one, two]
            .into_iter()
            .partition(|payload| payload["errors"] == json!([]));
        assert_eq!((won.len(), lost.len()), (1, 1), "pair {n}");
        assert_eq!(
            lost[0]["errors"][0]["code"], "CHANGED_MEANWHILE",
            "{}",
            lost[0]
        );
        assert_eq!(lost[0]["errors"][0]["field"], "afterStep");
        let state = won[0]["microSuggestion"]["state"].clone();
        assert_eq!(
            lost[0]["microSuggestion"]["state"], state,
            "told how it stands"
        );
        let seen = desk.see(Who::Office, n).await;
        assert_eq!(
            (&seen["state"], &seen["step"]),
            (&state, &json!(2)),
            "nothing was overwritten"
        );
    }
    desk.assert_whole().await;
}
