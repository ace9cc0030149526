//! Jobs that run on a schedule.
//!
//! What you get by default:
//! - one schedule group `<prefix>-<env>`, and one role `<prefix>-<env>-scheduler` that only schedules of this group take on
//!   and that may call the functions named and set failed calls aside, nothing else;
//! - per job a schedule `<prefix>-<env>-<job>` in UTC, exactly on time, that calls the alias `live`: one retry, and an event
//!   is given up after 60 to 300 s (the service's own 185 retries within 24 h would come as a burst of stale runs);
//! - what could not be delivered goes to a standard queue (a job that failed goes to its function's own);
//! - alarms J1 on failed and dropped calls of the group.
//!
//! What it refuses: a rate of 0 and a cron expression that the service would not read; a function that the role may not
//! call, or that has no place for events that fail; a FIFO queue; a name that AWS would not take.

mod cadence;
mod cron;

use pulumi::{Component, Context, Input, Output, Resource, ResourceOptions, ResourceState, inputs};
use pulumi_aws::policy::{Document, Operator, Principal, Statement};
use pulumi_aws::{iam, scheduler};

pub use self::cadence::Cadence;

use crate::alarm::{Alarm, Alarms, Comparison, Measure, MissingData, Series, Severity, Statistic};
use crate::error::ComponentError;
use crate::function::RustFunction;
use crate::limits::Checked;
use crate::site::Site;
use crate::standard_queue::standard;

/// Longest name of a schedule, a group and a role.
const LONGEST_NAME: usize = 64;

/// What the schedules of an environment share.
#[derive(Clone, Debug)]
pub struct SchedulesArgs {
    /// ARNs, as text, of the aliases that jobs may call: [`Site::live_arn`].
    pub functions: Vec<String>,
    /// ARN of the standard queue for calls that failed: [`StandardQueue::arn`](crate::StandardQueue::arn).
    pub dead_letter_arn: Input<String>,
    /// ARN of the boundary of the role.
    pub permissions_boundary: Option<String>,
}

/// The group, its role and its alarms.
#[derive(Clone)]
pub struct Schedules {
    component: Component,
    site: Site,
    group: scheduler::ScheduleGroup,
    role: iam::Role,
    policy: iam::RolePolicy,
    functions: Vec<String>,
    dead_letter_arn: Output<String>,
}

impl Schedules {
    /// Creates group, role and alarms.
    ///
    /// # Errors
    /// [`ComponentError`] if there are no functions, or the queue is no standard one.
    pub fn new(
        ctx: &Context,
        alarms: &Alarms,
        name: &str,
        args: SchedulesArgs,
        options: ResourceOptions,
    ) -> Result<Self, ComponentError> {
        let site = alarms.site();
        let (group_name, role_name) = (site.base(), site.name("scheduler"));
        let checked = Checked::new("Schedules", name);
        checked.name(name, &role_name, LONGEST_NAME)?;
        if args.functions.is_empty() {
            return Err(checked.invalid("functions", "are none; name the alias of each function that a job calls"));
        }
        let dead_letter_arn = standard(&checked, "dead_letter_arn", args.dead_letter_arn)?;

        let component = ctx.component("switchboard:index:Schedules", name, inputs! {}, options);
        let below = || ResourceOptions::new().parent(&component);
        let group = scheduler::ScheduleGroupArgs::new().name(&group_name);
        let group = scheduler::ScheduleGroup::new(ctx, name, group, below());
        let mut role = iam::RoleArgs::new().name(&role_name).assume_role_policy(trust(site, &group_name).render()?);
        if let Some(boundary) = args.permissions_boundary {
            role = role.permissions_boundary(boundary);
        }
        let role = iam::Role::new(ctx, name, role, below());
        let calls = Statement::allow(["lambda:InvokeFunction"]).sid("Call").resources(args.functions.iter());
        let sets_aside = Statement::allow(["sqs:SendMessage"]).sid("SetAside").resource(&dead_letter_arn);
        let policy = Document::identity().statement(calls).statement(sets_aside).render()?;
        let policy = iam::RolePolicyArgs::new().name(&role_name).role(role.name()).policy(policy);
        let policy = iam::RolePolicy::new(ctx, name, policy, below());
        for (subject, metric, what) in [
            ("target-errors", "TargetErrorCount", "calls of scheduled functions failed"),
            ("dropped", "InvocationDroppedCount", "scheduled runs were given up"),
        ] {
            alarms.create(ctx, failing(&format!("{name}-{subject}"), metric, &group_name, what), below());
        }
        component.register_outputs(inputs! { "group" => group.name(), "roleArn" => role.arn() });
        Ok(Self { component, site: site.clone(), group, role, policy, functions: args.functions, dead_letter_arn })
    }

