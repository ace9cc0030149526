//! The queue on SQS: FIFO queues with explicit deduplication ids, dead letters, and the records of a Lambda event source.

mod calls;
mod dead_letters;
mod in_flight;
mod lane;
mod message;
mod queue;
mod record;

pub use dead_letters::{Redriven, SqsDeadLetters};
pub use lane::{Lane, LaneName, Lanes};
pub use queue::{SqsQueue, Taken};
pub use record::{RecordAttribute, SqsEvent, SqsRecord};

/// Name of the service in errors.
const SERVICE: &str = "sqs";
