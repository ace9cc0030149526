//! Pages of directory lists.

use serde_json::Value;

use crate::loose::number_of;

/// Items asked for per page, the vendor's maximum.
pub const PAGE_SIZE: usize = 100;

/// A walk ends after this many pages; what lies beyond is reported as missing.
pub const MAX_PAGES: u32 = 50;

/// Keys under which a list has been seen, first present wins; else the body itself is the list.
const LIST_KEYS: [&str; 8] = ["tickets", "ticket", "data", "items", "results", "team", "tag", "channels"];

/// One page. Walk by asking for `next_page` until it is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing<T> {
    /// The items of this page that could be read.
    pub items: Vec<T>,
    /// The page to ask for next.
    pub next_page: Option<u32>,
    /// True when the vendor has more pages than [`MAX_PAGES`], so that the walk is incomplete.
    pub incomplete: bool,
}

impl<T> Listing<T> {
    /// Reads page number `page` (from 1). `None` when the body holds no list. `extra_key` is the list's own name.
    pub(crate) fn read(body: &Value, page: u32, extra_key: &str, item: impl Fn(&Value) -> Option<T>) -> Option<Self> {
        let list = items(body, extra_key)?;
        // A page that says nothing about a next one is the last, and so is a short one whatever it says.
        let more = list.len() >= PAGE_SIZE && body.get("next_page").is_some_and(says_more);
        let capped = page >= MAX_PAGES;
        Some(Self {
            items: list.iter().filter_map(item).collect(),
            next_page: (more && !capped).then_some(page.saturating_add(1)),
            incomplete: more && capped,
        })
    }
}

fn items<'a>(body: &'a Value, extra_key: &str) -> Option<&'a Vec<Value>> {
    std::iter::once(extra_key).chain(LIST_KEYS).find_map(|key| body.get(key)?.as_array()).or_else(|| body.as_array())
}

/// A page number, a link, or `true`.
fn says_more(next: &Value) -> bool {
    match next {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        other => number_of(other) != Some(0),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(body: &Value, page: u32) -> Option<Listing<u64>> {
        Listing::read(body, page, "users", Value::as_u64)
    }

    #[test]
    fn every_list_key_and_a_bare_array() {
        for key in LIST_KEYS.iter().chain(&["users"]) {
            assert_eq!(read(&json!({"count": 2, *key: [1, 2]}), 1).unwrap().items, [1, 2], "{key}");
        }
        assert_eq!(read(&json!([3, "junk", null]), 1).unwrap().items, [3]);
        assert_eq!(read(&json!({"users": {"id": 1}}), 1), None);
        assert_eq!(read(&json!("x"), 1), None);
    }

    #[test]
    fn the_walk_ends_at_null_at_a_short_page_and_at_the_cap() {
        let full: Vec<u32> = (0..100).collect();
        let next = |body: Value, page| {
            let listing = read(&body, page).unwrap();
            (listing.next_page, listing.incomplete)
        };
        assert_eq!(next(json!({"data": full, "next_page": 2}), 1), (Some(2), false));
        assert_eq!(next(json!({"data": full, "next_page": "/v1/users?page=8"}), 7), (Some(8), false));
        assert_eq!(next(json!({"data": full, "next_page": null}), 1), (None, false));
        assert_eq!(next(json!({"data": full}), 1), (None, false));
        assert_eq!(next(json!({"data": [1], "next_page": 2}), 1), (None, false));
        assert_eq!(next(json!({"data": full, "next_page": 51}), 50), (None, true));
    }
}
