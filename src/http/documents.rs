//! The guard: documents are parsed and validated to the letter of the specification before the executor sees them, and
//! good ones are kept by the hash of their text. Deliberately absent: costs (limits) and running them.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use apollo_compiler::executable::ExecutableDocument;
use apollo_compiler::introspection::check_max_depth;
use apollo_compiler::parser::Parser;
use apollo_compiler::validation::{DiagnosticList, Valid};
use moka::sync::Cache;
use sha2::{Digest, Sha256};

use super::inputs;
use super::limits::{Misshapen, Shape, place_of};
use super::prepared::prepare;
use super::wording;
use crate::config::LimitsConfig;
use crate::kernel::error::{Message, TopLevelCode};

/// Braces and brackets inside one another at most; far above any sensible query, far below the stack.
const RECURSION: usize = 100;

/// Operations of one document at most: each is looked through with all the fragments that it uses.
const MOST_OPERATIONS: usize = 100;

/// At most so many errors of one document are told.
const MOST_ERRORS: usize = 10;

/// Bytes of the kept documents' texts at most; in memory a document takes some fifty times its text.
const KEPT_BYTES: u64 = 4 * 1024 * 1024;

/// A longer document is checked each time that it comes.
const LONGEST_KEPT: usize = 64 * 1024;

/// The guard.
#[derive(Debug)]
pub struct Documents {
    /// The schema as the guard knows it.
    pub schema: Valid<apollo_compiler::Schema>,
    config: LimitsConfig,
    kept: Cache<[u8; 32], Arc<Document>>,
}

/// A valid document.
#[derive(Debug)]
pub struct Document {
    /// As the guard knows it.
    pub checked: Valid<ExecutableDocument>,
    /// As the executor takes it, or why its shape is refused.
    pub runnable: Result<Runnable, Wrong>,
    /// Bytes of its text.
    pub length: usize,
    /// SHA-256 of its text.
    pub digest: [u8; 32],
    /// Whether the last answer to it was made of the organisation alone, which lies in memory.
    pub asks_no_rows: AtomicBool,
}

/// A document as the executor takes it.
pub type Runnable = async_graphql::parser::types::ExecutableDocument;

/// One thing that is wrong with a document; no sentence repeats a stretch of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The code.
    pub code: TopLevelCode,
    /// What to tell.
    pub message: Message,
    /// Line and column, from 1.
    pub place: Option<(usize, usize)>,
    /// The argument or variable at fault, where it is one's.
    pub field: Option<String>,
}

impl Wrong {
    /// What is wrong, and nothing more.
    pub fn plain(code: TopLevelCode, message: Message) -> Self {
        Self {
            code,
            message,
            place: None,
            field: None,
        }
    }

    /// The sentence with its place.
    pub fn told(&self) -> Message {
        let Message { zh, en } = &self.message;
        let Some((line, column)) = self.place else {
            return self.message.clone();
        };
        let (zh, en) = (zh.trim_end_matches('。'), en.trim_end_matches('.'));
        Message::new(
            format!("{zh}（第 {line} 行第 {column} 列）。"),
            format!("{en} (line {line}, column {column})."),
        )
    }
}

impl Documents {
    /// A guard for the schema in its own language; fails when that is not valid.
    pub fn new(sdl: &str, config: &LimitsConfig) -> Result<Self, String> {
        let schema = apollo_compiler::Schema::parse_and_validate(sdl, "schema.graphql")
            .map_err(|invalid| format!("the schema is not valid: {}", invalid.errors))?;
        let kept = Cache::builder()
            .max_capacity(KEPT_BYTES)
            .weigher(|_, document: &Arc<Document>| {
                u32::try_from(document.length)
                    .unwrap_or(u32::MAX)
                    .saturating_add(256)
            })
            .build();
        Ok(Self {
            schema,
            config: config.clone(),
            kept,
        })
    }

    /// The valid document of a text, or what is wrong with it.
    pub fn check(&self, text: &str) -> Result<Arc<Document>, Vec<Wrong>> {
        let key: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        if let Some(document) = self.kept.get(&key) {
            return Ok(document);
        }
        let document = Arc::new(self.read(text)?);
        if text.len() <= LONGEST_KEPT {
            self.kept.insert(key, Arc::clone(&document));
        }
        Ok(document)
    }

    /// The cost of an operation at most.
    pub fn max_cost(&self) -> u64 {
        self.config.max_cost
    }

