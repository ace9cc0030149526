//! Client of the Richpanel helpdesk API, and the total reader of its tickets.
//!
//! The client makes single calls and says exactly what a failure means. It is not a retry loop and knows no budget:
//! the caller asks the shared budget before every call and decides on repetition by [`Operation::retry_class`].
//! It never logs, and no error or `Debug` text holds a conversation id or customer data.
//!
//! ```no_run
//! use std::sync::Arc;
//! use switchboard_domain::{ConversationId, Secret, SystemClock};
//! use switchboard_richpanel::{RichpanelClient, RichpanelConfig, TagDirectory};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let key = Secret::new("key".to_owned());
//! let config = RichpanelConfig::new("https://api.richpanel.com", key, Arc::new(SystemClock::new()));
//! let client = RichpanelClient::new(config)?;
//! let id = ConversationId::new("<abc+1@mail.example>")?;
//! let ticket = client.read_ticket(&id, &TagDirectory::default()).await?;
//! assert_eq!(ticket.id, id);
//! # Ok(())
//! # }
//! ```

mod client;
mod config;
mod directory;
mod listing;
mod loose;
mod operation;
mod order_link;
mod path;
mod send;
pub mod ticket;

pub use client::RichpanelClient;
pub use config::{ClosePayload, RichpanelConfig, TagWriteMode};
pub use directory::{Channel, TagDirectory, TeamEntry, User};
pub use listing::{Listing, MAX_PAGES, PAGE_SIZE};
pub use operation::{Operation, RetryClass};
pub use order_link::LinkedOrder;
pub use send::{BotAgentId, Sent};
pub use ticket::TicketError;
