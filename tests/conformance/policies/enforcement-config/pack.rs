//! A policy whose level is configured.

use pulumi::policy::{Policy, PolicyPack};

pub(crate) fn pack() -> PolicyPack {
    let not_true = Policy::resource("false", "Verifies property is false", |args, report| {
        if args.resource.properties.get::<bool>("value")? == Some(true) {
            report.violation("Property was true");
        }
        Ok(())
    });
    PolicyPack::new("enforcement-config", "3.0.0").policy(not_true.of_type("simple:index:Resource"))
}
