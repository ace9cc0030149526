//! A policy with a typed configuration.

use pulumi::policy::{EnforcementLevel, Policy, PolicyPack};

#[derive(serde::Deserialize)]
struct Config {
    value: bool,
}

pub(crate) fn pack() -> PolicyPack {
    let allowed = Policy::resource("allowed", "Verifies properties", |args, report| {
        let wanted = args.config::<Config>()?.value;
        match args.resource.properties.get::<bool>("value")? {
            Some(value) if value != wanted => report.violation(format!("Property was {value}")),
            _ => {}
        }
        Ok(())
    });
    let allowed = allowed.of_type("simple:index:Resource").level(EnforcementLevel::Mandatory);
    PolicyPack::new("config", "2.0.0").policy(allowed)
}
