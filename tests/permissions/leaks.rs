//! The generated matrix: everybody asks every field of everything, his own, another's and another district's, and tries
//! every mutation on them; whatever comes back is searched for texts that he may not read, and lists are counted. The same
//! again on PostgreSQL with the program's own filter taken out, where row-level security stands alone; and with that wall
//! opened, where the walk must find leaks. Deliberately absent: what each mutation does.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::Variables;
use sea_orm::{ConnectionTrait, DbBackend};
use serde_json::{Value, json};
use workrooms::access::local::Presence;
use workrooms::kernel::actor::Actor;
use workrooms::kernel::error::Lang;
use workrooms::kernel::id::NodeId;
use workrooms::kernel::journal::tail;
use workrooms::linkage::{KeptChains, Request};
use workrooms::live::sight::told;
use workrooms::live::turn::{Opening, Turn};
use workrooms::schema;

use super::asking::{Field, all_fields, everything, visited};
use super::walk::{Schema, schema_of_the_program, value};
use super::world::{CODES, World};
use crate::statistics::stage::event;
use crate::support::{Start, Store};

/// Fields that the walk does not reach, because nothing of the world has come so far; the list may only shrink.
const UNVISITED: &str = include_str!("unvisited.txt");

/// The one question that tells the office more than it may see.
const EXPORT: &str = "personalDataExport";

/// What a walk looks at.
struct Walk<'a> {
    store: &'a Store,
    world: &'a World,
    schema: Schema,
    filtered: bool,
    presence: Presence,
    found: Vec<String>,
    fields: BTreeSet<Field>,
}

impl<'a> Walk<'a> {
    fn new(store: &'a Store, world: &'a World, filtered: bool) -> Self {
        let clock = world.desks[0].town.stage.clock.clone();
        let doors = crate::doors::doors_at(store, clock, &["--local-sign-in", "false"]);
        Self {
            store,
            world,
            schema: schema_of_the_program(),
            filtered,
            // Nobody signs in here; the stories of access do.
            presence: Presence {
                desk: doors.gate.desk.clone(),
                address: std::net::Ipv4Addr::LOCALHOST.into(),
                session: None,
                grant: None,
            },
            found: Vec::new(),
            fields: BTreeSet::new(),
        }
    }

    fn view(&self, actor: Option<&Actor>) -> Request {
        let actor = actor.cloned().map(|actor| match self.filtered {
            true => actor,
            false => actor.without_filter(),
        });
        Request::new(
            self.store.db.clone(),
            self.world.desks[0].town.stage.clock.clone(),
            KeptChains::default(),
            crate::support::vault(),
            actor,
            Lang::Zh,
        )
    }

    async fn ask(&mut self, actor: Option<&Actor>, document: &str, variables: Value) -> Value {
        let request =
            async_graphql::Request::new(document).variables(Variables::from_json(variables));
        let request = request.data(self.presence.clone());
        let schema = &self.world.desks[0].town.schema;
        let answer = schema::execute(schema, request, self.view(actor)).await;
        serde_json::to_value(answer).unwrap()
    }

    /// Looks an answer through.
    fn search(&mut self, who: &str, actor: Option<&Actor>, asked: &str, answer: &Value) {
        visited(&answer["data"], &mut self.fields);
        let text = answer.to_string();
        for canary in &self.world.canaries {
            let may = match asked {
                EXPORT => canary.is_exported_to(actor),
                _ if self.filtered => canary.is_for(actor),
                _ => canary.is_let_through_to(actor),
            };
            if !may && text.contains(&canary.text) {
                self.found
                    .push(format!("{who} reads {canary:?} by {asked}"));
            }
        }
        if self.filtered && text.contains("\"INTERNAL\"") {
            self.found.push(format!("{who} meets a fault by {asked}"));
        }
    }

