//! Plans from programs, in an update and in a preview.

use infra_policy::{Plan, rule};
use pulumi::mock::{Answer, Graph, Run};
use pulumi::{Context, ResourceOptions, Result};
use pulumi_aws::sqs;
use switchboard_domain::Environment;

/// A queue whose dead-letter queue is of the wrong kind, and a table of nothing but options.
async fn program(ctx: Context) -> Result {
    let options = ResourceOptions::new;
    let owner = ctx.component("shop:index:Queues", "queues", pulumi::inputs! {}, options().protect(true));
    let dead_args = sqs::QueueArgs::new().name("shop-prod-events-dlq");
    let dead = sqs::Queue::new(&ctx, "dead", dead_args, options().parent(&owner));
    let redrive = pulumi::json!({ "deadLetterTargetArn": dead.arn(), "maxReceiveCount": 5 }).into_text();
    let args = sqs::QueueArgs::new().name("shop-prod-events.fifo").fifo_queue(true).redrive_policy(redrive);
    sqs::Queue::new(&ctx, "events", args, options().retain_on_delete(true));
    Ok(())
}

fn run() -> Run {
    Run::new().project("shop").stack("prod")
}

fn finds_the_kind(graph: &Graph) {
    assert_eq!(graph.errors, Vec::<String>::new());
    let found = rule("SQS-DLQ-TYPE").unwrap().judge(&Plan::from_graph(graph));
    let sentences: Vec<&str> = found.iter().map(|one| one.sentence.as_str()).collect();
    assert_eq!(sentences, ["it is a FIFO queue with a standard dead-letter queue"]);
}

#[tokio::test]
async fn resources_are_paired_whether_or_not_arns_are_known() {
    let arn = |name: &str| format!("arn:aws:sqs:us-east-2:123456789012:{name}");
    let known = run().resources(move |one| {
        let name = one.inputs.get("name").and_then(pulumi::Value::as_str).unwrap_or_default();
        Answer::of(one).output("arn", arn(name))
    });
    finds_the_kind(&known.program(program).await);
    finds_the_kind(&run().preview().program(program).await);
}

#[tokio::test]
async fn a_captured_graph_is_the_same_plan() {
    let graph = run().preview().program(program).await;
    let (direct, read) = (Plan::from_graph(&graph), Plan::from_json(&graph.to_json()).unwrap());
    assert_eq!((direct.environment, read.environment), (Some(Environment::Prod), Some(Environment::Prod)));
    for plan in [&direct, &read] {
        let one = |name: &str| plan.resources.iter().find(|one| one.name == name).unwrap();
        assert_eq!(one("dead").options.protect, Some(true), "as its parent");
        assert_eq!(one("events").options.retain_on_delete, Some(true));
        assert_eq!(one("events").inputs["redrivePolicy"], infra_policy::Value::Unknown);
        assert_eq!(one("events").inputs["fifoQueue"], infra_policy::Value::Flag(true));
        let dead = one("dead").urn.clone().unwrap();
        assert_eq!(one("events").property_dependencies["redrivePolicy"], [dead]);
    }
}
