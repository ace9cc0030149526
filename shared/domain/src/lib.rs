//! The vocabulary of Switchboard: ids and keys, the envelope, the taxonomy, the decision schemas, a neutral view
//! of a ticket, the rows of the durable state, and the ports through which time and randomness enter.
//!
//! It performs no I/O and knows no vendor. Every other crate speaks in these types.
//!
//! ```
//! use switchboard_domain::{ConversationId, keys};
//! let id = ConversationId::new("<abc+1@mail.example>").unwrap();
//! assert!(keys::group_id(&id).starts_with("c-"));
//! ```

pub mod advice;
pub mod envelope;
pub mod environment;
pub mod ids;
pub mod keys;
pub mod link;
pub mod model_failure;
pub mod outcome;
pub mod ports;
pub mod reason;
pub mod redact;
pub mod state;
pub mod switches;
pub mod tags;
pub mod taxonomy;
pub mod template;
pub mod ticket;
pub mod time;
pub mod vendor;

pub use advice::{Advice, Candidate, ClarifyingQuestion, VerifierAdvice, VerifierReason};
pub use envelope::{Envelope, EventClass, EventKind, Source};
pub use environment::{Environment, UnknownEnvironment};
pub use ids::{ConversationId, EventId, InvalidId, TraceId};
pub use link::HttpsUrl;
pub use model_failure::{ModelFailure, Unavailable, parse_advice, parse_verifier};
pub use outcome::{Action, Outcome};
pub use ports::{Clock, Randomness, SeededRandomness, SystemClock};
pub use reason::Reason;
pub use redact::{Redacted, Secret};
pub use switches::{Mode, SwitchView};
pub use tags::Tag;
pub use taxonomy::{ChannelClass, Intent, Language, Priority, RiskFlag, SecuritySignal, Team, Tier};
pub use template::{TemplateId, Variant};
pub use time::{Millis, Timestamp};
