//! A Lambda function in Rust.
//!
//! What you get by default:
//! - the log group first, `/aws/lambda/<prefix>-<env>-<name>`, with a retention; then a role with only what is asked for
//!   ([`FunctionRole`]); then the function `<prefix>-<env>-<name>` on `provided.al2023`;
//! - a published version and the alias `live`, which everything that calls names;
//! - JSON logs into that group, without a level for application logs: Lambda would drop our metrics with it;
//! - traces by X-Ray;
//! - for asynchronous calls: no retry by Lambda, events given up after 2 min, a queue for what failed;
//! - alarms on errors, throttles and durations near the timeout ([`FunctionAlarms`]).
//!
//! What it refuses: code that is no finished zip; memory, timeout or retention that AWS does not offer; a reservation of 0;
//! more provisioned than reserved; a variable that is secret, reserved or too long; a FIFO queue for failures; statements
//! without a sid or with wildcards; no alarm at all.

mod alarms;
mod args;

use pulumi::{Archive, Component, Context, Output, Resource, ResourceOptions, ResourceState, inputs};
use pulumi_aws::{cloudwatch, iam, lambda};

pub use self::alarms::{DurationAlarm, ErrorAlarm, FunctionAlarms, ThrottleAlarm};
pub use self::args::{Architecture, CodeAsset, FunctionArgs, Invocation};

use crate::alarm::Alarms;
use crate::error::ComponentError;
use crate::function_role::{FunctionRole, FunctionRoleArgs, LONGEST_NAME};
use crate::limits::Checked;
use crate::standard_queue::standard;

/// The alias that callers name.
const LIVE: &str = "live";

/// The function.
#[derive(Clone)]
pub struct RustFunction {
    component: Component,
    log_group: cloudwatch::LogGroup,
    role: FunctionRole,
    function: lambda::Function,
    alias: lambda::Alias,
    name: String,
    live_arn: String,
    timeout_s: u32,
    reserved_concurrency: Option<u32>,
    asynchronous: bool,
}

impl RustFunction {
    /// Creates the function with its log group, role, alias and alarms.
    ///
    /// # Errors
    /// [`ComponentError`] if an argument is out of its range, or a policy cannot be rendered.
    pub fn new(
        ctx: &Context,
        alarms: &Alarms,
        name: &str,
        args: FunctionArgs,
        options: ResourceOptions,
    ) -> Result<Self, ComponentError> {
        let site = alarms.site();
        let physical = site.name(name);
        let checked = Checked::new("RustFunction", name);
        checked.name(name, &physical, LONGEST_NAME)?;
        args.check(&checked)?;
        let on_failure = match &args.invocation {
            Invocation::Synchronous => None,
            Invocation::Asynchronous { on_failure_arn } => {
                Some(standard(&checked, "on_failure_arn", on_failure_arn.clone())?)
            }
        };

        let component = ctx.component("switchboard:index:RustFunction", name, inputs! {}, options);
        let below = || ResourceOptions::new().parent(&component);
        let group = cloudwatch::LogGroupArgs::new()
            .name(format!("/aws/lambda/{physical}"))
            .retention_in_days(args.log_retention_days);
        let log_group = cloudwatch::LogGroup::new(ctx, name, group, below());
        let role = FunctionRoleArgs {
            statements: args.statements.clone(),
            permissions_boundary: args.permissions_boundary.clone(),
            tracing: args.tracing,
        };
        let role = FunctionRole::new(ctx, site, name, role, below())?;
        let function = function(&physical, &args, &log_group, &role);
        let function = lambda::Function::new(ctx, name, function, below().depends_on(role.policy()));
        let alias =
            lambda::AliasArgs::new().name(LIVE).function_name(function.name()).function_version(function.version());
        let alias = lambda::Alias::new(ctx, name, alias, below());

        if let Some(on_failure) = &on_failure {
            // Lambda tries whether the role may send there.
            let options = below().depends_on(role.policy());
            lambda::FunctionEventInvokeConfig::new(ctx, name, asynchronous(&alias, on_failure), options);
        }
        if let Some(warm) = args.provisioned_concurrency {
            let warm = lambda::ProvisionedConcurrencyConfigArgs::new()
                .function_name(alias.function_name())
                .qualifier(alias.name())
                .provisioned_concurrent_executions(warm);
            lambda::ProvisionedConcurrencyConfig::new(ctx, name, warm, below());
        }
        let (timeout_s, reserved_concurrency) = (args.timeout_s, args.reserved_concurrency);
        args.alarms.create(ctx, alarms, (name, timeout_s), below);

        let live_arn = site.live_arn(name);
        component.register_outputs(inputs! { "aliasArn" => live_arn.as_str(), "version" => function.version() });
        let asynchronous = on_failure.is_some();
        Ok(Self {
            component,
            log_group,
            role,
            function,
            alias,
            name: name.to_owned(),
            live_arn,
            timeout_s,
            reserved_concurrency,
            asynchronous,
        })
    }