    /// Reads a text anew.
    pub fn read(&self, text: &str) -> Result<Document, Vec<Wrong>> {
        let longest = self.config.max_document_bytes;
        if text.len() > longest {
            return Err(vec![too_large("字节数", "bytes", longest)]);
        }
        let most = self.config.max_tokens;
        let mut parser = Parser::new().token_limit(most).recursion_limit(RECURSION);
        let parsed = parser.parse_ast(text, "document.graphql");
        if parser.tokens_reached() > most {
            return Err(vec![too_large("词元数", "tokens", most)]);
        }
        if parser.recursion_reached() > RECURSION {
            let place = parsed.err().and_then(|failed| {
                let mut places = failed.errors.iter().map(|error| error.line_column_range());
                let range = places.next()??;
                Some((range.start.line, range.start.column))
            });
            let wrong = too_large("括号层数", "nested brackets", RECURSION);
            return Err(vec![Wrong { place, ..wrong }]);
        }
        // A syntax error's own text quotes the document; only its place is told.
        let ast = parsed.map_err(|failed| wrongs(&failed.errors, |_| syntax_error()))?;
        let operations = ast.definitions.iter();
        let operations = operations.filter(|one| one.as_operation_definition().is_some());
        if operations.count() > MOST_OPERATIONS {
            return Err(vec![too_large("操作数", "operations", MOST_OPERATIONS)]);
        }
        let checked = ast
            .to_executable_validate(&self.schema)
            .map_err(|failed| wrongs(&failed.errors, |text| wording::of(&text)))?;
        let runnable = match self.misshapen(&checked) {
            // The executor's parser would call what is nested too deeply a mistake in writing.
            Some((message, place)) => Err(Wrong {
                place,
                ..Wrong::plain(TopLevelCode::TooCostly, message)
            }),
            None => Ok(self.runnable(text, &checked).map_err(|wrong| vec![wrong])?),
        };
        Ok(Document {
            checked,
            runnable,
            length: text.len(),
            digest: Sha256::digest(text.as_bytes()).into(),
            asks_no_rows: AtomicBool::new(false),
        })
    }

    fn runnable(&self, text: &str, checked: &ExecutableDocument) -> Result<Runnable, Wrong> {
        let mut parsed = async_graphql::parser::parse_query(text).map_err(|error| Wrong {
            place: error.positions().next().map(|at| (at.line, at.column)),
            ..Wrong::plain(TopLevelCode::BadInput, syntax_error())
        })?;
        prepare(&mut parsed, &self.schema);
        inputs::check(&self.schema, checked)?;
        Ok(parsed)
    }

    fn misshapen(&self, document: &Valid<ExecutableDocument>) -> Option<Misshapen> {
        if let Err(misshapen) = Shape::check(document, &self.config) {
            return Some(misshapen);
        }
        let in_circles = document.operations.iter().find(|operation| {
            asks_schema(operation, document) && check_max_depth(document, operation).is_err()
        });
        in_circles.map(|operation| {
            let message = Message::new(
                "对架构的查询嵌套过深；请使用标准的架构查询。",
                "The query about the schema is nested too deeply; use the standard introspection query.",
            );
            (message, place_of(operation, document))
        })
    }
}

/// Whether an operation asks about the schema itself.
pub fn asks_schema(
    operation: &apollo_compiler::executable::Operation,
    document: &ExecutableDocument,
) -> bool {
    operation
        .root_fields(document)
        .any(|field| field.name == "__schema" || field.name == "__type")
}

fn wrongs(list: &DiagnosticList, tell: impl Fn(String) -> Message) -> Vec<Wrong> {
    list.iter()
        .take(MOST_ERRORS)
        .map(|diagnostic| Wrong {
            code: TopLevelCode::BadInput,
            message: tell(diagnostic.error.to_string()),
            place: diagnostic
                .line_column_range()
                .map(|range| (range.start.line, range.start.column)),
            field: None,
        })
        .collect()
}

fn syntax_error() -> Message {
    Message::new("查询语法错误。", "Syntax error.")
}

fn too_large(zh: &str, en: &str, limit: usize) -> Wrong {
    let message = Message::new(
        format!("查询的{zh}超过上限 {limit}；请把数值放入变量，或分成几次请求。"),
        format!(
            "The query has more than {limit} {en}; put values into variables, or split the request."
        ),
    );
    Wrong::plain(TopLevelCode::TooCostly, message)
}
