//! Operators of conditions.

use std::fmt;

/// How a condition compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operator {
    /// The text is one of the values.
    StringEquals,
    /// The text is none of the values.
    StringNotEquals,
    /// As `StringEquals`, upper and lower case alike.
    StringEqualsIgnoreCase,
    /// As `StringNotEquals`, upper and lower case alike.
    StringNotEqualsIgnoreCase,
    /// The text fits one of the patterns.
    StringLike,
    /// The text fits none of the patterns.
    StringNotLike,
    /// The number is one of the values.
    NumericEquals,
    /// The number is none of the values.
    NumericNotEquals,
    /// The number is smaller.
    NumericLessThan,
    /// The number is smaller or equal.
    NumericLessThanEquals,
    /// The number is greater.
    NumericGreaterThan,
    /// The number is greater or equal.
    NumericGreaterThanEquals,
    /// The time is this one.
    DateEquals,
    /// The time is earlier.
    DateLessThan,
    /// The time is later.
    DateGreaterThan,
    /// True or false.
    Bool,
    /// Whether the key is absent (`true`) or present (`false`).
    Null,
    /// The address is in one of the ranges.
    IpAddress,
    /// The address is in none of the ranges.
    NotIpAddress,
    /// The ARN is one of the values.
    ArnEquals,
    /// The ARN is none of the values.
    ArnNotEquals,
    /// The ARN fits one of the patterns.
    ArnLike,
    /// The ARN fits none of the patterns.
    ArnNotLike,
}

/// How a key with several values is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantifier {
    /// Every value of the request must fit; none at all fits as well.
    ForAllValues,
    /// One value of the request must fit.
    ForAnyValue,
}

/// An operator with what modifies it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConditionOperator {
    operator: Operator,
    quantifier: Option<Quantifier>,
    if_exists: bool,
}

impl Operator {
    /// True as well where the request has no such key.
    pub fn if_exists(self) -> ConditionOperator {
        ConditionOperator { if_exists: true, ..self.into() }
    }

    /// For a key with several values.
    pub fn quantified(self, quantifier: Quantifier) -> ConditionOperator {
        ConditionOperator { quantifier: Some(quantifier), ..self.into() }
    }
}

impl ConditionOperator {
    /// True as well where the request has no such key.
    #[must_use]
    pub fn if_exists(self) -> Self {
        Self { if_exists: true, ..self }
    }
}

impl From<Operator> for ConditionOperator {
    fn from(operator: Operator) -> Self {
        Self { operator, quantifier: None, if_exists: false }
    }
}

/// As IAM writes it; variants are named like the operators.
impl fmt::Display for ConditionOperator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(quantifier) = self.quantifier {
            write!(f, "{quantifier:?}:")?;
        }
        write!(f, "{:?}{}", self.operator, if self.if_exists { "IfExists" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modifiers_are_part_of_the_name() {
        assert_eq!(ConditionOperator::from(Operator::ArnLike).to_string(), "ArnLike");
        assert_eq!(Operator::StringEquals.if_exists().to_string(), "StringEqualsIfExists");
        let any = Operator::StringLike.quantified(Quantifier::ForAnyValue).if_exists();
        assert_eq!(any.to_string(), "ForAnyValue:StringLikeIfExists");
    }
}
