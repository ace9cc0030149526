use pulumi::{Context, ResourceOptions};
use pulumi_aws::lambda;

fn resource(ctx: &Context) {
    let args = lambda::FunctionArgs::new().handler("bootstrap");
    lambda::Function::new(ctx, "worker", args, ResourceOptions::new());
}

fn nested() -> lambda::FunctionArgs {
    lambda::FunctionArgs::new().tracing_config(lambda::FunctionTracingConfigArgs::new())
}

fn main() {}
