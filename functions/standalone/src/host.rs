//! One process on the embedded store: everything between the settings and a working executor.

use std::path::Path;
use std::sync::Arc;

use switchboard_domain::vendor::Vendor;
use switchboard_domain::{Clock, Millis, Randomness, Secret};
use switchboard_egress::CallObserver;
use switchboard_intake::TokenSet;
use switchboard_limits::{BreakerConfig, BudgetConfig, JobLeases, SharedBreaker, SharedBucket};
use switchboard_policy::PolicyConfig;
use switchboard_queue::{EmbeddedQueue, QueueConfig};
use switchboard_richpanel::{BotAgentId, ClosePayload, RichpanelClient, RichpanelConfig, TagWriteMode};
use switchboard_settings::values::llm::Provider;
use switchboard_settings::values::richpanel::{ClosePayload as Configured, TagWriteMode as ConfiguredTags};
use switchboard_settings::{
    Environment, FileSecrets, SecretName, SecretSource, Settings, SwitchCache, SwitchFile, VariableSecrets, secrets,
};
use switchboard_shopify::{ShopifyClient, ShopifyConfig};
use switchboard_store::{DataDir, EmbeddedStore, LocalStore, Store};
use switchboard_telemetry::{Logger, Sink};
use switchboard_worker::{
    Capabilities, Executor, Helpdesk, Jobs, Journal, OrderSource, OsRandomness, Parts, workflow_config,
};

use crate::failure::Failure;

/// Name under which the owner of the data directory holds job leases.
pub(crate) const OWNER: &str = "serve";
/// Rows of a former process that are released in one go at start.
const RELEASE_BATCH: usize = 500;

/// Where secrets of this process come from: variables (only in `local`), then the data directory.
pub(crate) type Secrets = VariableSecrets<FileSecrets>;

/// State and queue of a data directory.
pub(crate) struct Stores {
    pub(crate) dir: DataDir,
    pub(crate) store: Arc<EmbeddedStore>,
    pub(crate) queue: Arc<EmbeddedQueue>,
    pub(crate) clock: Arc<dyn Clock>,
    /// The directory had no state before: it gets the initial switches, which are written once and never again.
    fresh: bool,
}

impl Stores {
    /// Opens the directory as its only owner, creating it if need be.
    pub(crate) fn own(data: &Path, settings: &Settings, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        Self::open(DataDir::open(data)?, settings, clock)
    }

    /// Opens the directory beside its owner, for operator commands. They create no state: a directory that has some
    /// counts as used, and gets no initial switches any more.
    pub(crate) fn share(data: &Path, settings: &Settings, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let dir = DataDir::open_shared(data)?;
        if !dir.state_file().exists() {
            return Err(Failure::new("data_dir.empty", format!("{} holds no state yet", data.display()))
                .help(format!("check --data, or start it once with `switchboard serve --data {}`", data.display())));
        }
        Self::open(dir, settings, clock)
    }

    /// Settings and stores of an operator command.
    pub(crate) fn at(place: &crate::cli::Place) -> Result<(Settings, Self), Failure> {
        let settings = crate::serve::settings_of(place)?;
        let stores = Self::share(&place.data, &settings, crate::clock::DirectoryClock::in_use(&place.data)?)?;
        Ok((settings, stores))
    }

    fn open(dir: DataDir, settings: &Settings, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let fresh = !dir.state_file().exists();
        let store = Arc::new(EmbeddedStore::open(&dir.state_file())?);
        let config = QueueConfig { delay: settings.queue.delay(), ..QueueConfig::default() };
        let queue = Arc::new(EmbeddedQueue::open(&dir.queue_file(), config, Arc::clone(&clock))?);
        Ok(Self { dir, store, queue, clock, fresh })
    }

    /// Frees what a former owner of the directory left: nobody else can hold its messages and leases.
    pub(crate) async fn recover(&self, settings: &Settings) -> Result<usize, Failure> {
        let mut released = self.queue.release_in_flight().await?;
        let first_check = workflow_config(settings, None, Millis(0)).check_delays[0];
        let leases = JobLeases::new(Arc::clone(&self.store) as Arc<dyn Store>, Arc::clone(&self.clock));
        loop {
            let rows = self.store.leased_rows(RELEASE_BATCH).await?;
            let mut progress = 0;
            for row in &rows {
                if let switchboard_domain::state::Row::Limit(limit) = row {
                    progress += usize::from(leases.release_orphaned(limit, OWNER).await.unwrap_or(false));
                } else if let Some(free) = switchboard_workflow::release(row, self.clock.now(), first_check) {
                    let expect = switchboard_domain::state::Expect::Present(Vec::new());
                    let write = switchboard_domain::state::Write::put(free, expect);
                    progress += usize::from(self.store.write(vec![write]).await.is_ok());
                }
            }
            released += progress;
            if progress == 0 {
                return Ok(released);
            }
        }
    }
}

