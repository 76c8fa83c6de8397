//! Who sees which campaigns and findings. Deliberately absent: who may do what; the tables say so.

use serde_json::{Value, json};

use super::desk::{Desk, FINDING, Who, desk};
use crate::support::Store;

async fn listed(desk: &Desk, who: Who) -> (u64, u64) {
    let query = "{ district(code: \"430503\") { findings { totalCount } oversightCampaigns { totalCount } } }";
    let answer = desk.ask(who, query, json!({})).await;
    let count = |list: &str| {
        answer["data"]["district"][list]["totalCount"]
            .as_u64()
            .unwrap()
    };
    (count("findings"), count("oversightCampaigns"))
}

on_both!(a_unit_sees_its_own_and_whoever_reads_cases_sees_all);
async fn a_unit_sees_its_own_and_whoever_reads_cases_sees_all(store: Store) {
    let desk = desk(&store, FINDING).await;
    desk.whole().await;
    desk.found(1).await;
    desk.notified(2).await;
    for who in [
        Who::Office,
        Who::Leader,
        Who::Officer,
        Who::OtherOfficer,
        Who::OtherMember,
        Who::Auditor,
    ] {
        assert_eq!(listed(&desk, who).await, (2, 1), "{who:?}");
    }
    assert_eq!(listed(&desk, Who::Unit).await, (1, 0));
    for who in [Who::OtherUnit, Who::Hotline] {
        assert_eq!(listed(&desk, who).await, (0, 0), "{who:?}");
    }
    let own = desk.see(Who::Unit, 2).await;
    assert_eq!(own["unit"]["name"], "区城管局");
    assert_eq!(own["relatedCases"], json!([]), "not the campaign itself");
    assert_eq!(own["relatedEvents"], json!([]), "nor events");
    assert_eq!(desk.see(Who::OtherUnit, 2).await, Value::Null);
}

on_both!(whose_a_finding_is);
async fn whose_a_finding_is(store: Store) {
    let desk = desk(&store, FINDING).await;
    desk.whole().await;
    let workroom = desk.found(1).await;
    let mut own = desk.finding(2, super::desk::WHOLE);
    own["eventId"] = Value::Null;
    let members = desk.answer(Who::Author, "Record", own.clone()).await;
    assert_eq!(members["payload"]["errors"], json!([]), "{members}");
    own["id"] = json!(super::desk::case(3));
    own["authorId"] = json!(desk.group());
    let bodys = desk.answer(Who::Office, "Record", own.clone()).await;
    assert_eq!(bodys["payload"]["errors"], json!([]), "{bodys}");
    let names = [
        &workroom["author"]["name"],
        &members["payload"]["finding"]["author"]["name"],
        &bodys["payload"]["finding"]["author"]["name"],
    ];
    assert!(names.iter().all(|name| name.is_string()), "{names:?}");
    assert!(names[0] != names[1] && names[1] != names[2]);
    // Whoever found something does not find that it was put right; a group does.
    let unit = json!({ "unitId": desk.unit(0) });
    desk.did(Who::Office, "Notify", 2, unit).await;
    desk.did(Who::Unit, "Accept", 2, json!({})).await;
    desk.did(Who::Unit, "RectifiedClaim", 2, super::desk::text())
        .await;
    let mut verify = super::desk::text();
    verify["id"] = json!(desk.id(2));
    let answer = desk.answer(Who::Author, "Verify", verify).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
    desk.did(Who::Officer, "Verify", 2, super::desk::text())
        .await;
    // Nobody records in another's name.
    own["id"] = json!(super::desk::case(4));
    own["authorId"] = json!(desk.committee());
    let answer = desk.answer(Who::Officer, "Record", own).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
}
