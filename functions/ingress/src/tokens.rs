//! The webhook tokens of a function.

use async_trait::async_trait;
use switchboard_cloud::{LoadedSecrets, SecretsManagerSecrets};
use switchboard_domain::{Environment, Secret};
use switchboard_host::Variables;
use switchboard_ingress::TokenSource;
use switchboard_intake::TokenSet;
use switchboard_settings::{SecretName, SecretSource, VariableSecrets, secrets};

const NAME: SecretName = SecretName::RichpanelWebhookToken;

/// The secret of the deployment; in `local` a variable wins.
pub(crate) struct FunctionTokens {
    stored: SecretsManagerSecrets,
    given: Option<Secret>,
}

impl FunctionTokens {
    pub(crate) fn new(stored: SecretsManagerSecrets, environment: Environment, variables: &Variables) -> Self {
        let given = VariableSecrets::new(environment, variables.pairs(), LoadedSecrets::default());
        Self { stored, given: given.read(NAME).ok().flatten() }
    }
}

#[async_trait]
impl TokenSource for FunctionTokens {
    async fn read(&self) -> TokenSet {
        let raw = match &self.given {
            Some(given) => Some(given.clone()),
            None => self.stored.fetch(NAME).await.ok().flatten(),
        };
        match raw.and_then(|raw| secrets::webhook_tokens(&raw).ok()) {
            Some(tokens) => TokenSet::new(tokens),
            None => TokenSet::unreadable(),
        }
    }
}
