//! Data as the specification wants it: keys in the order of the document, a failed field null where its type allows it,
//! and otherwise the nearest place above that does. The executor leaves the keys of failed fields out and orders keys by
//! who came first. Deliberately absent: checking values that did come.

use std::collections::HashMap;

use apollo_compiler::ast::Type;
use apollo_compiler::executable::{ExecutableDocument, Operation, Selection, SelectionSet};
use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, PathSegment, Value};

/// The executor's data made complete; `failed` are the paths of the errors.
pub fn complete(
    document: &ExecutableDocument,
    operation: &Operation,
    data: Value,
    failed: &[Vec<PathSegment>],
) -> Value {
    let mut failures = Failures::default();
    for path in failed.iter().filter(|path| !path.is_empty()) {
        failures.add(path);
    }
    let walk = Walk { document };
    let fields = walk.fields(&[&operation.selection_set]);
    let data = walk.object(data, &fields, Some(&failures));
    data.unwrap_or(Value::Null)
}

/// A value that may not be null came to nothing; what holds it becomes null.
struct Nothing;

/// The paths of errors as a tree.
#[derive(Default)]
struct Failures {
    below: HashMap<Step, Failures>,
}

#[derive(PartialEq, Eq, Hash)]
enum Step {
    Key(String),
    Item(usize),
}

impl Failures {
    fn add(&mut self, path: &[PathSegment]) {
        let mut at = self;
        for segment in path {
            let step = match segment {
                PathSegment::Field(key) => Step::Key(key.clone()),
                PathSegment::Index(index) => Step::Item(*index),
            };
            at = at.below.entry(step).or_default();
        }
    }

    fn key(&self, key: &str) -> Option<&Self> {
        self.below.get(&Step::Key(key.to_owned()))
    }

    fn item(&self, index: usize) -> Option<&Self> {
        self.below.get(&Step::Item(index))
    }
}

/// Everything that is selected under one key. Fields that share a key share its type, or the document is not valid.
struct Selected<'a> {
    ty: &'a Type,
    sets: Vec<&'a SelectionSet>,
}

type Fields<'a> = IndexMap<&'a str, Selected<'a>>;

struct Walk<'a> {
    document: &'a ExecutableDocument,
}

impl<'a> Walk<'a> {
    /// The keys of several selection sets in their order, whatever the type of the object is.
    fn fields(&self, sets: &[&'a SelectionSet]) -> Fields<'a> {
        let mut fields = Fields::new();
        let mut spread = Vec::new();
        for set in sets {
            self.gather(set, &mut fields, &mut spread);
        }
        fields
    }

    fn gather(
        &self,
        set: &'a SelectionSet,
        fields: &mut Fields<'a>,
        spread: &mut Vec<&'a apollo_compiler::Name>,
    ) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => {
                    let selected = fields.entry(field.response_key().as_str());
                    let selected = selected.or_insert_with(|| Selected {
                        ty: field.ty(),
                        sets: Vec::new(),
                    });
                    selected.sets.push(&field.selection_set);
                }
                Selection::InlineFragment(inline) => {
                    self.gather(&inline.selection_set, fields, spread);
                }
                Selection::FragmentSpread(named) => {
                    let fragment = self.document.fragments.get(&named.fragment_name);
                    if let Some(fragment) = fragment
                        && !spread.contains(&&fragment.name)
                    {
                        spread.push(&fragment.name);
                        self.gather(&fragment.selection_set, fields, spread);
                    }
                }
            }
        }
    }

    fn object(
        &self,
        value: Value,
        fields: &Fields<'a>,
        failures: Option<&Failures>,
    ) -> Result<Value, Nothing> {
        let Value::Object(mut came) = value else {
            return Ok(value);
        };
        let mut whole = IndexMap::with_capacity(came.len());
        for (key, selected) in fields {
            let failed = failures.and_then(|failures| failures.key(key));
            let value = match came.swap_remove(*key) {
                Some(value) => self.value(value, selected.ty, &selected.sets, failed)?,
                None if failed.is_none() => continue,
                None if selected.ty.is_non_null() => return Err(Nothing),
                None => Value::Null,
            };
            whole.insert(Name::new(key), value);
        }
        Ok(Value::Object(whole))
    }

    fn value(
        &self,
        value: Value,
        ty: &Type,
        sets: &[&'a SelectionSet],
        failures: Option<&Failures>,
    ) -> Result<Value, Nothing> {
        if sets.iter().all(|set| set.selections.is_empty()) {
            return settled(Ok(value), ty);
        }
        self.inner(value, ty, &self.fields(sets), failures)
    }

    fn inner(
        &self,
        value: Value,
        ty: &Type,
        fields: &Fields<'a>,
        failures: Option<&Failures>,
    ) -> Result<Value, Nothing> {
        let whole = match value {
            Value::List(items) if ty.is_list() => {
                let items = items.into_iter().enumerate().map(|(index, item)| {
                    let failed = failures.and_then(|failures| failures.item(index));
                    self.inner(item, ty.item_type(), fields, failed)
                });
                items
                    .collect::<Result<Vec<Value>, Nothing>>()
                    .map(Value::List)
            }
            value if ty.is_list() => Ok(value),
            value => self.object(value, fields, failures),
        };
        settled(whole, ty)
    }
}

