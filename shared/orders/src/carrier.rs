//! Carriers that we can link to, and tracking numbers and links.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use switchboard_domain::HttpsUrl;

/// A carrier with a known tracking page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum Carrier {
    FedEx,
    Usps,
    Ups,
    Dhl,
}

/// Everything but the unreserved characters of RFC 3986.
const QUERY_VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Carrier {
    /// In the order in which names are tested: USPS stands before UPS, whose name it contains.
    pub const ALL: [Self; 4] = [Self::FedEx, Self::Usps, Self::Ups, Self::Dhl];

    /// The carrier that a free-text name stands for. The name is reduced to lower-case letters and digits first.
    pub fn from_name(name: &str) -> Option<Self> {
        let reduced: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        Self::ALL.into_iter().find(|carrier| carrier.reduced_names().iter().any(|n| reduced.contains(n)))
    }

    const fn reduced_names(self) -> [&'static str; 2] {
        match self {
            Self::FedEx => ["fedex", "federalexpress"],
            Self::Usps => ["usps", "unitedstatespostalservice"],
            Self::Ups => ["ups", "unitedparcelservice"],
            Self::Dhl => ["dhl", "dhl"],
        }
    }

    /// Names as words, longest first, for taking them out of a method's label.
    pub(crate) const fn word_names(self) -> [&'static str; 2] {
        match self {
            Self::FedEx => ["federal express", "fedex"],
            Self::Usps => ["united states postal service", "usps"],
            Self::Ups => ["united parcel service", "ups"],
            Self::Dhl => ["dhl", "dhl"],
        }
    }

    /// The name shown to customers.
    pub const fn label(self) -> &'static str {
        match self {
            Self::FedEx => "FedEx",
            Self::Usps => "USPS",
            Self::Ups => "UPS",
            Self::Dhl => "DHL",
        }
    }

    const fn url_prefix(self) -> &'static str {
        match self {
            Self::FedEx => "https://www.fedex.com/fedextrack/?trknbr=",
            Self::Usps => "https://tools.usps.com/go/TrackConfirmAction?tLabels=",
            Self::Ups => "https://www.ups.com/track?loc=en_US&tracknum=",
            Self::Dhl => "https://www.dhl.com/global-en/home/tracking.html?tracking-id=",
        }
    }

    const fn host(self) -> &'static str {
        match self {
            Self::FedEx => "www.fedex.com",
            Self::Usps => "tools.usps.com",
            Self::Ups => "www.ups.com",
            Self::Dhl => "www.dhl.com",
        }
    }

    /// The carrier's tracking page for a number.
    pub fn tracking_url(self, number: &str) -> Option<HttpsUrl> {
        let number = utf8_percent_encode(number.trim(), QUERY_VALUE);
        HttpsUrl::parse(&format!("{}{number}", self.url_prefix()))
    }
}

/// Whether the text can be a tracking number: 6 to 40 letters, digits, spaces or hyphens after trimming, and none of
/// the words that systems write for "nothing".
pub fn is_tracking_number(text: &str) -> bool {
    const NOTHING: [&str; 5] = ["none", "null", "n/a", "[]", "{}"];
    let text = text.trim();
    (6..=40).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ' || b == b'-')
        && !NOTHING.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// The link of a tracking number. A supplied link is kept if it is a safe one and its host is allowed: any host while
/// `allowed_hosts` is empty, else a listed one or a carrier's. Otherwise the carrier's own page is used, if known.
pub fn tracking_link(
    carrier: Option<Carrier>,
    number: &str,
    supplied: Option<&str>,
    allowed_hosts: &BTreeSet<String>,
) -> Option<HttpsUrl> {
    let allowed = |url: &HttpsUrl| {
        let host = url.host();
        allowed_hosts.is_empty()
            || allowed_hosts.iter().any(|h| h.eq_ignore_ascii_case(&host))
            || Carrier::ALL.iter().any(|c| c.host() == host)
    };
    if !is_tracking_number(number) {
        return None;
    }
    supplied.and_then(HttpsUrl::parse).filter(allowed).or_else(|| carrier?.tracking_url(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_reduce_to_carriers() {
        for (name, carrier) in [
            ("FedEx", Some(Carrier::FedEx)),
            ("Federal Express®", Some(Carrier::FedEx)),
            ("U.S.P.S.", Some(Carrier::Usps)),
            ("USPS First Class", Some(Carrier::Usps)),
            ("United States Postal Service", Some(Carrier::Usps)),
            ("ups_ground", Some(Carrier::Ups)),
            ("United Parcel Service", Some(Carrier::Ups)),
            ("DHL eCommerce", Some(Carrier::Dhl)),
            ("Royal Mail", None),
            ("", None),
        ] {
            assert_eq!(Carrier::from_name(name), carrier, "{name}");
        }
    }

    #[test]
    fn links_carry_the_encoded_number() {
        for (carrier, url) in [
            (Carrier::FedEx, "https://www.fedex.com/fedextrack/?trknbr=1Z%2099-1"),
            (Carrier::Usps, "https://tools.usps.com/go/TrackConfirmAction?tLabels=1Z%2099-1"),
            (Carrier::Ups, "https://www.ups.com/track?loc=en_US&tracknum=1Z%2099-1"),
            (Carrier::Dhl, "https://www.dhl.com/global-en/home/tracking.html?tracking-id=1Z%2099-1"),
        ] {
            assert_eq!(carrier.tracking_url(" 1Z 99-1 ").unwrap().as_str(), url);
        }
    }

    #[test]
    fn junk_is_no_tracking_number() {
        for good in ["1Z999AA10123456784", " 940011 ", "JD-0146-0000"] {
            assert!(is_tracking_number(good), "{good}");
        }
        let long = "9".repeat(41);
        for bad in ["", "12345", "none", "NULL", "n/a", "[]", "{}", "abc/def/1", "１２３４５６７", long.as_str()]
        {
            assert!(!is_tracking_number(bad), "{bad}");
        }
    }

    #[test]
    fn supplied_links_are_kept_when_safe_and_allowed() {
        let any = BTreeSet::new();
        let listed: BTreeSet<String> = ["track.shop.example".to_owned()].into();
        let ups = "https://www.ups.com/track?loc=en_US&tracknum=1Z999999";
        let link = |carrier, url, hosts: &BTreeSet<String>| {
            tracking_link(carrier, "1Z999999", url, hosts).map(|u| u.as_str().to_owned())
        };
        for (carrier, supplied, hosts, expected) in [
            (Some(Carrier::Ups), Some("https://other.example/t"), &any, Some("https://other.example/t")),
            (None, Some("https://other.example/t"), &any, Some("https://other.example/t")),
            (Some(Carrier::Ups), Some("http://other.example/t"), &any, Some(ups)),
            (Some(Carrier::Ups), Some("https://a@other.example/t"), &any, Some(ups)),
            (Some(Carrier::Ups), Some("https://203.0.113.9/t"), &any, Some(ups)),
            (Some(Carrier::Ups), Some("https://other.example/t"), &listed, Some(ups)),
            (Some(Carrier::Ups), Some("https://TRACK.shop.example/t"), &listed, Some("https://TRACK.shop.example/t")),
            (Some(Carrier::Ups), Some("https://www.dhl.com/t"), &listed, Some("https://www.dhl.com/t")),
            (None, Some("https://other.example/t"), &listed, None),
            (None, None, &any, None),
        ] {
            assert_eq!(link(carrier, supplied, hosts).as_deref(), expected, "{supplied:?}");
        }
        assert_eq!(tracking_link(Some(Carrier::Ups), "none", Some("https://other.example/t"), &any), None);
    }
}