    /// Every field of everything that has an id, and of the roots.
    async fn read(&mut self, who: &str, actor: Option<&Actor>) {
        let world = self.world;
        let member = world.desks[0].member(0);
        let kinds: BTreeSet<_> = world.ids.iter().map(|(kind, _)| *kind).collect();
        for kind in kinds {
            if self.schema.get_object(kind).is_none() || kind == "Account" {
                continue;
            }
            let ids = world.ids.iter().filter(|(of, _)| *of == kind);
            let ids: Vec<_> = ids.map(|(_, id)| id).collect();
            let whole = everything(&self.schema, kind);
            let document = format!(
                "query($ids: [ID!]!, $member: ID!) {{ nodes(ids: $ids) {{ __typename ... on {kind} {whole} }} }}"
            );
            let variables = json!({ "ids": ids, "member": member });
            let answer = self.ask(actor, &document, variables).await;
            self.search(who, actor, kind, &answer);
        }
        for code in CODES {
            for root in [
                format!(
                    "district(code: \"{code}\") {}",
                    everything(&self.schema, "District")
                ),
                format!(
                    "left: district(code: \"{code}\") {{ __typename events(statuses: [POSTED]) {} }}",
                    everything(&self.schema, "EventConnection")
                ),
                format!(
                    "accounts(district: \"{code}\") {}",
                    everything(&self.schema, "AccountConnection")
                ),
                accesses(&self.schema, code),
            ] {
                let document = format!("query($member: ID!) {{ {root} }}");
                let variables = json!({ "member": member });
                let answer = self.ask(actor, &document, variables).await;
                self.search(who, actor, &root[..8], &answer);
                self.count(who, actor, code, &answer);
            }
            self.follow(who, actor, code).await;
        }
        // Statements beside what was recorded since.
        let statements = world.ids.iter().filter(|(kind, _)| *kind == "Statement");
        for ((_, id), code) in statements.zip(CODES) {
            let whole = everything(&self.schema, "StatementDifference");
            let document = format!(
                "query($member: ID!) {{ district(code: \"{code}\") {{ __typename statementDifference(id: \"{id}\") {whole} }} }}"
            );
            let variables = json!({ "member": member });
            let answer = self.ask(actor, &document, variables).await;
            self.search(who, actor, "statementDifference", &answer);
        }
        // All of a sort in one document.
        for (asked, of, key, more) in [
            ("organizationHistory", "OrganizationChange", "id", ""),
            (
                EXPORT,
                "PersonalDataExport",
                "subjectId",
                ", purpose: \"权限核对\"",
            ),
        ] {
            let whole = everything(&self.schema, of);
            let fields: String = (world.ids.iter().enumerate())
                .map(|(n, (_, id))| format!("a{n}: {asked}({key}: \"{id}\"{more}) {whole} "))
                .collect();
            let answer = self.ask(actor, &format!("{{ {fields} }}"), json!({})).await;
            self.search(who, actor, asked, &answer);
        }
        for (root, kind) in [
            ("viewer", "Viewer"),
            ("districts", "District"),
            ("metricCatalog", "Metric"),
        ] {
            let whole = everything(&self.schema, kind);
            let document = format!("query($member: ID!) {{ {root} {whole} }}");
            let variables = json!({ "member": member });
            let answer = self.ask(actor, &document, variables).await;
            self.search(who, actor, root, &answer);
        }
    }

    /// What is told live of a district: of each entry what is looked up, and of the last ones what is written down.
    async fn follow(&mut self, who: &str, actor: Option<&Actor>, code: &str) {
        let whole = everything(&self.schema, "DistrictChange");
        let document = format!(
            "subscription {{ districtChanges(districtCode: \"{code}\", after: 0) {whole} }}"
        );
        let schema = &self.world.desks[0].town.schema;
        let turn = async |turn| {
            let request = async_graphql::Request::new(&document);
            schema::execute_turn(schema, request, self.view(actor), turn).await
        };
        let opening = Opening::default();
        let refused = turn(Turn::Opening(opening.clone())).await;
        let mut answers: Vec<Value> = refused.into_iter().map(|one| json!(one)).collect();
        if let Some(wanted) = opening.wanted() {
            let district = &wanted.district;
            let entries = tail(&self.store.raw, district, 0, 100_000).await.unwrap();
            let entries: Vec<_> = entries.into_iter().map(Arc::new).collect();
            let view = self.view(actor);
            let told = told(&view, district, &entries, None).await.unwrap();
            view.db.close().await;
            assert_eq!(told.len(), entries.len());
            answers.push(json!({ "data": format!("{told:?}") }));
            let last = told.iter().rev().take(10).cloned();
            for one in last {
                answers.extend(turn(Turn::Change(one)).await.map(|one| json!(one)));
            }
        }
        for answer in answers {
            self.search(who, actor, "districtChanges", &answer);
        }
    }

