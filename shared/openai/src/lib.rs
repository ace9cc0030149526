//! Client of the OpenAI API and of servers compatible with it: the two prompts (classifier and verifier), the strict
//! schemas of their answers, both wires, retries, failure classes, and the estimated cost of a call.
//!
//! It is not the policy: an answer is advice in closed enums, checked against its full schema, and nothing of it ever
//! reaches a customer. It keeps no budget and no breaker (a [`CallGate`] is asked before every attempt), logs nothing,
//! and stores nothing: [`CallRecord`] is what a caller may log and store. Customer text can enter only through
//! [`ClassifierPrompt::new`] and [`VerifierPrompt::new`], which redact it.
//!
//! ```no_run
//! use std::sync::Arc;
//! use switchboard_domain::{ChannelClass, Clock, Millis, Randomness, Secret, SystemClock};
//! use switchboard_openai::{ClassifierMessage, ClassifierPrompt, OpenAi, OpenAiConfig, OpenGate, OrderLink};
//! use switchboard_settings::{Environment, Settings};
//!
//! # async fn example(randomness: Arc<dyn Randomness>) -> Result<(), Box<dyn std::error::Error>> {
//! let settings = Settings::defaults(Environment::Prod)?;
//! let clock = Arc::new(SystemClock::new());
//! let key = Some(Secret::new("sk-example".to_owned()));
//! let client = OpenAi::new(OpenAiConfig::from_settings(&settings.llm, false, key, clock.clone(), randomness))?;
//!
//! let prompt = ClassifierPrompt::new(&ClassifierMessage {
//!     text: "Where is my order #10442?",
//!     previous: None,
//!     channel: ChannelClass::Email,
//!     order_link: OrderLink::Unknown,
//!     has_attachments: false,
//!     is_first_message: true,
//! })?;
//! let deadline = clock.now() + Millis::from_secs(20);
//! let answer = client.classify("gpt-5-mini-2025-08-07", &prompt, &OpenGate, deadline).await;
//! println!("{} attempts, cost {:?}", answer.record.attempts, answer.record.cost.micro_usd());
//! match answer.result {
//!     Ok(accepted) => println!("{}", accepted.advice.candidates[0].intent),
//!     Err(failure) => println!("no advice: {}", failure.code()),
//! }
//! # Ok(())
//! # }
//! ```

mod answer;
mod client;
mod config;
mod fingerprint;
mod gate;
mod price;
mod prompt;
mod run;
pub mod schema;
mod slot;
mod strict_json;
mod wire;

pub use answer::{Accepted, CallFailure, CallRecord, ModelAnswer};
pub use client::OpenAi;
pub use config::{ConfigError, OpenAiConfig};
pub use gate::{CallGate, GateDenied, OpenGate};
pub use price::{Cost, Usage, cost};
pub use prompt::{
    ClassifierMessage, ClassifierPrompt, MAX_PREVIOUS_CHARS, MAX_REQUEST_CHARS, MAX_TEXT_CHARS, OrderLink,
    RedactionFailed, VerifierMessage, VerifierPrompt,
};
pub use run::MAX_ATTEMPTS;
pub use slot::Slot;
