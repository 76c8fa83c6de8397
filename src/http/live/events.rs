//! Answers as server-sent events, by the protocol of GraphQL over SSE in its mode of distinct connections: `next` for each
//! result, `complete` where there is no more. A server that goes down ends the stream without `complete`, so that clients
//! ask again elsewhere. Deliberately absent: the protocol's mode of a single connection, which needs a store of its own.

use std::convert::Infallible;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};

use super::{End, Step, Subscription};
use crate::http::answers::{Answer, written};
use crate::http::media::Media;
use crate::kernel::error::{Message, TopLevelCode};

/// One answer. What a caller may mend is told in the stream; a status is given to who must come again or sign in.
pub fn once(answer: Answer) -> Response {
    if !matches!(answer.status, StatusCode::OK | StatusCode::BAD_REQUEST) {
        return answer.into_response(Media::Events);
    }
    let events = [next(&answer), complete()];
    let mut response = sent(stream::iter(events.map(Ok::<_, Infallible>)), None);
    answer.tell_by(&mut response);
    response
}

/// A subscription's items.
pub fn stream(subscription: Subscription) -> Response {
    let alive = KeepAlive::new().interval(subscription.alive());
    let events = stream::unfold(Some(State::Going(Box::new(subscription))), |state| async {
        let (event, state) = match state? {
            State::Going(mut subscription) => match subscription.next().await {
                Step::Told(answer) => (next(&answer), Some(State::Going(subscription))),
                Step::Ended(End::Away) => return None,
                Step::Ended(End::Forbidden) => {
                    let message = Message::new(
                        "令牌无效或已过期，请重新登录。",
                        "The token is not valid; sign in again.",
                    );
                    let (status, code) = (StatusCode::UNAUTHORIZED, TopLevelCode::Unauthenticated);
                    let answer = Answer::refusal(status, code, &message, subscription.lang());
                    (next(&answer), Some(State::Over))
                }
                Step::Ended(End::Fault(answer)) => (next(&answer), Some(State::Over)),
            },
            State::Over => (complete(), None),
        };
        Some((Ok::<_, Infallible>(event), state))
    });
    sent(events, Some(alive))
}

enum State {
    Going(Box<Subscription>),
    Over,
}

fn sent(
    events: impl Stream<Item = Result<Event, Infallible>> + Send + 'static,
    alive: Option<KeepAlive>,
) -> Response {
    let events = Sse::new(events);
    let mut response = match alive {
        Some(alive) => events.keep_alive(alive).into_response(),
        None => events.into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    // Proxies that gather answers before they pass them on would keep the events.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

fn next(answer: &Answer) -> Event {
    Event::default().event("next").data(written(&answer.body))
}

fn complete() -> Event {
    // Clients leave aside an event without data.
    Event::default().event("complete").data("")
}