    /// The totals of the lists of cases are those of what may be seen.
    fn count(&mut self, who: &str, actor: Option<&Actor>, code: &str, answer: &Value) {
        let district = &answer["data"]["district"];
        if district.is_null() {
            return;
        }
        let cases = self.world.canaries.iter();
        let cases = cases.filter(|canary| canary.district == code);
        let mut lists = std::collections::BTreeMap::<&str, u64>::new();
        for canary in cases {
            if let Some(list) = canary.list {
                *lists.entry(list).or_default() += u64::from(canary.is_for(actor));
            }
        }
        for (list, due) in lists {
            let total = &district[list]["totalCount"];
            if total != &json!(due) {
                self.found
                    .push(format!("{who} counts {total} {list} of {due} in {code}"));
            }
        }
    }

    /// Every mutation on things of one's own, of another workroom and of another district. Cases are not changed: the
    /// caller says that he saw a step that is not there.
    async fn change(&mut self, callers: &[(String, Option<Actor>)]) {
        let schema = schema_of_the_program();
        for (name, definition) in &schema.get_object("Mutation").unwrap().fields {
            let input = definition.arguments[0].ty.inner_named_type();
            let payload = definition.ty.inner_named_type();
            let whole = everything(&schema, payload);
            let document = format!(
                "mutation($input: {input}!, $member: ID!) {{ {name}(input: $input) {whole} }}"
            );
            let stepped = schema
                .get_input_object(input)
                .is_some_and(|input| input.fields.contains_key("afterStep"));
            for (district, other) in [(0, 0), (0, 1), (1, 0)] {
                let ids = |field: &str| self.id_of(name, field, district, other);
                let mut given = value(&schema, &definition.arguments[0].ty, &ids, "input");
                if stepped {
                    given["afterStep"] = json!(9999);
                }
                let member = self.world.desks[0].member(0);
                let variables = json!({ "input": given, "member": member });
                for (who, actor) in callers {
                    let answer = self.ask(actor.as_ref(), &document, variables.clone()).await;
                    self.search(who, actor.as_ref(), name, &answer);
                }
            }
        }
    }

    /// What a field of an input may name.
    fn id_of(&self, mutation: &str, field: &str, district: usize, other: usize) -> Value {
        let desk = &self.world.desks[district];
        let town = &desk.town;
        let of_kind = |kind: &str| {
            let mut ids = self.world.ids.iter().filter(|(of, _)| *of == kind);
            let half = self.world.ids.iter().filter(|(of, _)| *of == kind).count() / 2;
            let id = ids.nth(district * half + other.min(half.saturating_sub(1)));
            json!(id.map_or("none", |(_, id)| id.as_str()))
        };
        match field {
            "hostId" | "workroomId" => json!(town.global("Workroom", town.workrooms[other])),
            "memberId" | "authorId" => json!(desk.member(3 * other)),
            "unitId" | "leadUnitId" => json!(desk.unit(other)),
            "accountId" => of_kind("Account"),
            "id" | "eventId" if mutation.starts_with("event") => {
                json!(event(10 + other as u128))
            }
            "id" => {
                let kinds = self.world.ids.iter().map(|(kind, _)| *kind);
                let named = kinds.filter(|kind| {
                    let start = kind[..1].to_lowercase() + &kind[1..];
                    mutation.starts_with(&start)
                });
                named.max_by_key(|kind| kind.len()).map_or_else(
                    || json!(town.global("Member", NodeId(town.members[other].0))),
                    of_kind,
                )
            }
            _ => json!("none"),
        }
    }
}

on_both!(nobody_is_told_what_he_may_not_see_by_any_field_or_mutation);
async fn nobody_is_told_what_he_may_not_see_by_any_field_or_mutation(store: Store) {
    let world = World::new(&store).await;
    let mut walk = Walk::new(&store, &world, true);
    let callers = world.callers();
    for (who, actor) in &callers {
        walk.read(who, actor.as_ref()).await;
    }
    assert_every_canary_sings(&mut walk).await;
    walk.change(&callers).await;
    assert_eq!(walk.found, Vec::<String>::new());
    let mut unvisited = all_fields(&walk.schema);
    for field in &walk.fields {
        unvisited.remove(field);
    }
    let known = UNVISITED.lines().filter_map(|line| line.split_once('.'));
    let known = known.map(|(of, field)| (of.to_owned(), field.to_owned()));
    assert_eq!(unvisited, known.collect(), "not visited, or not listed");
}

