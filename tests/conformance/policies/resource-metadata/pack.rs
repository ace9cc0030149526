//! A policy for each thing that is known of a resource beside its properties; each finds exactly one resource.

use std::time::Duration;

use pulumi::policy::{Policy, PolicyPack, PolicyResource, StackResource};

/// A policy about the only resource that the condition holds for.
fn resource(name: &str, holds: impl Fn(&PolicyResource) -> bool + Send + Sync + 'static) -> Policy {
    let policy = Policy::resource(name, format!("Finds {name}"), move |args, report| {
        if holds(args.resource) {
            report.violation("Found");
        }
        Ok(())
    });
    policy.of_type("simple:index:Resource")
}

/// The same among all resources of the stack.
fn stack(name: &str, holds: impl Fn(&StackResource) -> bool + Send + Sync + 'static) -> Policy {
    Policy::stack(name, format!("Finds {name}"), move |args, report| {
        for found in args.of_type("simple:index:Resource").filter(|one| holds(one)) {
            report.violation_at(&found.resource.urn, "Found");
        }
        Ok(())
    })
}

fn names(urn: &str, name: &str) -> bool {
    urn.rsplit("::").next() == Some(name)
}

pub(crate) fn pack() -> PolicyPack {
    let identity = Policy::resource("name-type-urn-props", "Finds name, type, URN and properties", |args, report| {
        let resource = args.resource;
        let urn = "urn:pulumi:test::policy-resource-metadata::simple:index:Resource::identity";
        let identified =
            resource.name == "identity" && resource.type_ == "simple:index:Resource" && resource.urn == urn;
        if identified && resource.properties.get::<bool>("value")? == Some(true) {
            report.violation("Found");
        }
        Ok(())
    });
    PolicyPack::new("resource-metadata", "1.0.0")
        .policy(identity)
        .policy(resource("protect", |one| one.options.protect))
        .policy(resource("ignore-changes", |one| one.options.ignore_changes == ["value"]))
        .policy(resource("delete-before-replace", |one| one.options.delete_before_replace == Some(true)))
        .policy(resource("additional-secret-outputs", |one| one.options.additional_secret_outputs == ["value"]))
        .policy(resource("custom-timeouts", |one| one.options.custom_timeouts.create == Some(Duration::from_secs(300))))
        .policy(resource("provider", |one| {
            let provider = one.provider.as_ref();
            provider
                .is_some_and(|it| it.name == "prov" && it.type_ == "pulumi:providers:simple" && names(&it.urn, "prov"))
        }))
        .policy(resource("parent", |one| one.options.parent.as_ref().is_some_and(|urn| names(urn, "parent"))))
        .policy(stack("dependencies", |one| {
            one.property_dependencies.is_empty() && one.dependencies.iter().any(|urn| names(urn, "dependency"))
        }))
        .policy(stack("property-dependencies", |one| {
            let urns = one.property_dependencies.get("value");
            urns.is_some_and(|urns| urns.iter().any(|urn| names(urn, "dependency")))
        }))
}
