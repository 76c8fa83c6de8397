//! The walk: every mutation with a made-up but well-formed input, and every governed read, asked by every role of its own,
//! of another's and of another district's things; each outcome must be the policy's, and what was not allowed must have
//! changed nothing. Deliberately absent: what an allowed change does; the slices' stories tell that.

use apollo_compiler::ast::Type;
use apollo_compiler::schema::ExtendedType;
use async_graphql::Variables;
use serde_json::{Map, Value, json};
use workrooms::events::kinds::EventKind;
use workrooms::kernel::actor::Role;
use workrooms::kernel::authz::{Action, Answer, Standing, answer};
use workrooms::kernel::id::{DistrictId, NodeId};
use workrooms::linkage::Request;
use workrooms::schema;

use super::fields::{FIELDS, Reach};
use crate::statistics::stage::{CODE, Town, event};
use crate::support::Store;

pub type Schema = apollo_compiler::validation::Valid<apollo_compiler::Schema>;

pub fn schema_of_the_program() -> Schema {
    apollo_compiler::Schema::parse_and_validate(schema::sdl(), "schema.graphql").unwrap()
}

fn action_of(field: &str) -> (Option<Action>, Reach) {
    let row = FIELDS.iter().find(|(name, ..)| *name == field);
    let (_, action, reach) =
        row.unwrap_or_else(|| panic!("{field} has no row in the table of fields"));
    (*action, *reach)
}

#[test]
fn every_root_field_has_a_row() {
    let schema = schema_of_the_program();
    for root in ["Query", "Mutation", "Subscription"] {
        for field in schema.get_object(root).unwrap().fields.keys() {
            action_of(&format!("{root}.{field}"));
        }
    }
    for (name, ..) in FIELDS {
        let (of, field) = name.split_once('.').unwrap();
        assert!(
            schema.type_field(of, field).is_ok()
                || schema
                    .get_input_object(of)
                    .is_some_and(|input| input.fields.contains_key(field)),
            "{name} is no field any more"
        );
    }
}

