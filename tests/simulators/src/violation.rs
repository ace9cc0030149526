//! What the middleware must never do, as seen from outside.

use serde::Serialize;
use switchboard_domain::Timestamp;

/// A rule that was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Rule {
    /// Two delivered replies for one customer comment.
    SecondReply,
    /// A reply although the last read showed a closed ticket or a person's answer.
    ReplyAgainstLastRead,
    /// A reply more than 30 s after the last read, and the ticket had been closed or answered meanwhile.
    ReplyOnStaleRead,
    /// A reply to a ticket that was never read.
    ReplyWithoutRead,
    /// A send without an author id.
    SendWithoutAuthor,
    /// A send in the name of a user other than the bot.
    SendAsOtherUser,
    /// An intent routed to the backend team.
    RouteToBackend,
    /// A call that the contract does not list.
    UnlistedCall,
    /// More calls on a ticket than its customer messages allow.
    TooManyCalls,
    /// A Shopify mutation.
    ShopifyMutation,
    /// A Shopify search by a person's identity.
    ShopifyIdentitySearch,
    /// A request to the language model whose answer the vendor would keep.
    ModelStored,
    /// A request to the language model with tools, state or identifiers beside its texts.
    ModelExtras,
    /// A request to the language model that is longer than the middleware's own cap.
    ModelInputTooLong,
    /// A customer's address, phone or tracking number in a request to the language model.
    ModelSawIdentity,
}

/// One violation.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Violation {
    pub(crate) rule: Rule,
    pub(crate) at: Timestamp,
    pub(crate) ticket: Option<String>,
    /// Method and path pattern, or the operation.
    pub(crate) detail: String,
}
