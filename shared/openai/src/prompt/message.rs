//! A message as a caller hands it over: unredacted.

use std::fmt;

use serde::Serialize;
use switchboard_domain::{ChannelClass, Intent};

/// Whether the ticket is linked to one order by code (never by a model).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum OrderLink {
    /// It is.
    #[serde(rename = "true")]
    Linked,
    /// It is not.
    #[serde(rename = "false")]
    NotLinked,
    /// Nobody has looked.
    #[serde(rename = "unknown")]
    Unknown,
}

/// A message to be classified, unredacted.
#[derive(Clone, Copy)]
pub struct ClassifierMessage<'a> {
    /// Newest text of the customer: HTML or plain text.
    pub text: &'a str,
    /// Previous text of the customer in the same ticket.
    pub previous: Option<&'a str>,
    /// Channel class.
    pub channel: ChannelClass,
    /// Whether an order is linked.
    pub order_link: OrderLink,
    /// Whether the message has attachments (they are never sent).
    pub has_attachments: bool,
    /// Whether it is the customer's first message of the ticket.
    pub is_first_message: bool,
}

impl fmt::Debug for ClassifierMessage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClassifierMessage").field("channel", &self.channel).finish_non_exhaustive()
    }
}

/// A message whose Tier 2 reply is to be verified, unredacted.
#[derive(Clone, Copy)]
pub struct VerifierMessage<'a> {
    /// Newest text of the customer: HTML or plain text.
    pub text: &'a str,
    /// Channel class.
    pub channel: ChannelClass,
    /// Whether an order is linked.
    pub order_link: OrderLink,
    /// The primary intent that code chose.
    pub primary_intent: Intent,
}

impl fmt::Debug for VerifierMessage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifierMessage").field("channel", &self.channel).finish_non_exhaustive()
    }
}
