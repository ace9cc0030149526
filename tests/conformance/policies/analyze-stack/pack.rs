//! A policy about the whole stack.

use pulumi::policy::{EnforcementLevel, Policy, PolicyPack};

pub(crate) fn pack() -> PolicyPack {
    let size = Policy::stack("stack-size", "Stack must contain at most one simple:index:Resource", |args, report| {
        if args.of_type("simple:index:Resource").count() > 1 {
            report.violation("Found an extra simple:index:Resource");
        }
        Ok(())
    });
    PolicyPack::new("analyze-stack", "1.0.0").policy(size.level(EnforcementLevel::Mandatory))
}
