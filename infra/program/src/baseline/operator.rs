//! What people may do in an environment: look, act, and everything in an emergency.

use components::Site;
use pulumi::{Component, Result};
use pulumi_aws::iam;
use pulumi_aws::policy::{Operator, Statement};

use super::account::{Names, below};
use super::role::{RoleSpec, allow, deny, inline, role, with_second_factor};

/// An operator's session, seconds: a working morning.
const SESSION_S: u32 = 4 * 3_600;
/// A session in an emergency, seconds: the shortest maximum that IAM takes.
const EMERGENCY_S: u32 = 3_600;
/// Queues of events, of all and of live chat alone.
const EVENTS: [&str; 2] = ["events.fifo", "events-live.fifo"];
/// Their dead letters.
const DEAD_LETTERS: [&str; 2] = ["events-dlq.fifo", "events-live-dlq.fifo"];
/// What failed without anybody waiting for an answer.
const ASYNC: &str = "async-dlq";

/// The roles of people in an account without Identity Center.
pub(super) struct People {
    pub(super) read: iam::Role,
    pub(super) act: iam::Role,
    pub(super) break_glass: iam::Role,
}

/// Creates them; users of `trusted`, an account, take them on with a second factor.
pub(super) fn people(parent: &Component, names: &Names, trusted: &str) -> Result<People> {
    let person = |what, description, session_s| {
        let trust = with_second_factor(trusted);
        role(parent, names, RoleSpec { what, description, trust, session_s, retained: false })
    };
    let read_role = person("operator-read", "Operators: look at rows, queues, metrics and logs", SESSION_S)?;
    let act_role = person("operator-act", "Operators: switches, redrive, effects, throttling", SESSION_S)?;
    let break_glass = person("break-glass", "Emergencies: everything, for an hour, alarmed on use", EMERGENCY_S)?;
    let ctx = parent.context();
    inline(ctx, (&read_role, "operator-read"), read(names.site()), below(parent))?;
    inline(ctx, (&act_role, "operator-act"), act(names.site()), below(parent))?;
    // Everything: who needs this role needs what nobody thought of. Its use is an alarm.
    let args = iam::RolePolicyAttachmentArgs::new()
        .role(break_glass.name())
        .policy_arn("arn:aws:iam::aws:policy/AdministratorAccess");
    iam::RolePolicyAttachment::new(ctx, "break-glass", args, below(parent));
    Ok(People { read: read_role, act: act_role, break_glass })
}

/// Looking: rows, attributes of queues, metrics, logs and switches, but no secret.
pub(crate) fn read(site: &Site) -> Vec<Statement> {
    let tables = site.table_arn("*");
    let queues = EVENTS.iter().chain(&DEAD_LETTERS).chain([&ASYNC]).map(|name| site.queue_arn(name));
    let groups = log_groups(site);
    vec![
        allow("dynamodb", ["DescribeTable", "GetItem", "Query", "Scan"])
            .sid("Rows")
            .resources([format!("{tables}/index/*"), tables]),
        allow("sqs", ["GetQueueAttributes", "GetQueueUrl", "ListQueueTags"]).sid("Queues").resources(queues),
        // On `*`: CloudWatch knows no resources for metrics, and lists alarms only as a whole.
        allow("cloudwatch", ["DescribeAlarms", "GetMetricData"]).sid("Metrics").resource("*"),
        allow("cloudwatch", ["GetDashboard"]).sid("Dashboards").resource(format!(
            "arn:aws:cloudwatch::{}:dashboard/{}",
            site.account(),
            site.name("*")
        )),
        allow("logs", ["FilterLogEvents", "StartQuery"]).sid("Logs").resources(groups),
        // On `*`: the result of a query belongs to no log group.
        allow("logs", ["GetQueryResults"]).sid("LogResults").resource("*"),
        allow("ssm", ["GetParameter", "GetParameters", "GetParametersByPath"])
            .sid("Switches")
            .resources(site.parameter_arns()),
        // Whether a secret is set, not its value.
        allow("secretsmanager", ["DescribeSecret"]).sid("SecretsPresent").resource(site.secret_arn("*")),
        // On `*`: mappings are listed as a whole.
        allow("lambda", ["ListEventSourceMappings"]).sid("Mappings").resource("*"),
        deny("secretsmanager", ["BatchGetSecretValue", "GetSecretValue"]).sid("NoSecrets").resource("*"),
    ]
}

/// Acting: looking, and switches, redrive of dead letters, resolving of effects, throttling of functions.
pub(crate) fn act(site: &Site) -> Vec<Statement> {
    let worker = site.arn("lambda", &format!("function:{}", site.name("worker*")));
    let mut all = read(site);
    all.extend([
        allow("ssm", ["DeleteParameter", "PutParameter"])
            .sid("Switch")
            .resource(site.arn("ssm", &format!("parameter{}/*", site.parameters()))),
        allow("sqs", ["DeleteMessage", "ReceiveMessage"])
            .sid("DeadLetters")
            .resources(DEAD_LETTERS.map(|name| site.queue_arn(name))),
        allow("sqs", ["SendMessage"]).sid("Redrive").resources(EVENTS.map(|name| site.queue_arn(name))),
        // Resolving effects, skipping and replaying events: rows under a condition, and an audit row.
        allow("dynamodb", ["ConditionCheckItem", "DeleteItem", "PutItem", "UpdateItem"])
            .sid("Effects")
            .resources(["ledger", "conversations"].map(|table| site.table_arn(table))),
        allow("dynamodb", ["PutItem"]).sid("Audit").resource(site.table_arn("audit")),
        // Storing and activating config snapshots; none is ever deleted by hand.
        allow("dynamodb", ["PutItem", "UpdateItem"]).sid("Snapshots").resource(site.table_arn("config")),
        allow("lambda", ["PutFunctionConcurrency"])
            .sid("Throttle")
            .resource(site.arn("lambda", &format!("function:{}", site.name("*")))),
        // Ids of mappings are AWS's choice: the function that they feed tells ours.
        allow("lambda", ["UpdateEventSourceMapping"])
            .sid("Consumer")
            .resource(site.arn("lambda", "event-source-mapping:*"))
            .condition(Operator::ArnLike, "lambda:FunctionArn", [worker]),
    ]);
    all
}

fn log_groups(site: &Site) -> Vec<String> {
    let of = |group: String| site.arn("logs", &format!("log-group:{group}:*"));
    vec![
        of(format!("/aws/lambda/{}", site.name("*"))),
        of(format!("/aws/vendedlogs/{}", site.name("*"))),
        of(format!("aws-waf-logs-{}", site.base())),
    ]
}
