//! The endpoints that the contract lists, read from raw paths: the encoding of ids matters.

use axum::http::Method;
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// A path segment that is an id: `None` when it arrives badly encoded.
type Id = Option<String>;

/// A listed endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    Ticket(Id),
    TicketByNumber(String),
    ListTickets,
    CreateTicket,
    UpdateTicket(Id),
    AddTags(Id),
    RemoveTags(Id),
    SendMessage(Id),
    LinkedOrder(Id),
    OrderDetail(Id, Id),
    Users,
    User(Id),
    Teams,
    Tags,
    Channels,
}

/// What a path is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Parsed {
    Listed(Route),
    /// Not part of the contract.
    Unlisted,
}

/// Reads a method and a raw path that starts with `/v1/`.
pub(crate) fn parse(method: &Method, path: &str) -> Parsed {
    let Some(rest) = path.strip_prefix("/v1/") else { return Parsed::Unlisted };
    let segments: Vec<&str> = rest.split('/').collect();
    let id = |segment: &str| decode(segment);
    let route = match (method.as_str(), segments.as_slice()) {
        ("GET", ["tickets"]) => Route::ListTickets,
        ("POST", ["tickets"]) => Route::CreateTicket,
        ("GET", ["tickets", "number", number]) => Route::TicketByNumber((*number).to_owned()),
        ("GET", ["tickets", ticket]) => Route::Ticket(id(ticket)),
        ("PUT", ["tickets", ticket]) => Route::UpdateTicket(id(ticket)),
        ("PUT", ["tickets", ticket, "add-tags"]) => Route::AddTags(id(ticket)),
        ("PUT", ["tickets", ticket, "remove-tags"]) => Route::RemoveTags(id(ticket)),
        ("PUT", ["tickets", ticket, "send-message"]) => Route::SendMessage(id(ticket)),
        ("GET", ["order", ticket]) => Route::LinkedOrder(id(ticket)),
        ("GET", ["order", app, order]) => Route::OrderDetail(id(app), id(order)),
        ("GET", ["users"]) => Route::Users,
        ("GET", ["users", user]) => Route::User(id(user)),
        ("GET", ["teams"]) => Route::Teams,
        ("GET", ["tags"]) => Route::Tags,
        ("GET", ["channel"]) => Route::Channels,
        // An id whose slash was not encoded looks like a longer path: still a ticket call, of no ticket.
        ("GET", ["tickets", ..]) => Route::Ticket(None),
        ("PUT", ["tickets", .., "add-tags"]) => Route::AddTags(None),
        ("PUT", ["tickets", .., "remove-tags"]) => Route::RemoveTags(None),
        ("PUT", ["tickets", .., "send-message"]) => Route::SendMessage(None),
        _ => return Parsed::Unlisted,
    };
    Parsed::Listed(route)
}

impl Route {
    /// The operation's name in the report.
    pub(crate) fn operation(&self, body: Option<&Value>) -> &'static str {
        match self {
            Self::Ticket(_) => "read_ticket",
            Self::TicketByNumber(_) => "read_ticket_by_number",
            Self::ListTickets => "list_tickets",
            Self::CreateTicket => "create_ticket",
            Self::UpdateTicket(_) if body.and_then(|body| body.pointer("/ticket/comment")).is_some() => {
                "comment_ticket"
            }
            Self::UpdateTicket(_) => "close_ticket",
            Self::AddTags(_) => "add_tags",
            Self::RemoveTags(_) => "remove_tags",
            Self::SendMessage(_) => "send_message",
            Self::LinkedOrder(_) => "linked_order",
            Self::OrderDetail(..) => "order_detail",
            Self::Users => "users",
            Self::User(_) => "user",
            Self::Teams => "teams",
            Self::Tags => "tags",
            Self::Channels => "channels",
        }
    }

    /// The ticket that the call names.
    pub(crate) fn ticket(&self) -> Option<&str> {
        match self {
            Self::Ticket(id)
            | Self::UpdateTicket(id)
            | Self::AddTags(id)
            | Self::RemoveTags(id)
            | Self::SendMessage(id)
            | Self::LinkedOrder(id) => id.as_deref(),
            _ => None,
        }
    }
}

/// The segment's text, if only unreserved characters are unencoded and every `%` starts an escape.
fn decode(segment: &str) -> Id {
    let mut bytes = segment.bytes();
    while let Some(byte) = bytes.next() {
        let valid = match byte {
            b'%' => {
                bytes.next().is_some_and(|b| b.is_ascii_hexdigit())
                    && bytes.next().is_some_and(|b| b.is_ascii_hexdigit())
            }
            other => other.is_ascii_alphanumeric() || b"-_.~".contains(&other),
        };
        if !valid {
            return None;
        }
    }
    percent_decode_str(segment).decode_utf8().ok().map(std::borrow::Cow::into_owned).filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_must_be_encoded_as_one_segment() {
        let ticket = |path: &str| match parse(&Method::GET, path) {
            Parsed::Listed(Route::Ticket(id)) => id,
            other => panic!("{other:?}"),
        };
        assert_eq!(ticket("/v1/tickets/%3Ca%2Bb%2Fc%3Dd%40x%3E").as_deref(), Some("<a+b/c=d@x>"));
        for bad in ["<a@x>", "a+b", "a@x", "%3Ca%2Bb/c%3E", "a%2", "a%zz", "", "%FF"] {
            assert_eq!(ticket(&format!("/v1/tickets/{bad}")), None, "{bad}");
        }
    }

    #[test]
    fn only_the_contract_is_listed() {
        for (method, path) in [
            (Method::GET, "/v1/conversations/1"),
            (Method::POST, "/v1/orders"),
            (Method::DELETE, "/v1/tickets/1"),
            (Method::POST, "/v1/tickets/1/send-message"),
            (Method::PUT, "/v1/users/1"),
            (Method::GET, "/v2/tickets/1"),
            (Method::POST, "/v1/customers"),
        ] {
            assert_eq!(parse(&method, path), Parsed::Unlisted, "{method} {path}");
        }
        assert_eq!(parse(&Method::GET, "/v1/channel"), Parsed::Listed(Route::Channels));
    }
}
