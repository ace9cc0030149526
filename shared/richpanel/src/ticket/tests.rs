use proptest::prelude::*;
use serde_json::json;
use switchboard_domain::ticket::Author;

use super::*;

const ID: &str = "<CA+x/y=z@mail.example>";

fn read_with(value: &Value, directory: &TagDirectory) -> Result<Ticket, TicketError> {
    parse(value, &ConversationId::new(ID).unwrap(), Timestamp::from_millis(1), directory)
}

fn read(value: &Value) -> Result<Ticket, TicketError> {
    read_with(value, &TagDirectory::default())
}

#[test]
fn wrapped_and_flat_with_every_alias() {
    let flat = json!({
        "id": ID, "conversation_no": "3021", "status": "OPEN", "via": {"channel": "email"}, "subject": " Where? ",
        "comments": [{"id": "c1", "plain_body": "hello", "sender_type": "customer"}], "tags": ["vip"],
    });
    let aliased = json!({
        "ticket_id": ID, "number": 3021, "state": "open", "channel": "email", "subject": "Where?",
        "messages": [{"id": "c1", "body": "hello", "author_type": "shopper"}], "tags": [{"name": "vip"}],
    });
    let expected = read(&flat).unwrap();
    assert_eq!(expected.number, Some(3021));
    assert_eq!(expected.subject.as_ref().unwrap().expose(), "Where?");
    assert_eq!(expected.comments[0].author, Author::Customer);
    for value in [json!({ "ticket": flat }), aliased.clone(), json!({ "ticket": aliased })] {
        assert_eq!(read(&value).unwrap(), expected, "{value}");
    }
    assert_eq!(expected.shape_findings, 0);
    assert!(!format!("{expected:?}").contains("hello"));
}

#[test]
fn closed_by_status_or_state_in_any_case() {
    for (status, state, closed) in [
        ("CLOSED", "open", true),
        ("OPEN", "Closed", true),
        ("resolved", "", true),
        ("x", "SOLVED", true),
        ("OPEN", "open", false),
        ("closed-ish", "reopened", false),
    ] {
        let ticket = read(&json!({"id": ID, "status": status, "state": state})).unwrap();
        assert_eq!(ticket.closed, closed, "{status}/{state}");
    }
}

#[test]
fn tags_resolve_through_the_directory() {
    let directory = TagDirectory::new([("t-9".into(), "mw-processed".into()), ("17".into(), "vip".into())]);
    let value =
        json!({"id": ID, "status": "OPEN", "tags": ["t-9", 17, {"id": "t-9"}, {"name": "loose"}, "other", null, []]});
    let ticket = read_with(&value, &directory).unwrap();
    assert_eq!(ticket.tags, ["mw-processed", "vip", "mw-processed", "loose", "other"]);
    assert_eq!(ticket.shape_findings, 2);
    assert!(ticket.has_tag("MW-Processed"));
}

#[test]
fn a_wrong_type_costs_its_field_only() {
    let value = json!({
        "id": ID, "conversation_no": [1], "ticket_number": "12", "status": 5, "via": "email", "channel": {"a": 1},
        "subject": 9, "comments": "none", "messages": [{"id": "m"}], "tags": "vip", "customer_profile": [],
        "custom_fields": 3, "unknown": {"deep": [1, 2]},
    });
    let ticket = read(&value).unwrap();
    assert_eq!((ticket.number, ticket.channel.as_str(), ticket.subject.clone()), (Some(12), "", None));
    assert_eq!(ticket.comments.len(), 1);
    assert_eq!(ticket.shape_findings, 5);
}

#[test]
fn what_is_not_the_ticket_is_refused() {
    for other in [json!({"id": "<other@x>", "status": "OPEN"}), json!({"ticket": {"id": 12, "status": "OPEN"}})] {
        assert_eq!(read(&other), Err(TicketError::OtherTicket), "{other}");
    }
    for no_ticket in [
        json!(null),
        json!([]),
        json!("x"),
        json!({}),
        json!({"success": true}),
        json!({"message": "internal", "status": "error"}),
        json!({"ticket": null}),
        json!({"ticket": []}),
    ] {
        assert_eq!(read(&no_ticket), Err(TicketError::NotATicket), "{no_ticket}");
    }
    let id = ConversationId::new(ID).unwrap();
    let parsed = parse_bytes(b"{\"id\": \"tru", &id, Timestamp::from_millis(0), &TagDirectory::default());
    assert_eq!(parsed, Err(TicketError::NotATicket));
}

#[test]
fn the_answers_id_is_compared_byte_for_byte() {
    let lower = json!({"id": ID.to_lowercase(), "status": "OPEN"});
    assert_eq!(read(&lower), Err(TicketError::OtherTicket));
    assert!(read(&json!({"status": "OPEN", "comments": []})).is_ok());
    assert!(read(&json!({"_id": ID})).is_ok());
}

fn any_json() -> impl Strategy<Value = Value> {
    let key = prop_oneof![
        prop::sample::select(vec![
            "ticket",
            "id",
            "comments",
            "messages",
            "tags",
            "via",
            "source",
            "from",
            "address",
            "created_at",
            "body",
            "plain_body",
            "author_id",
            "is_operator",
            "status",
            "subject",
            "customer_profile",
            "order",
            "custom_fields",
            "attachments",
            "conversation_no",
            "sender_type",
            "public",
            "phone",
        ])
        .prop_map(str::to_owned),
        "[a-z]{0,6}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,24}".prop_map(Value::from),
        Just(Value::from(ID)),
        Just(Value::from("x ;base64, data:é;base64,é data:a/b;base64,AA")),
        Just(Value::from("2026-01-15T15:00:00")),
    ];
    leaf.prop_recursive(5, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..8)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn arbitrary_json_never_panics_and_bounds_hold(mut value in any_json()) {
        if let Some(object) = value.as_object_mut() {
            object.insert("conversation_no".into(), json!(1));
        }
        if let Ok(ticket) = read(&value) {
            prop_assert_eq!(ticket.id.as_str(), ID);
            prop_assert!(ticket.comments.len() <= MAX_COMMENTS);
            prop_assert!(ticket.comments.iter().all(|c| c.text.expose().len() <= MAX_TEXT_BYTES && !c.id.is_empty()));
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let id = ConversationId::new(ID).unwrap();
        let _ = parse_bytes(&bytes, &id, Timestamp::from_millis(0), &TagDirectory::default());
    }
}
