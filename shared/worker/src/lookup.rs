//! Order facts: the helpdesk's link first, then the store, by id or by the number that the customer named.

use std::sync::Arc;

use serde_json::Value;
use switchboard_domain::vendor::FailureKind;
use switchboard_domain::{Clock, EventClass, Millis, Randomness, Timestamp};
use switchboard_limits::{RetryPolicy, SharedBucket};
use switchboard_orders::{FoundOrders, LinkedOrder, Order, OrderFacts};
use switchboard_richpanel::LinkedOrder as Link;
use switchboard_settings::values::orders::OrderSource as Configured;
use switchboard_shopify::{Answered, OrderId, OrderName, ShopifyClient};
use switchboard_workflow::{CallError, DecideRequest};

use crate::parts::Parts;

/// Attempts of a read from the store.
const ATTEMPTS: u32 = 3;
/// First wait between attempts; doubles up to the longest, with full jitter.
const FIRST_WAIT: Millis = Millis(500);
/// Longest wait between attempts.
const LONGEST_WAIT: Millis = Millis::from_secs(4);
/// How long a lookup waits for its place in the store's budget.
const BUDGET_WAIT: Millis = Millis::from_secs(10);

/// The store behind its shared budget.
pub struct OrderSource {
    client: ShopifyClient,
    bucket: SharedBucket,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
}

impl OrderSource {
    /// The store behind this budget.
    pub fn new(
        client: ShopifyClient,
        bucket: SharedBucket,
        clock: Arc<dyn Clock>,
        randomness: Arc<dyn Randomness>,
    ) -> Self {
        Self { client, bucket, clock, randomness }
    }

    /// Looks up what the decision needs. Returns the facts and the helpdesk calls spent; a failed lookup is a fact.
    ///
    /// # Errors
    /// When to come back, if the helpdesk's budget has no place in time.
    pub(crate) async fn look_up(
        &self,
        parts: &Parts,
        request: &DecideRequest,
        number: Option<&str>,
    ) -> Result<(OrderFacts, u32), Timestamp> {
        let class = request.envelope.class;
        let link = match parts.helpdesk.linked_order(&request.ticket.id, class).await {
            Ok(link) => link,
            Err(CallError::Denied { retry_at }) => return Err(retry_at),
            Err(_) => {
                let facts = OrderFacts { linked: LinkedOrder::LookupFailed, found: FoundOrders::NotLookedUp };
                return Ok((facts, 1));
            }
        };
        if let Some(link) = link {
            let (linked, calls) = self.linked(parts, &link, class).await?;
            return Ok((OrderFacts { linked, found: FoundOrders::NotLookedUp }, 1 + calls));
        }
        let found = match number.and_then(OrderName::parse) {
            Some(name) => self.by_name(&name, class).await,
            None => FoundOrders::NotLookedUp,
        };
        Ok((OrderFacts { linked: LinkedOrder::None, found }, 1))
    }

    /// Whether the store answers for our token, after waiting for a place in its budget.
    pub(crate) async fn answers(&self) -> bool {
        self.ask(EventClass::Background, || self.client.shop()).await.is_ok()
    }

    async fn linked(&self, parts: &Parts, link: &Link, class: EventClass) -> Result<(LinkedOrder, u32), Timestamp> {
        if parts.settings.orders.source == Configured::Richpanel {
            let linked = match parts.helpdesk.order_detail(link, class).await {
                Ok(detail) => Order::from_richpanel(&detail).map_or(LinkedOrder::LookupFailed, LinkedOrder::Found),
                Err(CallError::Denied { retry_at }) => return Err(retry_at),
                Err(_) => LinkedOrder::LookupFailed,
            };
            return Ok((linked, 1));
        }
        let Some(id) = OrderId::parse(&link.order_id) else { return Ok((LinkedOrder::UnknownToStore, 0)) };
        let linked = match self.ask(class, || self.client.order_by_id(&id)).await {
            Ok(Some(order)) => Order::from_shopify(&order).map_or(LinkedOrder::LookupFailed, LinkedOrder::Found),
            Ok(None) => LinkedOrder::UnknownToStore,
            Err(()) => LinkedOrder::LookupFailed,
        };
        Ok((linked, 0))
    }

    async fn by_name(&self, name: &OrderName, class: EventClass) -> FoundOrders {
        let Ok(orders) = self.ask(class, || self.client.order_by_name(name)).await else {
            return FoundOrders::LookupFailed;
        };
        let readable = |order: &Value| Order::from_shopify(order).ok();
        FoundOrders::Orders(orders.iter().filter_map(readable).collect())
    }

    /// A read with repeats, each asking the budget.
    async fn ask<T, F, Fut>(&self, class: EventClass, call: F) -> Result<T, ()>
    where
        F: Fn() -> Fut,
        Fut: Future<Output = Answered<T>>,
    {
        let policy = RetryPolicy::doubling(ATTEMPTS, FIRST_WAIT, LONGEST_WAIT);
        let mut failed = 0;
        loop {
            let granted = self.bucket.acquire(1, class, BUDGET_WAIT).await.map_err(|_| ())?;
            granted.sleep_until_start(self.clock.as_ref()).await;
            let failure = match call().await.result {
                Ok(answer) => return Ok(answer),
                Err(failure) if failure.kind.is_transient() => failure,
                Err(_) => return Err(()),
            };
            failed += 1;
            let wait = policy.wait(failed, self.randomness.as_ref()).ok_or(())?;
            if failure.kind == FailureKind::RateLimited {
                // The shared cooldown makes the next acquire wait; told to the others or not, this process keeps it.
                drop(self.bucket.report_refusal(failure.retry_after).await);
            } else {
                tokio::time::sleep(self.clock.real_duration(wait)).await;
            }
        }
    }
}