/// The secrets of this process.
pub(crate) fn secrets_of(data: &Path, environment: Environment) -> Secrets {
    VariableSecrets::new(environment, std::env::vars(), FileSecrets::new(data))
}

/// Refuses what this build cannot do.
pub(crate) fn check_settings(settings: &Settings, clock: &dyn Clock) -> Result<Vec<String>, Failure> {
    if settings.llm.provider != Provider::Offline {
        return Err(Failure::new("settings", "llm.provider: only \"offline\" is available in this release")
            .help("set llm.provider = \"offline\", the built-in classifier"));
    }
    let warnings = settings.check_startup(clock.now())?;
    Ok(warnings.iter().map(|warning| format!("warning[{}]: {warning}", warning.code())).collect())
}

/// The active webhook tokens; unreadable ones close the door.
pub(crate) fn tokens(source: &dyn SecretSource) -> TokenSet {
    let raw = source.read(SecretName::RichpanelWebhookToken).ok().flatten();
    match raw.and_then(|raw| secrets::webhook_tokens(&raw).ok()) {
        Some(tokens) => TokenSet::new(tokens),
        None => TokenSet::unreadable(),
    }
}

/// A working host: executor and jobs over the embedded stores.
pub(crate) struct Host {
    pub(crate) stores: Stores,
    pub(crate) settings: Arc<Settings>,
    pub(crate) executor: Executor,
    pub(crate) jobs: Arc<Jobs>,
}

impl Host {
    /// Wires clients, limits and policy together.
    pub(crate) fn new(
        stores: Stores,
        settings: Settings,
        source: &Secrets,
        (logger, sink): (Logger, Arc<dyn Sink>),
        owner: &'static str,
    ) -> Result<Self, Failure> {
        let settings = Arc::new(settings);
        let clock = Arc::clone(&stores.clock);
        let store = Arc::clone(&stores.store) as Arc<dyn Store>;
        let randomness: Arc<dyn Randomness> = Arc::new(OsRandomness);
        let files = FileSecrets::new(stores.dir.path());
        let identity = match source.read(SecretName::IdentityKey)? {
            Some(given) => given,
            None => files.ensure(SecretName::IdentityKey, || secrets::generate(SecretName::IdentityKey))?,
        };
        let bot = optional(source, SecretName::RichpanelBotAgentId)?.and_then(|id| BotAgentId::new(id.expose()));
        let bot_id = bot.as_ref().map(|bot| bot.as_str().to_owned());
        let file = SwitchFile::new(stores.dir.path(), settings.environment());
        if stores.fresh {
            file.create()?;
        }
        let cache = SwitchCache::new(file);
        let switch_clock = Arc::clone(&clock);
        let journal = Journal::new(logger, sink, Arc::clone(&clock));
        let observer: Arc<dyn CallObserver> = Arc::new(journal.clone());
        let helpdesk = helpdesk(&settings, source, (&store, &clock, &randomness), bot, &observer)?;
        let parts = Parts {
            queue: Arc::clone(&stores.queue) as Arc<dyn switchboard_queue::Queue>,
            switches: Arc::new(move || cache.view(switch_clock.as_ref())),
            policy: Arc::new(PolicyConfig::from(settings.as_ref())),
            workflow: Arc::new(workflow_config(&settings, bot_id, settings.ingress.skew())),
            helpdesk: Arc::new(helpdesk),
            orders: Arc::new(orders(&settings, source, (&store, &clock, &randomness), &observer)?),
            identity_key: secrets::identity_key(&identity)?,
            settings: Arc::clone(&settings),
            store: Arc::clone(&store),
            clock: Arc::clone(&clock),
            randomness,
            journal,
        };
        let executor = Executor::new(parts);
        let jobs = Arc::new(Jobs::new(executor.clone(), JobLeases::new(store, clock), owner));
        Ok(Self { stores, settings, executor, jobs })
    }
}

fn optional(source: &Secrets, name: SecretName) -> Result<Option<Secret>, Failure> {
    let Some(raw) = source.read(name)? else { return Ok(None) };
    Ok(Some(secrets::text(name, &raw)?))
}

fn required(source: &Secrets, name: SecretName) -> Result<Secret, Failure> {
    optional(source, name)?.ok_or_else(|| {
        Failure::new("secrets.missing", format!("the secret {name} is not set"))
            .help(format!("`switchboard secrets put {name}` reads it from standard input; or use `serve --simulate`"))
    })
}

/// What limits and clients share.
pub(crate) type Ports<'a> = (&'a Arc<dyn Store>, &'a Arc<dyn Clock>, &'a Arc<dyn Randomness>);

