//! The past asked again: whatever is corrected, withdrawn, moved or posted late, an earlier journal number answers as it
//! did, to the byte. Deliberately absent: whether those answers are right (history).

use serde_json::{Value, json};

use super::random::{History, SUBJECTS};
use super::stage::Town;
use crate::support::Store;

/// All that a figure tells, and all that its records tell of themselves.
const ALL: &str = "fragment All on Figure { metric { code } value qualifier unit numerator denominator attribution credit asOf
      byFundKind { fundKind value qualifier } period { from to } excluded { reason count }
      completeness { expected reported declaredZero silent notYetDue answered silences { workroom { name } months } } }
  fragment Records on Figure { ...All previous { ...All }
      records(first: 100) { totalCount pageInfo { hasNextPage startCursor endCursor } edges { cursor amount qualifier node { ...Record
          parent { ...Record } parts { ...Record } duplicateOf { ...Record } versions(first: 100) { ...Record } } } } }
  fragment Record on Event { id uuid kind category title status placeCode subjectId sequence supersededBy reason narrative
      postedAt clientRecordedAt occurredOn { from to } quantities { measure value unit qualifier fundKind }
      hosts { id name isLead share node { name } } campaigns { id name period { from to } } participants { id name } }";

const FIGURES: &str = "query($id: ID!, $attribution: Attribution!, $credit: Credit!, $filter: EventFilter, $asOf: Long) {
  node(id: $id) { ... on HierarchyNode {
      figures(metrics: [EVENTS, SESSIONS, PERSON_TIMES, GOOD_DEEDS, VOICES, FUNDS, W1, VERIFIED_SHARE], period: { term: 6 },
              attribution: $attribution, credit: $credit, filter: $filter, asOf: $asOf) { ...Records } } } }";

const BREAKDOWN: &str = "query($id: ID!, $by: [Dimension!]!, $attribution: Attribution!, $credit: Credit!, $asOf: Long) {
  node(id: $id) { ... on HierarchyNode {
      breakdown(by: $by, metrics: [EVENTS, VOICES, FUNDS], period: { year: 2022 },
                attribution: $attribution, credit: $credit, asOf: $asOf) {
          keys { dimension key label kind } suppressed figures { ...All } } } } }";

/// Everything that is asked: documents with their variables.
fn questions(town: &Town) -> Vec<(String, Value)> {
    let mut questions = Vec::new();
    let place = [town.district.as_str()];
    let filters = [
        Value::Null,
        json!({ "participantIds": [town.global("Member", town.members[3])] }),
        json!({ "divisionCodes": place, "level": "WHOLE", "verifiedOnly": true }),
        json!({ "subjectId": SUBJECTS[0] }),
    ];
    let dimensions = [
        ["WORKROOM", "MONTH"],
        ["CAMPAIGN", "KIND"],
        ["MEMBER", "QUARTER"],
        ["VICE_CHAIR", "SPECIAL_COMMITTEE"],
        ["TOWNSHIP", "SECTOR_GROUP"],
    ];
    let credits = ["FULL", "LEAD_ONLY", "FRACTIONAL"];
    for (n, (kind, id)) in town.nodes().into_iter().enumerate() {
        for (m, attribution) in ["AT_EVENT", "CURRENT"].into_iter().enumerate() {
            let filter = if m == 0 { &filters[0] } else { &filters[n % 4] };
            let variables = json!({ "id": town.global(kind, id), "attribution": attribution,
                "credit": credits[(n + m) % 3], "filter": filter, "by": dimensions[(n + m) % 5] });
            questions.push((format!("{FIGURES} {ALL}"), variables.clone()));
            let (all, _) = ALL.split_once("fragment Records").unwrap();
            questions.push((format!("{BREAKDOWN} {all}"), variables));
        }
    }
    questions
}

/// Where two answers part, with what stands around it.
fn first_difference(a: &str, b: &str) -> Option<(String, String)> {
    let at = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| {
        let bytes = &text.as_bytes()[at.saturating_sub(200)..text.len().min(at + 200)];
        String::from_utf8_lossy(bytes).into_owned()
    };
    (a != b).then(|| (around(a), around(b)))
}

on_both!(an_earlier_number_answers_the_same_for_ever);
async fn an_earlier_number_answers_the_same_for_ever(store: Store) {
    let town = Town::new(&store, 4).await;
    let mut history = History::new(&town, 7);
    for _ in 0..60 {
        history.step().await;
    }
    let number = town.number().await;
    let mut before = Vec::new();
    for (document, variables) in questions(&town) {
        let answer = town.ask(&document, variables.clone()).await.to_string();
        assert!(
            !answer.contains("\"hasNextPage\":true"),
            "all records are on the page"
        );
        before.push((document, variables, answer));
    }
    let (said, mut changes) = (history.made.clone(), 0);
    let mut history = history.with_seed(8);
    while changes < 100 {
        let stood = town.number().await;
        history.step().await;
        changes += usize::from(town.number().await > stood);
    }
    let more = |sort: &str| history.made.get(sort) > said.get(sort);
    for sort in [
        "corrected",
        "void",
        "moved",
        "accepted",
        "verified",
        "rejected",
        "marked a duplicate",
    ] {
        assert!(more(sort), "{sort}: {:?}", history.made);
    }
    for (document, mut variables, answer) in before {
        variables["asOf"] = json!(number);
        let again = town.ask(&document, variables.clone()).await.to_string();
        assert_eq!(first_difference(&answer, &again), None, "{variables}");
    }
    town.assert_sound().await;
}
