//! Whose credentials are used.

use crate::clients::Clients;
use crate::refusal::{Refusal, refused};

/// Who the service takes the clients for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Account, 12 digits.
    pub account: String,
    /// ARN of the user or the session.
    pub arn: String,
    /// Unique id.
    pub user_id: String,
}

impl Clients {
    /// Asks who these clients are.
    ///
    /// # Errors
    /// [`Refusal`] if the emulator does not answer.
    pub async fn caller(&self) -> Result<Caller, Refusal> {
        let answer = self.sts().get_caller_identity().send().await.map_err(refused("sts"))?;
        Ok(Caller {
            account: answer.account.unwrap_or_default(),
            arn: answer.arn.unwrap_or_default(),
            user_id: answer.user_id.unwrap_or_default(),
        })
    }
}
