//! The vendors as the settings have them: clients, budgets, breakers.

use std::sync::Arc;

use switchboard_domain::vendor::Vendor;
use switchboard_domain::{Clock, Environment, Millis, Randomness, Secret};
use switchboard_egress::CallObserver;
use switchboard_limits::{BreakerConfig, BudgetConfig, SharedBreaker, SharedBucket};
use switchboard_openai::{OpenAi, OpenAiConfig, Slot};
use switchboard_richpanel::{BotAgentId, ClosePayload, RichpanelClient, RichpanelConfig, TagWriteMode};
use switchboard_settings::values::llm::{ModelSlot as NamedModel, Provider};
use switchboard_settings::values::richpanel::{ClosePayload as Configured, TagWriteMode as ConfiguredTags};
use switchboard_settings::{SecretName, SecretSource, Settings};
use switchboard_shopify::{ShopifyClient, ShopifyConfig};
use switchboard_worker::{
    Advisor, Capabilities, Helpdesk, ModelBuckets, ModelSetup, ModelSlot, OrderSource, TOKENS_PER_UNIT,
};

use crate::assembly::Base;
use crate::error::HostError;
use crate::secrets::{optional, required};

/// The helpdesk behind its budget and breaker.
pub(crate) fn helpdesk(
    settings: &Settings,
    secrets: &dyn SecretSource,
    base: &Base,
    bot: Option<BotAgentId>,
    observer: &Arc<dyn CallObserver>,
) -> Result<Helpdesk, HostError> {
    let values = &settings.richpanel;
    let client = richpanel_client(settings, secrets, &base.clock)?.with_observer(Arc::clone(observer));
    let limits = (
        bucket(Vendor::Richpanel, settings, base),
        SharedBreaker::new("richpanel", BreakerConfig::vendor(), Arc::clone(&base.store), Arc::clone(&base.clock)),
    );
    let capabilities =
        Capabilities { send_echo: values.cap.send_echo.is_proven(), tags_echo: values.cap.tags_echo.is_proven() };
    Ok(Helpdesk::new(client, limits, bot, capabilities, Arc::clone(&base.clock), Arc::clone(&base.randomness)))
}

/// The helpdesk's client.
///
/// # Errors
/// [`HostError`] when the key is missing or the address may not be used.
pub fn richpanel_client(
    settings: &Settings,
    secrets: &dyn SecretSource,
    clock: &Arc<dyn Clock>,
) -> Result<RichpanelClient, HostError> {
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
            required(secrets, SecretName::RichpanelApiKey)?,
            Arc::clone(clock),
        )
    })
    .map_err(HostError::Helpdesk)
}

/// Who understands messages: the built-in classifier, or the model behind its budgets and breakers.
pub(crate) fn advisor(
    settings: &Settings,
    secrets: &dyn SecretSource,
    base: &Base,
    identity_key: &Secret<Vec<u8>>,
    observer: &Arc<dyn CallObserver>,
) -> Result<Advisor, HostError> {
    let llm = &settings.llm;
    if llm.provider == Provider::Offline {
        return Ok(Advisor::BuiltIn);
    }
    let client = model_client(settings, secrets, &base.clock, &base.randomness)?;
    let units = llm.budget.tokens_per_min / TOKENS_PER_UNIT;
    // A call needs several units at once.
    let tokens = BudgetConfig { requests: units, burst: (units / 10).max(8), ..minute(settings, base) };
    let slot = |slot: Slot, key, named: &NamedModel| {
        let name = format!("openai.{}", slot.as_str());
        let (store, clock) = (Arc::clone(&base.store), Arc::clone(&base.clock));
        let breaker = SharedBreaker::new(&name, BreakerConfig::default(), store, clock);
        let model = named.model.clone().ok_or(HostError::ModelUnset(key));
        model.map(|model| ModelSlot { model, breaker })
    };
    let setup = ModelSetup {
        client: client.with_observer(Arc::clone(observer)),
        classifier: slot(Slot::Classifier, "llm.classifier.model", &llm.classifier)?,
        verifier: slot(Slot::Verifier, "llm.verifier.model", &llm.verifier)?,
        buckets: ModelBuckets {
            requests: bucket(Vendor::Openai, settings, base),
            tokens: shared_bucket("llm.tokens", tokens, base),
        },
        usd_per_day: llm.budget.usd_per_day,
        identity_key: identity_key.clone(),
    };
    Ok(Advisor::model(setup, &base.store))
}

