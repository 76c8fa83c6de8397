//! Keyset connections: the arguments of a page, checked, and the cursors, opaque to the caller.
//! Deliberately absent: offsets, because a page would shift under writes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::error::{Problem, Result};

/// The largest page.
pub const MAX_PAGE: u64 = 100;

/// Which page: so many after, or before, a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageArgs {
    /// How many, 1 to 100.
    pub limit: u64,
    /// Only what comes after this key.
    pub after: Option<String>,
    /// Only what comes before this key.
    pub before: Option<String>,
    /// Whether the page is taken from the end.
    pub backward: bool,
}

impl PageArgs {
    /// Checks the four Relay arguments. Refuses both directions at once, sizes outside 1 to 100 and foreign cursors.
    pub fn new(
        first: Option<i32>,
        after: Option<&str>,
        last: Option<i32>,
        before: Option<&str>,
    ) -> Result<Self> {
        if first.is_some() && last.is_some() {
            return Err(Problem::bad_input(
                "last",
                "first 与 last 不能同时使用。",
                "Give first or last, not both.",
            ));
        }
        let (name, size, backward) = match last {
            Some(last) => ("last", last, true),
            None => ("first", first.unwrap_or(20), false),
        };
        let limit = u64::try_from(size)
            .ok()
            .filter(|size| (1..=MAX_PAGE).contains(size))
            .ok_or_else(|| {
                Problem::bad_input(
                    name,
                    format!("{name} 须在 1 至 100 之间。"),
                    format!("{name} must be from 1 to 100."),
                )
            })?;
        Ok(Self {
            limit,
            after: cursor("after", after)?,
            before: cursor("before", before)?,
            backward,
        })
    }

    /// Cuts a list that is already in memory and sorted by its keys.
    pub fn cut<T: Clone>(&self, all: &[(String, T)]) -> Page<T> {
        let inside: Vec<_> = all
            .iter()
            .filter(|(key, _)| self.after.as_ref().is_none_or(|after| key > after))
            .filter(|(key, _)| self.before.as_ref().is_none_or(|before| key < before))
            .cloned()
            .collect();
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = inside.len() > limit;
        let items: Vec<_> = if self.backward {
            inside.into_iter().rev().take(limit).rev().collect()
        } else {
            inside.into_iter().take(limit).collect()
        };
        Page::new(items, self, more)
    }
}

fn cursor(name: &str, text: Option<&str>) -> Result<Option<String>> {
    let Some(text) = text else { return Ok(None) };
    URL_SAFE_NO_PAD
        .decode(text)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .filter(|key| !key.is_empty() && !key.contains('\0'))
        .map(Some)
        .ok_or_else(|| {
            Problem::bad_input(
                name,
                format!("{name} 不是有效的游标。"),
                format!("{name} is not a cursor."),
            )
        })
}

/// Writes a key as a cursor.
pub fn encode_cursor(key: &str) -> String {
    URL_SAFE_NO_PAD.encode(key)
}

/// One page: items with their keys, in the list's order.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The items with their keys.
    pub items: Vec<(String, T)>,
    /// Whether there is more after the last.
    pub has_next: bool,
    /// Whether there is more before the first.
    pub has_previous: bool,
}

impl<T> Page<T> {
    /// A page that was read in the list's order, knowing whether more lay beyond its far end.
    pub fn new(items: Vec<(String, T)>, args: &PageArgs, more: bool) -> Self {
        let (has_next, has_previous) = if args.backward {
            (args.before.is_some(), more)
        } else {
            (more, args.after.is_some())
        };
        Self {
            items,
            has_next,
            has_previous,
        }
    }

    /// The Relay page info.
    pub fn info(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.has_next,
            has_previous_page: self.has_previous,
            start_cursor: self.items.first().map(|(key, _)| encode_cursor(key)),
            end_cursor: self.items.last().map(|(key, _)| encode_cursor(key)),
        }
    }
}

/// Where a page stands in its list (分页信息).
#[derive(Clone, Debug, async_graphql::SimpleObject)]
pub struct PageInfo {
    /// Whether more follows this page (有下一页).
    pub has_next_page: bool,
    /// Whether something precedes this page (有上一页).
    pub has_previous_page: bool,
    /// The cursor of the first item; null on an empty page (首游标).
    pub start_cursor: Option<String>,
    /// The cursor of the last item; null on an empty page (末游标).
    pub end_cursor: Option<String>,
}
