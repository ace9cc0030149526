//! The calls that production code makes, and whether each may be repeated.

use switchboard_domain::vendor::FailureKind;

/// Whether a call may be repeated after an outcome that leaves open if it was applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryClass {
    /// Safe: a second application changes nothing.
    Safe,
    /// Never after an ambiguous outcome.
    Never,
}

impl RetryClass {
    /// Whether the call may be made again after this failure. A failure that proves the call was not applied permits
    /// it for both classes; an ambiguous one only for safe calls; the others would fail again.
    pub const fn may_repeat(self, failure: FailureKind) -> bool {
        failure.provably_not_applied() || (failure.is_transient() && matches!(self, Self::Safe))
    }
}

/// A call of the vendor contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operation {
    /// GET ticket by id.
    ReadTicket,
    /// PUT add-tags.
    AddTags,
    /// PUT remove-tags.
    RemoveTags,
    /// PUT ticket with a closing state.
    CloseTicket,
    /// PUT send-message: delivers mail to the customer.
    SendMessage,
    /// GET the order linked to a conversation.
    LinkedOrder,
    /// GET an order's detail.
    OrderDetail,
    /// GET users.
    Users,
    /// GET teams.
    Teams,
    /// GET tags.
    Tags,
    /// GET channels.
    Channels,
}

/// Name and retry class of every operation.
const TABLE: [(Operation, &str, RetryClass); 11] = [
    (Operation::ReadTicket, "read_ticket", RetryClass::Safe),
    (Operation::AddTags, "add_tags", RetryClass::Safe),
    (Operation::RemoveTags, "remove_tags", RetryClass::Safe),
    (Operation::CloseTicket, "close_ticket", RetryClass::Safe),
    (Operation::SendMessage, "send_message", RetryClass::Never),
    (Operation::LinkedOrder, "linked_order", RetryClass::Safe),
    (Operation::OrderDetail, "order_detail", RetryClass::Safe),
    (Operation::Users, "users", RetryClass::Safe),
    (Operation::Teams, "teams", RetryClass::Safe),
    (Operation::Tags, "tags", RetryClass::Safe),
    (Operation::Channels, "channels", RetryClass::Safe),
];

impl Operation {
    /// Every operation, in the table's order.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        TABLE.iter().map(|row| row.0)
    }

    /// The name in failures, logs and metrics.
    pub const fn name(self) -> &'static str {
        TABLE[self as usize].1
    }

    /// Whether it may be repeated after an ambiguous outcome.
    pub const fn retry_class(self) -> RetryClass {
        TABLE[self as usize].2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (index, operation) in Operation::all().enumerate() {
            assert_eq!(operation as usize, index);
        }
    }

    #[test]
    fn only_sending_is_never_repeated_after_an_ambiguous_outcome() {
        let never: Vec<_> = Operation::all().filter(|o| o.retry_class() == RetryClass::Never).collect();
        assert_eq!(never, [Operation::SendMessage]);
        let table = [
            (FailureKind::RateLimited, true, true),
            (FailureKind::Unreachable, true, true),
            (FailureKind::Ambiguous, true, false),
            (FailureKind::Auth, false, false),
            (FailureKind::NotFound, false, false),
            (FailureKind::Conflict, false, false),
            (FailureKind::TooLarge, false, false),
            (FailureKind::BadRequest, false, false),
        ];
        for (failure, safe, never) in table {
            assert_eq!(RetryClass::Safe.may_repeat(failure), safe, "{failure:?}");
            assert_eq!(RetryClass::Never.may_repeat(failure), never, "{failure:?}");
        }
    }
}
