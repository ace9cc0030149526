//! A FIFO queue for work of one consumer, with the dead-letter queue that belongs to it.
//!
//! What you get by default:
//! - the queues `<prefix>-<env>-<name>.fifo` and `<prefix>-<env>-<name>-dlq.fifo`: the dead-letter queue is made here, so
//!   that it is never of the other kind, and only this queue may name it;
//! - explicit deduplication per message group, throughput per group, 5 s of delay, messages kept for 4 days and dead
//!   letters for 14, a dead letter after 5 receives;
//! - visibility of 6 times the consumer's timeout, as Lambda needs it for batches that are throttled or repeated;
//! - encryption with keys of the service, and a policy per queue that denies everything without TLS;
//! - alarms: Q1 (age, while interactive events come in), Q2 (age and depth; a warning and a critical one), Q3 (dead
//!   letters; a warning from 1, critical from 5);
//! - protection against deletion in staging and prod.
//!
//! What it refuses: a timeout, delay or number of receives that SQS does not take; a single receive, which makes a dead
//! letter of the first hiccup; a name that AWS would not take.

use pulumi::{Component, Context, Output, Resource, ResourceOptions, ResourceState, inputs};
use pulumi_aws::sqs;
use switchboard_domain::EventClass;
use switchboard_telemetry::{Label, Metric};

use crate::alarm::{Alarm, Alarms, Comparison, Measure, MissingData, Query, Series, Severity, Statistic};
use crate::error::ComponentError;
use crate::limits::Checked;
use crate::site::Site;
use crate::standard_queue::{DEAD_LETTER_RETENTION_S, LONGEST_QUEUE_NAME, dead_letter_alarms, guarded, tls_only};

/// Visibility per second of the consumer's timeout: what Lambda asks for.
pub(crate) const VISIBILITY_FACTOR: u32 = 6;

/// Seconds that messages are kept: 4 days. Less than dead letters are, whose age goes on counting in the other queue.
const RETENTION_S: u32 = 345_600;

/// How a queue is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FifoQueueArgs {
    /// Seconds that the consumer may take for a batch, 1 to 7,200 (visibility is at most 12 h): the function's timeout.
    pub consumer_timeout_s: u32,
    /// Seconds before a message can be received, 0 to 900: events of one ticket come in bursts.
    pub delay_s: u32,
    /// Receives before a message becomes a dead letter, 2 to 1,000.
    pub max_receives: u32,
    /// Runbook of its alarms.
    pub runbook: &'static str,
}

impl Default for FifoQueueArgs {
    fn default() -> Self {
        Self { consumer_timeout_s: 60, delay_s: 5, max_receives: 5, runbook: "R005" }
    }
}

impl FifoQueueArgs {
    fn check(&self, checked: &Checked) -> Result<(), ComponentError> {
        let visibility = "visibility is 6 times as long, and SQS takes 12 h of it";
        checked.within("consumer_timeout_s", self.consumer_timeout_s, 1..=7_200, visibility)?;
        checked.within("delay_s", self.delay_s, 0..=900, "SQS delays by 15 min at most")?;
        let receives = "a single receive makes a dead letter of the first hiccup, and SQS counts to 1,000";
        checked.within("max_receives", self.max_receives, 2..=1_000, receives)
    }
}

/// The queues.
#[derive(Clone)]
pub struct FifoQueueWithDlq {
    component: Component,
    queue: sqs::Queue,
    dead_letters: sqs::Queue,
    names: Names,
    visibility_timeout_s: u32,
}

/// Names and ARNs as text.
#[derive(Clone)]
struct Names {
    queue: String,
    queue_arn: String,
    dlq: String,
    dlq_arn: String,
}

impl Names {
    fn new(site: &Site, name: &str) -> Self {
        let (queue, dlq) = (format!("{name}.fifo"), format!("{name}-dlq.fifo"));
        Self {
            queue: site.name(&queue),
            queue_arn: site.queue_arn(&queue),
            dlq: site.name(&dlq),
            dlq_arn: site.queue_arn(&dlq),
        }
    }
}

