//! The environment that a stack belongs to.

use switchboard_domain::Environment;

/// The environment of a stack: `prod`, `baseline-prod` and `org/project/prod` all belong to production; `None` for stacks that
/// belong to no single environment.
pub fn environment_of_stack(stack: &str) -> Option<Environment> {
    stack.rsplit(['/', '-']).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stacks_belong_to_environments() {
        assert_eq!(environment_of_stack("prod"), Some(Environment::Prod));
        assert_eq!(environment_of_stack("baseline-dev"), Some(Environment::Dev));
        assert_eq!(environment_of_stack("acme/shop/staging"), Some(Environment::Staging));
        assert_eq!(environment_of_stack("organization"), None);
    }
}
