//! A stage for tests of components: topics, alarms, and providers that answer like the cloud.

use pulumi::mock::{Answer, Graph, Run};
use pulumi::{Context, ResourceOptions, Value as Property};
use serde_json::Value;
use switchboard_domain::Environment;

use super::{EdgeArgs, EdgeTarget};
use crate::alarm::Alarms;
use crate::alert_topics::AlertTopics;
use crate::error::ComponentError;
use crate::site::{Prefix, Site};

pub(crate) fn site(environment: Environment) -> Site {
    Site::new(Prefix::new("rp-mw").unwrap(), environment, "us-east-2", "123456789012").unwrap()
}

/// The graph of what `make` makes, and what it says.
pub(crate) async fn rehearse<T>(
    environment: Environment,
    make: impl FnOnce(&Context, &Alarms) -> Result<T, ComponentError>,
) -> (Graph, Result<T, String>) {
    perform(Run::new(), environment, make).await
}

/// The same as a preview: ids are unknown.
pub(crate) async fn preview<T>(
    environment: Environment,
    make: impl FnOnce(&Context, &Alarms) -> Result<T, ComponentError>,
) -> (Graph, Result<T, String>) {
    perform(Run::new().preview(), environment, make).await
}

async fn perform<T>(
    run: Run,
    environment: Environment,
    make: impl FnOnce(&Context, &Alarms) -> Result<T, ComponentError>,
) -> (Graph, Result<T, String>) {
    let mut result = None;
    let run = run.resources(|resource| {
        let name = &resource.name;
        let mut answer = Answer::of(resource);
        // Parts of an output that the cloud adds to what was asked for.
        if let Some(Property::Object(domain)) = answer.outputs.get_mut("domainNameConfiguration") {
            let added = ["targetDomainName", "hostedZoneId", "ipAddressType", "ownershipVerificationCertificateArn"];
            domain.extend(added.map(|name| (name.to_owned(), Property::String("d-http.example".to_owned()))));
        }
        answer
            .output("arn", format!("arn:{name}"))
            .output("executionArn", format!("arn:execute-api:{name}"))
            .output("rootResourceId", "root")
            .output("apiEndpoint", "https://abc.execute-api.example")
            .output("invokeUrl", "https://abc.execute-api.example/live")
            .output("regionalDomainName", "d-abc.example")
    });
    let graph = run
        .program(async |ctx: Context| {
            let site = site(environment);
            let topics = AlertTopics::new(&ctx, &site, "alerts", &Default::default(), ResourceOptions::new()).unwrap();
            let alarms = Alarms::new(site, topics, "https://docs.example/runbooks");
            result = Some(make(&ctx, &alarms).map_err(|error| error.to_string()));
            Ok(())
        })
        .await;
    assert_eq!(graph.errors, Vec::<String>::new());
    (graph, result.unwrap())
}

pub(crate) fn edge_args() -> EdgeArgs {
    let target = EdgeTarget {
        function_name: "rp-mw-prod-ingress".to_owned(),
        qualifier: "live".to_owned(),
        invoke_arn: "arn:invoke:ingress:live".into(),
        timeout_s: 10,
    };
    EdgeArgs::new(target, ["/webhooks/richpanel", "/health"])
}

/// Inputs of the resource of this type and name, as JSON.
pub(crate) fn inputs(graph: &Graph, type_: &str, name: &str) -> Value {
    node(graph, type_, name)["inputs"].clone()
}

/// The resource of this type and name, as JSON.
pub(crate) fn node(graph: &Graph, type_: &str, name: &str) -> Value {
    let found = graph.of_type(type_).find(|node| node.name == name);
    found.unwrap_or_else(|| panic!("no {type_} {name}")).to_json()
}
