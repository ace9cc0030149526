//! Policies that depend on the stack's configuration.

use pulumi::policy::{EnforcementLevel, Policy, PolicyError, PolicyPack};

/// Holds resources to this value, if the stack's configuration asks for it.
fn validate(wanted: bool) -> Policy {
    let (name, description) = (format!("validate-{wanted}"), format!("Verifies property is {wanted}"));
    let policy = Policy::resource(name, description, move |args, report| {
        if args.stack.config::<bool>("policy-stack-config:value")? != Some(wanted) {
            return Err(PolicyError::not_applicable("the stack is configured otherwise"));
        }
        match args.resource.properties.get::<bool>("value")? {
            Some(value) if value != wanted => report.violation(format!("Property was {value}")),
            _ => {}
        }
        Ok(())
    });
    policy.of_type("simple:index:Resource").level(EnforcementLevel::Mandatory)
}

pub(crate) fn pack() -> PolicyPack {
    PolicyPack::new("stack-config", "2.0.0").policy(validate(true)).policy(validate(false))
}
