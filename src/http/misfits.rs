//! Where in a variable's value something does not fit: its path in names of the schema and places in lists, like
//! `input.events[3].occurredOn`. Whether a request is refused the compiler decides first; what it leaves to others, values
//! of our own scalars and input objects of exactly one field, is decided here. Deliberately absent: what the caller sent;
//! no path holds a key that is not the schema's.

use apollo_compiler::ast::Type;
use apollo_compiler::executable::VariableDefinition;
use apollo_compiler::schema::{ExtendedType, InputObjectType, Schema};
use async_graphql::Value as Given;
use serde_json::{Map, Value};

use super::inputs::{is_one_of, takes};
use crate::kernel::error::Message;

/// What does not fit, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The variable, and the way into it.
    pub path: String,
    /// What is wrong there.
    pub fault: Fault,
}

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is none of this type.
    Unfit(String),
    /// It is missing or null, and must be given.
    Missing,
    /// It has a field that its type has not.
    Unknown(String),
    /// Exactly one field is due, and that not null.
    NotOne,
}

impl Misfit {
    /// As a sentence.
    pub fn message(&self) -> Message {
        let path = &self.path;
        match &self.fault {
            Fault::Unfit(ty) => Message::new(
                format!("变量 {path} 的值不符合其类型 {ty}。"),
                format!("The value of {path} does not fit its type {ty}."),
            ),
            Fault::Missing => Message::new(
                format!("变量 {path} 须给出值，且不得为空。"),
                format!("A value of {path} is due, and not null."),
            ),
            Fault::Unknown(ty) => Message::new(
                format!("变量 {path} 含有类型 {ty} 所没有的字段。"),
                format!("{path} has a field that its type {ty} has not."),
            ),
            Fault::NotOne => Message::new(
                format!("变量 {path} 须恰好给出一项，且不得为空。"),
                format!("{path} takes exactly one of its fields, not null."),
            ),
        }
    }
}

/// The first misfit of a variable.
pub fn find(
    schema: &Schema,
    variable: &VariableDefinition,
    values: &Map<String, Value>,
) -> Option<Misfit> {
    let mut way = Way {
        schema,
        steps: vec![variable.name.to_string()],
    };
    match values.get(variable.name.as_str()) {
        Some(value) => way.value(&variable.ty, value),
        None if variable.default_value.is_some() || !variable.ty.is_non_null() => None,
        None => way.here(Fault::Missing),
    }
}

struct Way<'a> {
    schema: &'a Schema,
    steps: Vec<String>,
}

impl Way<'_> {
    fn here(&self, fault: Fault) -> Option<Misfit> {
        let path = self.steps.concat();
        Some(Misfit { path, fault })
    }

    fn value(&mut self, ty: &Type, value: &Value) -> Option<Misfit> {
        match value {
            Value::Null if ty.is_non_null() => self.here(Fault::Missing),
            Value::Null => None,
            Value::Array(items) if ty.is_list() => {
                let mut items = items.iter().enumerate();
                items.find_map(|(place, item)| {
                    self.into(format!("[{place}]"), |way| way.value(ty.item_type(), item))
                })
            }
            value if ty.is_list() => self.value(ty.item_type(), value),
            value => self.named(ty.inner_named_type(), value),
        }
    }

    fn named(&mut self, ty: &str, value: &Value) -> Option<Misfit> {
        let fits = match self.schema.types.get(ty) {
            Some(ExtendedType::Scalar(_)) => scalar_takes(ty, value),
            Some(ExtendedType::Enum(known)) => value
                .as_str()
                .is_some_and(|name| known.values.keys().any(|known| known == name)),
            Some(ExtendedType::InputObject(object)) => match value {
                Value::Object(fields) => return self.object(object, fields),
                _ => false,
            },
            _ => true,
        };
        (!fits).then(|| self.here(Fault::Unfit(ty.to_owned())))?
    }

    fn object(&mut self, object: &InputObjectType, fields: &Map<String, Value>) -> Option<Misfit> {
        let known = |name: &String| object.fields.contains_key(name.as_str());
        if !fields.keys().all(known) {
            return self.here(Fault::Unknown(object.name.to_string()));
        }
        if is_one_of(object) && (fields.len() != 1 || fields.values().any(Value::is_null)) {
            return self.here(Fault::NotOne);
        }
        object.fields.iter().find_map(|(name, field)| {
            self.into(format!(".{name}"), |way| match fields.get(name.as_str()) {
                Some(value) => way.value(&field.ty, value),
                None if field.is_required() => way.here(Fault::Missing),
                None => None,
            })
        })
    }

    fn into<T>(&mut self, step: String, look: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.steps.push(step);
        let found = look(self);
        self.steps.pop();
        found
    }
}

