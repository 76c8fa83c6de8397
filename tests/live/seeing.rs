//! What each caller is told of entries: what his lists show him, and of all else the number; words never.
//! Deliberately absent: who may open a subscription at all, which the matrix of permissions tells.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use workrooms::events::kinds::EventKind;
use workrooms::kernel::actor::Role;
use workrooms::kernel::id::NodeId;

use super::{change, follow, peer, server_of, token};
use crate::casework::desk::{Desk, Who};
use crate::micro_suggestions;
use crate::sentiment_reports;
use crate::support::Store;

/// Words that nobody is told live, by whatever entry.
const CANARY: &str = "金丝雀的话";

/// A district in which somebody is confided in: an event with words, a micro-suggestion that was handed in, a draft of
/// one, and a sentiment report.
async fn confided(store: &Store) -> Desk {
    let mut desk = micro_suggestions::desk::Desk::new(store).await;
    desk.today("2022-11-07");
    let host = ("Workroom", desk.town.workrooms[0]);
    let mut draft = desk
        .town
        .draft(host, EventKind::Visit, "走访（示例）", "2022-11-05");
    draft.narrative = Some(CANARY.to_owned());
    desk.town.post(1, draft).await;
    let mut open = desk.proposal(1, "2022-11-07");
    open["content"] = json!(CANARY);
    desk.answer(Who::Officer, "Propose", open).await;
    let mut drafted = desk.proposal(2, "2022-11-07");
    drafted["content"] = json!(CANARY);
    drafted["draft"] = json!(true);
    desk.answer(Who::Officer, "Propose", drafted).await;
    desk.face = sentiment_reports::desk::FACE;
    let mut report = sentiment_reports::desk::report(&desk, 3, "2022-11-07");
    report["content"] = json!(CANARY);
    desk.answer(Who::Officer, "Propose", report).await;
    desk
}

fn scope(desk: &Desk, who: Who) -> (Role, Option<NodeId>) {
    let town = &desk.town;
    let scope = match who {
        Who::Unit => Some(desk.units[0]),
        Who::Author => Some(town.members[0]),
        Who::OtherMember => Some(town.members[3]),
        Who::Officer => Some(town.workrooms[0]),
        Who::OtherOfficer => Some(town.workrooms[1]),
        _ => None,
    };
    (who.role().unwrap(), scope)
}

on_both!(everybody_is_told_what_his_lists_show_him);
async fn everybody_is_told_what_his_lists_show_him(store: Store) {
    let mut desk = confided(&store).await;
    let server = server_of(&store, &mut desk.town, &[]).await;
    let newest = desk.town.number().await;
    let mut whole = BTreeMap::new();
    for (who, event, open, drafted, report, party) in [
        (Who::Office, true, true, true, true, true),
        (Who::Auditor, true, true, true, true, true),
        (Who::Leader, true, true, false, true, false),
        (Who::Officer, true, true, true, true, false),
        (Who::OtherOfficer, true, true, false, false, false),
        (Who::Author, true, true, true, true, false),
        (Who::OtherMember, true, true, false, false, false),
        (Who::Hotline, false, false, false, false, false),
        (Who::Unit, false, false, false, false, false),
    ] {
        let (role, scope) = scope(&desk, who);
        let token = token(&store, &desk.town, role, scope).await;
        let mut peer = peer(&server, &token.token).await;
        follow(&mut peer, "1", Some(0)).await;
        let mut told = BTreeMap::<String, usize>::new();
        for number in 1..=newest {
            let change = change(&mut peer).await;
            assert_eq!(change["sequence"], number, "{who:?}");
            let text = change.to_string();
            assert!(!text.contains(CANARY), "{who:?}");
            if change["kind"].is_null() {
                let bare = json!({ "sequence": number, "kind": null, "subjectKind": null, "subject": null,
                    "nodeId": null, "actor": null, "role": null, "at": null });
                assert_eq!(change, bare, "{who:?}");
                continue;
            }
            let reads_journal = matches!(who, Who::Office | Who::Auditor);
            assert_eq!(
                !change["actor"].is_null(),
                reads_journal,
                "{who:?}: {change}"
            );
            *told.entry(name(&desk, &change)).or_default() += 1;
        }
        for (what, sees) in [
            ("event", event),
            ("open", open),
            ("drafted", drafted),
            ("report", report),
            ("office_held", party),
            ("workroom", true),
            ("link", true),
        ] {
            assert_eq!(told.contains_key(what), sees, "{who:?}: {what} of {told:?}");
        }
        whole.insert(format!("{who:?}"), told.values().sum::<usize>());
    }
    // Who reads the journal is told of every entry; the hotline and a unit of the organisation alone.
    let all = usize::try_from(newest).unwrap();
    assert_eq!((whole["Office"], whole["Auditor"]), (all, all));
    assert_eq!(whole["Hotline"], whole["Unit"]);
}

/// What a change is of, as the story knows it.
fn name(desk: &Desk, change: &Value) -> String {
    let subject = change["subject"].as_str().unwrap();
    let cases = [(1, "open"), (2, "drafted"), (3, "report")];
    let of = |n: u128| crate::casework::desk::case(n);
    let case = cases.iter().find(|(n, _)| of(*n) == subject);
    let kind = change["subjectKind"].as_str().unwrap();
    if let Some((_, name)) = case {
        assert_eq!(kind, "case");
        return (*name).to_owned();
    }
    if kind == "workroom" {
        let ids = desk
            .town
            .workrooms
            .iter()
            .map(|id| desk.town.global("Workroom", *id));
        assert!(ids.into_iter().any(|id| change["nodeId"] == id));
    }
    kind.to_owned()
}

on_both!(what_comes_to_be_seen_is_told_when_it_is_given);
async fn what_comes_to_be_seen_is_told_when_it_is_given(store: Store) {
    let mut desk = micro_suggestions::desk::Desk::new(&store).await;
    let server = server_of(&store, &mut desk.town, &[]).await;
    desk.today("2022-11-07");
    let mut drafted = desk.proposal(1, "2022-11-07");
    drafted["draft"] = json!(true);
    let before = desk.town.number().await;
    let leader = token(&store, &desk.town, Role::Leader, None).await;
    let mut leader = peer(&server, &leader.token).await;
    follow(&mut leader, "1", Some(before)).await;
    desk.answer(Who::Officer, "Propose", drafted).await;
    assert_eq!(change(&mut leader).await["kind"], Value::Null);
    desk.did(Who::Author, "Submit", 1, json!({})).await;
    let submitted = change(&mut leader).await;
    assert_eq!(submitted["kind"], "case.submit");
    assert_eq!(submitted["nodeId"], desk.id(1));
    // Who comes later is told of the draft as of anything that he may see by now.
    follow(&mut leader, "2", Some(before)).await;
    assert_eq!(change(&mut leader).await["kind"], "case.propose");
    assert_eq!(change(&mut leader).await["kind"], "case.submit");
}
