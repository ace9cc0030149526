//! The client: one method per call of the contract.

use std::sync::Arc;

use http::Method;
use serde_json::{Value, json};
use switchboard_domain::tags::MAX_TAGS;
use switchboard_domain::ticket::Ticket;
use switchboard_domain::vendor::{FailureKind, Vendor, VendorFailure};
use switchboard_domain::{ConversationId, Secret, Tag, Timestamp};

use crate::config::{ClosePayload, RichpanelConfig, TagWriteMode};
use crate::directory::{self, Channel, TagDirectory, TeamEntry, User};
use crate::listing::{Listing, PAGE_SIZE};
use crate::operation::Operation;
use crate::order_link::{self, LinkedOrder};
use crate::path::segment;
use crate::send::{BotAgentId, Sent};
use crate::ticket::{self, TicketError};
use switchboard_egress::{Call, CallObserver, Egress, EgressConfig, EgressError};

/// A client of one Richpanel account. Cheap to clone.
#[derive(Clone, Debug)]
pub struct RichpanelClient {
    egress: Egress,
    base_path: String,
    close_payload: ClosePayload,
    tag_write_mode: TagWriteMode,
}

impl RichpanelClient {
    /// A client for the configured host.
    ///
    /// # Errors
    /// [`EgressError`] says which part of the configuration cannot be used.
    pub fn new(config: RichpanelConfig) -> Result<Self, EgressError> {
        let egress = Egress::new(EgressConfig {
            vendor: Vendor::Richpanel,
            base_url: config.base_url,
            auth_header: "x-richpanel-key",
            credential: config.api_key,
            timeout: config.timeout,
            connect_timeout: config.connect_timeout,
            loopback_only: config.loopback_only,
            reset_headers: config.rate_headers,
            clock: config.clock,
        })?;
        let base_path = format!("/{}", config.base_path.trim_matches('/'));
        Ok(Self { egress, base_path, close_payload: config.close_payload, tag_write_mode: config.tag_write_mode })
    }

    /// The same client with another key, for example after the secret was read again.
    ///
    /// # Errors
    /// [`EgressError::InvalidCredential`].
    pub fn with_key(&self, api_key: &Secret<String>) -> Result<Self, EgressError> {
        Ok(Self { egress: self.egress.with_credential(api_key)?, ..self.clone() })
    }

    /// The same client, whose calls are told to the observer.
    #[must_use]
    pub fn with_observer(self, observer: Arc<dyn CallObserver>) -> Self {
        Self { egress: self.egress.with_observer(observer), ..self }
    }

    /// Reads the ticket. `read_at` of the result is the time before the call.
    ///
    /// # Errors
    /// The failure of the call. An answer that is not a ticket is ambiguous; the ticket of another conversation (a
    /// merged one) is "not found".
    pub async fn read_ticket(&self, id: &ConversationId, directory: &TagDirectory) -> Result<Ticket, VendorFailure> {
        let operation = Operation::ReadTicket;
        let read_at = self.egress.clock().now();
        let path = self.ticket_path(operation, id, "?show_visitor_profile=false")?;
        let body = self.call(operation, &Method::GET, &path, None).await?;
        ticket::parse(&body, id, read_at, directory).map_err(|error| {
            self.egress.failure(
                operation.name(),
                match error {
                    TicketError::NotATicket => FailureKind::Ambiguous,
                    TicketError::OtherTicket => FailureKind::NotFound,
                },
            )
        })
    }

    /// Adds tags in one call; adding a present tag is harmless. Returns the ticket if the answer carries it.
    ///
    /// # Errors
    /// The failure of the call; more than [`MAX_TAGS`] or no tags are refused without a call.
    pub async fn add_tags(
        &self,
        id: &ConversationId,
        tags: &[Tag],
        directory: &TagDirectory,
    ) -> Result<Option<Ticket>, VendorFailure> {
        self.write_tags(Operation::AddTags, "/add-tags", id, tags, directory).await
    }

