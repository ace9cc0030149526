//! Waivers: violations that somebody answers for, until a date.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Serialize;
use toml::{Table, Value as TomlValue};

use crate::glob;
use crate::report::Violation;
use crate::rule::Severity;
use crate::rules::rule;

/// Id of the violation that an expired waiver is.
pub const WAIVER_EXPIRED: &str = "WAIVER-EXPIRED";
/// Id of the violation that a waiver is which matches nothing.
pub const WAIVER_UNUSED: &str = "WAIVER-UNUSED";

const FIELDS: [&str; 5] = ["rule", "resource", "reason", "owner", "expires"];

/// A waiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Waiver {
    /// Id of the rule.
    pub rule: String,
    /// Name of the resource in the program, or its type token; `*` and `?` stand for any text and any character.
    pub resource: String,
    /// Why the violation is right.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// Its last day.
    pub expires: Date,
}

/// The waivers of a project, `environments/waivers.toml`: a `[[waiver]]` table each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waivers(Vec<Waiver>);

/// Waivers that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WaiverError {
    /// The file cannot be read.
    #[error("waivers {}: {reason}; name another file with SWITCHBOARD_WAIVERS", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        reason: String,
    },
    /// The text is no TOML.
    #[error("waivers: this is no TOML: {0}")]
    Syntax(String),
    /// A key that means nothing.
    #[error("waivers: {place} has the unknown key `{key}`; known are {known}")]
    UnknownKey {
        /// As `waiver 2`.
        place: String,
        /// The key.
        key: String,
        /// Those that there are.
        known: String,
    },
    /// A field is missing, or empty, or no text.
    #[error("waivers: waiver {waiver} needs `{field}`, a text that is not empty")]
    Field {
        /// Counted from 1.
        waiver: usize,
        /// The field.
        field: &'static str,
    },
    /// A date that is none.
    #[error("waivers: `expires` of waiver {waiver} is `{text}`; write a date as 2027-03-31")]
    Date {
        /// Counted from 1.
        waiver: usize,
        /// What is there.
        text: String,
    },
    /// There is no such rule.
    #[error("waivers: `rule` of waiver {waiver} is `{rule}`, which no rule is called; copy the id from the report")]
    UnknownRule {
        /// Counted from 1.
        waiver: usize,
        /// What is there.
        rule: String,
    },
}

impl Waivers {
    /// Reads the text of a file of waivers.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, WaiverError> {
        let file: Table = text.parse().map_err(|error: toml::de::Error| WaiverError::Syntax(error.to_string()))?;
        known("the file", &file, &["waiver"])?;
        let tables = match file.get("waiver") {
            None => &[] as &[TomlValue],
            Some(TomlValue::Array(tables)) => tables,
            Some(_) => return Err(WaiverError::Syntax("`waiver` is no list; write [[waiver]]".to_owned())),
        };
        let numbered = tables.iter().enumerate();
        numbered.map(|(at, table)| Waiver::read(table, at + 1)).collect::<Result<_, _>>().map(Self)
    }

    /// Reads a file of waivers; a file that is not there holds none.
    ///
    /// # Errors
    /// The file cannot be read, or something is wrong with it.
    pub fn load(path: &Path) -> Result<Self, WaiverError> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(WaiverError::File { path: path.to_owned(), reason: error.to_string() }),
        }
    }

    /// All of them, in the file's order.
    pub fn all(&self) -> &[Waiver] {
        &self.0
    }
}

impl FromIterator<Waiver> for Waivers {
    fn from_iter<I: IntoIterator<Item = Waiver>>(waivers: I) -> Self {
        Self(waivers.into_iter().collect())
    }
}

impl Waiver {
    fn read(table: &TomlValue, waiver: usize) -> Result<Self, WaiverError> {
        let place = format!("waiver {waiver}");
        let table = table.as_table().ok_or_else(|| WaiverError::Syntax(format!("{place} is no table")))?;
        known(&place, table, &FIELDS)?;
        let text = |field: &'static str| {
            let text = table.get(field).and_then(TomlValue::as_str).map(str::trim).filter(|text| !text.is_empty());
            text.map(str::to_owned).ok_or(WaiverError::Field { waiver, field })
        };
        let (id, resource, reason, owner) = (text("rule")?, text("resource")?, text("reason")?, text("owner")?);
        if rule(&id).is_none() {
            return Err(WaiverError::UnknownRule { waiver, rule: id });
        }
        // With or without quotes.
        let expires = match table.get("expires") {
            Some(TomlValue::Datetime(date)) => date.to_string(),
            _ => text("expires")?,
        };
        let expires = expires.parse::<Date>().ok().filter(|date| date.to_string() == expires);
        let written = || table.get("expires").map(ToString::to_string).unwrap_or_default();
        let expires =
            expires.ok_or_else(|| WaiverError::Date { waiver, text: written().trim_matches('"').to_owned() })?;
        Ok(Self { rule: id, resource, reason, owner, expires })
    }

    /// Whether it has not ended.
    pub(crate) fn holds_on(&self, today: Date) -> bool {
        today <= self.expires
    }

    /// Whether it is about this violation.
    pub(crate) fn covers(&self, violation: &Violation) -> bool {
        let fits = |text: &str| glob::matches(&self.resource, text);
        self.rule == violation.rule && (fits(&violation.resource) || fits(&violation.type_token))
    }

    /// What is wrong with the waiver itself.
    pub(crate) fn fault(&self, used: bool, today: Date) -> Option<Violation> {
        let (rule, severity, sentence, fix) = if !self.holds_on(today) {
            let sentence = format!("the waiver of {} by {} ended on {}", self.rule, self.owner, self.expires);
            let fix = "Put the violation right, or let the owner renew the waiver with a new date";
            (WAIVER_EXPIRED, Severity::Mandatory, sentence, fix)
        } else if !used {
            let sentence = format!("the waiver of {} by {} matches nothing in this plan", self.rule, self.owner);
            (WAIVER_UNUSED, Severity::Advisory, sentence, "Remove it if it matches nothing in any other stack either")
        } else {
            return None;
        };
        Some(Violation {
            severity,
            rule: rule.to_owned(),
            resource: self.resource.clone(),
            type_token: String::new(),
            urn: None,
            sentence,
            fix: fix.to_owned(),
        })
    }
}

fn known(place: &str, table: &Table, known: &[&str]) -> Result<(), WaiverError> {
    match table.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => {
            Err(WaiverError::UnknownKey { place: place.to_owned(), key: key.clone(), known: known.join(", ") })
        }
        None => Ok(()),
    }
}
