//! A policy that judges in previews only.

use pulumi::policy::{EnforcementLevel, Policy, PolicyError, PolicyPack};

pub(crate) fn pack() -> PolicyPack {
    let dry = Policy::resource("dry", "Verifies properties are true on dryrun", |args, report| {
        if !args.stack.preview {
            return Err(PolicyError::not_applicable("it is about previews"));
        }
        if args.resource.properties.get::<bool>("value")? == Some(false) {
            report.violation("This is a test error");
        }
        Ok(())
    });
    let dry = dry.of_type("simple:index:Resource").level(EnforcementLevel::Mandatory);
    PolicyPack::new("dryrun", "1.0.0").policy(dry)
}
