//! Two policies of different levels.

use pulumi::policy::{EnforcementLevel, Policy, PolicyPack};

fn reports(name: &str, description: &str, unwanted: bool, message: &'static str) -> Policy {
    let policy = Policy::resource(name, description, move |args, report| {
        if args.resource.properties.get::<bool>("value")? == Some(unwanted) {
            report.violation(message);
        }
        Ok(())
    });
    policy.of_type("simple:index:Resource")
}

pub(crate) fn pack() -> PolicyPack {
    let falsiness = reports("falsiness", "Verifies properties are false", false, "This is a test error");
    PolicyPack::new("simple", "1.0.0")
        .policy(reports("truthiness", "Verifies properties are true", true, "This is a test warning"))
        .policy(falsiness.level(EnforcementLevel::Mandatory))
}
