//! Physical names.

use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const RULES: &[Rule] = &[LIMITS, EXPLICIT];

const LIMITS: Rule = Rule {
    id: "NAME-LIMITS",
    severity: Severity::Mandatory,
    reason: "Each service has its own longest name and its own alphabet, and refuses the rest when the resource is \
             made, half-way through a deployment.",
    fix: "Shorten the prefix (24 characters are the most), and use letters, digits, `-` and `_`",
    check: limits,
};

const EXPLICIT: Rule = Rule {
    id: "NAME-EXPLICIT",
    severity: Severity::Mandatory,
    reason: "A name that the engine makes up ends in random characters: policies by prefix, alarms, the operator's \
             tools and least privilege do not find it.",
    fix: "Set the physical name from prefix, environment and purpose; never `namePrefix`",
    check: explicit,
};

/// What a name may consist of.
#[derive(Clone, Copy)]
enum Alphabet {
    /// Letters, digits, `-`, `_`.
    Plain,
    /// And `.`.
    Dotted,
    /// And `/`, `#`, `.`.
    Path,
    /// Lower-case letters, digits, `-` and `.`.
    Bucket,
    /// No rule here.
    Any,
}

/// Type, longest name, alphabet: the quotas of the services.
const NAMES: [(&str, usize, Alphabet); 14] = [
    (tokens::FUNCTION, 64, Alphabet::Plain),
    (tokens::ROLE, 64, Alphabet::Any),
    (tokens::SCHEDULE, 64, Alphabet::Dotted),
    ("aws:scheduler/scheduleGroup:ScheduleGroup", 64, Alphabet::Dotted),
    (tokens::QUEUE, 80, Alphabet::Dotted),
    (tokens::TABLE, 255, Alphabet::Dotted),
    (tokens::TOPIC, 256, Alphabet::Dotted),
    (tokens::LOG_GROUP, 512, Alphabet::Path),
    (tokens::ALARM, 255, Alphabet::Any),
    (tokens::COMPOSITE_ALARM, 255, Alphabet::Any),
    (tokens::SECRET, 512, Alphabet::Any),
    (tokens::PARAMETER, 1_011, Alphabet::Any),
    (tokens::BUCKET, 63, Alphabet::Bucket),
    (tokens::DASHBOARD, 255, Alphabet::Plain),
];

impl Alphabet {
    fn holds(self, c: char) -> bool {
        let plain = c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        match self {
            Self::Plain => plain,
            Self::Dotted => plain || c == '.',
            Self::Path => plain || matches!(c, '.' | '/' | '#'),
            Self::Bucket => c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.'),
            Self::Any => true,
        }
    }
}

fn limits(plan: &Plan, findings: &mut Findings) {
    for (type_token, longest, alphabet) in NAMES {
        for one in plan.of(type_token) {
            let Some(name) = one.physical_name() else { continue };
            let length = name.chars().count();
            findings.when(length > longest, one, || format!("its name {name} has {length} characters of {longest}"));
            if let Some(wrong) = name.chars().find(|c| !alphabet.holds(*c)) {
                findings.at(one, format!("its name {name} has a `{wrong}` in it"));
            }
        }
    }
}

fn explicit(plan: &Plan, findings: &mut Findings) {
    for (type_token, ..) in NAMES {
        for one in plan.of(type_token) {
            let property = one.name_property();
            // Where the engine has made a name up, the provider says so.
            let made_up = one.value("__defaults").texts().contains(&property);
            findings.when(made_up || one.absent(property), one, || format!("`{property}` is not set"));
        }
    }
}