    /// Removes tags in one call. Returns the ticket if the answer carries it.
    ///
    /// # Errors
    /// As [`Self::add_tags`].
    pub async fn remove_tags(
        &self,
        id: &ConversationId,
        tags: &[Tag],
        directory: &TagDirectory,
    ) -> Result<Option<Ticket>, VendorFailure> {
        self.write_tags(Operation::RemoveTags, "/remove-tags", id, tags, directory).await
    }

    /// Asks the vendor to close the ticket. A 2xx may leave it open: the caller must read it afterwards.
    ///
    /// # Errors
    /// The failure of the call.
    pub async fn close_ticket(&self, id: &ConversationId) -> Result<(), VendorFailure> {
        let operation = Operation::CloseTicket;
        let path = self.ticket_path(operation, id, "")?;
        self.call(operation, &Method::PUT, &path, Some(&self.close_payload.body())).await.map(drop)
    }

    /// Sends a reply to the customer, without attachments. A 2xx means accepted, not delivered.
    ///
    /// # Errors
    /// The failure of the call; after an ambiguous one the call must not be made again ([`Operation::retry_class`]).
    /// A blank body is refused without a call.
    pub async fn send_message(
        &self,
        id: &ConversationId,
        body: &str,
        author: &BotAgentId,
        directory: &TagDirectory,
    ) -> Result<Sent, VendorFailure> {
        let operation = Operation::SendMessage;
        if body.trim().is_empty() {
            return Err(self.egress.failure(operation.name(), FailureKind::BadRequest));
        }
        let started = self.egress.clock().now();
        let path = self.ticket_path(operation, id, "/send-message")?;
        let request = json!({"body": body, "author_id": author.as_str(), "attachments": []});
        let answer = self.call(operation, &Method::PUT, &path, Some(&request)).await?;
        Ok(Sent::read(&answer, id, started, author, body, directory))
    }

