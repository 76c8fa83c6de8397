//! Sizes of lists: as the arguments say, or as is usual for a field of that name. Deliberately absent: looking into the
//! database.

use apollo_compiler::ast::Value as Ast;
use apollo_compiler::executable::{Field, Operation};
use serde_json::{Map, Value};

use crate::kernel::page::MAX_PAGE;

/// Objects in a list whose name tells nothing.
const USUAL: u64 = 10;

/// Rows of a breakdown for each dimension.
const ROWS: u64 = 20;

/// A page whose size the caller leaves out and the schema too.
const USUAL_PAGE: u64 = 20;

/// How many items a plain list usually has.
pub fn usual(name: &str) -> u64 {
    match name {
        "viceChairs" => 8,
        "specialCommittees" | "sectorGroups" | "workrooms" => 4,
        "members" => 20,
        "townships" | "silences" => 15,
        "hotlineComparison" => 2,
        "sectors" => 30,
        "cells" | "rounds" => 50,
        "metricCatalog" => 60,
        "keys" | "excluded" | "byFundKind" | "errors" | "hosts" | "honours" | "offices"
        | "memberships" | "quantities" => 3,
        _ => USUAL,
    }
}

/// How many rows a breakdown by so many dimensions has.
pub fn rows(dimensions: u64) -> u64 {
    ROWS.saturating_pow(u32::try_from(dimensions).unwrap_or(u32::MAX))
}

/// The size of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The field is no page.
    None,
    /// So many.
    Of(u64),
    /// So many, which is outside 1 to 100, by this argument.
    Outside(u64, &'static str),
}

/// The values of arguments: literals, variables, and the defaults of both.
#[derive(Clone, Copy, Debug)]
pub struct Arguments<'a> {
    /// The operation, for the defaults of its variables.
    pub operation: &'a Operation,
    /// The request's variables.
    pub variables: &'a Map<String, Value>,
}

/// A value as it stands in a document or came with a request.
enum Given<'v> {
    Literal(&'v Ast),
    Json(&'v Value),
}

impl<'a> Arguments<'a> {
    /// The size of a field's page.
    pub fn page(&self, field: &Field) -> Page {
        let takes = |name: &str| {
            field
                .definition
                .arguments
                .iter()
                .any(|argument| argument.name == name)
        };
        if !takes("first") {
            return Page::None;
        }
        let mut page = Page::Of(USUAL_PAGE);
        for name in ["last", "first"] {
            let Some(asked) = takes(name).then(|| self.number(field, name)).flatten() else {
                continue;
            };
            let size = u64::try_from(asked).unwrap_or(0);
            if !(1..=MAX_PAGE).contains(&size) {
                return Page::Outside(size, name);
            }
            page = Page::Of(size);
        }
        page
    }

    /// How many items an argument lists, itself or in the fields of an input object; none where the field has no such
    /// argument or it is left out.
    pub fn items(&self, field: &Field, name: &str) -> Option<u64> {
        let count = match self.given(field, name)? {
            Given::Literal(value) => self.literal_items(value),
            Given::Json(value) => json_items(value),
        };
        Some(count.max(1))
    }

    fn number(&self, field: &Field, name: &str) -> Option<i64> {
        match self.given(field, name)? {
            Given::Literal(Ast::Int(number)) => {
                Some(number.try_to_i32().map_or(i64::MAX, i64::from))
            }
            Given::Json(value) => value.as_i64(),
            Given::Literal(_) => None,
        }
    }

    fn given<'v>(&'v self, field: &'v Field, name: &str) -> Option<Given<'v>> {
        let argument = field
            .arguments
            .iter()
            .find(|argument| argument.name == name)
            .map(|argument| argument.value.as_ref());
        let known = match argument {
            Some(Ast::Variable(variable)) => self.variable(variable.as_str()),
            Some(literal) => Some(Given::Literal(literal)),
            None => None,
        };
        known.or_else(|| {
            let default = field
                .definition
                .argument_by_name(name)?
                .default_value
                .as_ref()?;
            Some(Given::Literal(default.as_ref()))
        })
    }

    fn variable(&self, name: &str) -> Option<Given<'_>> {
        if let Some(value) = self.variables.get(name) {
            return Some(Given::Json(value));
        }
        let variable = self
            .operation
            .variables
            .iter()
            .find(|variable| variable.name == name)?;
        Some(Given::Literal(variable.default_value.as_ref()?.as_ref()))
    }

    fn literal_items(&self, value: &Ast) -> u64 {
        match value {
            Ast::List(items) => u64::try_from(items.len()).unwrap_or(u64::MAX),
            Ast::Object(fields) => fields
                .iter()
                .map(|(_, value)| self.literal_items(value))
                .max()
                .unwrap_or(1),
            Ast::Variable(variable) => match self.variable(variable.as_str()) {
                Some(Given::Json(value)) => json_items(value),
                Some(Given::Literal(value)) if value.as_variable().is_none() => {
                    self.literal_items(value)
                }
                _ => 1,
            },
            _ => 1,
        }
    }
}

fn json_items(value: &Value) -> u64 {
    match value {
        Value::Array(items) => u64::try_from(items.len()).unwrap_or(u64::MAX),
        Value::Object(fields) => fields.values().map(json_items).max().unwrap_or(1),
        _ => 1,
    }
}
