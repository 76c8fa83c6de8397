//! Who sees a member's ledger, score, contests and their words: the office, leaders, and he himself; and no list is ordered
//! by what members did. Deliberately absent: what they come to.

use apollo_compiler::Schema;
use apollo_compiler::schema::ExtendedType;
use serde_json::{Value, json};

use super::{MEMBER, done, event_id, example, furnished, of_member, set};
use crate::casework::desk::{Desk, Who};
use crate::support::Store;

const ALL: &str = "dutyScore { total } ";

async fn told(desk: &Desk, who: Who) -> Value {
    let query = format!(
        "query($id: ID!) {{ node(id: $id) {{ ... on Member {{ {ALL} \
         dutyRecords(period: {{year: 2022}}) {{ totalCount nodes {{ on }} }} dutyAbsences {{ kind reason }} \
         dutyDeductions {{ rule reason }} dutyContests {{ state reason }} }} }} \
         district(code: \"430503\") {{ assessmentSchemes {{ year version }} openDutyContests {{ state reason }} }} }}"
    );
    let answer = desk
        .ask(who, &query, json!({ "id": desk.member(MEMBER) }))
        .await;
    assert!(
        answer.get("errors").is_none() || who == Who::Nobody,
        "{who:?}: {answer}"
    );
    answer["data"].clone()
}

on_both!(a_member_is_told_his_own_and_nobody_elses);
async fn a_member_is_told_his_own_and_nobody_elses(store: Store) {
    let desk = furnished(&store).await;
    let scheme = set(&desk, example()).await;
    let absence = json!({ "memberId": desk.member(MEMBER), "kind": "LEAVE", "from": "2022-08-01", "reason": "住院（示例）" });
    done(
        &desk,
        Who::Office,
        "dutyAbsenceRecord",
        "absence { id }",
        absence,
    )
    .await;
    let deduction = json!({ "memberId": desk.member(MEMBER), "on": "2022-03-10", "rule": "absent", "reason": "未请假（示例）" });
    done(
        &desk,
        Who::Office,
        "dutyDeductionRecord",
        "deduction { id }",
        deduction,
    )
    .await;
    let contest =
        json!({ "schemeId": scheme, "sourceId": event_id(&desk, 1), "reason": "到会（示例）" });
    done(
        &desk,
        Who::Author,
        "dutyContestFile",
        "contest { id }",
        contest,
    )
    .await;
    for who in Who::ALL {
        let all = told(&desk, who).await;
        let (sees, reads) = match who {
            Who::Office | Who::Author => (true, true),
            Who::Leader => (true, false),
            _ => (false, false),
        };
        let (member, district) = (&all["node"], &all["district"]);
        if matches!(who, Who::SystemAdmin | Who::Nobody) {
            assert!(member.is_null() && district.is_null(), "{who:?}");
            continue;
        }
        assert_eq!(!member["dutyScore"].is_null(), sees, "{who:?}");
        let records = if sees { 7 } else { 0 };
        assert_eq!(member["dutyRecords"]["totalCount"], records, "{who:?}");
        let words = |text: &str| if reads { json!(text) } else { Value::Null };
        let one = |row: Value| if sees { json!([row]) } else { json!([]) };
        let absence = one(json!({ "kind": "LEAVE", "reason": words("住院（示例）") }));
        assert_eq!(member["dutyAbsences"], absence, "{who:?}");
        let deduction = one(json!({ "rule": "absent", "reason": words("未请假（示例）") }));
        assert_eq!(member["dutyDeductions"], deduction, "{who:?}");
        let contest = json!({ "state": "OPEN", "reason": words("到会（示例）") });
        assert_eq!(member["dutyContests"], one(contest.clone()), "{who:?}");
        // The inbox is the office's; the rules are everybody's whom they concern.
        let inbox = if who == Who::Office {
            json!([contest])
        } else {
            json!([])
        };
        assert_eq!(district["openDutyContests"], inbox, "{who:?}");
        let schemes = match who {
            Who::Hotline | Who::Unit | Who::OtherUnit => json!([]),
            _ => json!([{ "year": 2022, "version": 1 }]),
        };
        assert_eq!(district["assessmentSchemes"], schemes, "{who:?}");
    }
}

on_both!(what_is_said_of_a_member_is_sealed_exported_and_erased_with_him);
async fn what_is_said_of_a_member_is_sealed_exported_and_erased_with_him(store: Store) {
    let desk = furnished(&store).await;
    let scheme = set(&desk, example()).await;
    let contest =
        json!({ "schemeId": scheme, "sourceId": event_id(&desk, 1), "reason": "到会（示例）" });
    done(
        &desk,
        Who::Author,
        "dutyContestFile",
        "contest { id }",
        contest,
    )
    .await;
    for row in desk.town.rows("SELECT reason FROM duty_contest").await {
        let text: String = row.try_get("", "reason").unwrap();
        assert!(text.starts_with("AES."), "sealed: {text}");
    }
    for row in desk.town.rows("SELECT content FROM journal").await {
        let text: String = row.try_get("", "content").unwrap();
        assert!(!text.contains("到会"), "{text}");
    }
    let member = desk.member(MEMBER);
    let query = format!(
        "{{ personalDataExport(subjectId: \"{member}\", purpose: \"本人申请\") {{ content }} }}"
    );
    let exported = async || {
        let answer = desk.ask(Who::Office, &query, json!({})).await;
        let content = answer["data"]["personalDataExport"]["content"].to_string();
        assert!(!content.is_empty() && content != "null", "{answer}");
        content
    };
    assert!(exported().await.contains("到会（示例）"));
    let input = json!({ "subjectId": member, "ground": "CONSENT_WITHDRAWN" });
    let erased = desk.run(
        Who::Office,
        "personalDataErase",
        "PersonalDataEraseInput",
        input,
        "{ errors { code } }",
    );
    assert_eq!(
        erased.await["data"]["personalDataErase"]["errors"],
        json!([])
    );
    assert!(!exported().await.contains("到会（示例）"));
    let told = of_member(&desk, Who::Author, MEMBER, "dutyContests { state reason }").await;
    assert_eq!(told, json!([{ "state": "OPEN", "reason": null }]));
    super::assert_whole(&desk).await;
}

/// Nothing of the schema orders or filters members, or anything that lists them, by what they did.
#[test]
fn no_argument_names_a_score_and_no_list_has_scores() {
    let schema = Schema::parse(workrooms::schema::sdl(), "schema.graphql").unwrap();
    let ranks = |name: &str| {
        let name = name.to_lowercase();
        ["score", "points", "rank", "grade"]
            .iter()
            .any(|word| name.contains(word))
    };
    let mut wrong = Vec::new();
    for (name, ty) in &schema.types {
        let fields = match ty {
            ExtendedType::Object(object) => &object.fields,
            ExtendedType::Interface(interface) => &interface.fields,
            ExtendedType::InputObject(input) => {
                let ordering = name.ends_with("Filter") || name.ends_with("Order");
                let named = input.fields.keys().filter(|field| ordering && ranks(field));
                wrong.extend(named.map(|field| format!("{name}.{field}")));
                continue;
            }
            _ => continue,
        };
        for (field, definition) in fields {
            let arguments = definition.arguments.iter().filter(|one| ranks(&one.name));
            wrong.extend(arguments.map(|one| format!("{name}.{field}({})", one.name)));
            if definition.ty.is_list() && definition.ty.inner_named_type() == "DutyScore" {
                wrong.push(format!("{name}.{field}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