    /// The order linked to the conversation; `None` if there is no link (404 or an empty object).
    ///
    /// # Errors
    /// The failure of the call, other than 404. An answer that is no object is ambiguous.
    pub async fn linked_order(&self, id: &ConversationId) -> Result<Option<LinkedOrder>, VendorFailure> {
        let operation = Operation::LinkedOrder;
        let path = format!("{}/order/{}", self.base_path, self.segment(operation, id.as_str())?);
        match self.call(operation, &Method::GET, &path, None).await {
            Ok(body) if body.is_object() => Ok(order_link::read(&body)),
            Ok(_) => Err(self.egress.failure(operation.name(), FailureKind::Ambiguous)),
            Err(failure) if failure.kind == FailureKind::NotFound => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// The vendor's copy of a linked order, as it came.
    ///
    /// # Errors
    /// The failure of the call; a link without a store connection is refused without a call.
    pub async fn order_detail(&self, link: &LinkedOrder) -> Result<Value, VendorFailure> {
        let operation = Operation::OrderDetail;
        let app = self.segment(operation, link.app_client_id.as_deref().unwrap_or_default())?;
        let path = format!("{}/order/{app}/{}", self.base_path, self.segment(operation, &link.order_id)?);
        let body = self.call(operation, &Method::GET, &path, None).await?;
        if body.is_object() { Ok(body) } else { Err(self.egress.failure(operation.name(), FailureKind::Ambiguous)) }
    }

    /// One page of the users, from 1; also the check of the key.
    ///
    /// # Errors
    /// The failure of the call. An answer without a list is ambiguous.
    pub async fn users(&self, page: u32) -> Result<Listing<User>, VendorFailure> {
        self.list(Operation::Users, "users", page, directory::user).await
    }

    /// One page of the teams, from 1.
    ///
    /// # Errors
    /// As [`Self::users`].
    pub async fn teams(&self, page: u32) -> Result<Listing<TeamEntry>, VendorFailure> {
        self.list(Operation::Teams, "teams", page, directory::team).await
    }

    /// One page of the tags as `(id, name)`, from 1; see [`TagDirectory::extend`].
    ///
    /// # Errors
    /// As [`Self::users`].
    pub async fn tags(&self, page: u32) -> Result<Listing<(String, String)>, VendorFailure> {
        self.list(Operation::Tags, "tags", page, directory::tag).await
    }

    /// One page of the channels, from 1.
    ///
    /// # Errors
    /// As [`Self::users`].
    pub async fn channels(&self, page: u32) -> Result<Listing<Channel>, VendorFailure> {
        self.list(Operation::Channels, "channel", page, directory::channel).await
    }

    async fn write_tags(
        &self,
        operation: Operation,
        suffix: &str,
        id: &ConversationId,
        tags: &[Tag],
        directory: &TagDirectory,
    ) -> Result<Option<Ticket>, VendorFailure> {
        if tags.is_empty() || tags.len() > MAX_TAGS {
            return Err(self.egress.failure(operation.name(), FailureKind::BadRequest));
        }
        let names: Vec<&str> = tags
            .iter()
            .map(|tag| match self.tag_write_mode {
                TagWriteMode::Name => tag.as_str(),
                TagWriteMode::Id => directory.id_of(tag.as_str()).unwrap_or(tag.as_str()),
            })
            .collect();
        let started: Timestamp = self.egress.clock().now();
        let path = self.ticket_path(operation, id, suffix)?;
        let body = self.call(operation, &Method::PUT, &path, Some(&json!({"tags": names}))).await?;
        Ok(ticket::parse(&body, id, started, directory).ok())
    }

    async fn list<T>(
        &self,
        operation: Operation,
        name: &str,
        page: u32,
        item: impl Fn(&Value) -> Option<T>,
    ) -> Result<Listing<T>, VendorFailure> {
        let page = page.max(1);
        let path = format!("{}/{name}?page={page}&per_page={PAGE_SIZE}", self.base_path);
        let body = self.call(operation, &Method::GET, &path, None).await?;
        Listing::read(&body, page, name, item)
            .ok_or_else(|| self.egress.failure(operation.name(), FailureKind::Ambiguous))
    }

    /// Makes the call and reads the JSON body; an empty body of a 2xx is `null`.
    async fn call(
        &self,
        operation: Operation,
        method: &Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, VendorFailure> {
        let (_, result) = self.egress.send(Call { operation: operation.name(), method, path, body }).await;
        let answer = result?;
        if answer.body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&answer.body).map_err(|_| VendorFailure {
            http_status: Some(answer.status),
            ..self.egress.failure(operation.name(), FailureKind::Ambiguous)
        })
    }

    fn ticket_path(&self, operation: Operation, id: &ConversationId, rest: &str) -> Result<String, VendorFailure> {
        Ok(format!("{}/tickets/{}{rest}", self.base_path, self.segment(operation, id.as_str())?))
    }

    /// An id that no URL can carry names nothing the vendor could have.
    fn segment(&self, operation: Operation, id: &str) -> Result<String, VendorFailure> {
        segment(id).ok_or_else(|| self.egress.failure(operation.name(), FailureKind::NotFound))
    }
}

#[cfg(test)]
mod tests {
    use switchboard_domain::SystemClock;

    use super::*;

    /// Workers run calls on several threads.
    #[test]
    fn calls_can_move_between_threads() {
        fn assert_send<T: Send>(_: T) {}
        let key = Secret::new("k".to_owned());
        let config = RichpanelConfig::new("https://api.richpanel.com", key, Arc::new(SystemClock::new()));
        let client = RichpanelClient::new(config).unwrap();
        let (id, directory) = (ConversationId::new("x").unwrap(), TagDirectory::default());
        let bot = BotAgentId::new("bot").unwrap();
        assert_send(client.read_ticket(&id, &directory));
        assert_send(client.send_message(&id, "x", &bot, &directory));
        assert_send(client.users(1));
    }
}
