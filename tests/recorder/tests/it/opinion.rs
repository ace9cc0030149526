use std::collections::BTreeSet;
use std::path::Path;

use pulumi::{Context, ResourceOptions};
use pulumi_aws::{organizations, scheduler, sqs};
use switchboard_recorder::{Capture, Comparison, Deployment, Operation, Pair, example, write};

fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_recorder-example"))
}

fn deployment() -> Deployment {
    Deployment::new("demo", "dev").secret_config("demo:token", "not-a-real-token")
}

#[tokio::test]
async fn both_sdks_ask_for_the_same() {
    let pair = Pair::prepare("example", deployment(), binary(), example::program).await.unwrap();
    let mut reasons = BTreeSet::new();
    for operation in [Operation::Update, Operation::Preview] {
        let (rust, node) = (pair.rust(operation).await.unwrap(), pair.node(operation).await.unwrap());
        // The stack, four components, and the resources.
        assert!(rust.recording.resources().count() > 35, "{}", rust.recording.resources().count());
        assert_eq!((&rust.recording.errors, &node.recording.errors), (&Vec::new(), &Vec::new()));
        let comparison = switchboard_recorder::compare(&rust.recording, &node.recording);
        assert!(comparison.differences.is_empty(), "{operation:?}\n{comparison}");
        reasons.extend(comparison.explained.iter().map(|explained| explained.reason));
    }
    assert_eq!(reasons.len(), 8, "an explanation that explains nothing must go: {reasons:#?}");
}

#[tokio::test]
async fn a_program_that_asks_for_something_else_is_noticed() {
    // The binary makes three queues, the written program has one of them, protected.
    let program = |ctx: Context| async move {
        let args = sqs::QueueArgs::new().fifo_queue(true).name("queue-0.fifo").visibility_timeout_seconds(180);
        let tags = [("index", "0"), ("size", "4")];
        sqs::Queue::new(&ctx, "queue-0", args.tags(tags), ResourceOptions::new().protect(true));
        Ok(())
    };
    let deployment = Deployment::new("demo", "dev").config("demo:size", "3");
    let pair = Pair::prepare("another", deployment, binary(), program).await.unwrap();
    let Comparison { differences, explained } = pair.compare(Operation::Update).await.unwrap();
    let found: BTreeSet<String> = differences.iter().map(|difference| difference.path.join(".")).collect();
    assert_eq!(found, BTreeSet::from(["", "inputs.tags.size", "protect"].map(str::to_owned)));
    assert_eq!((differences.len(), explained.len()), (4, 0));
}

#[tokio::test]
async fn what_came_from_outputs_is_a_reference_and_what_did_not_is_a_value() {
    let program = |ctx: Context| async move {
        let first = sqs::Queue::new(&ctx, "first", sqs::QueueArgs::new().name("a.fifo"), ResourceOptions::new());
        let stem = first.name().map(|name| name.trim_end_matches(".fifo").to_uppercase());
        let tags = [("arn", first.arn()), ("both", pulumi::format!("<{}|{}>", first.url(), first.id()))];
        let args = sqs::QueueArgs::new().name(stem).tags(tags);
        sqs::Queue::new(&ctx, "second", args.visibility_timeout_seconds(3), ResourceOptions::new());
        Ok(())
    };
    let capture = Capture::of(&Deployment::new("demo", "dev"), program).await.unwrap();
    let text = write(&capture).unwrap();
    let second = text.split("const secondQueue = ").nth(1).unwrap();
    assert_eq!(
        second,
        r#"new aws.sqs.Queue("second", {
    name: pulumi.all([firstQueue.urn]).apply(() => ("A")),
    tags: { arn: firstQueue.arn, both: pulumi.interpolate`<${firstQueue.url}|${firstQueue.id}>` },
    visibilityTimeoutSeconds: 3,
});

export = {};
"#
    );
}

#[tokio::test]
async fn what_is_known_of_an_object_stays_known_and_ids_of_accounts_have_their_form() {
    let program = |ctx: Context| async move {
        let queue = sqs::Queue::new(&ctx, "a", sqs::QueueArgs::new().name("a"), ResourceOptions::new());
        let args = organizations::AccountArgs::new().email("dev@example.com");
        let account = organizations::Account::new(&ctx, "dev", args, ResourceOptions::new());
        let role = account.id().try_map(|id| match id.parse::<u64>() {
            Ok(_) if id.len() == 12 => Ok(format!("arn:aws:iam::{id}:role/a")),
            _ => Err(pulumi::Error::new(format!("{id} is no account"))),
        });
        let target = scheduler::ScheduleTargetArgs::new().arn(queue.name().map(|name| name.to_uppercase()));
        let window = scheduler::ScheduleFlexibleTimeWindowArgs::new().mode("OFF");
        let args = scheduler::ScheduleArgs::new().flexible_time_window(window).schedule_expression("rate(1 days)");
        scheduler::Schedule::new(&ctx, "a", args.target(target.role_arn(role)), ResourceOptions::new());
        Ok(())
    };
    let capture = Capture::of(&Deployment::new("demo", "dev"), program).await.unwrap();
    let text = write(&capture).unwrap();
    let target = text.lines().find(|line| line.starts_with("    target:")).unwrap();
    assert_eq!(
        target,
        "    target: { arn: pulumi.all([aQueue.urn]).apply(() => (\"A\")), \
         roleArn: pulumi.interpolate`arn:aws:iam::${devAccount.id}:role/a` },"
    );
}

#[tokio::test]
async fn what_has_no_form_in_typescript_is_an_error() {
    let program = |ctx: Context| async move {
        ctx.register(pulumi::ResourceRequest {
            package: &pulumi::Package::new("aws", "7.48.0"),
            type_: "aws:nowhere/thing:Thing",
            name: "odd",
            inputs: pulumi::inputs! {},
            secret_outputs: &[],
            options: ResourceOptions::new(),
        });
        Ok(())
    };
    let capture = Capture::of(&Deployment::new("demo", "dev"), program).await.unwrap();
    let error = write(&capture).unwrap_err();
    assert_eq!(error.code(), "no_form");
    assert!(error.to_string().starts_with("odd: type aws:nowhere/thing:Thing is not in the schema"), "{error}");
}
