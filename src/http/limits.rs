//! What a document may ask for: depth, aliases, root fields, directives, sizes of lists, and its cost, which is the number
//! of objects that the answer may hold. Everything is counted once per fragment and in saturating arithmetic, so a bomb
//! is refused for its size without being unrolled. Deliberately absent: rates per caller.

use std::collections::HashMap;

use apollo_compiler::ast::Value as Ast;
use apollo_compiler::executable::{ExecutableDocument, Field, Operation, Selection, SelectionSet};
use serde_json::{Map, Value};

use crate::config::HttpConfig;
use crate::kernel::error::Message;

/// Objects in a list whose size the query does not tell.
const USUAL_LIST: u64 = 10;

/// What an operation asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Objects that the answer may hold.
    pub cost: u64,
    depth: u64,
    aliases: u64,
    directives: u64,
}

impl Size {
    fn beside(self, other: Self) -> Self {
        Self {
            cost: self.cost.saturating_add(other.cost),
            depth: self.depth.max(other.depth),
            aliases: self.aliases.saturating_add(other.aliases),
            directives: self.directives.saturating_add(other.directives),
        }
    }
}

/// Measures one operation of a valid document.
#[derive(Debug)]
pub struct Measure<'a> {
    document: &'a ExecutableDocument,
    variables: &'a Map<String, Value>,
    fragments: HashMap<&'a str, Size>,
    too_long: Option<String>,
}

impl<'a> Measure<'a> {
    /// A measure of a document with the variables of one request.
    pub fn new(document: &'a ExecutableDocument, variables: &'a Map<String, Value>) -> Self {
        Self {
            document,
            variables,
            fragments: HashMap::new(),
            too_long: None,
        }
    }

    /// The operation's size, or why it is refused, as a sentence that says the number, the limit and a cheaper way.
    pub fn check(mut self, operation: &'a Operation, config: &HttpConfig) -> Result<Size, Message> {
        let size = self.selections(&operation.selection_set, 1);
        if let Some(field) = self.too_long {
            return Err(Message::new(
                format!("{field} 的条数须在 1 至 100 之间，请分页读取。"),
                format!("{field} takes 1 to 100 items; read page by page."),
            ));
        }
        let roots = u64::try_from(operation.root_fields(self.document).take(10_000).count())
            .unwrap_or(u64::MAX);
        let limits = [
            (
                size.depth,
                config.max_depth,
                "嵌套层数",
                "depth",
                "减少嵌套",
                "nest less deeply",
            ),
            (
                size.aliases,
                config.max_aliases,
                "别名",
                "number of aliases",
                "改用列表或分项统计",
                "use a list or a breakdown",
            ),
            (
                roots,
                config.max_root_fields,
                "根字段",
                "number of root fields",
                "分成几次请求",
                "split the request",
            ),
            (
                size.directives,
                config.max_directives,
                "指令",
                "number of directives",
                "减少指令",
                "use fewer directives",
            ),
            (
                size.cost,
                config.max_cost,
                "开销",
                "cost",
                "减小 first，或改用 breakdown 一次取得多行",
                "ask for smaller pages, or use breakdown for many rows at once",
            ),
        ];
        for (asked, limit, zh, en, way_zh, way_en) in limits {
            if asked > limit {
                return Err(Message::new(
                    format!("查询的{zh}为 {asked}，超过上限 {limit}；请{way_zh}。"),
                    format!("The query's {en} is {asked}, above the limit of {limit}; {way_en}."),
                ));
            }
        }
        Ok(size)
    }

    fn selections(&mut self, set: &'a SelectionSet, depth: u64) -> Size {
        set.selections
            .iter()
            .fold(Size::default(), |size, selection| {
                size.beside(self.selection(selection, depth))
            })
    }

