//! Character references of HTML: the named ones that mail programs write, and all numeric ones.

/// Longest reference looked at, bytes, without `&` and `;`.
const MAX_NAME: usize = 10;

#[rustfmt::skip]
const NAMED: &[(&str, &str)] = &[
    ("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("nbsp", " "), ("ensp", " "),
    ("emsp", " "), ("thinsp", " "), ("rsquo", "\u{2019}"), ("lsquo", "\u{2018}"), ("sbquo", "\u{201a}"),
    ("rdquo", "\u{201d}"), ("ldquo", "\u{201c}"), ("bdquo", "\u{201e}"), ("laquo", "\u{ab}"), ("raquo", "\u{bb}"),
    ("ndash", "\u{2013}"), ("mdash", "\u{2014}"), ("hellip", "\u{2026}"), ("bull", "\u{2022}"), ("middot", "\u{b7}"),
    ("copy", "\u{a9}"), ("reg", "\u{ae}"), ("trade", "\u{2122}"), ("deg", "\u{b0}"), ("euro", "\u{20ac}"),
    ("pound", "\u{a3}"), ("cent", "\u{a2}"), ("yen", "\u{a5}"), ("iexcl", "\u{a1}"), ("iquest", "\u{bf}"),
    ("aacute", "\u{e1}"), ("eacute", "\u{e9}"), ("iacute", "\u{ed}"), ("oacute", "\u{f3}"), ("uacute", "\u{fa}"),
    ("ntilde", "\u{f1}"), ("uuml", "\u{fc}"), ("Aacute", "\u{c1}"), ("Eacute", "\u{c9}"), ("Iacute", "\u{cd}"),
    ("Oacute", "\u{d3}"), ("Uacute", "\u{da}"), ("Ntilde", "\u{d1}"), ("ccedil", "\u{e7}"), ("agrave", "\u{e0}"),
    ("egrave", "\u{e8}"), ("auml", "\u{e4}"), ("ouml", "\u{f6}"), ("szlig", "\u{df}"), ("shy", "\u{ad}"),
    ("zwnj", "\u{200c}"), ("zwj", "\u{200d}"), ("lrm", "\u{200e}"), ("rlm", "\u{200f}"), ("times", "\u{d7}"),
];

/// What numeric references 128 to 159 mean in practice: the code page Windows-1252 (HTML standard, 13.2.5.80).
#[rustfmt::skip]
const WINDOWS_1252: [u32; 32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
    0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
    0x0153, 0x9D, 0x017E, 0x0178,
];

/// Decodes the reference at the start of `rest` (which begins with `&`) onto `out`; returns the bytes consumed, 0 if
/// it is not a reference. The final `;` is required: `&copy=1` in a link is not a reference.
pub(crate) fn decode(rest: &str, out: &mut String) -> usize {
    let body = &rest.as_bytes()[1..];
    let Some(end) = body.iter().take(MAX_NAME + 1).position(|b| *b == b';') else { return 0 };
    let Some(name) = rest.get(1..=end) else { return 0 };
    let decoded = match name.strip_prefix('#') {
        Some(number) => numeric(number).map(|c| out.push(c)),
        None => NAMED.iter().find(|(known, _)| *known == name).map(|(_, text)| out.push_str(text)),
    };
    decoded.map_or(0, |()| end + 2)
}

fn numeric(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    let code = match code {
        128..=159 => WINDOWS_1252[(code - 128) as usize],
        160 => 32,
        0 => 0xFFFD,
        other => other,
    };
    Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn references_row_by_row() {
        for (input, text, used) in [
            ("&amp;", "&", 5),
            ("&nbsp;x", " ", 6),
            ("&#39;", "'", 5),
            ("&#x27;", "'", 6),
            ("&#146;", "\u{2019}", 6),
            ("&#xD800;", "\u{fffd}", 8),
            ("&copy=1", "", 0),
            ("&bogus;", "", 0),
            ("&", "", 0),
            ("&;", "", 0),
            ("&#;", "", 0),
            ("&ñ;", "", 0),
            ("&#99999999999;", "", 0),
        ] {
            let mut out = String::new();
            assert_eq!(decode(input, &mut out), used, "{input}");
            assert_eq!(out, text, "{input}");
        }
    }
}
