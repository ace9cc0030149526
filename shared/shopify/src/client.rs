//! The client: one method per call of the contract.

use std::sync::Arc;

use http::Method;
use serde_json::{Value, json};
use switchboard_domain::Secret;
use switchboard_domain::vendor::{FailureKind, Vendor, VendorFailure};
use switchboard_egress::{Call, CallObserver, Egress, EgressConfig, EgressError};

use crate::answer::{self, Answered, CallInfo, Throttle};
use crate::config::{self, ConfigError, Metafield, ShopDomain, ShopifyConfig};
use crate::order_ref::{OrderId, OrderName};
use crate::query::{self, Operation};

/// A client of one shop. Cheap to clone. It makes every call once and knows no budget.
#[derive(Clone, Debug)]
pub struct ShopifyClient {
    egress: Egress,
    path: String,
    preorder_eta: Option<Metafield>,
    with_zip: bool,
}

/// The shop as the health check sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShopInfo {
    /// The shop's name.
    pub name: Option<String>,
    /// The plan's display name.
    pub plan: Option<String>,
}

impl ShopifyClient {
    /// A client for the configured shop.
    ///
    /// # Errors
    /// [`ConfigError`] says which part of the configuration cannot be used.
    pub fn new(config: ShopifyConfig) -> Result<Self, ConfigError> {
        if !config::is_version(&config.api_version) {
            return Err(ConfigError::InvalidVersion);
        }
        let host = config.base_url.strip_prefix("https://").map(|host| host.trim_end_matches('/'));
        if !config.loopback_only && host.and_then(ShopDomain::new).is_none() {
            return Err(ConfigError::NotAShop);
        }
        let egress = Egress::new(EgressConfig {
            vendor: Vendor::Shopify,
            base_url: config.base_url,
            auth_header: "x-shopify-access-token",
            credential: config.token,
            timeout: config.timeout,
            connect_timeout: config.connect_timeout,
            loopback_only: config.loopback_only,
            reset_headers: Vec::new(),
            clock: config.clock,
        })?;
        Ok(Self {
            egress,
            path: format!("/admin/api/{}/graphql.json", config.api_version),
            preorder_eta: config.preorder_eta,
            with_zip: config.with_zip,
        })
    }

    /// The same client with another token, for the one repeat after a 401 or 403.
    ///
    /// # Errors
    /// [`EgressError::InvalidCredential`].
    pub fn with_token(&self, token: &Secret<String>) -> Result<Self, EgressError> {
        Ok(Self { egress: self.egress.with_credential(token)?, ..self.clone() })
    }

    /// The same client, whose calls are told to the observer.
    #[must_use]
    pub fn with_observer(self, observer: Arc<dyn CallObserver>) -> Self {
        Self { egress: self.egress.with_observer(observer), ..self }
    }

    /// The order with this id as the vendor's JSON object; `None` if the store does not know it.
    pub async fn order_by_id(&self, id: &OrderId) -> Answered<Option<Value>> {
        self.ask(Operation::OrderById, json!({"id": id.gid()}), |data| match data.get_mut("order").map(Value::take) {
            Some(Value::Null) => Some(None),
            Some(order @ Value::Object(_)) => Some(Some(order)),
            _ => None,
        })
        .await
    }

    /// At most [`crate::MAX_CANDIDATES`] candidates for an order name, as the vendor's JSON objects. The search is
    /// fuzzy: only a candidate with exactly this name is the order, and the first one often is not.
    pub async fn order_by_name(&self, name: &OrderName) -> Answered<Vec<Value>> {
        self.ask(Operation::OrderByName, json!({"query": name.search()}), |data| {
            match data.pointer_mut("/orders/nodes").map(Value::take) {
                Some(Value::Array(orders)) => Some(orders.into_iter().filter(Value::is_object).collect()),
                _ => None,
            }
        })
        .await
    }

    /// Name and plan of the shop.
    pub async fn shop(&self) -> Answered<ShopInfo> {
        self.ask(Operation::Shop, json!({}), |data| {
            let shop = data.get("shop").filter(|shop| shop.is_object())?;
            let text = |path: &str| shop.pointer(path).and_then(Value::as_str).map(str::to_owned);
            Some(ShopInfo { name: text("/name"), plan: text("/plan/displayName") })
        })
        .await
    }

    async fn ask<T>(
        &self,
        operation: Operation,
        variables: Value,
        read: impl FnOnce(&mut Value) -> Option<T>,
    ) -> Answered<T> {
        let body = json!({
            "operationName": operation.name(),
            "query": query::document(operation, self.preorder_eta.as_ref(), self.with_zip),
            "variables": variables,
        });
        let call = Call { operation: operation.name(), method: &Method::POST, path: &self.path, body: Some(&body) };
        let (http, result) = self.egress.send(call).await;
        let mut info = CallInfo { http, served_version: None, throttle: None };
        let result = result.and_then(|answer| {
            let header = |name: &str| answer.headers.get(name)?.to_str().ok().map(str::to_owned);
            info.served_version = header("x-shopify-api-version").filter(|version| config::is_version(version));
            let failed = |kind, retry_after| VendorFailure {
                http_status: Some(answer.status),
                retry_after,
                ..self.egress.failure(operation.name(), kind)
            };
            let body: Value = serde_json::from_slice(&answer.body).map_err(|_| failed(FailureKind::Ambiguous, None))?;
            info.throttle = Throttle::read(&body);
            let mut data = answer::data(body).map_err(|(kind, wait)| failed(kind, wait))?;
            read(&mut data).ok_or_else(|| failed(FailureKind::Ambiguous, None))
        });
        Answered { result, info }
    }
}

#[cfg(test)]
mod tests {
    use switchboard_domain::SystemClock;

    use super::*;

    #[test]
    fn configuration_is_checked_before_any_call() {
        let code = |url: &str, version: &str, local: bool| {
            let token = Secret::new("shpat_x".to_owned());
            let config = ShopifyConfig::new(url, version, token, Arc::new(SystemClock::new()));
            ShopifyClient::new(ShopifyConfig { loopback_only: local, ..config }).err().map(ConfigError::code)
        };
        assert_eq!(code("https://s.myshopify.com", "2026-01", false), None);
        assert_eq!(code("http://127.0.0.1:1", "2026-01", true), None);
        assert_eq!(code("https://s.myshopify.com", "", false), Some("shopify.invalid_version"));
        assert_eq!(code("https://s.example", "2026-01", false), Some("shopify.not_a_shop"));
        assert_eq!(code("http://s.myshopify.com", "2026-01", false), Some("shopify.not_a_shop"));
        assert_eq!(code("http://127.0.0.1:1", "2026-01", false), Some("shopify.not_a_shop"));
        assert_eq!(code("https://s.myshopify.com", "2026-01", true), Some("egress.refused"));
    }
}
