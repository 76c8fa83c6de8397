//! The lines and who is reached, through the schema: the numbers, and which role may see which line.
//! Deliberately absent: HTTP.

use serde_json::{Value as Json, json};
use workrooms::kernel::actor::Role;
use workrooms::linkage::LinkKind;
use workrooms::organization::Office;

use super::api::{ask, global};
use super::stage::{CODE, Pieces, hold};
use crate::organization::stage::FIRST;
use crate::support::Store;

const COVERAGE: &str = "query($code: DivisionCode!, $on: Date!, $tooMany: Int!, $member: ID!) { district(code: $code) {
    contactLines(asOf: $on) { line totalCount links { kind } }
    contactCoverage(asOf: $on, tooMany: $tooMany) { line hop numerator denominator rate lapsedOnlyCount unreachedCount
        overloadedCount overloaded { targets } targets(state: REACHED) { reachedBy { since node { id } } } }
    chainCoverage(asOf: $on) { numerator denominator rate }
    whatIf(memberId: $member, asOf: $on) { linksCount links { kind } newlyUnreachedCount newlyUnreached { id }
        chain { numerator denominator } } } }";

on_both!(each_role_sees_the_lines_that_the_policy_gives_it);
async fn each_role_sees_the_lines_that_the_policy_gives_it(store: Store) {
    let set = Pieces::new(&store).await;
    set.chain().await;
    hold(
        &set.office,
        set.standing,
        Office::PartyGroupMember,
        FIRST,
        None,
    )
    .await;
    set.link(LinkKind::ChairToStanding, set.vice_chair, set.standing)
        .await;
    set.link(LinkKind::StandingToSectorMember, set.standing, set.plain[0])
        .await;
    set.link(LinkKind::CpcToNonCpcMember, set.standing, set.plain[1])
        .await;
    let sector = *set
        .chain_at(set.number().await)
        .await
        .organization
        .sectors
        .keys()
        .next()
        .unwrap();
    set.link(LinkKind::GathersSector, set.group, sector).await;
    let variables = |member: Json, too_many: i32| json!({"code": CODE, "on": "2022-04-01", "tooMany": too_many, "member": member});
    let standing = global("Member", set.standing);
    let asked = |role, too_many| {
        let scope = matches!(role, Role::WorkroomOfficer).then_some(set.workroom);
        let request = set.stage.request(role, CODE, scope);
        ask(request, COVERAGE, variables(standing.clone(), too_many))
    };
    let rows = |answer: &Json, name: &str| -> Vec<Json> {
        answer["district"][name].as_array().unwrap().clone()
    };
    let names = |rows: &[Json], name: &str| -> Vec<String> {
        let text = |row: &Json| row[name].as_str().unwrap().to_owned();
        rows.iter().map(text).collect()
    };

    let answer = asked(Role::Office, 0).await;
    assert_eq!(
        names(&rows(&answer, "contactLines"), "line"),
        ["CHAIN", "GATHERING", "COUNCIL", "PARTY"]
    );
    let coverage = rows(&answer, "contactCoverage");
    let hop = |name: &str| {
        coverage
            .iter()
            .find(|row| row["hop"] == name)
            .unwrap()
            .clone()
    };
    let due = json!({"line": "COUNCIL", "hop": "STANDING_TO_SECTOR_MEMBER", "numerator": 1, "denominator": 2, "rate": "0.5",
        "lapsedOnlyCount": 0, "unreachedCount": 1, "overloadedCount": 1, "overloaded": [{"targets": 1}],
        "targets": [{"reachedBy": [{"since": FIRST, "node": {"id": standing}}]}]});
    assert_eq!(hop("STANDING_TO_SECTOR_MEMBER"), due);
    assert_eq!(
        hop("PARTY_GROUP_TO_CPC_MEMBER")["rate"],
        Json::Null,
        "nobody is to be reached"
    );
    assert_eq!(hop("GATHERS_SECTOR")["numerator"], 1);
    let chain = json!({"numerator": 1, "denominator": 4, "rate": "0.25"});
    assert_eq!(answer["district"]["chainCoverage"], chain);
    let what_if = &answer["district"]["whatIf"];
    assert_eq!(
        (&what_if["linksCount"], &what_if["newlyUnreachedCount"]),
        (&json!(3), &json!(2))
    );
    assert_eq!(what_if["chain"], json!({"numerator": 1, "denominator": 3}));

    for role in [
        Role::Leader,
        Role::Auditor,
        Role::Member,
        Role::WorkroomOfficer,
    ] {
        let answer = asked(role, 15).await;
        assert_eq!(
            names(&rows(&answer, "contactLines"), "line"),
            ["CHAIN", "GATHERING", "COUNCIL"],
            "{role:?}"
        );
        let hops = names(&rows(&answer, "contactCoverage"), "hop");
        assert!(
            hops.len() == 7 && !hops.iter().any(|hop| hop.contains("CPC")),
            "{role:?}"
        );
        assert_eq!(answer["district"]["chainCoverage"], chain, "{role:?}");
        let what_if = &answer["district"]["whatIf"];
        let links = what_if["links"].as_array().unwrap();
        assert_eq!(
            names(links, "kind"),
            ["CHAIR_TO_STANDING", "STANDING_TO_SECTOR_MEMBER"],
            "{role:?}"
        );
        assert_eq!(what_if["linksCount"], 2, "{role:?}");
        assert_eq!(
            what_if["newlyUnreached"],
            json!([{"id": global("Member", set.plain[0])}]),
            "{role:?}"
        );
    }
    // Who may not see figures may not see who is reached either.
    for role in [Role::Hotline, Role::Unit] {
        let answer = asked(role, 15).await;
        assert_eq!(
            names(&rows(&answer, "contactLines"), "line"),
            ["CHAIN", "GATHERING", "COUNCIL"],
            "{role:?}"
        );
        assert_eq!(answer["district"]["contactCoverage"], json!([]), "{role:?}");
        assert_eq!(answer["district"]["chainCoverage"], Json::Null, "{role:?}");
        assert_eq!(answer["district"]["whatIf"], Json::Null, "{role:?}");
    }
    let elsewhere = set.stage.request(Role::Office, "430502", None);
    let answer = ask(elsewhere, COVERAGE, variables(standing.clone(), 15)).await;
    assert_eq!(
        answer,
        json!({"district": null}),
        "another district's office"
    );
    assert_eq!(asked(Role::Office, -1).await, json!(["BAD_INPUT"]));
    for member in [
        json!("x"),
        global("Workroom", set.standing),
        global("Member", set.workroom),
    ] {
        let answer = ask(set.stage.office(CODE), COVERAGE, variables(member, 15)).await;
        assert_eq!(answer["district"]["whatIf"], Json::Null);
    }
}
