//! The cost of an operation: the objects that its answer may hold. Scalars are free; a page counts with its size, a plain
//! list with the size that is usual for its name, a batch with its length. Deliberately absent: what a field costs to
//! compute, because every field is batched.

use std::collections::HashMap;

use apollo_compiler::executable::{ExecutableDocument, Field, Operation, Selection, SelectionSet};
use serde_json::{Map, Value};

use super::above;
use super::sizes::{Arguments, Page};
use crate::kernel::error::Message;

/// What an operation would cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Objects that the answer may hold.
    pub objects: u64,
    /// The argument that asks for a page larger than any: `members.first`.
    pub too_long: Option<String>,
}

impl Cost {
    /// Refuses a cost above the limit and a page above the largest.
    pub fn check(&self, limit: u64) -> Result<(), Message> {
        if let Some(argument) = &self.too_long {
            return Err(Message::new(
                format!("{argument} 须在 1 至 100 之间；请分页读取。"),
                format!("{argument} must be from 1 to 100; read page by page."),
            ));
        }
        if self.objects > limit {
            return Err(above(
                self.objects,
                limit,
                [
                    "开销",
                    "减小 first，或改用 breakdown 一次取得多行",
                    "cost",
                    "ask for smaller pages, or use breakdown for many rows at once",
                ],
            ));
        }
        Ok(())
    }
}

/// Measures one operation of a valid document.
pub fn measure(
    document: &ExecutableDocument,
    operation: &Operation,
    variables: &Map<String, Value>,
) -> Cost {
    let mut walk = Walk {
        document,
        arguments: Arguments {
            operation,
            variables,
        },
        fragments: HashMap::new(),
        too_long: None,
    };
    let objects = walk.set(&operation.selection_set, Around::default());
    Cost {
        objects,
        too_long: walk.too_long,
    }
}

/// What fields further up say about the sizes of lists further down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Around {
    /// Metrics asked: the figures of each row.
    metrics: Option<u64>,
    /// Items posted: the verdicts.
    batch: Option<u64>,
}

struct Walk<'a> {
    document: &'a ExecutableDocument,
    arguments: Arguments<'a>,
    fragments: HashMap<(&'a str, Around), u64>,
    too_long: Option<String>,
}

impl<'a> Walk<'a> {
    fn set(&mut self, set: &'a SelectionSet, around: Around) -> u64 {
        set.selections.iter().fold(0_u64, |objects, selection| {
            objects.saturating_add(self.selection(selection, around))
        })
    }

    fn selection(&mut self, selection: &'a Selection, around: Around) -> u64 {
        match selection {
            Selection::Field(field) => self.field(field, around),
            Selection::InlineFragment(fragment) => self.set(&fragment.selection_set, around),
            Selection::FragmentSpread(spread) => {
                let key = (spread.fragment_name.as_str(), around);
                if let Some(known) = self.fragments.get(&key) {
                    return *known;
                }
                let document = self.document;
                let Some(fragment) = document.fragments.get(key.0) else {
                    return 0;
                };
                let objects = self.set(&fragment.selection_set, around);
                self.fragments.insert(key, objects);
                objects
            }
        }
    }

    fn field(&mut self, field: &'a Field, around: Around) -> u64 {
        // The schema about itself is small, and a guard of its own keeps it from being asked in circles.
        if field.name.starts_with("__") {
            return u64::from(!field.selection_set.selections.is_empty());
        }
        let times = self.times(field, around);
        if field.selection_set.selections.is_empty() {
            return 0;
        }
        let below = Around {
            metrics: self.arguments.items(field, "metrics").or(around.metrics),
            batch: self.arguments.items(field, "input").or(around.batch),
        };
        let inner = self.set(&field.selection_set, below);
        times.saturating_mul(inner.saturating_add(1))
    }

    fn times(&mut self, field: &Field, around: Around) -> u64 {
        match self.arguments.page(field) {
            Page::None => {}
            Page::Of(size) => return size,
            Page::Outside(size, name) => {
                self.too_long
                    .get_or_insert_with(|| format!("{}.{name}", field.name));
                return size;
            }
        }
        if !field.definition.ty.is_list() {
            return 1;
        }
        match field.name.as_str() {
            // Inside a connection the page's size is already counted.
            "edges" | "nodes" if field.definition.arguments.is_empty() => 1,
            "nodes" => self.arguments.items(field, "ids").unwrap_or(1),
            "figures" | "figureChanged" => self
                .arguments
                .items(field, "metrics")
                .or(around.metrics)
                .unwrap_or(1),
            "verdicts" => around.batch.unwrap_or(1),
            "breakdown" => super::sizes::rows(self.arguments.items(field, "by").unwrap_or(1)),
            name => super::sizes::usual(name),
        }
    }
}