/// Where a type may be null, what came to nothing stops.
fn settled(value: Result<Value, Nothing>, ty: &Type) -> Result<Value, Nothing> {
    match value {
        Ok(Value::Null) | Err(Nothing) if ty.is_non_null() => Err(Nothing),
        Err(Nothing) => Ok(Value::Null),
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use apollo_compiler::Schema;
    use serde_json::{Value as Json, json};

    use super::*;

    const SCHEMA: &str = "
        type Query { room: Room place: Room! rooms: [Room!]! some: [Room] }
        type Room { name: String! note: String next: Room! other: Room rooms: [Room!]! }
    ";

    fn completed(query: &str, data: Json, paths: &[Json]) -> String {
        let schema = Schema::parse_and_validate(SCHEMA, "s").unwrap();
        let document = ExecutableDocument::parse_and_validate(&schema, query, "q").unwrap();
        let operation = document.operations.get(None).unwrap();
        let paths: Vec<Vec<PathSegment>> = paths.iter().map(path).collect();
        let data = Value::from_json(data).unwrap();
        serde_json::to_string(&complete(&document, operation, data, &paths)).unwrap()
    }

    fn path(path: &Json) -> Vec<PathSegment> {
        let segment = |segment: &Json| match segment {
            Json::String(key) => PathSegment::Field(key.clone()),
            index => PathSegment::Index(usize::try_from(index.as_u64().unwrap()).unwrap()),
        };
        path.as_array().unwrap().iter().map(segment).collect()
    }

    #[test]
    fn keys_come_as_they_were_asked() {
        let query = "{ b: place { other { note } ...F name } a: place { name } } fragment F on Room { note name }";
        let data =
            json!({ "a": { "name": "1" }, "b": { "name": "2", "note": null, "other": null } });
        assert_eq!(
            completed(query, data, &[]),
            r#"{"b":{"other":null,"note":null,"name":"2"},"a":{"name":"1"}}"#
        );
    }

    #[test]
    fn what_is_skipped_is_no_failure() {
        let query = "{ place { name @skip(if: true) note } }";
        let data = json!({ "place": { "note": "1" } });
        assert_eq!(completed(query, data, &[]), r#"{"place":{"note":"1"}}"#);
    }

    #[test]
    fn a_failed_field_is_null_where_it_may_be() {
        let query = "{ place { name note } }";
        let data = json!({ "place": { "name": "1" } });
        let failed = [json!(["place", "note"])];
        assert_eq!(
            completed(query, data, &failed),
            r#"{"place":{"name":"1","note":null}}"#
        );
        let nothing = completed("{ room { note } }", json!({}), &[json!(["room"])]);
        assert_eq!(nothing, r#"{"room":null}"#);
        let alone = completed(
            "{ room { note } }",
            json!({ "room": {} }),
            &[json!(["room", "note"])],
        );
        assert_eq!(alone, r#"{"room":{"note":null}}"#);
    }

    #[test]
    fn a_failed_field_that_may_not_be_null_takes_what_holds_it() {
        let query = "{ room { other { next { name } note } note } }";
        let data = json!({ "room": { "note": "1", "other": { "note": "2" } } });
        let failed = [json!(["room", "other", "next"])];
        assert_eq!(
            completed(query, data, &failed),
            r#"{"room":{"other":null,"note":"1"}}"#
        );
        let all = completed(
            "{ place { name } }",
            json!({ "place": {} }),
            &[json!(["place", "name"])],
        );
        assert_eq!(all, "null");
    }

    #[test]
    fn an_item_takes_its_list_or_only_itself() {
        let data = json!({ "rooms": [{ "name": "1" }, {}], "some": [{ "name": "1" }, {}] });
        let failed = [json!(["some", 1, "name"])];
        assert_eq!(
            completed("{ some { name } }", data.clone(), &failed),
            r#"{"some":[{"name":"1"},null]}"#
        );
        let failed = [json!(["rooms", 1, "name"])];
        assert_eq!(completed("{ rooms { name } }", data, &failed), "null");
    }
}