/// Each text is read by who may read it, so that its absence elsewhere says something.
async fn assert_every_canary_sings(walk: &mut Walk<'_>) {
    let world = walk.world;
    let mut silent: BTreeSet<&str> = world.canaries.iter().map(|one| one.text.as_str()).collect();
    let mut readers = world.callers();
    let there = &world.desks[1];
    for who in crate::casework::desk::Who::ALL {
        readers.push((format!("{who:?} of the other"), there.view(who).actor));
    }
    for (_, actor) in &readers {
        for (kind, id) in &world.ids {
            if *kind == "Account" {
                continue;
            }
            let whole = everything(&walk.schema, kind);
            let document = format!(
                "query($id: ID!, $member: ID!) {{ node(id: $id) {{ ... on {kind} {whole} }} }}"
            );
            if !silent.is_empty() && actor.as_ref().is_some_and(|actor| id_is_of(id, actor)) {
                let variables = json!({ "id": id, "member": id });
                let text = walk.ask(actor.as_ref(), &document, variables).await;
                let text = text.to_string();
                silent.retain(|canary| !text.contains(canary));
            }
        }
        for code in CODES {
            let accounts = everything(&walk.schema, "AccountConnection");
            let accesses = accesses(&walk.schema, code);
            let document = format!("{{ accounts(district: \"{code}\") {accounts} {accesses} }}");
            let text = walk.ask(actor.as_ref(), &document, json!({})).await;
            let text = text.to_string();
            silent.retain(|canary| !text.contains(canary));
        }
    }
    assert_eq!(silent, BTreeSet::new(), "read by nobody");
}

/// The accesses of a district, and those to tokens alone, which full readings would crowd out of the page.
fn accesses(schema: &Schema, code: &str) -> String {
    let whole = everything(schema, "AccessConnection");
    format!(
        "accesses(district: \"{code}\", first: 100) {whole} \
         tokens: accesses(district: \"{code}\", filter: {{ kinds: [TOKEN_ISSUE] }}) {whole}"
    )
}

fn id_is_of(id: &str, actor: &Actor) -> bool {
    workrooms::kernel::id::GlobalId::decode(id).is_some_and(|id| id.district == actor.district)
}

/// What the walk finds with the program's own filter taken out.
async fn found_without_filter(store: &Store, world: &World, mutations: bool) -> Vec<String> {
    let mut walk = Walk::new(store, world, false);
    let callers = world.callers();
    for (who, actor) in &callers {
        walk.read(who, actor.as_ref()).await;
    }
    if mutations {
        walk.change(&callers).await;
    }
    walk.found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_programs_own_filter_the_second_wall_holds() {
    crate::support::run_on_postgres(Start::Empty, async |store: Store| {
        assert_eq!(store.db.get_database_backend(), DbBackend::Postgres);
        let world = World::new(&store).await;
        let found = found_without_filter(&store, &world, true).await;
        assert_eq!(found, Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wall_that_is_loosened_or_taken_away_is_found() {
    crate::support::run_on_postgres(Start::Empty, async |store: Store| {
        let world = World::new(&store).await;
        let loosen = "ALTER POLICY sight ON case_version USING (true)";
        store.raw.execute_unprepared(loosen).await.unwrap();
        let found = found_without_filter(&store, &world, false).await;
        assert!(
            found.iter().any(|leak| leak.starts_with("Unit reads")),
            "{found:?}"
        );
        for table in super::walls::tables(&store).await {
            let open = format!("ALTER TABLE {table} DISABLE ROW LEVEL SECURITY");
            store.raw.execute_unprepared(&open).await.unwrap();
        }
        let all = found_without_filter(&store, &world, false).await;
        assert!(all.len() > found.len(), "{} and {}", all.len(), found.len());
        let foreign = |leak: &String| leak.starts_with("Auditor of the other reads");
        assert!(all.iter().any(foreign), "{all:?}");
    })
    .await;
}