/// A well-formed value of an input type, as bare as it can be.
pub fn value(schema: &Schema, ty: &Type, ids: &dyn Fn(&str) -> Value, name: &str) -> Value {
    if ty.is_list() {
        return json!([value(schema, ty.item_type(), ids, name)]);
    }
    match (
        &schema.types[ty.inner_named_type()],
        ty.inner_named_type().as_str(),
    ) {
        (_, "PeriodInput") => json!({ "year": 2022 }),
        (_, "ExportedInput") => json!({ "members": {} }),
        (ExtendedType::InputObject(object), _) => {
            let fields = object
                .fields
                .iter()
                .filter(|(_, field)| field.is_required());
            let fields =
                fields.map(|(name, field)| (name.to_string(), value(schema, &field.ty, ids, name)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        (ExtendedType::Enum(kinds), _) => json!(kinds.values.keys().next().unwrap().as_str()),
        (_, "Int" | "Long") => json!(1),
        (_, "Boolean") => json!(true),
        (_, "Date") => json!("2022-01-01"),
        (_, "Month") => json!("2022-02"),
        (_, "Decimal") => json!("1"),
        (_, "UUID") => json!(event(900)),
        (_, "DivisionCode") => json!("430503999"),
        (_, "ID") => ids(name),
        _ => json!("文字"),
    }
}

/// What a caller saw, in the policy's four words. A refusal by the rules means that the policy let it through.
fn outcome(answer: &async_graphql::Response, field: &str) -> Answer {
    if let Some(error) = answer.errors.first() {
        let code = error
            .extensions
            .as_ref()
            .and_then(|extensions| extensions.get("code"))
            .map(ToString::to_string);
        return match code.as_deref() {
            Some("\"UNAUTHENTICATED\"") => Answer::NotSignedIn,
            Some("\"FORBIDDEN\"") => Answer::Denied,
            other => panic!("{field}: {other:?} {error:?}"),
        };
    }
    let data = answer.data.clone().into_json().unwrap();
    if data.to_string().contains("FORBIDDEN_HOST") {
        Answer::Denied
    } else {
        Answer::Allowed
    }
}

struct Caller {
    role: Option<Role>,
    view: Request,
}

fn callers(town: &Town, code: &str) -> Vec<Caller> {
    let mut all: Vec<Caller> = Role::ALL
        .into_iter()
        .map(|role| {
            let (code, scope) = match role {
                Role::SystemAdmin | Role::SecurityAdmin => (DistrictId::INSTALLATION, None),
                Role::WorkroomOfficer => (code, Some(town.workrooms[0])),
                Role::Member => (code, Some(town.members[0])),
                Role::Unit => (code, Some(town.committee)),
                _ => (code, None),
            };
            Caller {
                role: Some(role),
                view: town.stage.request(role, code, scope),
            }
        })
        .collect();
    all.push(Caller {
        role: None,
        view: town.stage.request_of(None),
    });
    all
}

async fn furnished(store: &Store) -> Town {
    let town = Town::new(store, 2).await;
    town.stage.found("430502").await;
    for (n, workroom) in town.workrooms.iter().enumerate() {
        let mut draft = town.draft(
            ("Workroom", *workroom),
            EventKind::PublicTalk,
            "恳谈会（示例）",
            "2022-05-05",
        );
        draft.narrative = Some(format!("居民的话{n}（示例）"));
        draft.participants = vec![town.global("Member", town.members[n])];
        town.post(n as u128, draft).await;
    }
    for member in &town.members[..2] {
        crate::organization::personal::told(&town.stage, CODE, *member).await;
    }
    crate::published::printed(&town, "talks").await;
    let lines = vec![crate::statements::line("场次（示例）", "SESSIONS")];
    crate::statements::frozen(&town, "报表（示例）", lines).await;
    crate::access::accounts::opened(&town, Some(CODE), "person").await;
    town
}

on_both!(every_mutation_is_let_through_or_not_as_the_policy_says);
async fn every_mutation_is_let_through_or_not_as_the_policy_says(store: Store) {
    let town = furnished(&store).await;
    let schema = schema_of_the_program();
    for (name, definition) in &schema.get_object("Mutation").unwrap().fields {
        let (action, reach) = action_of(&format!("Mutation.{name}"));
        let Some(action) = action else {
            assert_eq!(name, "signIn", "no other mutation is open");
            continue;
        };
        let payload = definition.ty.inner_named_type();
        let refusals = if schema.type_field(payload, "verdicts").is_ok() {
            "verdicts { errors { code } } errors { code }"
        } else {
            "errors { code }"
        };
        let input = definition.arguments[0].ty.inner_named_type();
        let query =
            format!("mutation($input: {input}!) {{ {name}(input: $input) {{ {refusals} }} }}");
        // Things of the first workroom are the officer's own; those of the second are another's.
        for (n, standing) in [(0, Standing::Own), (1, Standing::District)] {
            let ids = |field: &str| match (name.as_str(), field) {
                (_, "hostId" | "workroomId") => json!(town.global("Workroom", town.workrooms[n])),
                (mutation, "id" | "eventId") if mutation.starts_with("event") => {
                    json!(event(n as u128))
                }
                _ => json!("none"),
            };
            let input = value(&schema, &definition.arguments[0].ty, &ids, "input");
            for Caller { role, view } in callers(&town, CODE) {
                let standing = match (reach, role) {
                    (Reach::Host, Some(Role::WorkroomOfficer)) => standing,
                    (Reach::Case, _) => Standing::Own,
                    _ => Standing::District,
                };
                let due = match answer(role, action, standing) {
                    // To one who may not see the district, its mutations are forbidden like any other.
                    Answer::Invisible => Answer::Denied,
                    other => other,
                };
                if due == Answer::Allowed {
                    continue;
                }
                let before = town.stage.everything().await;
                let request = async_graphql::Request::new(&query)
                    .variables(Variables::from_json(json!({ "input": input })));
                let is = outcome(&schema::execute(&town.schema, request, view).await, name);
                assert_eq!(is, due, "{name} by {role:?} of {standing:?}: {input}");
                assert_eq!(
                    town.stage.everything().await,
                    before,
                    "{name} by {role:?} changed something"
                );
            }
        }
        // And whoever the policy lets through is not stopped.
        for Caller { role, view } in callers(&town, CODE) {
            if answer(role, action, Standing::Own) != Answer::Allowed
                || matches!(role, Some(Role::Office | Role::SystemAdmin))
            {
                continue;
            }
            let ids = |field: &str| match (name.as_str(), field) {
                (_, "hostId" | "workroomId") => json!(town.global("Workroom", town.workrooms[0])),
                (mutation, "id" | "eventId") if mutation.starts_with("event") => json!(event(0)),
                _ => json!("none"),
            };
            let input = value(&schema, &definition.arguments[0].ty, &ids, "input");
            let request = async_graphql::Request::new(&query)
                .variables(Variables::from_json(json!({ "input": input })));
            let is = outcome(&schema::execute(&town.schema, request, view).await, name);
            assert_eq!(is, Answer::Allowed, "{name} by {role:?}");
        }
    }
}

on_both!(a_phone_is_looked_for_by_the_office_alone);
async fn a_phone_is_looked_for_by_the_office_alone(store: Store) {
    let town = furnished(&store).await;
    let query = r#"{ district(code: "430503") { members(filter: {phone: "13812345678"}) { totalCount } } }"#;
    for Caller { role, view } in callers(&town, CODE) {
        let before = town.stage.everything().await;
        let answered = schema::execute(&town.schema, query.into(), view).await;
        let is = outcome(&answered, "members");
        let due = match answer(role, Action::ReadPersonal, Standing::District) {
            // To one who sees the district and not its persons, looking is forbidden; to others no district is there.
            Answer::Invisible if role.is_some_and(sees_district) => Answer::Denied,
            Answer::Invisible => Answer::Allowed,
            other => other,
        };
        assert_eq!(is, due, "{role:?}");
        let unchanged = town.stage.everything().await == before;
        assert_eq!(unchanged, role != Some(Role::Office), "{role:?}");
    }
}

fn sees_district(role: Role) -> bool {
    answer(Some(role), Action::ReadOrganization, Standing::District) == Answer::Allowed
}

on_both!(the_office_and_the_administrator_are_let_through);
async fn the_office_and_the_administrator_are_let_through(store: Store) {
    let town = furnished(&store).await;
    let schema = schema_of_the_program();
    for (name, definition) in &schema.get_object("Mutation").unwrap().fields {
        let (action, _) = action_of(&format!("Mutation.{name}"));
        let offices = |action| answer(Some(Role::Office), action, Standing::Own);
        // Signing in is done at the doors, and told among the stories of access.
        if action.is_none_or(|action| {
            action != Action::FoundDistrict && offices(action) != Answer::Allowed
        }) {
            continue;
        }
        let role = if action == Some(Action::FoundDistrict) {
            Role::SystemAdmin
        } else {
            Role::Office
        };
        let code = if role == Role::SystemAdmin {
            DistrictId::INSTALLATION
        } else {
            CODE
        };
        let payload = definition.ty.inner_named_type();
        let refusals = if schema.type_field(payload, "verdicts").is_ok() {
            "verdicts { errors { code } }"
        } else {
            "errors { code }"
        };
        let query = format!(
            "mutation($input: {}!) {{ {name}(input: $input) {{ {refusals} }} }}",
            definition.arguments[0].ty.inner_named_type()
        );
        let input = value(
            &schema,
            &definition.arguments[0].ty,
            &|_| json!("none"),
            "input",
        );
        let request = async_graphql::Request::new(&query)
            .variables(Variables::from_json(json!({ "input": input })));
        let view = town.stage.request(role, code, None);
        assert_eq!(
            outcome(&schema::execute(&town.schema, request, view).await, name),
            Answer::Allowed,
            "{name}"
        );
    }
}

const READ: &str = r#"query($event: ID!, $member: ID!, $other: ID!) {
  accounts(district: "430503") { totalCount nodes { subject } }
  accesses(district: "430503") { nodes { kind } }
  district(code: "430503") {
    accounts { totalCount }
    accesses { nodes { kind } }
    figures(metrics: [EVENTS], period: {year: 2022}) { value records(first: 5) { edges { node { uuid narrative } } } }
    breakdown(by: [WORKROOM], metrics: [EVENTS], period: {year: 2022}) { suppressed }
    events(first: 5) { totalCount nodes { uuid narrative versions { narrative } } }
    journal(first: 1) { totalCount nodes { sequence } }
    publishedFigures(first: 1) { totalCount nodes { key } }
    statements(first: 1) { totalCount nodes { title } }
    contactLines { line }
  }
  member: node(id: $member) { ... on Member {
    isCpcMember(full: true, purpose: "权限核对") phone(full: true, purpose: "权限核对") ethnicity religion
  } }
  other: node(id: $other) { ... on Member { phone ethnicity religion } }
  event: node(id: $event) { ... on Event { uuid narrative } }
  organizationHistory(id: $member) { sequence }
}"#;

async fn read(town: &Town, view: Request) -> async_graphql::Response {
    let member = town.global("Member", town.members[0]);
    let second = NodeId(event(1).parse().unwrap());
    let other = town.global("Member", town.members[1]);
    let event = town.global("Event", second);
    let variables = json!({ "member": member, "other": other, "event": event });
    let request = async_graphql::Request::new(READ).variables(Variables::from_json(variables));
    schema::execute(&town.schema, request, view).await
}

/// What one reads who sees nothing of the district but, at most, its accounts and accesses.
fn nothing(accounts: &Value, accesses: &Value) -> Value {
    json!({
        "accounts": accounts, "accesses": accesses, "district": null, "member": null, "other": null, "event": null,
        "organizationHistory": [],
    })
}

on_both!(every_governed_read_is_seen_or_absent_as_the_policy_says);
async fn every_governed_read_is_seen_or_absent_as_the_policy_says(store: Store) {
    let town = furnished(&store).await;
    for Caller { role, view } in callers(&town, CODE) {
        let answered = read(&town, view).await;
        let Some(role) = role else {
            assert_eq!(outcome(&answered, "read"), Answer::NotSignedIn);
            continue;
        };
        assert!(
            answered.errors.is_empty(),
            "{role:?}: absence tells nothing: {:?}",
            answered.errors
        );
        let data = answered.data.into_json().unwrap();
        let may = |action, standing| answer(Some(role), action, standing) == Answer::Allowed;
        let in_district = |action| may(action, Standing::District);
        let accounts = if in_district(Action::ReadAccounts) {
            json!({ "totalCount": 1, "nodes": [{ "subject": "person" }] })
        } else {
            json!({ "totalCount": 0, "nodes": [] })
        };
        assert_eq!(data["accounts"], accounts, "{role:?}");
        let accesses = if in_district(Action::ReadAccesses) {
            json!({ "nodes": [{ "kind": "ACCOUNT_OPEN" }] })
        } else {
            json!({ "nodes": [] })
        };
        assert_eq!(data["accesses"], accesses, "{role:?}");
        if !in_district(Action::ReadOrganization) {
            assert_eq!(data, nothing(&accounts, &accesses), "{role:?}");
            continue;
        }
        let seen = &data["district"];
        assert_eq!(
            seen["accounts"]["totalCount"], accounts["totalCount"],
            "{role:?}"
        );
        assert_eq!(seen["accesses"], accesses, "{role:?}");
        let some = |list: &Value| !list.as_array().unwrap().is_empty();
        assert_eq!(
            some(&seen["figures"]),
            in_district(Action::ReadFigures),
            "{role:?}"
        );
        assert_eq!(
            some(&seen["breakdown"]),
            in_district(Action::ReadFigures),
            "{role:?}"
        );
        assert_eq!(
            seen["publishedFigures"]["totalCount"] == 1 && some(&seen["publishedFigures"]["nodes"]),
            in_district(Action::ReadFigures),
            "{role:?}"
        );
        assert_eq!(
            seen["statements"]["totalCount"] == 1 && some(&seen["statements"]["nodes"]),
            in_district(Action::ReadFigures),
            "{role:?}"
        );
        assert_eq!(
            seen["events"]["totalCount"] == 2,
            in_district(Action::ReadEvents),
            "{role:?}"
        );
        assert_eq!(
            some(&seen["events"]["nodes"]),
            in_district(Action::ReadEvents),
            "{role:?}"
        );
        assert_eq!(
            !data["event"].is_null(),
            in_district(Action::ReadEvents),
            "{role:?}"
        );
        assert_eq!(
            some(&seen["journal"]["nodes"]),
            in_district(Action::ReadJournal),
            "{role:?}"
        );
        assert_eq!(
            some(&data["organizationHistory"]),
            in_district(Action::ReadJournal),
            "{role:?}"
        );
        // What is known of a person: of anyone, of oneself, or of nobody.
        let own = if role == Role::Member {
            Standing::Own
        } else {
            Standing::District
        };
        for field in ["isCpcMember", "phone", "ethnicity", "religion"] {
            let sees = !data["member"][field].is_null();
            assert_eq!(sees, may(Action::ReadPersonal, own), "{role:?}: {field}");
        }
        for field in ["phone", "ethnicity", "religion"] {
            let sees = !data["other"][field].is_null();
            assert_eq!(sees, in_district(Action::ReadPersonal), "{role:?}: {field}");
        }
        let lines = seen["contactLines"].as_array().unwrap();
        assert_eq!(
            lines.iter().any(|line| line["line"] == "PARTY"),
            in_district(Action::ReadPartyMembership),
            "{role:?}"
        );
        // Residents' words: by every way to an event, only those of one's own workroom or all of them.
        let text = data.to_string();
        for (n, standing) in [(0, Standing::Own), (1, Standing::District)] {
            let own = if role == Role::WorkroomOfficer {
                standing
            } else {
                Standing::District
            };
            let sees = text.contains(&format!("居民的话{n}"));
            assert_eq!(
                sees,
                may(Action::ReadNarrative, own),
                "{role:?}: words of workroom {n}"
            );
        }
    }
    // From another district nothing is there, and nothing tells that it is.
    for role in [
        Role::Office,
        Role::Leader,
        Role::Auditor,
        Role::WorkroomOfficer,
    ] {
        let view = town.stage.request(role, "430502", Some(town.workrooms[0]));
        let answered = read(&town, view).await;
        assert!(
            answered.errors.is_empty(),
            "{role:?}: {:?}",
            answered.errors
        );
        let accounts = json!({ "totalCount": 0, "nodes": [] });
        let data = answered.data.into_json().unwrap();
        let accesses = json!({ "nodes": [] });
        assert_eq!(data, nothing(&accounts, &accesses), "{role:?}");
    }
}
