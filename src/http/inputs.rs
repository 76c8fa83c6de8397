//! What the compiler leaves to others: values of the contract's own scalars, and input objects of which exactly one field
//! is given, as they are written in a document. A wrong one is refused before anything runs, so that a mutation is never half
//! done for it. Deliberately absent: what the compiler checks itself, and values of variables (misfits).

use std::collections::HashSet;

use apollo_compiler::ast::{Argument, Type, Value as Ast};
use apollo_compiler::executable::{ExecutableDocument, Operation, Selection, SelectionSet};
use apollo_compiler::schema::{ExtendedType, InputObjectType, Schema};
use apollo_compiler::{Name, Node};
use async_graphql::{ScalarType, Value as Given};

use super::documents::Wrong;
use crate::kernel::error::{Message, TopLevelCode};
use crate::kernel::scalars::{Date, DateTime, Decimal, DivisionCode, Long, Month, UuidText};

/// Whether a scalar takes a value; none when it is not one of ours.
pub fn takes(scalar: &str, value: Given) -> Option<bool> {
    Some(match scalar {
        "Date" => Date::parse(value).is_ok(),
        "DateTime" => DateTime::parse(value).is_ok(),
        "Decimal" => Decimal::parse(value).is_ok(),
        "DivisionCode" => DivisionCode::parse(value).is_ok(),
        "Long" => Long::parse(value).is_ok(),
        "Month" => Month::parse(value).is_ok(),
        "UUID" => UuidText::parse(value).is_ok(),
        _ => return None,
    })
}

/// What is wrong with the values that are written in a valid document.
pub fn check(schema: &Schema, document: &ExecutableDocument) -> Result<(), Wrong> {
    for operation in document.operations.iter() {
        let mut walk = Walk {
            schema,
            document,
            operation,
            seen: HashSet::new(),
        };
        for variable in &operation.variables {
            if let Some(value) = &variable.default_value {
                let named = walk.value(&variable.ty, value);
                named.map_err(|fault| walk.wrong(&variable.name, value, fault))?;
            }
        }
        walk.set(&operation.selection_set)?;
    }
    Ok(())
}

/// Whether exactly one field of an input object is due.
pub fn is_one_of(object: &InputObjectType) -> bool {
    object.directives.has("oneOf")
}

/// What is wrong with a written value.
#[derive(Clone, Copy)]
enum Fault {
    /// A scalar does not take it.
    Unfit,
    /// It must give exactly one field, and that not null.
    NotOne,
}

struct Walk<'a> {
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    operation: &'a Operation,
    seen: HashSet<&'a Name>,
}

impl<'a> Walk<'a> {
    fn set(&mut self, set: &'a SelectionSet) -> Result<(), Wrong> {
        set.selections
            .iter()
            .try_for_each(|selection| self.selection(selection))
    }

    fn selection(&mut self, selection: &'a Selection) -> Result<(), Wrong> {
        match selection {
            Selection::Field(field) => {
                for argument in &field.arguments {
                    if let Some(definition) = field.definition.argument_by_name(&argument.name) {
                        self.argument(argument, &definition.ty)?;
                    }
                }
                self.set(&field.selection_set)
            }
            Selection::InlineFragment(fragment) => self.set(&fragment.selection_set),
            Selection::FragmentSpread(spread) => {
                let document = self.document;
                match document.fragments.get(&spread.fragment_name) {
                    Some(fragment) if self.seen.insert(&fragment.name) => {
                        self.set(&fragment.selection_set)
                    }
                    _ => Ok(()),
                }
            }
        }
    }

    fn argument(&self, argument: &Argument, ty: &Type) -> Result<(), Wrong> {
        self.value(ty, &argument.value)
            .map_err(|fault| self.wrong(&argument.name, &argument.value, fault))
    }

    fn value(&self, ty: &Type, value: &Ast) -> Result<(), Fault> {
        match value {
            Ast::Null | Ast::Variable(_) => Ok(()),
            Ast::List(items) if ty.is_list() => items
                .iter()
                .try_for_each(|item| self.value(ty.item_type(), item)),
            value if ty.is_list() => self.value(ty.item_type(), value),
            value => match self.schema.types.get(ty.inner_named_type()) {
                Some(ExtendedType::Scalar(scalar)) => {
                    match takes(&scalar.name, given(value)).unwrap_or(true) {
                        true => Ok(()),
                        false => Err(Fault::Unfit),
                    }
                }
                Some(ExtendedType::InputObject(object)) => self.object(object, value),
                _ => Ok(()),
            },
        }
    }

    fn object(&self, object: &InputObjectType, value: &Ast) -> Result<(), Fault> {
        let Ast::Object(fields) = value else {
            return Ok(());
        };
        if is_one_of(object) && !self.gives_one(fields) {
            return Err(Fault::NotOne);
        }
        fields.iter().try_for_each(|(name, value)| {
            let Some(field) = object.fields.get(name) else {
                return Ok(());
            };
            self.value(&field.ty, value)
        })
    }

    /// A variable gives its field only where it can be neither null nor absent.
    fn gives_one(&self, fields: &[(Name, Node<Ast>)]) -> bool {
        let [(_, value)] = fields else {
            return false;
        };
        match value.as_ref() {
            Ast::Null => false,
            Ast::Variable(name) => self
                .operation
                .variables
                .iter()
                .any(|variable| variable.name == *name && variable.ty.is_non_null()),
            _ => true,
        }
    }

    fn wrong(&self, name: &Name, value: &Node<Ast>, fault: Fault) -> Wrong {
        let message = match fault {
            Fault::Unfit => Message::new(
                format!("参数 {name} 的值不符合其类型。"),
                format!("The value of {name} does not fit its type."),
            ),
            Fault::NotOne => Message::new(
                format!("参数 {name} 须恰好给出一项，且不得为空；所用变量须为必填。"),
                format!(
                    "{name} takes exactly one of its fields, not null; a variable there must be of a non-null type."
                ),
            ),
        };
        let place = value.line_column_range(&self.document.sources);
        Wrong {
            code: TopLevelCode::BadInput,
            message,
            place: place.map(|range| (range.start.line, range.start.column)),
            field: Some(name.to_string()),
        }
    }
}

/// A written value as a scalar reads it. A list or an object is none that our scalars would take.
fn given(value: &Ast) -> Given {
    match value {
        Ast::String(text) => Given::String(text.clone()),
        Ast::Boolean(yes) => Given::Boolean(*yes),
        Ast::Int(number) => number_of(number.as_str()),
        Ast::Float(number) => number_of(number.as_str()),
        Ast::Enum(name) => Given::Enum(async_graphql::Name::new(name.as_str())),
        Ast::List(_) => Given::List(Vec::new()),
        Ast::Null | Ast::Variable(_) | Ast::Object(_) => Given::Null,
    }
}

fn number_of(text: &str) -> Given {
    text.parse().map_or(Given::Null, Given::Number)
}
