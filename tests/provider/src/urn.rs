//! Names of resources in the engine.

/// A resource's URN: `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Urn(String);

impl Urn {
    /// The text as given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The type token, without the types of the parents; empty if the text is no URN.
    pub fn type_token(&self) -> &str {
        let qualified = self.0.split("::").nth(2).unwrap_or_default();
        qualified.rsplit('$').next().unwrap_or_default()
    }

    /// The name that the program gave, which may contain `::`; empty if the text is no URN.
    pub fn name(&self) -> &str {
        self.0.splitn(4, "::").nth(3).unwrap_or_default()
    }
}

impl From<String> for Urn {
    fn from(text: String) -> Self {
        Self(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_and_name_are_taken_apart() {
        let urn = Urn::from("urn:pulumi:dev::shop::my:Component$aws:sqs/queue:Queue::a::b".to_owned());
        assert_eq!(urn.type_token(), "aws:sqs/queue:Queue");
        assert_eq!(urn.name(), "a::b");
    }
}
