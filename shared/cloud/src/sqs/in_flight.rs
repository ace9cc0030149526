//! The deliveries that this process has under way.
//!
//! The service names a delivery by its receipt alone, but moving a message to the dead letters takes its content, and a
//! receipt is good for one queue only. So what was handed out is remembered until it is settled or its time has passed.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use switchboard_queue::{Delivery, QueueError, Receipt};

use super::lane::LaneName;
use super::message::Received;

/// A delivery under way.
#[derive(Clone)]
pub(super) struct Held {
    pub(super) lane: LaneName,
    pub(super) message: Received,
    pub(super) delivery: Delivery,
    until: Instant,
}

/// The deliveries under way, by receipt.
#[derive(Default)]
pub(super) struct InFlight {
    held: Mutex<HashMap<Receipt, Held>>,
}

impl InFlight {
    /// Remembers a message for the time of its visibility and gives its delivery.
    pub(super) fn hold(&self, lane: LaneName, message: Received, visibility: Duration) -> Result<Delivery, QueueError> {
        let delivery = message.delivery()?;
        let now = Instant::now();
        let mut all = self.lock();
        all.retain(|_, held| held.until > now);
        let held = Held { lane, message, delivery: delivery.clone(), until: now + visibility };
        all.insert(delivery.receipt.clone(), held);
        Ok(delivery)
    }

    /// The delivery with this receipt.
    pub(super) fn get(&self, receipt: &Receipt) -> Result<Held, QueueError> {
        let now = Instant::now();
        self.lock().get(receipt).filter(|held| held.until > now).cloned().ok_or(QueueError::StaleReceipt)
    }

    /// Lets the delivery end at another time.
    pub(super) fn prolong(&self, receipt: &Receipt, visibility: Duration) {
        if let Some(held) = self.lock().get_mut(receipt) {
            held.until = Instant::now() + visibility;
        }
    }

    /// Forgets a delivery that has ended.
    pub(super) fn forget(&self, receipt: &Receipt) {
        self.lock().remove(receipt);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Receipt, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
