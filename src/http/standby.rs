//! Which database answers a query: the standby, where the caller allows a lag and it is near enough, and else the primary. The
//! standby's answer is given only where it is whole: with an error in it, too late, or with something read in full, which
//! must be written down, the query is made anew on the primary, and the caller does not see it. Who he is was looked up on
//! the primary before. Deliberately absent: mutations, subscriptions and websockets, which have nothing to do with it.

use std::time::Duration;

use apollo_compiler::executable::Operation;
use async_graphql::{Response, Value};
use axum::http::{HeaderMap, StatusCode};

use super::Doors;
use super::documents::Runnable;
use super::request::Refused;
use super::run::{Asked, Caller};
use crate::kernel::db::load_head;
use crate::kernel::error::{Message, TopLevelCode};
use crate::kernel::id::DistrictId;
use crate::kernel::standby::Standby;
use crate::linkage::Request;

/// The header by which a caller allows a lag, in seconds.
pub const MAX_LAG: &str = "workrooms-max-lag";

/// The header by which he says which journal has come how far at least.
pub const AT_LEAST: &str = "workrooms-at-least";

/// The header that says which database answered.
pub const ANSWERED_BY: &str = "workrooms-answered-by";

/// Seconds of a lag at most.
const LONGEST: f64 = 86_400.0;

/// Which database answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnsweredBy {
    /// The one that is written to.
    Primary,
    /// One that follows it.
    Standby,
}

impl AnsweredBy {
    /// As the header says it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Standby => "standby",
        }
    }
}

/// What a caller takes beside the newest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// How old an answer may be; none where it must be the newest.
    pub lag: Option<Duration>,
    /// The journal number that it must be true for at least.
    pub at_least: Option<(DistrictId, i64)>,
}

impl Allowed {
    /// What the headers of a request allow. Refuses what cannot be meant.
    pub fn read(headers: &HeaderMap) -> Result<Self, Refused> {
        let lag = match one(headers, MAX_LAG) {
            None => None,
            Some(text) => Some(text.and_then(seconds).ok_or_else(no_lag)?),
        };
        let at_least = match one(headers, AT_LEAST) {
            None => None,
            Some(text) => Some(text.and_then(number_of).ok_or_else(no_number)?),
        };
        Ok(Self { lag, at_least })
    }
}

/// The one value of a header: none where there is no header, and nothing in it where it is more than one or no text.
fn one<'h>(headers: &'h HeaderMap, name: &str) -> Option<Option<&'h str>> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    let alone = values.next().is_none();
    Some(first.to_str().ok().map(str::trim).filter(|_| alone))
}

/// `1`, `0.5`; no sign, no exponent.
fn seconds(text: &str) -> Option<Duration> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits =
        |text: &str| (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) {
        return None;
    }
    let seconds: f64 = text.parse().ok()?;
    (seconds <= LONGEST).then(|| Duration::from_secs_f64(seconds))
}

/// `430503=17`.
fn number_of(text: &str) -> Option<(DistrictId, i64)> {
    let (district, number) = text.split_once('=')?;
    let number = Some(number).filter(|number| number.bytes().all(|b| b.is_ascii_digit()))?;
    Some((DistrictId::parse(district)?, number.parse().ok()?))
}

fn no_lag() -> Refused {
    let message = Message::new(
        "请求头 Workrooms-Max-Lag 须为秒数，如 1 或 0.5，不超过 86400。",
        "The header Workrooms-Max-Lag is a number of seconds, like 1 or 0.5, and 86400 at most.",
    );
    Refused(StatusCode::BAD_REQUEST, message)
}

fn no_number() -> Refused {
    let message = Message::new(
        "请求头 Workrooms-At-Least 须为“区划代码=日志序号”，如 430503=17。",
        "The header Workrooms-At-Least is DISTRICT=NUMBER, like 430503=17.",
    );
    Refused(StatusCode::BAD_REQUEST, message)
}

