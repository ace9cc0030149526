//! Orders: reading them from the store and the helpdesk, finding order numbers in text, matching an order to a
//! customer, and deciding what may be said about it (delivery estimate, tracking, or nothing).
//!
//! It performs no I/O, writes to no vendor and renders no text; the caller brings what was looked up, and the replies
//! crate words the result.
//!
//! ```
//! use serde_json::json;
//! use switchboard_orders::{
//!     FoundOrders, LinkedOrder, NumberSources, Order, OrderFacts, OrderRules, OrderVerdict, TicketIdentity, assess_order,
//!     extract_number, match_order,
//! };
//!
//! let rules = OrderRules::default();
//! let newest = "Where is order #10442?";
//! let numbers = extract_number(&NumberSources { newest, ..Default::default() }, &rules.numbers);
//! let order = Order::from_shopify(&json!({
//!     "id": 1, "name": "#10442", "email": "anna@mail.example", "created_at": "2026-09-01T15:00:00Z",
//!     "shipping_lines": [{"title": "Standard"}]
//! }))?;
//! let facts = OrderFacts { linked: LinkedOrder::None, found: FoundOrders::Orders(vec![order]) };
//! let ticket = TicketIdentity { email: Some("anna@mail.example".to_owned().into()), ..Default::default() };
//! let matched = match_order(&facts, &numbers, &ticket, &rules.matching);
//! let order = matched.order.ok_or("no match")?;
//! let verdict = assess_order(&order, Some("ticket-1"), "2026-09-03T15:00:00Z".parse()?, &rules);
//! let OrderVerdict::Reply(reply) = verdict else { return Err("no reply".into()) };
//! assert_eq!(reply.estimate.and_then(|e| e.text()).as_deref(), Some("1-3 business days"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod assess;
pub mod audit;
pub mod calendar;
pub mod carrier;
pub mod estimate;
pub mod identity;
mod json;
pub mod matching;
pub mod method;
pub mod number;
pub mod order;
mod pattern;
mod pending;
pub mod preorder;
pub mod read;
mod read_shipment;
pub mod rules;
pub mod shipment;
mod span;
mod stated;
pub mod tracking;

pub use assess::{FulfilmentStatus, MissingContext, OrderReply, OrderStatus, OrderVerdict, assess_order};
pub use audit::{AuditContext, EstimateAudit};
pub use carrier::Carrier;
pub use estimate::{Bucket, Estimate, EstimateRule, EstimateRules, NoEstimate, estimate};
pub use matching::{FoundOrders, LinkedOrder, MatchRules, Matched, OrderFacts, TicketIdentity, match_order, typed_zip};
pub use method::{TransitMap, TransitWarning, Window};
pub use number::{Extraction, NumberRules, NumberSource, NumberSources, OrderNumber, extract_number};
pub use order::{Order, OrderSource};
pub use pending::is_pending_answer;
pub use preorder::PreorderRules;
pub use read::OrderShapeError;
pub use rules::{DisclosureRules, OrderRules};
pub use shipment::Shipment;
pub use tracking::{Tracking, newest_tracking};
