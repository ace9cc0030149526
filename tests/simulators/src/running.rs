//! Starting and stopping.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::Value;
use switchboard_domain::Secret;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::config::{SimConfig, StartError, Webhook};
use crate::context::Context;
use crate::scenario::{Scenario, ScenarioError};
use crate::{admin, connection, report};

/// The simulators.
#[derive(Clone, Copy, Debug)]
pub struct Simulators;

impl Simulators {
    /// Binds the address and serves in the background, on the current tokio runtime.
    ///
    /// # Errors
    /// [`StartError`] when the address is taken or the webhook client cannot be built.
    pub async fn start(config: SimConfig) -> Result<Running, StartError> {
        // Whoever installed a provider first wins; both are the same ring provider.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(StartError::WebhookClient)?;
        let listener = TcpListener::bind(config.listen).await.map_err(StartError::Bind)?;
        let addr = listener.local_addr().map_err(StartError::Bind)?;
        let (refuse, refusals) = mpsc::unbounded_channel();
        let (stop, stopped) = watch::channel(());
        let keys = config.keys.clone();
        let openai_key = config.openai_key.clone();
        let shopify_api_version = config.shopify_api_version.clone();
        let clock = Arc::clone(&config.clock);
        let context = Arc::new(Context::new(config, http, refuse));
        let router = admin::router(Arc::clone(&context));
        let task = tokio::spawn(connection::accept(listener, addr, router, clock, stopped, refusals));
        Ok(Running {
            addr,
            richpanel_key: keys.richpanel_key,
            shopify_token: keys.shopify_token,
            bot_agent_id: keys.bot_agent_id,
            webhook_token: keys.webhook_token,
            openai_key,
            shopify_api_version,
            context,
            stop,
            task,
        })
    }
}

/// Running simulators. Dropping the value stops them.
pub struct Running {
    /// Where they listen.
    pub addr: SocketAddr,
    /// Richpanel's API key.
    pub richpanel_key: Secret<String>,
    /// Shopify's access token.
    pub shopify_token: Secret<String>,
    /// User id of the bot seat.
    pub bot_agent_id: Secret<String>,
    /// Token that every webhook carries.
    pub webhook_token: Secret<String>,
    /// API key of the language model.
    pub openai_key: Secret<String>,
    /// Shopify version named to clients.
    pub shopify_api_version: String,
    context: Arc<Context>,
    stop: watch::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    /// `http://` and the address; the base URL of Richpanel and Shopify.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Base URL of the language model's API.
    pub fn openai_url(&self) -> String {
        format!("{}/v1", self.url())
    }

    /// The environment variables that make the middleware's local environment use these simulators. Values of
    /// `SWITCHBOARD_SECRET_*` are secrets.
    pub fn env(&self) -> BTreeMap<String, String> {
        [
            ("SWITCHBOARD_RICHPANEL_BASE_URL", self.url()),
            ("SWITCHBOARD_SHOPIFY_BASE_URL", self.url()),
            ("SWITCHBOARD_SHOPIFY_API_VERSION", self.shopify_api_version.clone()),
            ("SWITCHBOARD_LLM_BASE_URL", self.openai_url()),
            ("SWITCHBOARD_SECRET_OPENAI_API_KEY", self.openai_key.expose().clone()),
            ("SWITCHBOARD_SECRET_RICHPANEL_API_KEY", self.richpanel_key.expose().clone()),
            ("SWITCHBOARD_SECRET_RICHPANEL_WEBHOOK_TOKEN", self.webhook_token.expose().clone()),
            ("SWITCHBOARD_SECRET_RICHPANEL_BOT_AGENT_ID", self.bot_agent_id.expose().clone()),
            ("SWITCHBOARD_SECRET_SHOPIFY_ADMIN_API_TOKEN", self.shopify_token.expose().clone()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }

    /// Announces customers' messages there from now on (`None`: nowhere).
    pub fn set_webhook(&self, target: Option<Webhook>) {
        self.context.set_webhook(target);
    }

    /// The report, as `GET /_sim/report` answers it.
    pub fn report(&self) -> Value {
        self.context.change(report::build)
    }

    /// Plays a scenario; returns when its last step is done. Times count from this call, on the simulators' clock.
    ///
    /// # Errors
    /// [`ScenarioError`] names the step that was not carried out; later ones are left out.
    pub async fn play(&self, scenario: &Scenario) -> Result<(), ScenarioError> {
        scenario.play(&self.context, &self.url()).await
    }

    /// Stops accepting and waits for the listener to end.
    pub async fn shutdown(self) {
        let _ = self.stop.send(());
        let _ = self.task.await;
    }
}