    /// Adds a job: this function is called with this input.
    ///
    /// # Errors
    /// [`ComponentError`] if the name or the cadence cannot be, or the function is none of those that may be called, or is
    /// not asynchronous.
    pub fn add(
        &self,
        ctx: &Context,
        job: &str,
        cadence: Cadence,
        function: &RustFunction,
        input: &serde_json::Value,
        enabled: bool,
    ) -> Result<scheduler::Schedule, ComponentError> {
        let checked = Checked::new("Schedule", job);
        let physical = self.site.name(job);
        checked.name(job, &physical, LONGEST_NAME)?;
        cadence.check().map_err(|reason| checked.invalid("cadence", reason))?;
        let called = function.live_arn();
        if !self.functions.iter().any(|allowed| allowed == called) {
            let reason = format!("is {called}, which the role may not call; add it to `functions` of the schedules");
            return Err(checked.invalid("function", reason));
        }
        if !function.is_asynchronous() {
            let reason = format!("{called} would be retried twice, up to 6 h later; make it Invocation::Asynchronous");
            return Err(checked.invalid("function", reason));
        }
        let retry = scheduler::ScheduleTargetRetryPolicyArgs::new()
            .maximum_retry_attempts(1)
            .maximum_event_age_in_seconds(cadence.event_age_s());
        let aside = scheduler::ScheduleTargetDeadLetterConfigArgs::new().arn(&self.dead_letter_arn);
        let target = scheduler::ScheduleTargetArgs::new()
            .arn(function.alias_arn())
            .role_arn(self.role.arn())
            .input(input.to_string())
            .retry_policy(retry)
            .dead_letter_config(aside);
        let schedule = scheduler::ScheduleArgs::new()
            .name(physical)
            .group_name(self.group.name())
            .flexible_time_window(scheduler::ScheduleFlexibleTimeWindowArgs::new().mode("OFF"))
            .schedule_expression(cadence.to_string())
            .schedule_expression_timezone("UTC")
            .state(if enabled { "ENABLED" } else { "DISABLED" })
            .target(target);
        // The service tries whether it may take the role on.
        let options = ResourceOptions::new().parent(&self.component).depends_on(&self.policy);
        Ok(scheduler::Schedule::new(ctx, job, schedule, options))
    }

    /// The group.
    pub fn group(&self) -> &scheduler::ScheduleGroup {
        &self.group
    }

    /// The role of all schedules.
    pub fn role(&self) -> &iam::Role {
        &self.role
    }
}

impl Resource for Schedules {
    fn state(&self) -> &ResourceState {
        self.component.state()
    }
}

/// Only schedules of this group of this account. (The ARN of a single schedule would be refused when it is created.)
fn trust(site: &Site, group: &str) -> Document {
    let statement = Statement::allow(["sts:AssumeRole"])
        .sid("Schedules")
        .principal(Principal::service("scheduler.amazonaws.com"))
        .condition(Operator::StringEquals, "aws:SourceAccount", [site.account()])
        .condition(
            Operator::StringEquals,
            "aws:SourceArn",
            [site.arn("scheduler", &format!("schedule-group/{group}"))],
        );
    Document::trust().statement(statement)
}

/// J1 of the group: twice in a row within 10 min.
fn failing(subject: &str, metric: &str, group: &str, what: &str) -> Alarm {
    let measure = Measure::new("AWS/Scheduler", metric, Statistic::Sum).dimension("ScheduleGroup", group);
    Alarm {
        id: "J1",
        subject: subject.to_owned(),
        severity: Severity::Warn,
        runbook: "R005",
        summary: format!("{what} in two periods of 5 min in a row"),
        series: Series::Metric(measure),
        period_s: 300,
        datapoints: (2, 2),
        comparison: Comparison::AtLeast,
        threshold: 1.0,
        missing: MissingData::NotBreaching,
    }
}
