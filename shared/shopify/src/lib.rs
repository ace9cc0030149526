//! Read-only client of the Shopify Admin GraphQL API: an order by id, orders by name, the shop.
//!
//! It holds no mutation and no search by email, phone or customer. It decides nothing about a match: orders come back
//! as the vendor's JSON, for the order rules to normalise. The HTTP side (one host, no redirects, failure classes) is
//! that of [`switchboard_egress`]. Nothing is logged here; [`CallInfo`] is what a caller may log.
//!
//! ```no_run
//! use std::sync::Arc;
//! use switchboard_domain::{Secret, SystemClock};
//! use switchboard_shopify::{OrderId, ShopDomain, ShopifyClient, ShopifyConfig};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let shop = ShopDomain::new("example.myshopify.com").ok_or("not a shop")?;
//! let token = Secret::new("shpat_example".to_owned());
//! let config = ShopifyConfig::new(shop.base_url(), "2026-01", token, Arc::new(SystemClock::new()));
//! let client = ShopifyClient::new(config)?;
//! let id = OrderId::parse("5550001").ok_or("not an order id")?;
//! let order = client.order_by_id(&id).await.result?;
//! assert!(order.is_none_or(|order| order.is_object()));
//! # Ok(())
//! # }
//! ```

mod answer;
mod client;
mod config;
mod order_ref;
mod query;

pub use answer::{Answered, CallInfo, Throttle};
pub use client::{ShopInfo, ShopifyClient};
pub use config::{ConfigError, Metafield, ShopDomain, ShopifyConfig};
pub use order_ref::{OrderId, OrderName};
pub use query::{MAX_CANDIDATES, Operation};