    /// Its name within the environment, `ingress`: what [`Site::live_arn`](crate::Site::live_arn) takes.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The function.
    pub fn function(&self) -> &lambda::Function {
        &self.function
    }

    /// The alias `live`.
    pub fn alias(&self) -> &lambda::Alias {
        &self.alias
    }

    /// ARN of the alias, known in every preview and coming after the alias: what callers name.
    pub fn alias_arn(&self) -> Output<String> {
        Output::new(self.live_arn.clone()).depending_on(&self.alias)
    }

    /// ARN of the alias as text: what a policy names.
    pub fn live_arn(&self) -> &str {
        &self.live_arn
    }

    /// The address by which API Gateway calls the alias.
    pub fn invoke_arn(&self) -> Output<String> {
        self.alias.invoke_arn()
    }

    /// Its role.
    pub fn role(&self) -> &iam::Role {
        self.role.role()
    }

    /// Its policy: what AWS checks by using the role comes after it, not only after the role.
    pub fn role_policy(&self) -> &iam::RolePolicy {
        self.role.policy()
    }

    /// Its log group.
    pub fn log_group(&self) -> &cloudwatch::LogGroup {
        &self.log_group
    }

    /// Seconds after which a call is cut off.
    pub fn timeout_s(&self) -> u32 {
        self.timeout_s
    }

    /// How many calls may run at once, if that is reserved.
    pub fn reserved_concurrency(&self) -> Option<u32> {
        self.reserved_concurrency
    }

    /// Whether it has a place for events that nobody waits for.
    pub fn is_asynchronous(&self) -> bool {
        self.asynchronous
    }
}

impl Resource for RustFunction {
    fn state(&self) -> &ResourceState {
        self.component.state()
    }
}

fn function(
    physical: &str,
    args: &FunctionArgs,
    log_group: &cloudwatch::LogGroup,
    role: &FunctionRole,
) -> lambda::FunctionArgs<pulumi_aws::Given> {
    let logging = lambda::FunctionLoggingConfigArgs::new()
        .log_format("JSON")
        .log_group(log_group.name())
        .system_log_level("INFO");
    let mut function = lambda::FunctionArgs::new()
        .name(physical)
        .role(role.role().arn())
        .runtime(lambda::Runtime::CustomAL2023)
        .handler("bootstrap")
        .architectures([args.architecture.as_str()])
        .code(Archive::file(args.code.path()))
        .memory_size(args.memory_mb)
        .timeout(args.timeout_s)
        .publish(true)
        .logging_config(logging);
    if !args.description.is_empty() {
        function = function.description(&args.description);
    }
    if !args.environment.is_empty() {
        let variables = lambda::FunctionEnvironmentArgs::new().variables(args.environment.clone());
        function = function.environment(variables);
    }
    if let Some(reserved) = args.reserved_concurrency {
        function = function.reserved_concurrent_executions(reserved);
    }
    if args.tracing {
        function = function.tracing_config(lambda::FunctionTracingConfigArgs::new().mode("Active"));
    }
    function
}

fn asynchronous(
    alias: &lambda::Alias,
    on_failure: &Output<String>,
) -> lambda::FunctionEventInvokeConfigArgs<pulumi_aws::Given> {
    let failed = lambda::FunctionEventInvokeConfigDestinationConfigOnFailureArgs::new().destination(on_failure);
    lambda::FunctionEventInvokeConfigArgs::new()
        .function_name(alias.function_name())
        .qualifier(alias.name())
        .maximum_retry_attempts(0)
        .maximum_event_age_in_seconds(120)
        .destination_config(lambda::FunctionEventInvokeConfigDestinationConfigArgs::new().on_failure(failed))
}