    fn selection(&mut self, selection: &'a Selection, depth: u64) -> Size {
        let directives = u64::try_from(selection.directives().len()).unwrap_or(u64::MAX);
        let inner = match selection {
            Selection::Field(field) => self.field(field, depth),
            Selection::InlineFragment(fragment) => self.selections(&fragment.selection_set, depth),
            Selection::FragmentSpread(spread) => {
                let name = spread.fragment_name.as_str();
                let relative = match (self.fragments.get(name), self.document.fragments.get(name)) {
                    (Some(known), _) => *known,
                    (None, Some(fragment)) => {
                        let size = self.selections(&fragment.selection_set, 1);
                        self.fragments.insert(name, size);
                        size
                    }
                    (None, None) => Size::default(),
                };
                Size {
                    depth: relative.depth.saturating_add(depth).saturating_sub(1),
                    ..relative
                }
            }
        };
        Size {
            directives: inner.directives.saturating_add(directives),
            ..inner
        }
    }

    fn field(&mut self, field: &'a Field, depth: u64) -> Size {
        let aliases = u64::from(field.alias.is_some());
        let has_objects = !field.selection_set.selections.is_empty();
        let introspective = field.name.starts_with("__");
        let inner = self.selections(&field.selection_set, depth.saturating_add(1));
        let times = self.times(field);
        let own = u64::from(has_objects && !introspective);
        Size {
            // The schema about itself is small and fixed.
            cost: if introspective {
                1
            } else {
                times.saturating_mul(inner.cost.saturating_add(own))
            },
            depth: inner.depth.max(depth),
            aliases: inner.aliases.saturating_add(aliases),
            directives: inner.directives,
        }
    }

    /// How many objects a field may give.
    fn times(&mut self, field: &Field) -> u64 {
        let sized = field
            .definition
            .arguments
            .iter()
            .any(|argument| argument.name == "first");
        for name in ["first", "last"] {
            match self.number(field, name) {
                Some(size) if (1..=100).contains(&size) => return u64::try_from(size).unwrap_or(1),
                Some(_) if sized => self.too_long = Some(format!("{}.{name}", field.name)),
                _ => {}
            }
        }
        if sized {
            return 20;
        }
        if !field.definition.ty.is_list() {
            return self.items(field, "input").unwrap_or(1);
        }
        match field.name.as_str() {
            // Inside a connection the page's size is already counted.
            "edges" | "nodes" if field.definition.arguments.is_empty() => 1,
            "nodes" => self.items(field, "ids").unwrap_or(USUAL_LIST),
            "figures" => self.items(field, "metrics").unwrap_or(1),
            "breakdown" => {
                let dimensions = self.items(field, "by").unwrap_or(1).min(2);
                20_u64.saturating_pow(u32::try_from(dimensions).unwrap_or(2))
            }
            "viceChairs" => 8,
            "specialCommittees" | "sectorGroups" | "workrooms" => 4,
            "members" => 20,
            "keys" | "excluded" | "byFundKind" | "errors" | "hosts" | "honours" | "offices"
            | "memberships" => 2,
            "silences" => 3,
            _ => USUAL_LIST,
        }
    }

    fn number(&self, field: &Field, name: &str) -> Option<i64> {
        let value = &field
            .arguments
            .iter()
            .find(|argument| argument.name == name)?
            .value;
        match value.as_ref() {
            Ast::Variable(variable) => self
                .variables
                .get(variable.as_str())
                .and_then(Value::as_i64),
            Ast::Int(number) => Some(number.try_to_i32().map_or(i64::MAX, i64::from)),
            _ => None,
        }
    }

    /// How many items an argument lists, itself or in the fields of an input object.
    fn items(&self, field: &Field, name: &str) -> Option<u64> {
        let value = &field
            .arguments
            .iter()
            .find(|argument| argument.name == name)?
            .value;
        let count = match value.as_ref() {
            Ast::Variable(variable) => json_items(self.variables.get(variable.as_str())?),
            literal => self.literal_items(literal),
        };
        Some(count.max(1))
    }

    fn literal_items(&self, value: &Ast) -> u64 {
        match value {
            Ast::List(items) => u64::try_from(items.len()).unwrap_or(u64::MAX),
            Ast::Object(fields) => fields
                .iter()
                .map(|(_, value)| self.literal_items(value))
                .max()
                .unwrap_or(1),
            Ast::Variable(variable) => self.variables.get(variable.as_str()).map_or(1, json_items),
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
