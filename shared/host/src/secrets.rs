//! Which secrets a part needs, and reading them.

use switchboard_domain::Secret;
use switchboard_settings::{SecretName, SecretSource, secrets};

use crate::error::HostError;

/// What a worker is assembled from.
pub const WORKER_SECRETS: [SecretName; 5] = [
    SecretName::RichpanelApiKey,
    SecretName::RichpanelBotAgentId,
    SecretName::OpenaiApiKey,
    SecretName::ShopifyAdminApiToken,
    SecretName::IdentityKey,
];

/// What the health job looks for.
pub const HEALTH_SECRETS: [SecretName; 5] = [
    SecretName::RichpanelApiKey,
    SecretName::RichpanelWebhookToken,
    SecretName::RichpanelBotAgentId,
    SecretName::ShopifyAdminApiToken,
    SecretName::IdentityKey,
];

/// What the probe is assembled from.
pub const PROBE_SECRETS: [SecretName; 1] = [SecretName::RichpanelWebhookToken];

/// The text of a secret that may be missing.
pub(crate) fn optional(source: &dyn SecretSource, name: SecretName) -> Result<Option<Secret>, HostError> {
    let Some(raw) = source.read(name)? else { return Ok(None) };
    Ok(Some(secrets::text(name, &raw)?))
}

/// The text of a secret that must be there.
pub(crate) fn required(source: &dyn SecretSource, name: SecretName) -> Result<Secret, HostError> {
    optional(source, name)?.ok_or(HostError::MissingSecret(name))
}

/// The first of the active webhook tokens, with which our own webhooks are signed.
///
/// # Errors
/// [`HostError::MissingSecret`] or [`HostError::Secret`].
pub fn first_webhook_token(source: &dyn SecretSource) -> Result<Secret, HostError> {
    let name = SecretName::RichpanelWebhookToken;
    let raw = source.read(name)?.ok_or(HostError::MissingSecret(name))?;
    secrets::webhook_tokens(&raw)?.into_iter().next().ok_or(HostError::MissingSecret(name))
}
