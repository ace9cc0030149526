//! A queue with a dead-letter queue, a function that consumes it, and a table, in a component.
//!
//! Configuration: `timeout` (visibility timeout, s), `protect` (of the table), `token` (secret, kept in a parameter).

use pulumi::{Archive, Context, ResourceOptions, Result, inputs, object};

use crate::aws::{queue, redrive_to, resource};

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"lambda.amazonaws.com"}}]}"#;

pub(crate) async fn program(ctx: Context) -> Result {
    let config = ctx.config();
    let timeout = config.get::<u32>("timeout")?.unwrap_or(180);
    let protect = config.get::<bool>("protect")?.unwrap_or(false);

    let pipeline = ctx.component("demo:index:Pipeline", "pipeline", inputs! {}, ResourceOptions::new());
    let part = || ResourceOptions::new().parent(&pipeline);

    let table = resource(
        &ctx,
        "dynamodb/table:Table",
        "ledger",
        inputs! {
            "hashKey" => "key",
            "billingMode" => "PAY_PER_REQUEST",
            "attributes" => [object! { "name" => "key", "type" => "S" }],
        },
        part().protect(protect),
    );
    let dead = queue(&ctx, "events-dlq", inputs! { "messageRetentionSeconds" => 1_209_600 }, part());
    let events = queue(
        &ctx,
        "events",
        inputs! { "visibilityTimeoutSeconds" => timeout, "redrivePolicy" => redrive_to(&dead) },
        part(),
    );
    let role = resource(&ctx, "iam/role:Role", "worker-role", inputs! { "assumeRolePolicy" => TRUST }, part());
    let variables = object! { "TABLE" => table.output::<String>("name") };
    let worker = resource(
        &ctx,
        "lambda/function:Function",
        "worker",
        inputs! {
            "code" => Archive::file("worker.zip"),
            "handler" => "bootstrap",
            "runtime" => "provided.al2023",
            "role" => role.output::<String>("arn"),
            "environment" => object! { "variables" => variables },
        },
        part(),
    );
    resource(
        &ctx,
        "lambda/eventSourceMapping:EventSourceMapping",
        "worker-events",
        inputs! {
            "eventSourceArn" => events.output::<String>("arn"),
            "functionName" => worker.output::<String>("name"),
            "batchSize" => 10,
        },
        part(),
    );
    pipeline.register_outputs(inputs! { "url" => events.output::<String>("url") });

    ctx.export("url", events.output::<String>("url"));
    if config.get::<String>("token")?.is_some() {
        let token = config.require_secret::<String>("token")?;
        let inputs = inputs! { "name" => "/demo/token", "type" => "SecureString", "value" => &token };
        resource(&ctx, "ssm/parameter:Parameter", "token", inputs, ResourceOptions::new());
        ctx.export("token", token);
    }
    Ok(())
}