impl Doors {
    /// The standby's whole answer to a query, within a time; none where the primary must answer.
    pub async fn from_standby(
        &self,
        runnable: &Runnable,
        operation: &Operation,
        asked: &Asked,
        caller: &Caller,
        within: Duration,
    ) -> Option<Response> {
        let standby = self.app.standby.as_ref()?;
        let lag = asked.allowed.lag.filter(|_| operation.is_query())?;
        let failing = standby.failing();
        tokio::pin!(failing);
        // Before it is looked how far behind it is, so that no failure falls between.
        failing.as_mut().enable();
        if standby.lag().is_none_or(|behind| behind > lag) {
            return None;
        }
        let (name, variables) = (asked.operation_name.clone(), asked.variables.clone());
        let request = self.request(runnable, name, variables, caller);
        let view = self
            .app
            .request(caller.actor.clone(), caller.lang)
            .over(standby.pool.clone());
        let answered = async {
            if !has_come(standby, &view, asked.allowed.at_least.as_ref()).await {
                view.db.close().await;
                return None;
            }
            crate::schema::execute_on_standby(&self.schema, request, view).await
        };
        let answered = tokio::select! {
            answered = self.guarded(answered, within, false, caller.lang) => answered.ok().flatten(),
            () = failing => None,
        };
        let response = answered?;
        if response.errors.is_empty() {
            return Some(response);
        }
        if response.errors.iter().any(is_internal) {
            tracing::warn!("the standby failed, and the primary answers");
            standby.failed();
        }
        None
    }
}

/// Whether the standby's journal has come as far as the caller says, in the snapshot that answers him. A district that he may
/// not see has not.
async fn has_come(standby: &Standby, view: &Request, at_least: Option<&(DistrictId, i64)>) -> bool {
    let Some((district, number)) = at_least else {
        return true;
    };
    match load_head(&view.db, district).await {
        Ok(head) => head.is_some_and(|head| head.number >= *number),
        Err(error) => {
            tracing::warn!(%error, "the standby failed, and the primary answers");
            standby.failed();
            false
        }
    }
}

fn is_internal(error: &async_graphql::ServerError) -> bool {
    let extensions = error.extensions.as_ref();
    let code = extensions.and_then(|extensions| extensions.get("code"));
    matches!(code, Some(Value::String(code)) if code == TopLevelCode::Internal.as_str())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn read(sent: &[(&'static str, &str)]) -> Option<Allowed> {
        let mut headers = HeaderMap::new();
        for (name, value) in sent {
            headers.append(*name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        Allowed::read(&headers).ok()
    }

    #[test]
    fn a_lag_is_a_number_of_seconds() {
        let rows = [
            ("0", Some(0)),
            ("1", Some(1000)),
            (" 1.5 ", Some(1500)),
            ("0.25", Some(250)),
            ("86400", Some(86_400_000)),
            ("86400.1", None),
            ("1000000000000", None),
            ("-1", None),
            ("+1", None),
            ("1e3", None),
            (".5", None),
            ("1.", None),
            ("1,5", None),
            ("inf", None),
            ("NaN", None),
            ("一", None),
            ("", None),
        ];
        for (text, milliseconds) in rows {
            let lag = read(&[(MAX_LAG, text)]).map(|allowed| allowed.lag);
            assert_eq!(
                lag,
                milliseconds.map(|ms| Some(Duration::from_millis(ms))),
                "{text:?}"
            );
        }
        assert_eq!(read(&[]), Some(Allowed::default()));
        assert_eq!(read(&[(MAX_LAG, "1"), (MAX_LAG, "2")]), None);
    }

    #[test]
    fn a_number_is_of_a_district() {
        let district = DistrictId::parse("430503").unwrap();
        let rows = [
            ("430503=17", Some((district, 17))),
            ("0=3", Some((DistrictId::installation(), 3))),
            ("430503", None),
            ("430503=", None),
            ("430503=x", None),
            ("430503=-1", None),
            ("430503=+1", None),
            ("43=1", None),
            ("430503=99999999999999999999", None),
            ("430503=1,430502=2", None),
        ];
        for (text, expected) in rows {
            let at_least = read(&[(AT_LEAST, text)]).map(|allowed| allowed.at_least);
            assert_eq!(at_least, expected.map(Some), "{text:?}");
        }
    }
}
