//! A FIFO queue with groups, visibility timeout, receive count and dead letters.

use std::collections::HashSet;

use switchboard_domain::Envelope;

const MAX_RECEIVES: u32 = 5;

#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) envelope: Envelope,
    pub(crate) dedup_id: String,
    pub(crate) conversation: usize,
    pub(crate) visible_at: i64,
    pub(crate) receives: u32,
    pub(crate) receipt: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Queue {
    messages: Vec<Message>,
    seen: HashSet<String>,
    pub(crate) dead: Vec<usize>,
    receipts: u64,
}

impl Queue {
    pub(crate) fn send(&mut self, envelope: Envelope, dedup_id: String, conversation: usize, visible_at: i64) {
        if self.seen.insert(dedup_id.clone()) {
            let message = Message { envelope, dedup_id, conversation, visible_at, receives: 0, receipt: 0 };
            self.messages.push(message);
        }
    }

    /// The oldest receivable message: not in flight, and none of its group before it waits or is in flight.
    pub(crate) fn receive(&mut self, now: i64, visibility: i64) -> Option<(&Message, u64)> {
        let mut blocked: HashSet<usize> = HashSet::new();
        let mut found = None;
        for (i, message) in self.messages.iter().enumerate() {
            if blocked.contains(&message.conversation) {
                continue;
            }
            if message.visible_at <= now {
                found = Some(i);
                break;
            }
            blocked.insert(message.conversation);
        }
        let i = found?;
        if self.messages[i].receives >= MAX_RECEIVES {
            let message = self.messages.remove(i);
            self.dead.push(message.conversation);
            return self.receive(now, visibility);
        }
        self.receipts += 1;
        let message = &mut self.messages[i];
        message.receives += 1;
        message.receipt = self.receipts;
        message.visible_at = now + visibility;
        Some((&self.messages[i], self.receipts))
    }

    pub(crate) fn delete(&mut self, receipt: u64) {
        self.messages.retain(|message| message.receipt != receipt);
    }

    pub(crate) fn dead_letter(&mut self, receipt: u64) {
        if let Some(i) = self.messages.iter().position(|message| message.receipt == receipt) {
            let message = self.messages.remove(i);
            self.dead.push(message.conversation);
        }
    }

    pub(crate) fn hide(&mut self, receipt: u64, until: i64) {
        if let Some(message) = self.messages.iter_mut().find(|message| message.receipt == receipt) {
            message.visible_at = until;
        }
    }

    pub(crate) fn next_visible(&self) -> Option<i64> {
        self.messages.iter().map(|message| message.visible_at).min()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }
}
