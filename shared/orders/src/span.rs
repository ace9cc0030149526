//! Parts of a text in which digits are no order number: links, addresses, dates, prices, phone and tracking numbers.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::pattern::pattern;

/// Patterns of parts in which no rank looks.
static EXCLUDED: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    const MONTH: &str = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?";
    [
        // Links, email addresses, markup, quoted lines.
        r"(?i)(?:https?://|www\.)\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/\S*".to_owned(),
        r"[^\s<>]+@[^\s<>]+".to_owned(),
        r"(?i)<[a-z/!][^<>]*>".to_owned(),
        r"^[ \t]*>.*".to_owned(),
        // Dates.
        r"\b[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}\b".to_owned(),
        format!(r"(?i)\b{MONTH}\s+[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s+[0-9]{{4}}\b"),
        format!(r"(?i)\b[0-9]{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH},?\s+[0-9]{{4}}\b"),
        // Prices.
        r"(?i)(?:[$€£¥]|\b(?:usd|eur|gbp|cad|aud))\s?[0-9][0-9.,]*".to_owned(),
        r"\b[0-9]+[.,][0-9]{2}\b".to_owned(),
        r"(?i)\b[0-9][0-9.,]*\s?(?:[$€£¥]|(?:usd|eur|gbp|cad|aud|dollars?|euros?|pounds?|bucks)\b)".to_owned(),
        // Phone numbers.
        r"\+[0-9][0-9 ().-]{6,}[0-9]".to_owned(),
        r"\(?\b[0-9]{3}\)?[ .-][0-9]{3}[ .-][0-9]{4}\b".to_owned(),
        r"\b[0-9]{3}[.-][0-9]{4}\b".to_owned(),
    ]
    .iter()
    .map(|text| pattern(text))
    .collect()
});

/// Tracking numbers. A number named as an order's may stand beside the word ("order tracking #10442").
static TRACKING: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    [
        pattern(r"(?i)\btracking(?:[ ]+(?:number|no\.?|num\.?|id|code))?[ ]*(?:is|was)?[ :#=-]*[0-9][0-9 -]*"),
        pattern(r"(?i)\b(?:fedex|usps|ups|dhl)[ :#-]{0,3}[0-9][0-9 -]{4,}"),
    ]
});

/// A number of at least seven digits soon after a word for a telephone.
static LABELLED_PHONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:call|phone|tel|telephone|mobile|cell|fax|whatsapp|sms|text me)\b[^0-9\n#]{0,20}[0-9][0-9 ().-]{5,}[0-9]",
    )
});

/// Byte ranges of the text in which no order number is looked for.
#[derive(Debug, Default)]
pub(crate) struct Excluded {
    ranges: Vec<Range<usize>>,
    tracking: Vec<Range<usize>>,
}

impl Excluded {
    /// Finds them in the lines on which the given numbers stand; they may overlap.
    pub(crate) fn around<'a>(text: &str, numbers: impl Iterator<Item = &'a Range<usize>> + Clone) -> Self {
        let mut found = Self::default();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let span = start..start + line.len();
            if numbers.clone().any(|number| span.contains(&number.start)) {
                found.add_line(line, start);
            }
            start = span.end;
        }
        found
    }

    fn add_line(&mut self, line: &str, start: usize) {
        let moved = |found: regex::Match<'_>| start + found.start()..start + found.end();
        for excluded in EXCLUDED.iter() {
            self.ranges.extend(excluded.find_iter(line).map(moved));
        }
        let phones = LABELLED_PHONE.find_iter(line).filter(|m| !m.as_str().to_ascii_lowercase().contains("order"));
        self.ranges.extend(phones.map(moved));
        for tracking in TRACKING.iter() {
            self.tracking.extend(tracking.find_iter(line).map(moved));
        }
    }

    /// Whether any of the range lies in a part in which no rank looks.
    pub(crate) fn covers(&self, range: &Range<usize>) -> bool {
        overlaps(&self.ranges, range)
    }

    /// Whether any of the range lies in such a part or in a tracking number: for numbers without a label.
    pub(crate) fn covers_unlabelled(&self, range: &Range<usize>) -> bool {
        self.covers(range) || overlaps(&self.tracking, range)
    }
}

fn overlaps(parts: &[Range<usize>], range: &Range<usize>) -> bool {
    parts.iter().any(|part| part.start < range.end && range.start < part.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::digit_groups;

    fn whole(text: &str) -> Excluded {
        Excluded::around(text, digit_groups(text).iter())
    }

    #[test]
    fn parts_that_hold_no_order_number() {
        for text in [
            "https://shop.example/o/10442",
            "see www.shop.example/10442 now",
            "shop.example/orders/10442",
            "anna10442@mail.example",
            r##"<a href="#10442">"##,
            "> earlier 10442",
            "2026/10/04",
            "04.10.2026",
            "September 3rd, 2026",
            "3 of Sept 2026",
            "$10442",
            "EUR 1044",
            "10442.50",
            "1044 dollars",
            "+1 (555) 010-4477",
            "(555) 010-4477",
            "555 010 4477",
            "555-0104",
            "my phone is 5550104477",
            "tracking number is: 1044 2199",
            "UPS 10442199",
        ] {
            let excluded = whole(text);
            for (at, digits) in text.match_indices(|c: char| c.is_ascii_digit()) {
                assert!(excluded.covers_unlabelled(&(at..at + digits.len())), "{text} at {at}");
            }
        }
    }

    #[test]
    fn every_line_is_looked_at_on_its_own() {
        let text = "order 10442\n> order 10443\ntracking 10444 é\n10445";
        let at = |digits: &str| text.find(digits).map(|at| at..at + digits.len()).unwrap();
        let excluded = whole(text);
        for (digits, hidden, hidden_unlabelled) in
            [("10442", false, false), ("10443", true, true), ("10444", false, true), ("10445", false, false)]
        {
            assert_eq!(excluded.covers(&at(digits)), hidden, "{digits}");
            assert_eq!(excluded.covers_unlabelled(&at(digits)), hidden_unlabelled, "{digits}");
        }
    }

    #[test]
    fn order_numbers_stay_visible() {
        for text in ["order 10442", "#10442", "phone order 1044212", "no tracking for order 10442", "1044212."] {
            let excluded = whole(text);
            let at = text.find("1044").unwrap();
            assert!(!excluded.covers(&(at..at + 5)), "{text}");
        }
    }
}
