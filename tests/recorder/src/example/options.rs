//! Every option of a resource at least once.

use std::time::Duration;

use pulumi::{
    Alias, AliasParent, AliasParts, Context, CustomTimeouts, InvokeOptions, Output, Resource as _, ResourceOptions,
    inputs,
};
use pulumi_aws::{cloudwatch, kms, s3, secretsmanager, sns, sqs, ssm};

use super::compute::Functions;
use super::messaging::Lanes;

pub(super) fn every_one(ctx: &Context, lanes: &Lanes, functions: &Functions) {
    let tags = pulumi_aws::ProviderDefaultTagsArgs::new().tags([("origin", "second-opinion")]);
    let east = pulumi_aws::Provider::new(
        ctx,
        "east",
        pulumi_aws::ProviderArgs::new().region("us-east-1").default_tags(tags).max_retries(3),
        ResourceOptions::new().env_var_mapping("EAST_AWS_PROFILE", "AWS_PROFILE"),
    );
    let group = in_a_region(ctx, &east);
    let topic = aliases(ctx, lanes, functions, &east);
    alarms(ctx, lanes, functions);
    sns::TopicSubscription::new(
        ctx,
        "pages",
        sns::TopicSubscriptionArgs::new().endpoint(functions.ingress.arn()).protocol("lambda").topic(topic.arn()),
        ResourceOptions::new().replace_with(&topic).replace_with(&lanes.live.component).delete_before_replace(true),
    );
    secretsmanager::Secret::new(
        ctx,
        "imported",
        secretsmanager::SecretArgs::new().name("imported").recovery_window_in_days(7),
        ResourceOptions::new().import("secret-1").retain_on_delete(false).additional_secret_outputs(["arn", "name"]),
    );
    let existing = s3::Bucket::get(ctx, "existing", "the-bucket", ResourceOptions::new().parent(&group));
    let enabled = s3::BucketVersioningVersioningConfigurationArgs::new().status("Enabled");
    s3::BucketVersioning::new(
        ctx,
        "existing",
        s3::BucketVersioningArgs::new().bucket(existing.id()).versioning_configuration(enabled),
        ResourceOptions::new(),
    );
    for name in ["one", "two", "three"] {
        let table = functions.table.arn();
        let text = pulumi::format!("{}: {}\n\"quoted\" \\ `ticks` ${{braces}}", name, table);
        ssm::Parameter::new(
            ctx,
            name,
            ssm::ParameterArgs::new().type_("String").value(text).name(format!("/notes/{name}")),
            ResourceOptions::new().depends_on(&group).depends_on(&topic),
        );
    }
    let zones = pulumi_aws::GetAvailabilityZonesArgs::new();
    let zones = pulumi_aws::get_availability_zones(ctx, zones, InvokeOptions::new().provider(&east));
    ctx.export("zones", zones.map(|zones| zones.names));
    ctx.export("bucket", existing.arn());
    ctx.export("topic", topic.arn());
}

/// Components whose parts are of another region, with a resource below a resource.
fn in_a_region(ctx: &Context, east: &pulumi_aws::Provider) -> pulumi::Component {
    let minutes = |minutes: u64| Some(Duration::from_secs(60 * minutes));
    let providers = ResourceOptions::new().providers([&**east]);
    let group = ctx.component("demo:index:Group", "east", inputs! {}, providers);
    let inner = ctx.component("demo:index:Group", "inner", inputs! {}, ResourceOptions::new().parent(&group));
    let key = kms::Key::new(
        ctx,
        "east",
        kms::KeyArgs::new().enable_key_rotation(true).deletion_window_in_days(30),
        ResourceOptions::new().parent(&inner).custom_timeouts(CustomTimeouts {
            create: minutes(5),
            update: minutes(90),
            delete: minutes(1),
            read: None,
        }),
    );
    kms::Alias::new(
        ctx,
        "east",
        kms::AliasArgs::new().name("alias/east").target_key_id(key.key_id()),
        ResourceOptions::new().parent(&key).deleted_with(&key),
    );
    inner.register_outputs(inputs! {});
    group.register_outputs(inputs! { "key" => key.arn().into_secret() });
    group
}

fn aliases(ctx: &Context, lanes: &Lanes, functions: &Functions, east: &pulumi_aws::Provider) -> sns::Topic {
    let moved = AliasParts {
        name: Some("bells".to_owned()),
        type_: None,
        stack: Some("old".to_owned()),
        project: Some("older".to_owned()),
        parent: AliasParent::Urn(functions.worker.urn()),
    };
    sns::Topic::new(
        ctx,
        "pages",
        sns::TopicArgs::new().kms_master_key_id("alias/aws/sns"),
        ResourceOptions::new()
            .provider(east)
            .alias(Alias::name("calls"))
            .alias(Alias::of_type("aws:sns/oldTopic:OldTopic"))
            .alias(Alias::parent(&lanes.component))
            .alias(Alias::no_parent())
            .alias(Alias::urn("urn:pulumi:dev::demo::aws:sns/topic:Topic::rings"))
            .alias(Alias::Urn(Output::new("urn:pulumi:dev::demo::aws:sns/topic:Topic::tones".to_owned())))
            .alias(Alias::Parts(moved)),
    )
}

fn alarms(ctx: &Context, lanes: &Lanes, functions: &Functions) {
    let alarm = |name: &str, queue: &sqs::Queue, options: ResourceOptions| {
        let args = cloudwatch::MetricAlarmArgs::new()
            .alarm_actions([lanes.topic.arn()])
            .comparison_operator("GreaterThanThreshold")
            .dimensions([("QueueName", queue.name())])
            .evaluation_periods(1)
            .metric_name("ApproximateNumberOfMessagesVisible")
            .namespace("AWS/SQS")
            .period(60)
            .statistic("Maximum")
            .threshold(0.5);
        cloudwatch::MetricAlarm::new(ctx, name, args, options);
    };
    let events = &lanes.events.dead_letters;
    alarm("events", events, ResourceOptions::new().replacement_trigger(functions.table.arn()));
    alarm("live", &lanes.live.dead_letters, ResourceOptions::new().replacement_trigger(7).hide_diffs(["threshold"]));
    let pinned = ResourceOptions::new().version("7.47.0").plugin_download_url("https://plugins.example/aws");
    alarm("pinned", events, pinned.replace_on_changes(["dimensions", "threshold"]).delete_before_replace(false));
    alarm("after", events, ResourceOptions::new().depends_on_output(&functions.worker.arn()));
}
