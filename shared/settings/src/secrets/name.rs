//! The secrets that exist.

use std::fmt;

/// A secret, by its place in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SecretName {
    /// Helpdesk API key.
    RichpanelApiKey,
    /// Token (or tokens, while rotating) of the webhook.
    RichpanelWebhookToken,
    /// Id of the seat that replies are sent as. No credential, but nothing is sent without it.
    RichpanelBotAgentId,
    /// Model API key.
    OpenaiApiKey,
    /// Store access token.
    ShopifyAdminApiToken,
    /// OAuth client id for token refresh.
    ShopifyClientId,
    /// OAuth client secret for token refresh.
    ShopifyClientSecret,
    /// ShipStation key.
    ShipstationApiKey,
    /// ShipStation secret.
    ShipstationApiSecret,
    /// 32 random bytes under which identities are hashed. Changed only together with the state.
    IdentityKey,
}

impl SecretName {
    /// All secrets.
    pub const ALL: [Self; 10] = [
        Self::RichpanelApiKey,
        Self::RichpanelWebhookToken,
        Self::RichpanelBotAgentId,
        Self::OpenaiApiKey,
        Self::ShopifyAdminApiToken,
        Self::ShopifyClientId,
        Self::ShopifyClientSecret,
        Self::ShipstationApiKey,
        Self::ShipstationApiSecret,
        Self::IdentityKey,
    ];

    /// The path below `<prefix>/<env>/`, for example `richpanel/api_key`. Also what an operator types.
    pub const fn path(self) -> &'static str {
        match self {
            Self::RichpanelApiKey => "richpanel/api_key",
            Self::RichpanelWebhookToken => "richpanel/webhook_token",
            Self::RichpanelBotAgentId => "richpanel/bot_agent_id",
            Self::OpenaiApiKey => "openai/api_key",
            Self::ShopifyAdminApiToken => "shopify/admin_api_token",
            Self::ShopifyClientId => "shopify/client_id",
            Self::ShopifyClientSecret => "shopify/client_secret",
            Self::ShipstationApiKey => "shipstation/api_key",
            Self::ShipstationApiSecret => "shipstation/api_secret",
            Self::IdentityKey => "identity_key",
        }
    }

    /// The variable that gives it in `local`, for example `SWITCHBOARD_SECRET_RICHPANEL_API_KEY`.
    pub fn variable(self) -> String {
        format!("SWITCHBOARD_SECRET_{}", self.path().replace('/', "_").to_ascii_uppercase())
    }

    /// The secret with this path.
    pub fn from_path(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.path() == path)
    }

    /// Keys under which a JSON form may hold the text; empty if only plain text is accepted.
    pub(crate) const fn json_keys(self) -> &'static [&'static str] {
        match self {
            Self::RichpanelApiKey => &["api_key", "key"],
            Self::RichpanelBotAgentId => &["bot_agent_id", "agent_id", "id"],
            Self::OpenaiApiKey => &["api_key"],
            _ => &[],
        }
    }
}

impl fmt::Display for SecretName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_variables_are_unique_and_round_trip() {
        let variables: std::collections::BTreeSet<_> = SecretName::ALL.map(SecretName::variable).into();
        assert_eq!(variables.len(), SecretName::ALL.len());
        for name in SecretName::ALL {
            assert_eq!(SecretName::from_path(name.path()), Some(name));
        }
        assert_eq!(SecretName::RichpanelBotAgentId.variable(), "SWITCHBOARD_SECRET_RICHPANEL_BOT_AGENT_ID");
    }
}
