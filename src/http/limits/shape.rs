//! The shape of a document's operations, without any variable. Deliberately absent: sizes of lists (cost).

use std::collections::HashMap;

use apollo_compiler::executable::{ExecutableDocument, Selection, SelectionSet};

use super::above;
use crate::config::HttpConfig;
use crate::kernel::error::Message;

/// Selections inside selections at most, fragments included: the executor stops at 32.
const MAX_NESTING: u64 = 30;

/// What one set of selections holds once its fragments are put in place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Fields inside fields; those about the schema itself are not counted.
    pub depth: u64,
    /// Selections inside selections, fragments included.
    pub nesting: u64,
    /// Fields.
    pub fields: u64,
    /// Fields of the set itself.
    pub roots: u64,
    /// Fields under another name.
    pub aliases: u64,
    /// Directives.
    pub directives: u64,
}

impl Shape {
    /// Measures every operation of a valid document, because the executor looks at all of them; the first number above
    /// its limit refuses the document.
    pub fn check(document: &ExecutableDocument, config: &HttpConfig) -> Result<(), Message> {
        let mut walk = Walk {
            document,
            fragments: HashMap::new(),
        };
        for operation in document.operations.iter() {
            walk.set(&operation.selection_set).fits(config)?;
        }
        Ok(())
    }

    fn fits(self, config: &HttpConfig) -> Result<(), Message> {
        let nest = ["嵌套层数", "减少嵌套", "depth", "nest less deeply"];
        let limits = [
            (self.depth, config.max_depth, nest),
            (self.nesting, MAX_NESTING, nest),
            (
                self.aliases,
                config.max_aliases,
                [
                    "别名数",
                    "改用列表或 breakdown",
                    "number of aliases",
                    "use a list or a breakdown",
                ],
            ),
            (
                self.roots,
                config.max_root_fields,
                [
                    "根字段数",
                    "分成几次请求",
                    "number of root fields",
                    "split the request",
                ],
            ),
            (
                self.directives,
                config.max_directives,
                [
                    "指令数",
                    "减少指令",
                    "number of directives",
                    "use fewer directives",
                ],
            ),
            (
                self.fields,
                config.max_fields,
                [
                    "字段数",
                    "分成几次请求",
                    "number of fields",
                    "split the request",
                ],
            ),
        ];
        for (asked, limit, words) in limits {
            if asked > limit {
                return Err(above(asked, limit, words));
            }
        }
        Ok(())
    }

    fn beside(self, other: Self) -> Self {
        Self {
            depth: self.depth.max(other.depth),
            nesting: self.nesting.max(other.nesting),
            fields: self.fields.saturating_add(other.fields),
            roots: self.roots.saturating_add(other.roots),
            aliases: self.aliases.saturating_add(other.aliases),
            directives: self.directives.saturating_add(other.directives),
        }
    }
}

struct Walk<'a> {
    document: &'a ExecutableDocument,
    fragments: HashMap<&'a str, Shape>,
}

impl<'a> Walk<'a> {
    fn set(&mut self, set: &'a SelectionSet) -> Shape {
        let start = Shape {
            nesting: 1,
            ..Shape::default()
        };
        set.selections.iter().fold(start, |shape, selection| {
            shape.beside(self.selection(selection))
        })
    }

    fn selection(&mut self, selection: &'a Selection) -> Shape {
        let mut shape = match selection {
            Selection::Field(field) => {
                let inner = if field.selection_set.selections.is_empty() {
                    Shape::default()
                } else {
                    self.set(&field.selection_set)
                };
                Shape {
                    depth: if field.name.starts_with("__") {
                        1
                    } else {
                        inner.depth.saturating_add(1)
                    },
                    fields: inner.fields.saturating_add(1),
                    roots: 1,
                    aliases: inner
                        .aliases
                        .saturating_add(u64::from(field.alias.is_some())),
                    ..inner
                }
            }
            Selection::InlineFragment(fragment) => self.set(&fragment.selection_set),
            Selection::FragmentSpread(spread) => self.fragment(spread.fragment_name.as_str()),
        };
        let directives = u64::try_from(selection.directives().len()).unwrap_or(u64::MAX);
        shape.directives = shape.directives.saturating_add(directives);
        shape.nesting = shape.nesting.saturating_add(1);
        shape
    }

    fn fragment(&mut self, name: &'a str) -> Shape {
        if let Some(known) = self.fragments.get(name) {
            return *known;
        }
        let document = self.document;
        let Some(fragment) = document.fragments.get(name) else {
            return Shape::default();
        };
        let shape = self.set(&fragment.selection_set);
        self.fragments.insert(name, shape);
        shape
    }
}
