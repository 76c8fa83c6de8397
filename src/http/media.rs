//! Media types: what a caller sends and what it wants back, in the words of the GraphQL-over-HTTP draft.
//! Deliberately absent: any other representation.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE};

use crate::kernel::error::Lang;

/// The media type of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/graphql-response+json`: the status code tells the outcome.
    GraphqlResponse,
    /// `application/json`: a well-formed request is 200 whatever its outcome.
    Json,
}

impl Media {
    /// As a header.
    pub fn header(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    /// What the caller accepts most; none when it accepts neither.
    pub fn accepted(headers: &HeaderMap) -> Option<Self> {
        let Some(accept) = joined(headers, &ACCEPT) else {
            return Some(Self::Json);
        };
        let mut best: Option<(f32, Self)> = None;
        for range in accept.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let media = match parts
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase()
                .as_str()
            {
                "application/graphql-response+json" => Self::GraphqlResponse,
                "application/json" | "application/*" | "*/*" | "" => Self::Json,
                _ => continue,
            };
            let quality = parts
                .find_map(|part| part.strip_prefix("q="))
                .map_or(1.0, |q| q.parse().unwrap_or(0.0));
            if quality > 0.0 && best.is_none_or(|(before, _)| quality > before) {
                best = Some((quality, media));
            }
        }
        best.map(|(_, media)| media)
    }
}

/// Whether a body is declared as JSON in UTF-8.
pub fn is_json(headers: &HeaderMap) -> bool {
    let Some(content_type) = joined(headers, &CONTENT_TYPE) else {
        return false;
    };
    let mut parts = content_type.split(';').map(str::trim);
    let json = parts
        .next()
        .is_some_and(|media| media.eq_ignore_ascii_case("application/json"));
    let utf8 = parts
        .filter_map(|part| part.split_once('='))
        .all(|(name, value)| {
            !name.eq_ignore_ascii_case("charset")
                || value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        });
    json && utf8
}

/// Whether the caller is a browser that wants a page.
pub fn wants_page(headers: &HeaderMap) -> bool {
    joined(headers, &ACCEPT).is_some_and(|accept| accept.contains("text/html"))
}

/// The language of messages: English when the caller prefers it to Chinese.
pub fn language(headers: &HeaderMap) -> Lang {
    let preferred = joined(headers, &ACCEPT_LANGUAGE)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let place = |tag: &str| {
        preferred
            .split(',')
            .position(|range| range.trim().starts_with(tag))
    };
    match (place("en"), place("zh")) {
        (Some(_), None) => Lang::En,
        (Some(en), Some(zh)) if en < zh => Lang::En,
        _ => Lang::Zh,
    }
}

fn joined(headers: &HeaderMap, name: &axum::http::HeaderName) -> Option<String> {
    let values: Vec<&str> = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    (!values.is_empty()).then(|| values.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(value: &str) -> Option<Media> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, value.parse().unwrap());
        Media::accepted(&headers)
    }

    #[test]
    fn accept_is_obeyed() {
        assert_eq!(Media::accepted(&HeaderMap::new()), Some(Media::Json));
        for (value, media) in [
            ("*/*", Some(Media::Json)),
            ("application/json", Some(Media::Json)),
            (
                "application/graphql-response+json; charset=utf-8",
                Some(Media::GraphqlResponse),
            ),
            (
                "application/graphql-response+json, application/json;q=0.9",
                Some(Media::GraphqlResponse),
            ),
            (
                "application/graphql-response+json;q=0.5, application/json",
                Some(Media::Json),
            ),
            ("text/plain", None),
            ("application/json;q=0", None),
        ] {
            assert_eq!(accept(value), media, "{value}");
        }
    }

    #[test]
    fn only_utf8_json_is_a_body() {
        for (value, good) in [
            ("application/json", true),
            ("application/json; charset=utf-8", true),
            ("application/json; charset=gbk", false),
            ("text/plain", false),
            ("application/graphql", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, value.parse().unwrap());
            assert_eq!(is_json(&headers), good, "{value}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
