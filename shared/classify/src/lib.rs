//! What a customer message is about, without a network: the deterministic Tier 0 screen and security signals,
//! language detection, redaction, the built-in linear classifier with its training, and the offline verifier.
//!
//! It is pure: it reads subject, text and channel class, and never sees an order, an identity or a clock. It advises;
//! team, tier and reply are decided elsewhere from its closed enums.
//!
//! ```
//! use switchboard_classify::{ClassifierInput, Linear, screen};
//! use switchboard_domain::{ChannelClass, Intent};
//! let text = "I will file a chargeback with my bank today.";
//! assert_eq!(screen(None, text).hard, [Intent::ChargebackDispute]);
//!
//! let input = ClassifierInput { subject: None, text: "Where is my order?", channel: ChannelClass::Email };
//! let advice = Linear::builtin().classify(&input);
//! assert_eq!(advice.candidates[0].intent, Intent::OrderStatusTracking);
//! ```

mod embedding;
mod language;
mod lexicon;
mod linear;
mod pattern;
mod redact;
mod screen;
mod status_question;
mod token;
pub mod train;
mod verify;

pub use language::detect_language;
pub use linear::{ClassifierInput, Linear, MODEL_NAME, ModelError, model_version};
pub use redact::redact;
pub use screen::{Screen, screen, screen_with};
pub use verify::{OfflineVerifierInput, verify_offline};
