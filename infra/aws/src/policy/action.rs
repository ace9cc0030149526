//! Actions of AWS services.

use std::fmt;

/// An action, `sqs:SendMessage`, or a pattern of actions, `s3:Get*`, `*`. Its form is checked when the document is rendered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Action(String);

impl Action {
    /// Actions of one service: `Action::of("sqs", ["SendMessage", "ReceiveMessage"])`.
    pub fn of<N: fmt::Display>(service: &str, names: impl IntoIterator<Item = N>) -> Vec<Self> {
        names.into_iter().map(|name| Self(format!("{service}:{name}"))).collect()
    }

    /// As IAM writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it stands for more than one action.
    pub fn is_pattern(&self) -> bool {
        self.0.contains(['*', '?'])
    }

    /// `*`, or a service's prefix and a name or pattern.
    pub(crate) fn is_well_formed(&self) -> bool {
        let Some((service, name)) = self.0.split_once(':') else { return self.0 == "*" };
        let of_service = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        let of_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '*' | '?');
        !service.is_empty() && !name.is_empty() && service.chars().all(of_service) && name.chars().all(of_name)
    }
}

impl From<&str> for Action {
    fn from(action: &str) -> Self {
        Self(action.to_owned())
    }
}

impl From<String> for Action {
    fn from(action: String) -> Self {
        Self(action)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_apart() {
        for good in ["*", "sqs:SendMessage", "s3:Get*", "aws-portal:*", "s3:?utObject"] {
            assert!(Action::from(good).is_well_formed(), "{good}");
        }
        for bad in
            ["", "SendMessage", "sqs:", ":SendMessage", "SQS:SendMessage", "sqs:Send Message", "sqs:a:b", "s*:Get"]
        {
            assert!(!Action::from(bad).is_well_formed(), "{bad}");
        }
        assert!(Action::from("s3:Get*").is_pattern() && !Action::from("s3:GetObject").is_pattern());
        assert_eq!(Action::of("sqs", ["A", "B"]), [Action::from("sqs:A"), Action::from("sqs:B")]);
    }
}
