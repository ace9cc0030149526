//! Conditions of writes as condition expressions.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use switchboard_domain::state::{Check, Expect};

use super::schema::PARTITION_KEY;

/// A condition expression with the names and values it refers to. Every name goes through a placeholder, since many of
/// ours (`state`, `status`) are reserved words.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Condition {
    pub(super) expression: String,
    pub(super) names: HashMap<String, String>,
    pub(super) values: HashMap<String, AttributeValue>,
}

impl Condition {
    /// The expression that holds exactly when `expect` does; `None` if it always does.
    pub(super) fn new(expect: &Expect) -> Option<Self> {
        let mut condition = Self { expression: String::new(), names: HashMap::new(), values: HashMap::new() };
        condition.expression = match expect {
            Expect::Absent => condition.existence("attribute_not_exists"),
            Expect::Present(checks) => {
                let mut parts = vec![condition.existence("attribute_exists")];
                parts.extend(condition.checks(checks));
                parts.join(" AND ")
            }
            Expect::AbsentOr(checks) if checks.is_empty() => return None,
            Expect::AbsentOr(checks) => {
                let absent = condition.existence("attribute_not_exists");
                // AND binds stronger than OR.
                format!("{absent} OR {}", condition.checks(checks).join(" AND "))
            }
        };
        Some(condition)
    }

    fn existence(&mut self, function: &str) -> String {
        format!("{function}({})", self.name(PARTITION_KEY))
    }

    fn checks(&mut self, checks: &[Check]) -> Vec<String> {
        checks.iter().enumerate().map(|(number, check)| self.check(number, check)).collect()
    }

    fn check(&mut self, number: usize, check: &Check) -> String {
        let value = format!(":v{number}");
        let (expression, operand) = match check {
            Check::Fence(fence) => (format!("{} = {value}", self.name("fence")), AttributeValue::N(fence.to_string())),
            Check::Version(version) => {
                (format!("{} = {value}", self.name("version")), AttributeValue::N(version.to_string()))
            }
            // Events have a status, effects a state, and no row has both.
            Check::Status(status) => (
                format!("({} = {value} OR {} = {value})", self.name("status"), self.name("state")),
                AttributeValue::S((*status).to_owned()),
            ),
            Check::LeaseEndedBefore(at) => {
                let lease = self.name("lease_until");
                let expression = format!("(attribute_not_exists({lease}) OR {lease} < {value})");
                (expression, AttributeValue::S(at.to_string()))
            }
        };
        self.values.insert(value, operand);
        expression
    }

    fn name(&mut self, attribute: &str) -> String {
        let placeholder = format!("#{attribute}");
        self.names.insert(placeholder.clone(), attribute.to_owned());
        placeholder
    }
}

#[cfg(test)]
mod tests {
    use switchboard_store::conformance::samples::at;

    use super::*;

    fn expression(expect: &Expect) -> String {
        let condition = Condition::new(expect).unwrap();
        // The service refuses names and values that the expression does not use, and the other way round.
        for name in condition.names.keys().chain(condition.values.keys()) {
            assert!(condition.expression.contains(name.as_str()), "{name} in {condition:?}");
        }
        let used = condition.expression.split([' ', '(', ')']).filter(|word| word.starts_with(['#', ':']));
        for word in used {
            assert!(condition.names.contains_key(word) || condition.values.contains_key(word), "{word}");
        }
        condition.expression
    }

    #[test]
    fn expressions() {
        let lease = "(attribute_not_exists(#lease_until) OR #lease_until < :v1)";
        for (expect, expected) in [
            (Expect::Absent, "attribute_not_exists(#pk)".to_owned()),
            (Expect::Present(vec![]), "attribute_exists(#pk)".to_owned()),
            (Expect::Present(vec![Check::Version(4)]), "attribute_exists(#pk) AND #version = :v0".to_owned()),
            (
                Expect::Present(vec![Check::Fence(3), Check::LeaseEndedBefore(at(0))]),
                format!("attribute_exists(#pk) AND #fence = :v0 AND {lease}"),
            ),
            (
                Expect::AbsentOr(vec![Check::Fence(3), Check::LeaseEndedBefore(at(0))]),
                format!("attribute_not_exists(#pk) OR #fence = :v0 AND {lease}"),
            ),
            (
                Expect::AbsentOr(vec![Check::Status("DONE")]),
                "attribute_not_exists(#pk) OR (#status = :v0 OR #state = :v0)".to_owned(),
            ),
        ] {
            assert_eq!(expression(&expect), expected);
        }
        assert_eq!(Condition::new(&Expect::AbsentOr(vec![])), None);
    }

    #[test]
    fn operands_have_the_form_of_the_stored_attributes() {
        let checks = vec![Check::Fence(u64::MAX), Check::LeaseEndedBefore(at(1)), Check::Status("DONE")];
        let values = Condition::new(&Expect::Present(checks)).unwrap().values;
        assert_eq!(values[":v0"], AttributeValue::N("18446744073709551615".into()));
        assert_eq!(values[":v1"], AttributeValue::S("2026-01-01T00:00:01.000Z".into()));
        assert_eq!(values[":v2"], AttributeValue::S("DONE".into()));
    }
}