impl FifoQueueWithDlq {
    /// Creates both queues with their policies and alarms.
    ///
    /// # Errors
    /// [`ComponentError`] if an argument is out of its range.
    pub fn new(
        ctx: &Context,
        alarms: &Alarms,
        name: &str,
        args: FifoQueueArgs,
        options: ResourceOptions,
    ) -> Result<Self, ComponentError> {
        let site = alarms.site();
        let names = Names::new(site, name);
        let checked = Checked::new("FifoQueueWithDlq", name);
        checked.name(name, &names.dlq, LONGEST_QUEUE_NAME)?;
        args.check(&checked)?;

        let component = ctx.component("switchboard:index:FifoQueueWithDlq", name, inputs! {}, options);
        let below = || ResourceOptions::new().parent(&component);
        let dlq = format!("{name}-dlq");
        let kept = fifo(&names.dlq).message_retention_seconds(DEAD_LETTER_RETENTION_S);
        let dead_letters = sqs::Queue::new(ctx, &dlq, kept, guarded(site, below()));

        // The text of the ARN, so that a preview shows it, and yet after the queue that it names.
        let target = Output::new(names.dlq_arn.clone()).depending_on(&dead_letters);
        let redrive = pulumi::json!({ "deadLetterTargetArn": target, "maxReceiveCount": args.max_receives });
        let visibility_timeout_s = VISIBILITY_FACTOR * args.consumer_timeout_s;
        let queue = fifo(&names.queue)
            .delay_seconds(args.delay_s)
            .visibility_timeout_seconds(visibility_timeout_s)
            .message_retention_seconds(RETENTION_S)
            .redrive_policy(redrive.into_text());
        let queue = sqs::Queue::new(ctx, name, queue, guarded(site, below()));

        // Of its own: in the arguments of the queues the two would need each other.
        let allow = pulumi::json!({ "redrivePermission": "byQueue", "sourceQueueArns": [names.queue_arn.as_str()] });
        let allow =
            sqs::RedriveAllowPolicyArgs::new().queue_url(dead_letters.url()).redrive_allow_policy(allow.into_text());
        sqs::RedriveAllowPolicy::new(ctx, &dlq, allow, below().depends_on(&queue));
        tls_only(ctx, name, &queue, &names.queue_arn, below())?;
        tls_only(ctx, &dlq, &dead_letters, &names.dlq_arn, below())?;

        for alarm in age_alarms(site, name, &names.queue, args.runbook) {
            alarms.create(ctx, alarm, below());
        }
        dead_letter_alarms(ctx, alarms, (&dlq, &names.dlq), args.runbook, below);
        component.register_outputs(inputs! {
            "url" => queue.url(),
            "arn" => names.queue_arn.as_str(),
            "dlqUrl" => dead_letters.url(),
            "dlqArn" => names.dlq_arn.as_str(),
        });
        Ok(Self { component, queue, dead_letters, names, visibility_timeout_s })
    }

    /// The queue.
    pub fn queue(&self) -> &sqs::Queue {
        &self.queue
    }

    /// The dead-letter queue.
    pub fn dead_letters(&self) -> &sqs::Queue {
        &self.dead_letters
    }

    /// `<prefix>-<env>-<name>.fifo`.
    pub fn queue_name(&self) -> &str {
        &self.names.queue
    }

    /// `<prefix>-<env>-<name>-dlq.fifo`.
    pub fn dlq_name(&self) -> &str {
        &self.names.dlq
    }

    /// ARN of the queue as text: what a policy names.
    pub fn queue_arn(&self) -> &str {
        &self.names.queue_arn
    }

    /// ARN of the dead-letter queue as text: what a policy names.
    pub fn dlq_arn(&self) -> &str {
        &self.names.dlq_arn
    }

    /// Seconds that a received message stays invisible to others.
    pub fn visibility_timeout_s(&self) -> u32 {
        self.visibility_timeout_s
    }
}

impl Resource for FifoQueueWithDlq {
    fn state(&self) -> &ResourceState {
        self.component.state()
    }
}

fn fifo(name: &str) -> sqs::QueueArgs {
    sqs::QueueArgs::new()
        .name(name)
        .fifo_queue(true)
        .content_based_deduplication(false)
        .deduplication_scope("messageGroup")
        .fifo_throughput_limit("perMessageGroupId")
        .sqs_managed_sse_enabled(true)
}

/// Q1 and Q2. One message in backoff is 30 to 480 s old and more, and one whose consumer timed out is as old as the
/// visibility is long: age alone, below 1,000 s, is no incident unless something waits for it.
fn age_alarms(site: &Site, name: &str, queue: &str, runbook: &'static str) -> [Alarm; 3] {
    let of_queue = |metric: &str| Measure::new("AWS/SQS", metric, Statistic::Maximum).dimension("QueueName", queue);
    let age = || Query { id: "m1", measure: of_queue("ApproximateAgeOfOldestMessage") };
    let waiting = Query { id: "m2", measure: of_queue("ApproximateNumberOfMessagesVisible") };
    let label = Label::Class(EventClass::Interactive);
    let accepted = Measure::new(site.namespace(), Metric::IngressAccepted.definition().name, Statistic::Sum)
        .dimension("env", site.environment().as_str())
        .dimension(label.dimension().as_str(), label.value());
    let alarm = |id, severity, summary: String, expression: &str, of, datapoints, threshold| Alarm {
        id,
        subject: name.to_owned(),
        severity,
        runbook,
        summary,
        series: Series::Math { expression: expression.to_owned(), of },
        period_s: 60,
        datapoints,
        comparison: Comparison::Above,
        threshold,
        missing: MissingData::NotBreaching,
    };
    let interactive = vec![age(), Query { id: "m2", measure: accepted }];
    let backlog = vec![age(), waiting];
    let (warn, critical) = ("IF(m1>120 AND m2>=20,1,0)", "IF(m1>1000 OR (m1>300 AND m2>=50),1,0)");
    let slow = format!("{queue} holds messages older than 30 s while interactive events come in");
    let late = format!("{queue} has 20 or more messages waiting, the oldest for more than 120 s");
    let stuck = format!("{queue} has messages older than 1,000 s, or 50 or more waiting and the oldest for 300 s");
    [
        alarm("Q1", Severity::Warn, slow, "IF(FILL(m2,0)>0,m1,0)", interactive, (3, 3), 30.0),
        alarm("Q2", Severity::Warn, late, warn, backlog.clone(), (5, 5), 0.0),
        alarm("Q2", Severity::Critical, stuck, critical, backlog, (5, 5), 0.0),
    ]
}
