//! Queues of SQS, and what hangs on them.

mod attributes;
mod queue;
mod rules;
mod single;

use single::SingleAttribute;

const SERVICE: &str = "sqs";

pub(crate) const KINDS: super::Family = &[
    ("aws:sqs/queue:Queue", &queue::Queue),
    ("aws:sqs/queuePolicy:QueuePolicy", &SingleAttribute::Policy),
    ("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", &SingleAttribute::RedriveAllowPolicy),
    ("aws:sqs/redrivePolicy:RedrivePolicy", &SingleAttribute::RedrivePolicy),
];
