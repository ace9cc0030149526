//! Policy documents of AWS: identity policies, trust policies, policies of queues, topics, buckets and organizations.

use crate::glob;
use crate::plan::Value;

/// A policy document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Statements, in the document's order.
    pub statements: Vec<Statement>,
}

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It allows.
    Allow,
    /// It denies, whatever others allow.
    Deny,
}

/// A statement. Each list is empty where the element is absent; a single string is a list of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// `Sid`.
    pub sid: Option<String>,
    /// `Effect`.
    pub effect: Effect,
    /// `Principal`.
    pub principals: Vec<Principal>,
    /// `Action`.
    pub actions: Vec<String>,
    /// `NotAction`.
    pub not_actions: Vec<String>,
    /// `Resource`.
    pub resources: Vec<String>,
    /// `NotResource`.
    pub not_resources: Vec<String>,
    /// `Condition`.
    pub conditions: Vec<Condition>,
    /// Whether a value inside is not known yet; it is missing in the lists.
    pub has_unknown: bool,
}

/// Who a statement is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// `AWS`, `Service`, `Federated` or `CanonicalUser`; `*` for everybody.
    pub kind: String,
    /// An ARN, an account, a service or `*`.
    pub id: String,
}

/// One key of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// As `StringEquals`.
    pub operator: String,
    /// As `aws:SourceArn`.
    pub key: String,
    /// Values, of which one must fit.
    pub values: Vec<String>,
}

/// A document that AWS would refuse as malformed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The text is no JSON.
    #[error("it is no JSON: {0}")]
    Json(String),
    /// There is no list of statements.
    #[error("it has no `Statement`")]
    NoStatement,
    /// An element is missing.
    #[error("statement {statement} has no `{element}`")]
    Missing {
        /// Counted from 1.
        statement: usize,
        /// As `Effect`.
        element: &'static str,
    },
    /// The effect is neither of the two.
    #[error("statement {statement} has the effect `{effect}`; write Allow or Deny")]
    Effect {
        /// Counted from 1.
        statement: usize,
        /// What is there.
        effect: String,
    },
}

impl Document {
    /// Reads the text of a document.
    ///
    /// # Errors
    /// It is no JSON, or AWS would refuse it as malformed.
    pub fn parse(text: &str) -> Result<Self, DocumentError> {
        let json: serde_json::Value =
            serde_json::from_str(text).map_err(|error| DocumentError::Json(error.to_string()))?;
        Self::read(&Value::from_plain(json))
    }

    /// Reads a parsed document.
    ///
    /// # Errors
    /// AWS would refuse it as malformed.
    pub fn read(document: &Value) -> Result<Self, DocumentError> {
        let statements = match document.at("Statement") {
            Value::List(items) => items.iter().collect(),
            one @ Value::Object(_) => vec![one],
            _ => return Err(DocumentError::NoStatement),
        };
        let numbered = statements.into_iter().enumerate();
        let statements = numbered.map(|(at, one)| Statement::read(one, at + 1)).collect::<Result<_, _>>()?;
        Ok(Self { statements })
    }

    /// Statements with this effect.
    pub(crate) fn with(&self, effect: Effect) -> impl Iterator<Item = &Statement> {
        self.statements.iter().filter(move |one| one.effect == effect)
    }
}

impl Statement {
    fn read(value: &Value, statement: usize) -> Result<Self, DocumentError> {
        let effect = match value.at("Effect") {
            Value::Text(text) if text == "Allow" => Effect::Allow,
            Value::Text(text) if text == "Deny" => Effect::Deny,
            Value::Text(other) => return Err(DocumentError::Effect { statement, effect: other.clone() }),
            _ => return Err(DocumentError::Missing { statement, element: "Effect" }),
        };
        let texts = |element: &str| value.at(element).texts().into_iter().map(str::to_owned).collect::<Vec<_>>();
        if value.at("Action").is_absent() && value.at("NotAction").is_absent() {
            return Err(DocumentError::Missing { statement, element: "Action" });
        }
        Ok(Self {
            sid: value.at("Sid").as_text().map(str::to_owned),
            effect,
            principals: principals(value.at("Principal")),
            actions: texts("Action"),
            not_actions: texts("NotAction"),
            resources: texts("Resource"),
            not_resources: texts("NotResource"),
            conditions: conditions(value.at("Condition")),
            has_unknown: value.has_unknown(),
        })
    }

