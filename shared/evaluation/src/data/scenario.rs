//! `scenario.v1`: a case of `switchboard decide` and what must come of it.

use serde_json::Value;
use switchboard_domain::{Action, Tag, Team, TemplateId};
use switchboard_policy::case::{Case, CaseResult};

use super::example::Reach;
use super::fields::{Fields, WrongField, wrong};
use crate::reach::reach;

const KNOWN: &str = "team, tier, action, template_id, tags_include, tags_exclude, close, order_match, reply_contains \
and reply_excludes";

/// A case with its expectation.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Id of the case, unique over all files of a run.
    pub id: String,
    /// Index of its file.
    pub file: usize,
    /// The case.
    pub case: Case,
    /// What is checked.
    pub expect: Expectation,
}

/// What must come of a case; an absent field is not checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expectation {
    team: Option<Team>,
    tier: Option<Reach>,
    action: Option<Action>,
    template: Option<Option<TemplateId>>,
    tags_include: Vec<Tag>,
    tags_exclude: Vec<Tag>,
    close: Option<bool>,
    order_match: Option<MatchExpectation>,
    reply_contains: Vec<String>,
    reply_excludes: Vec<String>,
}

/// What the order match must be.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct MatchExpectation {
    by: Option<Value>,
    reason: Option<Value>,
    order_name: Option<Value>,
}

/// One expectation that did not hold.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Mismatch {
    /// Which field of the expectation.
    pub field: &'static str,
    /// What was asked for; never the text of a reply.
    pub expected: String,
    /// What came.
    pub got: String,
}

impl Scenario {
    pub(crate) fn parse(line: &str, file: usize) -> Result<Self, WrongField> {
        let mut fields = Fields::parse(line)?;
        let expect = fields.raw("expect").ok_or_else(|| wrong("expect", "required: an object"))?;
        let expect = Expectation::read(Fields::of(expect, "expect")?).map_err(|error| error.inside("expect"))?;
        let case = Case::from_value(Value::Object(fields.rest()))
            .map_err(|error| wrong(&error.path, error.to_string().trim_start_matches(&format!("{}: ", error.path))))?;
        Ok(Self { id: case.id.clone(), file, case, expect })
    }
}

impl Expectation {
    fn read(mut fields: Fields) -> Result<Self, WrongField> {
        let template = match fields.raw("template_id") {
            None => None,
            Some(value) => {
                Some(serde_json::from_value(value).map_err(|_| wrong("template_id", "must be a template id or null"))?)
            }
        };
        let order_match = match fields.raw("order_match") {
            None => None,
            Some(Value::Null) => Some(MatchExpectation { by: Some("none".into()), ..MatchExpectation::default() }),
            Some(Value::String(by)) => Some(MatchExpectation { by: Some(by.into()), ..MatchExpectation::default() }),
            Some(value) => {
                let mut object = Fields::of(value, "order_match")?;
                let wanted = MatchExpectation {
                    by: object.raw("by"),
                    reason: object.raw("reason"),
                    order_name: object.raw("order_name"),
                };
                object.end("by, reason and order_name").map_err(|error| error.inside("order_match"))?;
                Some(wanted)
            }
        };
        let expectation = Self {
            team: fields.optional("team", "the name of a team")?,
            tier: fields.optional("tier", "the name of a tier or ROUTE_ONLY")?,
            action: fields.optional("action", "route_only or send_template")?,
            template,
            tags_include: fields.optional("tags_include", "a list of tags")?.unwrap_or_default(),
            tags_exclude: fields.optional("tags_exclude", "a list of tags")?.unwrap_or_default(),
            close: fields.optional("close", "true or false")?,
            order_match,
            reply_contains: fields.optional("reply_contains", "a list of strings")?.unwrap_or_default(),
            reply_excludes: fields.optional("reply_excludes", "a list of strings")?.unwrap_or_default(),
        };
        fields.end(KNOWN)?;
        if expectation == Self::default() {
            return Err(wrong("(whole)", &format!("checks nothing; name at least one of {KNOWN}")));
        }
        Ok(expectation)
    }

    /// Whether the case says which order must be matched, or that none may be.
    pub(crate) fn order_match(&self) -> Option<&MatchExpectation> {
        self.order_match.as_ref()
    }

    /// Everything that did not hold.
    pub fn check(&self, got: &CaseResult) -> Vec<Mismatch> {
        let mut found = Vec::new();
        let mut expect = |field, holds: bool, expected: String, got: String| {
            if !holds {
                found.push(Mismatch { field, expected, got });
            }
        };
        if let Some(team) = self.team {
            expect("team", team == got.team, team.to_string(), got.team.to_string());
        }
        if let Some(tier) = self.tier {
            // Without a reply the decision still names a tier: route only is told by the action.
            let holds = tier == reach(got) || (tier == Reach::SafeAssist && got.tier.as_str() == tier.as_str());
            expect("tier", holds, tier.as_str().to_owned(), reach(got).as_str().to_owned());
        }
        if let Some(action) = self.action {
            expect("action", action == got.action, action.as_str().to_owned(), got.action.as_str().to_owned());
        }
        if let Some(template) = self.template {
            let name = |id: Option<TemplateId>| id.map_or("none", TemplateId::as_str).to_owned();
            expect("template_id", template == got.template_id, name(template), name(got.template_id));
        }
        for tag in &self.tags_include {
            expect("tags_include", got.tags.contains(tag), tag.as_str().to_owned(), "absent".to_owned());
        }
        for tag in &self.tags_exclude {
            expect("tags_exclude", !got.tags.contains(tag), format!("not {}", tag.as_str()), "present".to_owned());
        }
        if let Some(close) = self.close {
            expect("close", close == got.close, close.to_string(), got.close.to_string());
        }
        if let Some(wanted) = &self.order_match {
            let value = serde_json::to_value(&got.order_match).unwrap_or_default();
            expect("order_match", wanted.holds(&value), wanted.named(), MatchExpectation::of(&value).named());
        }
        let reply = got.reply.as_deref();
        for (i, part) in self.reply_contains.iter().enumerate() {
            let holds = reply.is_some_and(|text| text.contains(part));
            expect("reply_contains", holds, format!("part {}", i + 1), "absent".to_owned());
        }
        for (i, part) in self.reply_excludes.iter().enumerate() {
            let holds = !reply.is_some_and(|text| text.contains(part));
            expect("reply_excludes", holds, format!("not part {}", i + 1), "present".to_owned());
        }
        found
    }
}

impl MatchExpectation {
    fn of(value: &Value) -> Self {
        let part = |name: &str| value.get(name).cloned();
        Self { by: part("by"), reason: part("reason"), order_name: part("order_name") }
    }

    fn parts(&self) -> [(&'static str, Option<&Value>); 3] {
        [("by", self.by.as_ref()), ("reason", self.reason.as_ref()), ("order_name", self.order_name.as_ref())]
    }

    fn holds(&self, got: &Value) -> bool {
        self.parts().into_iter().all(|(name, wanted)| wanted.is_none_or(|wanted| got.get(name) == Some(wanted)))
    }

    /// Whether no order may be matched.
    pub(crate) fn forbids_match(&self) -> bool {
        self.by.as_ref().and_then(Value::as_str) == Some("none")
    }

    /// Kind and reason; the order's name says no more than whether there is one.
    fn named(&self) -> String {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or("any").to_owned();
        format!("{} ({})", text(self.by.as_ref()), text(self.reason.as_ref()))
    }
}
