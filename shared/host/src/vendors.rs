//! The vendors as the settings have them: clients, budgets, breakers.

use std::sync::Arc;

use switchboard_domain::vendor::Vendor;
use switchboard_domain::{Clock, Environment, Millis};
use switchboard_egress::CallObserver;
use switchboard_limits::{BreakerConfig, BudgetConfig, SharedBreaker, SharedBucket};
use switchboard_richpanel::{BotAgentId, ClosePayload, RichpanelClient, RichpanelConfig, TagWriteMode};
use switchboard_settings::values::richpanel::{ClosePayload as Configured, TagWriteMode as ConfiguredTags};
use switchboard_settings::{SecretName, SecretSource, Settings};
use switchboard_shopify::{ShopifyClient, ShopifyConfig};
use switchboard_worker::{Capabilities, Helpdesk, OrderSource};

use crate::assembly::Base;
use crate::error::HostError;
use crate::secrets::required;

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
    let budget = BudgetConfig {
        requests,
        window,
        burst,
        skew: base.clocks.skew(),
        max_concurrency: settings.queue.max_concurrency,
        ..BudgetConfig::default()
    };
    let (store, clock) = (Arc::clone(&base.store), Arc::clone(&base.clock));
    SharedBucket::new(vendor.as_str(), budget, store, clock, Arc::clone(&base.randomness))
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