fn scalar_takes(scalar: &str, value: &Value) -> bool {
    match scalar {
        "Int" => value
            .as_i64()
            .is_some_and(|number| i32::try_from(number).is_ok()),
        "Float" => value.is_number(),
        "String" => value.is_string(),
        "Boolean" => value.is_boolean(),
        "ID" => value.is_string() || value.is_i64(),
        scalar => {
            let given = Given::from_json(value.clone()).unwrap_or_default();
            takes(scalar, given).unwrap_or(true)
        }
    }
}

#[cfg(test)]
mod tests {
    use apollo_compiler::ExecutableDocument;
    use serde_json::json;

    use super::*;

    const SCHEMA: &str = "
        type Query { post(input: Batch, when: When): Int }
        input Batch { items: [Item!]! note: String }
        input Item { id: ID! occurredAt: Date kind: Kind! = A count: Int more: [[Int!]] when: When }
        input When @oneOf { day: Date month: Month }
        directive @oneOf on INPUT_OBJECT
        enum Kind { A B }
        scalar Date
        scalar Month
    ";

    fn found(input: Value) -> Option<(String, Fault)> {
        let schema = Schema::parse_and_validate(SCHEMA, "s").unwrap();
        let query = "query ($input: Batch!) { post(input: $input) }";
        let document = ExecutableDocument::parse_and_validate(&schema, query, "q").unwrap();
        let variable = &document.operations.get(None).unwrap().variables[0];
        let values = match input {
            Value::String(text) if text == "left out" => Map::new(),
            input => json!({ "input": input }).as_object().unwrap().clone(),
        };
        let misfit = find(&schema, variable, &values)?;
        let told = misfit.message();
        assert!(told.zh.contains(&misfit.path) && told.en.contains(&misfit.path));
        assert!(!format!("{told:?}").contains("whispered"));
        Some((misfit.path, misfit.fault))
    }

    #[test]
    fn the_way_to_what_does_not_fit_is_told() {
        let unfit = |ty: &str| Fault::Unfit(ty.to_owned());
        let good = json!({ "id": "1" });
        let items = |third: Value| json!({ "items": [good, good, good, third] });
        for (input, path, fault) in [
            (json!("left out"), "input", Fault::Missing),
            (json!(null), "input", Fault::Missing),
            (json!("whispered"), "input", unfit("Batch")),
            (json!({}), "input.items", Fault::Missing),
            (
                json!({ "items": [], "whispered": 1 }),
                "input",
                Fault::Unknown("Batch".to_owned()),
            ),
            (
                json!({ "items": [], "note": 1 }),
                "input.note",
                unfit("String"),
            ),
            (items(json!(null)), "input.items[3]", Fault::Missing),
            (items(json!({})), "input.items[3].id", Fault::Missing),
            (
                items(json!({ "id": "1", "occurredAt": 20220701 })),
                "input.items[3].occurredAt",
                unfit("Date"),
            ),
            (
                items(json!({ "id": "1", "kind": "whispered" })),
                "input.items[3].kind",
                unfit("Kind"),
            ),
            (
                items(json!({ "id": "1", "count": 2_147_483_648_i64 })),
                "input.items[3].count",
                unfit("Int"),
            ),
            (
                items(json!({ "id": "1", "more": [[1], [1, "whispered"]] })),
                "input.items[3].more[1][1]",
                unfit("Int"),
            ),
            (
                items(json!({ "id": "1", "when": { "day": "2022-07-01", "month": "2022-07" } })),
                "input.items[3].when",
                Fault::NotOne,
            ),
            (
                items(json!({ "id": "1", "when": { "month": 7 } })),
                "input.items[3].when.month",
                unfit("Month"),
            ),
        ] {
            assert_eq!(
                found(input.clone()),
                Some((path.to_owned(), fault)),
                "{input}"
            );
        }
        for input in [
            json!({ "items": [] }),
            json!({ "items": good }),
            items(
                json!({ "id": 7, "kind": "B", "count": null, "more": 1, "when": { "day": "2022-07-01" } }),
            ),
        ] {
            assert_eq!(found(input.clone()), None, "{input}");
        }
    }
}
