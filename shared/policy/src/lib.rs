//! The policy: classification, context, switches and order facts in; one decision and its rendered reply out.
//!
//! It is pure and total: no I/O, no clock, no randomness, and every input (any advice of any model included) leads to
//! a decision within the rules. It is neither the classifier (`switchboard-classify`) nor the sender: what became of
//! earlier effects, release stages and outbound gates are the workflow's business, for which
//! [`environment_gates`] and [`tags_for_stage`] are offered as functions of facts.
//!
//! Two steps, so that the host can look orders up in between:
//!
//! 1. [`assess`] reads the message: screens, classification, intents, team, and whether order facts are needed.
//! 2. [`decide`] applies the gates in their order; the first that is closed decides.
//!
//! A host that asks a language model does so around them: [`model_need`] before the first step, [`if_verified`] between
//! the two.
//!
//! ```
//! use switchboard_policy::case::run_line;
//! use switchboard_settings::{Environment, Settings};
//!
//! let settings = Settings::defaults(Environment::Local)?;
//! let line = r#"{"id": "1", "channel": "email", "text": "I will dispute this charge with my bank."}"#;
//! let result = run_line(line, &settings).unwrap();
//! assert_eq!(result.primary_intent.as_str(), "chargeback_dispute");
//! assert_eq!(result.reply, None);
//! # Ok::<(), switchboard_settings::SettingsError>(())
//! ```

mod assess;
mod cap;
pub mod case;
mod classification;
mod confidence;
mod config;
mod context;
mod decision;
mod environment;
mod gates;
mod intents;
mod message;
mod order_part;
mod proposal;
mod record;
mod repetition;
mod reply;
mod source;
mod staged;
mod tags;
mod team;

pub use assess::{Assessment, OrderNeed, assess};
pub use cap::ReplyCap;
pub use confidence::{Threshold, Thresholds};
pub use config::{AutoClose, POLICY_VERSION, PolicyConfig, ROUTING_MAPPING_VERSION};
pub use context::{Context, Customer, Known, MessageReply, PastMessage, Speaker, TicketState};
pub use decision::{Decision, PendingChange, decide};
pub use environment::{
    BotAuthor, Breakers, ChatSendPath, EnvironmentFacts, PriorReply, environment_gates, last_look, reply_gates,
};
pub use repetition::Caps;
pub use source::{ModelFailure, ModelSource, Unavailable, parse_advice, parse_verifier};
pub use staged::{ModelNeed, ModelUse, if_verified, model_need};
pub use tags::tags_for_stage;
pub use team::{LivechatRouting, TeamRules};
