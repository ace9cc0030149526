use pulumi_aws::lambda;

fn main() {
    lambda::FunctionArgs::new().tracing_config(lambda::FunctionEnvironmentArgs::new());
}
