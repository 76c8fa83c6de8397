//! The guard: documents are parsed and validated to the letter of the specification before the executor sees them, and
//! good ones are kept by the hash of their text. Deliberately absent: costs (limits) and running them.

use std::sync::Arc;

use apollo_compiler::executable::ExecutableDocument;
use apollo_compiler::parser::Parser;
use apollo_compiler::validation::Valid;
use moka::sync::Cache;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::config::HttpConfig;

/// Selections inside selections at most; far above any sensible query, far below the stack.
const RECURSION: usize = 100;

/// At most so many errors of one document are told.
const MOST_ERRORS: usize = 10;

/// The guard.
#[derive(Debug)]
pub struct Documents {
    /// The schema as the guard knows it.
    pub schema: Valid<apollo_compiler::Schema>,
    max_tokens: usize,
    kept: Cache<[u8; 32], Arc<Document>>,
}

/// A valid document.
#[derive(Debug)]
pub struct Document {
    /// As the guard knows it.
    pub checked: Valid<ExecutableDocument>,
    /// As the executor takes it.
    pub parsed: async_graphql::parser::types::ExecutableDocument,
}

impl Documents {
    /// A guard for the program's schema.
    pub fn new(config: &HttpConfig) -> Result<Self, String> {
        let schema =
            apollo_compiler::Schema::parse_and_validate(crate::schema::sdl(), "schema.graphql")
                .map_err(|invalid| format!("the schema is not valid: {}", invalid.errors))?;
        Ok(Self {
            schema,
            max_tokens: config.max_tokens,
            kept: Cache::new(2000),
        })
    }

    /// The valid document of a text, or the errors to answer, none of which repeats the text.
    pub fn check(&self, text: &str) -> Result<Arc<Document>, Vec<Value>> {
        let key: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        if let Some(document) = self.kept.get(&key) {
            return Ok(document);
        }
        let mut parser = Parser::new()
            .token_limit(self.max_tokens)
            .recursion_limit(RECURSION);
        let checked = parser
            .parse_executable(&self.schema, text, "document.graphql")
            .map_err(|invalid| errors(&invalid.errors))?
            .validate(&self.schema)
            .map_err(|invalid| errors(&invalid.errors))?;
        let parsed = async_graphql::parser::parse_query(text)
            .map_err(|_| vec![error("the document cannot be read", None)])?;
        let document = Arc::new(Document { checked, parsed });
        self.kept.insert(key, Arc::clone(&document));
        Ok(document)
    }
}

fn errors(list: &apollo_compiler::validation::DiagnosticList) -> Vec<Value> {
    list.iter()
        .take(MOST_ERRORS)
        .map(|diagnostic| {
            let place = diagnostic
                .line_column_range()
                .map(|range| (range.start.line, range.start.column));
            // The message names types, fields and variables, never a stretch of the text; a syntax error's may quote
            // the text, so it says only where it is.
            let message = match diagnostic.error.unstable_error_name() {
                Some("SyntaxError") | None => "syntax error".to_owned(),
                Some(_) => shortened(&diagnostic.error.to_string()),
            };
            error(&message, place)
        })
        .collect()
}

fn shortened(message: &str) -> String {
    message
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(300)
        .collect()
}

fn error(message: &str, place: Option<(usize, usize)>) -> Value {
    let mut error = json!({ "message": message, "extensions": { "code": "BAD_INPUT" } });
    if let (Some((line, column)), Some(object)) = (place, error.as_object_mut()) {
        object.insert(
            "locations".to_owned(),
            json!([{ "line": line, "column": column }]),
        );
    }
    error
}
