//! The scalars of the contract. `Date`, `UUID`, `Decimal` and `DivisionCode` accept any text when they arrive: one
//! wrong value in a batch must be told item by item, so the rules check it and not the parser of the whole request.
//! Deliberately absent: anything that guesses what was meant.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{Datelike, NaiveDate, Utc};

/// A calendar day in China, `2022-07-01`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Date(String);

impl Date {
    /// The day, when the text is one, between the years 1900 and 2999.
    pub fn day(&self) -> Option<NaiveDate> {
        let exact = self.0.len() == 10;
        self.0
            .parse::<NaiveDate>()
            .ok()
            .filter(|day| exact && (1900..3000).contains(&day.year()))
    }

    /// What was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<NaiveDate> for Date {
    fn from(day: NaiveDate) -> Self {
        Self(day.to_string())
    }
}

/// A calendar day in China, ISO 8601 (日期).
#[Scalar(
    name = "Date",
    specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"
)]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        text(value).map(Self)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// An instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime(pub chrono::DateTime<Utc>);

/// An instant with its offset, RFC 3339 (时刻).
#[Scalar(
    name = "DateTime",
    specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339"
)]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let text = text(value)?;
        chrono::DateTime::parse_from_rfc3339(&text)
            .map(|at| Self(at.with_timezone(&Utc)))
            .map_err(|_| InputValueError::custom("not an RFC 3339 instant"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
    }
}

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month(NaiveDate);

impl Month {
    /// The month that a day is in.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    /// Reads `2022-07`.
    pub fn parse_text(text: &str) -> Option<Self> {
        if text.len() != 7 {
            return None;
        }
        format!("{text}-01").parse().ok().map(Self)
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        self.0
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m"))
    }
}

/// A calendar month, `2022-07` (月份).
#[Scalar(
    name = "Month",
    specified_by_url = "https://www.w3.org/TR/NOTE-datetime"
)]
impl ScalarType for Month {
    fn parse(value: Value) -> InputValueResult<Self> {
        let text = text(value)?;
        Self::parse_text(&text).ok_or_else(|| InputValueError::custom("a month is written 2022-07"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

/// A whole number of 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Long(pub i64);

/// A whole number of 64 bits, for journal numbers (长整数).
#[Scalar(
    name = "Long",
    specified_by_url = "https://scalars.graphql.org/jakobmerrild/long.html"
)]
impl ScalarType for Long {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::Number(number) => number
                .as_i64()
                .map(Self)
                .ok_or_else(|| InputValueError::custom("not a whole number of 64 bits")),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::from(self.0)
    }
}

/// An exact decimal number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal(String);

impl Decimal {
    /// The number, when the text is one.
    pub fn number(&self) -> Option<rust_decimal::Decimal> {
        self.0.parse().ok()
    }

    /// What was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A number with the very decimals that a text prints, `100.0`.
    pub fn printed(text: String) -> Self {
        Self(text)
    }
}

impl From<rust_decimal::Decimal> for Decimal {
    fn from(number: rust_decimal::Decimal) -> Self {
        Self(number.normalize().to_string())
    }
}

/// An exact decimal number, written as a string without exponent: `"1700"`, `"0.974"`; numbers are accepted (小数).
#[Scalar(
    name = "Decimal",
    specified_by_url = "https://scalars.graphql.org/chillicream/decimal.html"
)]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::Number(number) => Ok(Self(number.to_string())),
            other => text(other).map(Self),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// A Chinese division code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DivisionCode(pub String);

/// A Chinese division code: 2 digits a province, 4 a city, 6 a district, 9 a township or subdistrict, 12 a village or
/// community (区划代码).
#[Scalar(
    name = "DivisionCode",
    specified_by_url = "https://www.stats.gov.cn/sj/tjbz/tjyqhdmhcxhfdm/"
)]
impl ScalarType for DivisionCode {
    fn parse(value: Value) -> InputValueResult<Self> {
        text(value).map(Self)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// A UUID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UuidText(String);

impl UuidText {
    /// The id, when the text is a UUID in its usual form with hyphens.
    pub fn uuid(&self) -> Option<uuid::Uuid> {
        uuid::Uuid::try_parse(&self.0)
            .ok()
            .filter(|id| self.0.len() == 36 && !id.is_nil())
    }

    /// What was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<uuid::Uuid> for UuidText {
    fn from(id: uuid::Uuid) -> Self {
        Self(id.to_string())
    }
}

/// A UUID with hyphens; version 7 is asked of clients (通用唯一标识).
#[Scalar(
    name = "UUID",
    specified_by_url = "https://www.rfc-editor.org/rfc/rfc9562"
)]
impl ScalarType for UuidText {
    fn parse(value: Value) -> InputValueResult<Self> {
        text(value).map(Self)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

fn text<T: async_graphql::InputType>(value: Value) -> Result<String, InputValueError<T>> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(InputValueError::expected_type(other)),
    }
}
