//! Environments.

use std::fmt;

/// An environment of the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EnvironmentName {
    /// The emulator.
    Local,
    /// Development: cheapest, data may be lost.
    Dev,
    /// As production, with test data.
    Staging,
    /// Production.
    Prod,
}

impl EnvironmentName {
    /// The environment of a stack: `prod`, `baseline-prod` and `org/project/prod` all belong to production; `None` for
    /// stacks that belong to no single environment.
    pub fn of_stack(stack: &str) -> Option<Self> {
        let last = stack.rsplit(['/', '-']).next()?;
        [Self::Local, Self::Dev, Self::Staging, Self::Prod].into_iter().find(|one| one.as_str() == last)
    }

    /// The name as stacks and resources write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Dev => "dev",
            Self::Staging => "staging",
            Self::Prod => "prod",
        }
    }
}

impl fmt::Display for EnvironmentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::EnvironmentName;

    #[test]
    fn stacks_belong_to_environments() {
        assert_eq!(EnvironmentName::of_stack("prod"), Some(EnvironmentName::Prod));
        assert_eq!(EnvironmentName::of_stack("baseline-dev"), Some(EnvironmentName::Dev));
        assert_eq!(EnvironmentName::of_stack("acme/shop/staging"), Some(EnvironmentName::Staging));
        assert_eq!(EnvironmentName::of_stack("organization"), None);
    }
}