/// The language model's client.
///
/// # Errors
/// [`HostError`] when the key is missing (a loopback address needs none) or the address may not be used.
pub fn model_client(
    settings: &Settings,
    secrets: &dyn SecretSource,
    clock: &Arc<dyn Clock>,
    randomness: &Arc<dyn Randomness>,
) -> Result<OpenAi, HostError> {
    let loopback_only = settings.environment() == Environment::Local;
    let name = SecretName::OpenaiApiKey;
    let key = optional(secrets, name)?;
    if key.is_none() && !loopback_only {
        return Err(HostError::MissingSecret(name));
    }
    let (clock, randomness) = (Arc::clone(clock), Arc::clone(randomness));
    OpenAi::new(OpenAiConfig::from_settings(&settings.llm, loopback_only, key, clock, randomness))
        .map_err(HostError::Model)
}

/// The budget of a vendor, shared by every process of the account.
pub fn bucket(vendor: Vendor, settings: &Settings, base: &Base) -> SharedBucket {
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
    let name = if vendor == Vendor::Openai { "llm" } else { vendor.as_str() };
    shared_bucket(name, BudgetConfig { requests, window, burst, ..minute(settings, base) }, base)
}

/// A budget per minute as far as this installation's hosts shape it.
fn minute(settings: &Settings, base: &Base) -> BudgetConfig {
    BudgetConfig {
        window: Millis::from_mins(1),
        skew: base.clocks.skew(),
        max_concurrency: settings.queue.max_concurrency,
        ..BudgetConfig::default()
    }
}

fn shared_bucket(name: &str, budget: BudgetConfig, base: &Base) -> SharedBucket {
    let (store, clock) = (Arc::clone(&base.store), Arc::clone(&base.clock));
    SharedBucket::new(name, budget, store, clock, Arc::clone(&base.randomness))
}

/// The store behind its budget.
pub(crate) fn orders(
    settings: &Settings,
    secrets: &dyn SecretSource,
    base: &Base,
    observer: &Arc<dyn CallObserver>,
) -> Result<OrderSource, HostError> {
    let client = shopify_client(settings, secrets, &base.clock)?.with_observer(Arc::clone(observer));
    let bucket = bucket(Vendor::Shopify, settings, base);
    Ok(OrderSource::new(client, bucket, Arc::clone(&base.clock), Arc::clone(&base.randomness)))
}

/// The store's client.
///
/// # Errors
/// [`HostError`] when address, version or token are missing or may not be used.
pub fn shopify_client(
    settings: &Settings,
    secrets: &dyn SecretSource,
    clock: &Arc<dyn Clock>,
) -> Result<ShopifyClient, HostError> {
    let values = &settings.shopify;
    let (Some(address), Some(version)) = (values.address(), values.api_version) else {
        return Err(HostError::ShopUnset);
    };
    Ok(ShopifyClient::new(ShopifyConfig {
        timeout: values.timeout(),
        loopback_only: settings.environment() == Environment::Local,
        preorder_eta: settings.preorder.eta_field.as_deref().and_then(switchboard_shopify::Metafield::parse),
        with_zip: settings.orders.path_b.accept_zip,
        ..ShopifyConfig::new(
            address,
            version.to_string(),
            required(secrets, SecretName::ShopifyAdminApiToken)?,
            Arc::clone(clock),
        )
    })?)
}
