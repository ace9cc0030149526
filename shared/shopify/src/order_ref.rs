//! References to orders, in the only forms that may enter a query.

use std::fmt;

/// Prefix of an order's global id.
const GID: &str = "gid://shopify/Order/";

/// A store order id: digits.
#[derive(Clone, PartialEq, Eq)]
pub struct OrderId(String);

impl OrderId {
    /// The id from digits or a global id; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.strip_prefix(GID).unwrap_or(text);
        let valid = (1..=20).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        valid.then(|| Self(digits.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn gid(&self) -> String {
        format!("{GID}{}", self.0)
    }
}

/// An order's name without `#`: digits, with the letters of a configured prefix. Its alphabet leaves no room for search
/// syntax, so a customer's text can never become another kind of search.
#[derive(Clone, PartialEq, Eq)]
pub struct OrderName(String);

impl OrderName {
    /// The name from digits, optionally after `#`, letters and hyphens; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let name = text.strip_prefix('#').unwrap_or(text);
        let valid = (1..=24).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && name.bytes().any(|b| b.is_ascii_digit())
            && !name.starts_with('-');
        valid.then(|| Self(name.to_owned()))
    }

    /// The name without `#`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn search(&self) -> String {
        format!("name:#{}", self.0)
    }
}

macro_rules! opaque_debug {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("[ORDER]")
            }
        }
    )*};
}

opaque_debug!(OrderId, OrderName);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ids_are_digits_or_global_ids() {
        assert_eq!(OrderId::parse("5550001").unwrap().gid(), "gid://shopify/Order/5550001");
        assert_eq!(OrderId::parse("gid://shopify/Order/7").unwrap().as_str(), "7");
        for bad in ["", "abc", "gid://shopify/Customer/7", "7\"", "-7", "123456789012345678901", "7 8"] {
            assert_eq!(OrderId::parse(bad), None, "{bad}");
        }
        assert_eq!(format!("{:?}", OrderId::parse("7")), "Some([ORDER])");
    }

    #[test]
    fn names_leave_no_room_for_search_syntax() {
        assert_eq!(OrderName::parse(" #10442 ").unwrap().search(), "name:#10442");
        assert_eq!(OrderName::parse("SB-10442").unwrap().as_str(), "SB-10442");
        for bad in ["", "#", "a@b.example", "1 OR email:x", "1*", "-1", "abc", "1)", "name:1", "##1"] {
            assert_eq!(OrderName::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_a_search_has_one_term(text in ".{0,30}") {
            if let Some(name) = OrderName::parse(&text) {
                let search = name.search();
                prop_assert_eq!(search.matches(':').count(), 1);
                prop_assert!(!search.contains([' ', '"', '*', '(', '@']));
            }
        }
    }
}
