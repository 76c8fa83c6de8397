//! What can go wrong, in two kinds that never mix: a `Refusal` is the caller's to mend and says how, in Chinese
//! and English; a `Fault` is ours, is logged once with an id, and tells the caller nothing but that id.
//! Deliberately absent: `Display` on either, because GraphQL would send it to the caller.

use async_graphql::{Enum, ErrorExtensionValues};
use sea_orm::DbErr;

/// The language of messages to one caller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Chinese, the default.
    #[default]
    Zh,
    /// English, when the caller prefers it.
    En,
}

/// One sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Message {
    /// A sentence in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// The sentence in one language.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// An expected refusal of a command: which rule, which field, and a sentence for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal<C> {
    /// The rule, as the mutation's own enum.
    pub code: C,
    /// The input field that is at fault, as a path (`events.3.quantities.0.value`); none when it is the whole.
    pub field: Option<String>,
    /// What to tell the person.
    pub message: Message,
}

impl<C> Refusal<C> {
    /// A refusal that names a field.
    pub fn of(
        code: C,
        field: impl Into<String>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            code,
            field: Some(field.into()),
            message: Message::new(zh, en),
        }
    }

    /// A refusal of the whole command.
    pub fn whole(code: C, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            code,
            field: None,
            message: Message::new(zh, en),
        }
    }
}

/// The codes of top-level errors; expected refusals are in the payloads instead.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopLevelCode {
    /// Nobody is signed in, or the token is not good.
    Unauthenticated,
    /// The caller is known and may not do this.
    Forbidden,
    /// The request itself is malformed.
    BadInput,
    /// The query would cost more than its limit.
    TooCostly,
    /// The caller may only ask by the id of a registered document.
    DocumentRequired,
    /// No registered document has this id.
    DocumentUnknown,
    /// Too many requests.
    RateLimited,
    /// The answer took too long.
    Timeout,
    /// Our fault; the error carries an id to quote.
    Internal,
}

impl TopLevelCode {
    /// The code as it stands in `extensions.code`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::BadInput => "BAD_INPUT",
            Self::TooCostly => "TOO_COSTLY",
            Self::DocumentRequired => "DOCUMENT_REQUIRED",
            Self::DocumentUnknown => "DOCUMENT_UNKNOWN",
            Self::RateLimited => "RATE_LIMITED",
            Self::Timeout => "TIMEOUT",
            Self::Internal => "INTERNAL",
        }
    }
}

/// Why a resolver gives no answer.
#[derive(Debug)]
pub enum Problem {
    /// No verified token came with the request.
    Unauthenticated,
    /// The policy says no.
    Forbidden,
    /// An argument that cannot be meant; names it.
    BadInput {
        /// The argument.
        field: String,
        /// What is wrong with it.
        message: Message,
    },
    /// Ours.
    Fault(Fault),
}

impl Problem {
    /// A malformed argument.
    pub fn bad_input(
        field: impl Into<String>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self::BadInput {
            field: field.into(),
            message: Message::new(zh, en),
        }
    }
}

/// Something that should not have happened; its text is for our log only.
#[derive(Debug)]
pub struct Fault(String);

impl Fault {
    /// A fault with a text for the log.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text for the log.
    pub fn for_log(&self) -> &str {
        &self.0
    }
}

impl From<DbErr> for Fault {
    fn from(error: DbErr) -> Self {
        Self(format!("database: {error}"))
    }
}

impl From<DbErr> for Problem {
    fn from(error: DbErr) -> Self {
        Self::Fault(error.into())
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// What resolvers return.
pub type Result<T> = std::result::Result<T, Problem>;

/// How a command fails: refused by the domain's rules, or for a reason above them.
#[derive(Debug)]
pub enum Failure<C> {
    /// Expected; goes into the payload.
    Refused(Vec<Refusal<C>>),
    /// Not the payload's: permission or our fault.
    Problem(Problem),
}

impl<C> From<Refusal<C>> for Failure<C> {
    fn from(refusal: Refusal<C>) -> Self {
        Self::Refused(vec![refusal])
    }
}

impl<C> From<Problem> for Failure<C> {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl<C> From<DbErr> for Failure<C> {
    fn from(error: DbErr) -> Self {
        Self::Problem(error.into())
    }
}

impl<C> From<Fault> for Failure<C> {
    fn from(fault: Fault) -> Self {
        Self::Problem(fault.into())
    }
}

/// Key under which a top-level error carries its English sentence until the door picks the language.
pub const ENGLISH: &str = "messageEn";

impl From<Problem> for async_graphql::Error {
    fn from(problem: Problem) -> Self {
        let (code, message, field) = match problem {
            Problem::Unauthenticated => (
                TopLevelCode::Unauthenticated,
                Message::new("请先登录。", "Sign in first."),
                None,
            ),
            Problem::Forbidden => (
                TopLevelCode::Forbidden,
                Message::new("您无权进行此操作。", "You may not do this."),
                None,
            ),
            Problem::BadInput { field, message } => (TopLevelCode::BadInput, message, Some(field)),
            Problem::Fault(fault) => return internal(fault.for_log()),
        };
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", code.as_str());
        extensions.set(ENGLISH, message.en);
        if let Some(field) = field {
            extensions.set("field", field);
        }
        Self {
            message: message.zh,
            source: None,
            extensions: Some(extensions),
        }
    }
}

/// Logs a fault once and gives the error that quotes its id.
pub fn internal(text: &str) -> async_graphql::Error {
    let id = crate::kernel::clock::Clock::System.new_uuid();
    tracing::error!(error_id = %id, fault = text, "internal fault");
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", TopLevelCode::Internal.as_str());
    extensions.set("id", id.to_string());
    extensions.set(ENGLISH, format!("An error on our side; please quote {id}."));
    async_graphql::Error {
        message: format!("系统出错，请向管理员报告编号 {id}。"),
        source: None,
        extensions: Some(extensions),
    }
}

/// Splits a command's result: problems go to the top level, refusals stay for the payload.
pub fn settle<T, C>(
    result: std::result::Result<T, Failure<C>>,
) -> Result<std::result::Result<T, Vec<Refusal<C>>>> {
    match result {
        Ok(done) => Ok(Ok(done)),
        Err(Failure::Refused(refusals)) => Ok(Err(refusals)),
        Err(Failure::Problem(problem)) => Err(problem),
    }
}

/// Declares the GraphQL object of a mutation's expected refusals: `{code, field, message}`.
#[macro_export]
macro_rules! user_error {
    ($(#[$doc:meta])* $name:ident of $code:ty) => {
        $(#[$doc])*
        #[derive(Clone, Debug, async_graphql::SimpleObject)]
        pub struct $name {
            /// Which rule was broken (规则代码).
            pub code: $code,
            /// The input field at fault, as a path from the input object; null when it is the whole (字段).
            pub field: Option<String>,
            /// What to tell the person, in the caller's language (提示).
            pub message: String,
        }

        impl $name {
            /// The refusal in the caller's language.
            pub fn of(refusal: &$crate::kernel::error::Refusal<$code>, lang: $crate::kernel::error::Lang) -> Self {
                Self {
                    code: refusal.code,
                    field: refusal.field.clone(),
                    message: refusal.message.in_lang(lang).to_owned(),
                }
            }
        }
    };
}
