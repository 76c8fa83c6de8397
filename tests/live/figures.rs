//! Figures as they change: which are told, with which value, and that what does not touch them is silent.
//! Deliberately absent: how figures are counted.

use serde_json::{Value, json};
use workrooms::events::commands::change::{EventChange, void};
use workrooms::events::kinds::EventKind;
use workrooms::kernel::actor::Role;
use workrooms::kernel::id::GlobalId;

use super::{item, peer, post_talks, server_of, subscribe, token};
use crate::organization::stage::district;
use crate::statistics::stage::{Town, event};
use crate::support::Store;

const FIGURES: &str = "subscription($node: ID!, $period: PeriodInput!) { \
    figureChanged(nodeId: $node, metrics: [EVENTS, SESSIONS], period: $period) { metric { code } value asOf } }";

/// Metric, value and number of each figure of the next item.
async fn told(peer: &mut crate::doors::socket::Peer) -> Vec<(String, String, i64)> {
    let figures = item(peer).await["figureChanged"].clone();
    let figures = figures.as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    figures
        .map(|figure| {
            (
                text(&figure["metric"]["code"]),
                text(&figure["value"]),
                figure["asOf"].as_i64().unwrap(),
            )
        })
        .collect()
}

fn figure(code: &str, value: &str, number: i64) -> (String, String, i64) {
    (code.to_owned(), value.to_owned(), number)
}

on_both!(only_figures_that_changed_are_told);
async fn only_figures_that_changed_are_told(store: Store) {
    let mut town = Town::new(&store, 2).await;
    let server = server_of(&store, &mut town, &[]).await;
    let leader = token(&store, &town, Role::Leader, None).await;
    let before = town.number().await;
    let mut peer = peer(&server, &leader.token).await;
    // A group whose only workroom is the first; what comes to pass elsewhere or in another year does not touch it.
    let node = town.global("SectorGroup", town.groups[0]);
    let variables = json!({ "node": node, "period": { "year": 2022 } });
    subscribe(&mut peer, "1", FIGURES, variables).await;
    assert_eq!(
        told(&mut peer).await,
        [
            figure("EVENTS", "0", before),
            figure("SESSIONS", "0", before)
        ]
    );
    let deed = |workroom: usize, day: &str| {
        let host = ("Workroom", town.workrooms[workroom]);
        town.draft(host, EventKind::GoodDeed, "好事（示例）", day)
    };
    post_talks(&town.office(), &town, std::iter::once(1)).await;
    let first = told(&mut peer).await;
    assert_eq!(
        first,
        [
            figure("EVENTS", "1", before + 1),
            figure("SESSIONS", "1", before + 1)
        ]
    );
    town.post(2, deed(0, "2021-12-01")).await;
    town.post(3, deed(1, "2022-01-04")).await;
    town.post(4, deed(0, "2022-01-05")).await;
    // A good deed is no session, and of January something was heard already.
    assert_eq!(told(&mut peer).await, [figure("EVENTS", "2", before + 4)]);
    let change = EventChange {
        event: event(4),
        reason: Some("登记有误（示例）".to_owned()),
    };
    void(&town.office(), &town.district, change).await.unwrap();
    let third = told(&mut peer).await;
    assert_eq!(third.first(), Some(&figure("EVENTS", "1", before + 5)));
}

on_both!(who_may_not_see_figures_cannot_follow_them);
async fn who_may_not_see_figures_cannot_follow_them(store: Store) {
    let mut town = Town::new(&store, 2).await;
    let server = server_of(&store, &mut town, &[]).await;
    let hotline = token(&store, &town, Role::Hotline, None).await;
    let leader = token(&store, &town, Role::Leader, None).await;
    let node = town.global("Workroom", town.workrooms[0]);
    let elsewhere = GlobalId::encode("Workroom", &district("430502"), town.workrooms[0].0).0;
    for (token, node) in [
        (&hotline, node),
        (&leader, elsewhere),
        (&leader, "none".to_owned()),
    ] {
        let mut peer = peer(&server, &token.token).await;
        let variables = json!({ "node": node, "period": { "year": 2022 } });
        subscribe(&mut peer, "1", FIGURES, variables).await;
        let refused = peer.hear().await;
        assert_eq!(refused["type"], "error", "{refused}");
        assert_eq!(refused["payload"][0]["extensions"]["field"], "nodeId");
    }
}
