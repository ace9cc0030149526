//! A policy that depends on a tag of the stack.

use pulumi::policy::{EnforcementLevel, Policy, PolicyPack};

pub(crate) fn pack() -> PolicyPack {
    let allowed = Policy::resource("allowed", "Verifies property equals the stack tag value", |args, report| {
        let wanted = args.stack.tags.get("value").map(|tag| tag == "true");
        match args.resource.properties.get::<bool>("value")? {
            Some(value) if Some(value) != wanted => report.violation(format!("Property was {value}")),
            _ => {}
        }
        Ok(())
    });
    let allowed = allowed.of_type("simple:index:Resource").level(EnforcementLevel::Mandatory);
    PolicyPack::new("stack-tags", "2.0.0").policy(allowed)
}