fn helpdesk(
    settings: &Settings,
    source: &Secrets,
    (store, clock, randomness): Ports<'_>,
    bot: Option<BotAgentId>,
    observer: &Arc<dyn CallObserver>,
) -> Result<Helpdesk, Failure> {
    let values = &settings.richpanel;
    let client = richpanel_client(settings, source, clock)?.with_observer(Arc::clone(observer));
    let limits = (
        bucket(Vendor::Richpanel, settings, (store, clock, randomness)),
        SharedBreaker::new("richpanel", BreakerConfig::vendor(), Arc::clone(store), Arc::clone(clock)),
    );
    let capabilities =
        Capabilities { send_echo: values.cap.send_echo.is_proven(), tags_echo: values.cap.tags_echo.is_proven() };
    Ok(Helpdesk::new(client, limits, bot, capabilities, Arc::clone(clock), Arc::clone(randomness)))
}

/// The helpdesk's client as the settings have it.
pub(crate) fn richpanel_client(
    settings: &Settings,
    source: &Secrets,
    clock: &Arc<dyn Clock>,
) -> Result<RichpanelClient, Failure> {
    let values = &settings.richpanel;
    RichpanelClient::new(RichpanelConfig {
        base_path: values.base_path.clone(),
        timeout: values.timeout(),
        connect_timeout: Millis(values.connect_timeout_ms.into()),
        rate_headers: values.rate_headers.clone(),
        close_payload: match values.close_payload {
            Configured::StateAndStatus => ClosePayload::StateAndStatus,
            Configured::StateClosed => ClosePayload::StateClosed,
            Configured::StateResolved => ClosePayload::StateResolved,
        },
        tag_write_mode: match values.tag_write_mode {
            ConfiguredTags::Name => TagWriteMode::Name,
            ConfiguredTags::Id => TagWriteMode::Id,
        },
        loopback_only: settings.environment() == Environment::Local,
        ..RichpanelConfig::new(
            values.base_url.clone(),
            required(source, SecretName::RichpanelApiKey)?,
            Arc::clone(clock),
        )
    })
    .map_err(|error| Failure::new(error.code(), format!("richpanel.base_url: {error}")))
}

/// The budget of a vendor, shared by every process of the account.
pub(crate) fn bucket(vendor: Vendor, settings: &Settings, (store, clock, randomness): Ports<'_>) -> SharedBucket {
    let (requests, window, burst) = match vendor {
        Vendor::Richpanel => {
            let values = &settings.richpanel.budget;
            (values.requests, Millis::from_secs(values.window_s.into()), values.burst)
        }
        Vendor::Shopify => {
            let values = &settings.shopify.budget;
            (values.requests_per_s, Millis::from_secs(1), values.burst)
        }
        Vendor::Openai => (settings.llm.budget.requests_per_min, Millis::from_mins(1), 1),
    };
    let budget = BudgetConfig {
        requests,
        window,
        burst,
        skew: Millis(0),
        max_concurrency: settings.queue.max_concurrency,
        ..BudgetConfig::default()
    };
    SharedBucket::new(vendor.as_str(), budget, Arc::clone(store), Arc::clone(clock), Arc::clone(randomness))
}

fn orders(
    settings: &Settings,
    source: &Secrets,
    (store, clock, randomness): Ports<'_>,
    observer: &Arc<dyn CallObserver>,
) -> Result<OrderSource, Failure> {
    let client = shopify_client(settings, source, clock)?.with_observer(Arc::clone(observer));
    let bucket = bucket(Vendor::Shopify, settings, (store, clock, randomness));
    Ok(OrderSource::new(client, bucket, Arc::clone(clock), Arc::clone(randomness)))
}

/// The store's client as the settings have it.
pub(crate) fn shopify_client(
    settings: &Settings,
    source: &Secrets,
    clock: &Arc<dyn Clock>,
) -> Result<ShopifyClient, Failure> {
    let values = &settings.shopify;
    let (Some(address), Some(version)) = (values.address(), values.api_version) else {
        return Err(Failure::new("settings", "shopify.shop_domain and shopify.api_version must be set"));
    };
    ShopifyClient::new(ShopifyConfig {
        timeout: values.timeout(),
        loopback_only: settings.environment() == Environment::Local,
        preorder_eta: settings.preorder.eta_field.as_deref().and_then(switchboard_shopify::Metafield::parse),
        with_zip: settings.orders.path_b.accept_zip,
        ..ShopifyConfig::new(
            address,
            version.to_string(),
            required(source, SecretName::ShopifyAdminApiToken)?,
            Arc::clone(clock),
        )
    })
    .map_err(|error| Failure::new(error.code(), error))
}
