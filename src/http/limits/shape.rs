//! The shape of a document's operations, without any variable. Deliberately absent: sizes of lists (cost).

use std::collections::HashMap;

use apollo_compiler::Node;
use apollo_compiler::executable::{ExecutableDocument, Selection, SelectionSet};

use super::above;
use crate::config::LimitsConfig;
use crate::kernel::error::Message;

/// Selections inside selections at most, fragments included: the executor stops at 32.
const MAX_NESTING: u64 = 30;

/// Why a document is refused for its shape, with the line and column, from 1.
pub type Misshapen = (Message, Option<(usize, usize)>);

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
    /// its limit refuses the document. What is too deep is told with its line and column, all else with its operation's.
    pub fn check(document: &ExecutableDocument, config: &LimitsConfig) -> Result<(), Misshapen> {
        let mut walk = Walk {
            document,
            fragments: HashMap::new(),
        };
        for operation in document.operations.iter() {
            let set = &operation.selection_set;
            let shape = walk.set(set);
            let Err(message) = shape.fits(config) else {
                continue;
            };
            let too_deep = if shape.depth > config.max_depth {
                walk.beyond(set, config.max_depth, |shape| shape.depth)
            } else {
                walk.beyond(set, MAX_NESTING, |shape| shape.nesting)
            };
            let place = too_deep.or_else(|| place_of(operation, document));
            return Err((message, place));
        }
        Ok(())
    }

    fn fits(self, config: &LimitsConfig) -> Result<(), Message> {
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

    /// The place of the first selection that lies deeper than a limit, on the way to the deepest.
    fn beyond(
        &mut self,
        set: &'a SelectionSet,
        limit: u64,
        deep: fn(Shape) -> u64,
    ) -> Option<(usize, usize)> {
        let (document, whole) = (self.document, deep(self.set(set)));
        let mut set = set;
        if whole <= limit {
            return None;
        }
        loop {
            let deepest = set
                .selections
                .iter()
                .map(|selection| (deep(self.selection(selection)), selection))
                .max_by_key(|(depth, _)| *depth);
            let (depth, selection) = deepest?;
            // Above it are as many as the whole has more than it has itself.
            if whole.saturating_sub(depth) >= limit || depth == 0 {
                return place_of_selection(selection, document);
            }
            set = match selection {
                Selection::Field(field) => &field.selection_set,
                Selection::InlineFragment(fragment) => &fragment.selection_set,
                Selection::FragmentSpread(spread) => {
                    let fragment = document.fragments.get(&spread.fragment_name)?;
                    &fragment.selection_set
                }
            };
        }
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

fn place_of_selection(
    selection: &Selection,
    document: &ExecutableDocument,
) -> Option<(usize, usize)> {
    match selection {
        Selection::Field(field) => place_of(field, document),
        Selection::InlineFragment(fragment) => place_of(fragment, document),
        Selection::FragmentSpread(spread) => place_of(spread, document),
    }
}

/// Line and column of a part of a document, from 1.
pub fn place_of<T>(part: &Node<T>, document: &ExecutableDocument) -> Option<(usize, usize)> {
    let range = part.line_column_range(&document.sources)?;
    Some((range.start.line, range.start.column))
}