    /// Whether the statement is about this action, as `sqs:SendMessage`.
    pub(crate) fn covers_action(&self, action: &str) -> bool {
        let action = action.to_lowercase();
        let listed = |list: &[String]| list.iter().any(|one| glob::matches(&one.to_lowercase(), &action));
        listed(&self.actions) || (!self.not_actions.is_empty() && !listed(&self.not_actions))
    }

    /// Whether one of the resources matches an ARN.
    pub(crate) fn covers_resource(&self, arn: &str) -> bool {
        self.resources.iter().any(|one| glob::matches(one, arn))
    }

    /// Conditions on a key; keys have no case.
    pub(crate) fn on<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Condition> {
        self.conditions.iter().filter(move |one| one.key.eq_ignore_ascii_case(key))
    }

    /// Whether there is a condition on a key.
    pub(crate) fn is_bound_by(&self, key: &str) -> bool {
        self.on(key).next().is_some()
    }

    /// Whether a service is among the principals.
    pub(crate) fn trusts_service(&self, service: &str) -> bool {
        self.principals.iter().any(|one| one.kind == "Service" && one.id == service)
    }

    /// Whether everybody is among the principals.
    pub(crate) fn is_for_everybody(&self) -> bool {
        self.principals.iter().any(|one| one.id == "*")
    }

    /// The name for messages: the `Sid`, else the first action.
    pub(crate) fn label(&self) -> String {
        let first = self.actions.first().or(self.not_actions.first());
        self.sid.clone().or_else(|| first.cloned()).unwrap_or_default()
    }
}

fn principals(value: &Value) -> Vec<Principal> {
    if let Value::Text(everybody) = value {
        return vec![Principal { kind: "*".to_owned(), id: everybody.clone() }];
    }
    let of_kind = |(kind, ids): (&str, &Value)| {
        let ids = ids.texts().into_iter().map(str::to_owned).collect::<Vec<_>>();
        let kind = kind.to_owned();
        ids.into_iter().map(move |id| Principal { kind: kind.clone(), id })
    };
    value.members().flat_map(of_kind).collect()
}

fn conditions(value: &Value) -> Vec<Condition> {
    let mut conditions = Vec::new();
    for (operator, keys) in value.members() {
        for (key, values) in keys.members() {
            let values = match values {
                Value::Flag(flag) => vec![flag.to_string()],
                Value::Number(number) => vec![number.to_string()],
                other => other.texts().into_iter().map(str::to_owned).collect(),
            };
            conditions.push(Condition { operator: operator.to_owned(), key: key.to_owned(), values });
        }
    }
    conditions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_strings_are_lists_of_one() {
        let document = Document::parse(
            r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:Send*",
                "Resource":["a","b"],"Condition":{"Bool":{"aws:SecureTransport":false}}}}"#,
        );
        let statement = &document.unwrap().statements[0];
        assert!(statement.covers_action("SQS:SendMessage") && !statement.covers_action("sqs:ReceiveMessage"));
        assert_eq!(statement.resources, ["a", "b"]);
        assert!(statement.trusts_service("sns.amazonaws.com") && !statement.is_for_everybody());
        let condition = statement.on("aws:securetransport").next().unwrap();
        assert_eq!((condition.operator.as_str(), condition.values.as_slice()), ("Bool", &["false".to_owned()][..]));
    }

    #[test]
    fn everything_but_covers_what_is_not_listed() {
        let document =
            Document::parse(r#"{"Statement":[{"Effect":"Deny","NotAction":["iam:*"],"Resource":"*"}]}"#).unwrap();
        assert!(document.statements[0].covers_action("sqs:SendMessage"));
        assert!(!document.statements[0].covers_action("iam:CreateRole"));
    }

    #[test]
    fn what_aws_refuses_is_named() {
        assert!(matches!(Document::parse("{"), Err(DocumentError::Json(_))));
        assert_eq!(Document::parse("{}"), Err(DocumentError::NoStatement));
        let error = Document::parse(r#"{"Statement":[{"Action":"a:b"}]}"#).unwrap_err();
        assert_eq!(error.to_string(), "statement 1 has no `Effect`");
        let error = Document::parse(r#"{"Statement":[{"Effect":"allow","Action":"a:b"}]}"#).unwrap_err();
        assert!(error.to_string().contains("`allow`"));
    }
}
