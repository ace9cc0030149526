//! A function works off a FIFO queue.
//!
//! What you get by default:
//! - batches of 5, at most 5 at a time, without a window (SQS allows none for FIFO queues);
//! - failed items are reported one by one, so that finished ones of the same batch are not repeated;
//! - the alias `live` is called, after the role may receive;
//! - counts of events as metrics.
//!
//! What it refuses: a batch that a FIFO queue does not give; a concurrency of 1, which Lambda does not take, or one over the
//! function's reservation, where throttled receives would make dead letters; a queue whose visibility is under 6 times the
//! function's timeout, where a batch would be received a second time while it is worked on.

use pulumi::{Component, Context, Output, Resource, ResourceOptions, ResourceState, inputs};
use pulumi_aws::lambda;

use crate::error::ComponentError;
use crate::fifo_queue::{FifoQueueWithDlq, VISIBILITY_FACTOR};
use crate::function::RustFunction;
use crate::limits::Checked;

/// What works off what.
#[derive(Clone, Copy)]
pub struct EventSourceArgs<'a> {
    /// The queue.
    pub queue: &'a FifoQueueWithDlq,
    /// The function.
    pub function: &'a RustFunction,
    /// Messages of a call, 1 to 10.
    pub batch_size: u32,
    /// Calls at a time, 2 to 1,000.
    pub maximum_concurrency: u32,
    /// Whether it is worked off now. Consumers are changed in two steps: the old one off, and only when what it received has
    /// become visible again, the new one on.
    pub enabled: bool,
}

impl<'a> EventSourceArgs<'a> {
    /// Batches of 5, 5 at a time, enabled.
    pub fn new(queue: &'a FifoQueueWithDlq, function: &'a RustFunction) -> Self {
        Self { queue, function, batch_size: 5, maximum_concurrency: 5, enabled: true }
    }

    fn check(&self, checked: &Checked) -> Result<(), ComponentError> {
        checked.within("batch_size", self.batch_size, 1..=10, "a FIFO queue gives no larger batch")?;
        checked.within("maximum_concurrency", self.maximum_concurrency, 2..=1_000, "Lambda takes no other number")?;
        let concurrency = self.maximum_concurrency;
        if let Some(reserved) = self.function.reserved_concurrency().filter(|reserved| concurrency > *reserved) {
            let reason = format!(
                "is {concurrency}, more than the {reserved} reserved for the function: throttled receives would make dead \
                 letters; lower it, or reserve more"
            );
            return Err(checked.invalid("maximum_concurrency", reason));
        }
        let (visibility, timeout) = (self.queue.visibility_timeout_s(), self.function.timeout_s());
        if visibility < VISIBILITY_FACTOR * timeout {
            let reason = format!(
                "has a visibility of {visibility} s, less than {VISIBILITY_FACTOR} times the function's timeout of \
                 {timeout} s; set the queue's consumer_timeout_s to {timeout}"
            );
            return Err(checked.invalid("queue", reason));
        }
        Ok(())
    }
}

/// The mapping.
#[derive(Clone)]
pub struct EventSource {
    component: Component,
    mapping: lambda::EventSourceMapping,
}

impl EventSource {
    /// Creates the mapping.
    ///
    /// # Errors
    /// [`ComponentError`] if the queue and the function do not fit, or a number is out of its range.
    pub fn new(
        ctx: &Context,
        name: &str,
        args: EventSourceArgs<'_>,
        options: ResourceOptions,
    ) -> Result<Self, ComponentError> {
        args.check(&Checked::new("EventSource", name))?;
        let component = ctx.component("switchboard:index:EventSource", name, inputs! {}, options);
        let queue = Output::new(args.queue.queue_arn().to_owned()).depending_on(args.queue.queue());
        let scaling = lambda::EventSourceMappingScalingConfigArgs::new().maximum_concurrency(args.maximum_concurrency);
        let mapping = lambda::EventSourceMappingArgs::new()
            .event_source_arn(queue)
            .function_name(args.function.alias_arn())
            .batch_size(args.batch_size)
            .function_response_types(["ReportBatchItemFailures"])
            .scaling_config(scaling)
            .metrics_config(lambda::EventSourceMappingMetricsConfigArgs::new().metrics(["EventCount"]))
            .enabled(args.enabled);
        let options = ResourceOptions::new().parent(&component).depends_on(args.function.role_policy());
        let mapping = lambda::EventSourceMapping::new(ctx, name, mapping, options);
        component.register_outputs(inputs! { "uuid" => mapping.uuid() });
        Ok(Self { component, mapping })
    }

    /// The mapping.
    pub fn mapping(&self) -> &lambda::EventSourceMapping {
        &self.mapping
    }
}

impl Resource for EventSource {
    fn state(&self) -> &ResourceState {
        self.component.state()
    }
}
