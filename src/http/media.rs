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
    /// `text/event-stream`: results as server-sent events, one of a query and any number of a subscription; what is refused
    /// before anything runs, as the first.
    Events,
}

impl Media {
    /// As a header of an answer that is no stream.
    pub fn header(self) -> &'static str {
        match self {
            Self::GraphqlResponse | Self::Events => {
                "application/graphql-response+json; charset=utf-8"
            }
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
                "text/event-stream" => Self::Events,
                _ => continue,
            };
            let quality = quality(parts);
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

/// Whether the caller is a browser that wants a page: it names HTML, and no JSON that this server could answer with.
pub fn wants_page(headers: &HeaderMap) -> bool {
    let accept = joined(headers, &ACCEPT)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let names = |media: &str| {
        accept
            .split(',')
            .any(|range| range.split(';').next().unwrap_or_default().trim() == media)
    };
    names("text/html") && !names("application/json") && !names("application/graphql-response+json")
}

/// The language of messages: English when the caller prefers it to Chinese.
pub fn language(headers: &HeaderMap) -> Lang {
    let preferred = joined(headers, &ACCEPT_LANGUAGE)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let mut best: Option<(f32, Lang)> = None;
    for range in preferred.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let tag = parts.next().unwrap_or_default();
        let lang = match tag.split('-').next() {
            Some("en") => Lang::En,
            Some("zh") => Lang::Zh,
            _ => continue,
        };
        let quality = quality(parts);
        if quality > 0.0 && best.is_none_or(|(before, _)| quality > before) {
            best = Some((quality, lang));
        }
    }
    best.map(|(_, lang)| lang).unwrap_or_default()
}

fn quality<'a>(mut parameters: impl Iterator<Item = &'a str>) -> f32 {
    parameters
        .find_map(|part| part.strip_prefix("q="))
        .map_or(1.0, |q| q.trim().parse().unwrap_or(0.0))
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
            ("text/event-stream", Some(Media::Events)),
            ("application/json, text/event-stream", Some(Media::Json)),
            (
                "application/json;q=0.9, text/event-stream",
                Some(Media::Events),
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

    #[test]
    fn english_is_spoken_to_who_prefers_it() {
        for (value, lang) in [
            ("en", Lang::En),
            ("en-GB,en;q=0.9", Lang::En),
            ("en;q=0.5, zh-CN", Lang::Zh),
            ("zh;q=0.1, en;q=0.2", Lang::En),
            ("fr, en;q=0", Lang::Zh),
            ("*", Lang::Zh),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, value.parse().unwrap());
            assert_eq!(language(&headers), lang, "{value}");
        }
        assert_eq!(language(&HeaderMap::new()), Lang::Zh);
    }

    #[test]
    fn a_browser_gets_the_page_and_a_program_does_not() {
        for (value, page) in [
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                true,
            ),
            ("text/html, application/json", false),
            ("*/*", false),
            ("application/json", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, value.parse().unwrap());
            assert_eq!(wants_page(&headers), page, "{value}");
        }
    }
}
