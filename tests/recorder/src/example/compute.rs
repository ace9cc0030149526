//! Functions with code in every form, secrets, roles with policies, and answers of the provider's functions.

use pulumi::{
    Archive, Asset, AssetOrArchive, Context, Input, InvokeOptions, Output, ResourceOptions, Result, json, object,
};
use pulumi_aws::{cloudwatch, dynamodb, iam, lambda, ssm};

use super::messaging::Lanes;

pub(super) struct Functions {
    pub(super) ingress: lambda::Function,
    pub(super) worker: lambda::Function,
    pub(super) table: dynamodb::Table,
}

pub(super) fn functions(ctx: &Context, lanes: &Lanes) -> Result<Functions> {
    let table = dynamodb::Table::new(
        ctx,
        "ledger",
        dynamodb::TableArgs::new()
            .attributes([dynamodb::TableAttributeArgs::new().name("pk").type_("S")])
            .billing_mode("PAY_PER_REQUEST")
            .hash_key("pk")
            .point_in_time_recovery(dynamodb::TablePointInTimeRecoveryArgs::new().enabled(true))
            .ttl(dynamodb::TableTtlArgs::new().attribute_name("expires").enabled(true)),
        ResourceOptions::new().protect(true).ignore_changes(["readCapacity", "tags[\"with.dot\"]"]),
    );
    let token = ctx.config().require_secret::<String>("token")?;
    let parameter = ssm::Parameter::new(
        ctx,
        "token",
        ssm::ParameterArgs::new().type_("SecureString").value(token),
        ResourceOptions::new(),
    );
    let role = role(ctx, lanes, &table);
    let logs = cloudwatch::LogGroup::new(
        ctx,
        "worker",
        cloudwatch::LogGroupArgs::new().name("/aws/lambda/worker").retention_in_days(30),
        ResourceOptions::new().retain_on_delete(true),
    );
    let code = Archive::assets([
        ("bootstrap", AssetOrArchive::from(Asset::text("#!/bin/sh\nexit 0\n"))),
        ("settings.json", Asset::file("settings.json").into()),
        ("vendor", Archive::file("vendor").into()),
    ]);
    let worker = lambda::Function::new(
        ctx,
        "worker",
        lambda::FunctionArgs::new()
            .code(code)
            .environment(lambda::FunctionEnvironmentArgs::new().variables(vec![
                ("TABLE", Input::from(table.name())),
                ("QUEUE", lanes.events.queue.url().into()),
                ("TOKEN", parameter.value().into()),
                ("MODE", Output::secret("live".to_owned()).into()),
            ]))
            .handler("bootstrap")
            .memory_size(512)
            .role(role.arn())
            .runtime(lambda::Runtime::CustomAL2023)
            .timeout(30),
        ResourceOptions::new().depends_on(&logs).depends_on(&lanes.live.component),
    );
    // Values that are looked into, and one that is dropped: what comes of them depends on the same resources.
    let batch = worker.timeout().map(|seconds| (seconds.unwrap_or_default() * 2.0).to_string());
    let size = lanes.events.queue.url().map(|_| "small".to_owned());
    let ingress = lambda::Function::new(
        ctx,
        "ingress",
        lambda::FunctionArgs::new()
            .architectures(["arm64"])
            .code(Archive::file("dist/ingress.zip"))
            .description(size)
            .environment(lambda::FunctionEnvironmentArgs::new().variables([("BATCH", batch)]))
            .handler("bootstrap")
            .publish(true)
            .role(role.arn())
            .runtime(lambda::Runtime::CustomAL2023),
        ResourceOptions::new().depends_on(&lanes.component),
    );
    lambda::EventSourceMapping::new(
        ctx,
        "worker",
        lambda::EventSourceMappingArgs::new()
            .batch_size(10)
            .event_source_arn(lanes.events.queue.arn())
            .function_name(worker.name())
            .function_response_types(["ReportBatchItemFailures"])
            .scaling_config(lambda::EventSourceMappingScalingConfigArgs::new().maximum_concurrency(8)),
        ResourceOptions::new(),
    );
    let alias = lambda::Alias::new(
        ctx,
        "live",
        lambda::AliasArgs::new().function_name(ingress.name()).function_version(ingress.version()).name("live"),
        ResourceOptions::new(),
    );
    ctx.export("alias", alias.arn());
    ctx.export("token", parameter.value());
    Ok(Functions { ingress, worker, table })
}

fn role(ctx: &Context, lanes: &Lanes, table: &dynamodb::Table) -> iam::Role {
    let identity = pulumi_aws::GetCallerIdentityArgs::new();
    let account = pulumi_aws::get_caller_identity(ctx, identity, InvokeOptions::new()).map(|it| it.account_id);
    let region = pulumi_aws::GetRegionArgs::new();
    let region = pulumi_aws::get_region(ctx, region, InvokeOptions::new()).map(|it| it.region);
    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": { "Service": "lambda.amazonaws.com" },
        }],
    });
    let role = iam::Role::new(
        ctx,
        "worker",
        iam::RoleArgs::new().assume_role_policy(trust.into_text()).max_session_duration(3_600),
        ResourceOptions::new(),
    );
    let log_group = pulumi::format!("arn:aws:logs:{}:{}:log-group:/aws/lambda/${{worker}}`:*", region, &account);
    let messages = ["sqs:ReceiveMessage", "sqs:DeleteMessage"];
    let tables = [table.arn(), pulumi::format!("{}/index/*", table.arn())];
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [
            { "Effect": "Allow", "Action": messages, "Resource": lanes.events.queue.arn() },
            { "Effect": "Allow", "Action": ["dynamodb:UpdateItem"], "Resource": tables },
            { "Effect": "Allow", "Action": ["logs:PutLogEvents"], "Resource": log_group },
        ],
    });
    iam::RolePolicy::new(
        ctx,
        "worker",
        iam::RolePolicyArgs::new().role(role.id()).policy(policy.into_text()),
        ResourceOptions::new().parent(&role),
    );
    ctx.export("not an identifier", object! { "account" => account, "size" => 3, "flag" => false });
    role
}
