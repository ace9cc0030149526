//! The queues of a deployment: the main one, and where it is switched on one for live chat.

use switchboard_domain::EventClass;

/// A FIFO queue and its dead letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// URL of the queue.
    pub queue_url: String,
    /// URL of the queue of its dead letters; `None` for a host that gives up no message (the ingress).
    pub dead_letter_url: Option<String>,
}

/// Which queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LaneName {
    /// The main queue.
    Main,
    /// The queue of live chat.
    LiveChat,
}

/// All queues of a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lanes {
    /// The main queue.
    pub main: Lane,
    /// The queue of live chat, where it is switched on.
    pub live_chat: Option<Lane>,
}

impl Lane {
    /// Name of the queue, the last part of its URL and of its ARN.
    fn queue_name(&self) -> &str {
        self.queue_url.rsplit('/').next().unwrap_or_default()
    }
}

impl Lanes {
    /// The lane with this name; the main one where live chat has none.
    pub(super) fn get(&self, name: LaneName) -> &Lane {
        match (name, &self.live_chat) {
            (LaneName::LiveChat, Some(lane)) => lane,
            _ => &self.main,
        }
    }

    /// Where a message of this class goes.
    pub(super) const fn of_class(class: EventClass) -> LaneName {
        match class {
            EventClass::Interactive => LaneName::LiveChat,
            EventClass::Normal | EventClass::Background => LaneName::Main,
        }
    }

    /// The lane of the queue with this ARN.
    pub(super) fn of_arn(&self, arn: &str) -> Option<LaneName> {
        let queue = arn.rsplit(':').next()?;
        let named = |lane: &Lane| lane.queue_name() == queue;
        if named(&self.main) {
            Some(LaneName::Main)
        } else {
            self.live_chat.as_ref().is_some_and(named).then_some(LaneName::LiveChat)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(name: &str) -> Lane {
        let queue_url = format!("https://sqs.us-east-2.amazonaws.com/123456789012/{name}.fifo");
        Lane { queue_url, dead_letter_url: None }
    }

    #[test]
    fn live_chat_has_its_own_lane_only_where_there_is_one() {
        let both = Lanes { main: lane("events"), live_chat: Some(lane("livechat")) };
        let one = Lanes { live_chat: None, ..both.clone() };
        let queue = |lanes: &Lanes, class| lanes.get(Lanes::of_class(class)).queue_name().to_owned();
        assert_eq!(queue(&both, EventClass::Interactive), "livechat.fifo");
        assert_eq!(queue(&both, EventClass::Background), "events.fifo");
        assert_eq!(queue(&one, EventClass::Interactive), "events.fifo");
        let arn = |name| format!("arn:aws:sqs:us-east-2:123456789012:{name}.fifo");
        assert_eq!(both.of_arn(&arn("events")), Some(LaneName::Main));
        assert_eq!(both.of_arn(&arn("livechat")), Some(LaneName::LiveChat));
        assert_eq!(one.of_arn(&arn("livechat")), None);
    }
}
