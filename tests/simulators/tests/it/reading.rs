//! Reading tickets and directories.

use reqwest::Method;
use serde_json::json;
use switchboard_domain::ticket::Author;
use switchboard_domain::vendor::FailureKind;
use switchboard_domain::{ConversationId, tag};
use switchboard_richpanel::TagDirectory;

use crate::harness::Harness;

#[tokio::test]
async fn every_layout_reads_as_the_same_ticket() {
    let sim = Harness::start().await;
    let id = sim.email("Where is my order?").await;
    sim.on_ticket(Method::POST, &id, "/agent-reply", Some(json!({"body": "Looking into it"}))).await;
    sim.message(&id, "Any news?\nThanks").await;
    let plain = sim.read(&id).await;
    assert_eq!(plain.customer_email.as_ref().unwrap().expose(), "ann@customer.example");
    assert_eq!(plain.customer_first_name.as_ref().unwrap().expose(), "Ann");
    assert_eq!((plain.channel.as_str(), plain.closed, plain.number), ("email", false, Some(3001)));
    let authors: Vec<&Author> = plain.comments.iter().map(|c| &c.author).collect();
    assert_eq!(authors, [&Author::Customer, &Author::Operator(Some("agent-7".into())), &Author::Customer]);
    assert_eq!(plain.latest_customer_comment().unwrap().text.expose(), "Any news?\nThanks");
    assert_eq!(plain.shape_findings, 0);

    for shape in ["wrapped", "flat", "aliases"] {
        for markers in ["bool", "number", "string", "sender_type"] {
            for times in ["rfc3339", "naive", "epoch_millis", "mixed"] {
                sim.faults(json!({"shape": shape, "operator_markers": markers, "times": times, "window_limit": 1000}))
                    .await;
                let mut seen = sim.read(&id).await;
                seen.read_at = plain.read_at;
                assert_eq!(seen, plain, "{shape} {markers} {times}");
            }
        }
    }
}

#[tokio::test]
async fn quirks_that_lose_information_are_survived() {
    let sim = Harness::start().await;
    let id = sim.email("first").await;
    sim.on_ticket(Method::POST, &id, "/agent-reply", None).await;
    sim.faults(json!({"unknown_authors": true})).await;
    let ticket = sim.read(&id).await;
    assert_eq!(ticket.comments[1].author, Author::Unknown);
    assert_eq!(ticket.shape_findings, 1);

    sim.healthy().await;
    sim.faults(json!({"times": "missing", "without_comment_ids": true})).await;
    let (first, second) = (sim.read(&id).await, sim.read(&id).await);
    assert_eq!(first.comments[0].created_at, None);
    assert_eq!(first.comments[0].id, second.comments[0].id);
    assert_eq!(first.latest_comment().unwrap().id, first.comments[1].id);
}

#[tokio::test]
async fn large_and_odd_tickets() {
    let sim = Harness::start().await;
    let id = sim.email("newest").await;
    sim.on_ticket(Method::POST, &id, "/history", Some(json!({"comments": 500, "bytes": 2_000_000}))).await;
    let ticket = sim.read(&id).await;
    assert_eq!(ticket.comments.len(), 50);
    assert_eq!(ticket.latest_customer_comment().unwrap().text.expose(), "newest");

    let image = format!("<p>broken</p><img src=\"data:image/png;base64,{}\">", "iVBOR".repeat(1_000));
    let odd = sim.create(json!({"channel": "livechat", "comment": {"html": image, "attachments": 2}})).await;
    let comment = sim.read(&odd).await.comments.remove(0);
    assert_eq!((comment.text.expose().trim(), comment.attachments), ("broken", 2));
    let empty = sim.create(json!({"channel": "livechat", "comment": {"body": "", "attachments": 1}})).await;
    assert_eq!(sim.read(&empty).await.comments[0].text.expose(), "");
}

#[tokio::test]
async fn a_ticket_that_is_too_large_is_a_broken_answer() {
    let sim = Harness::start().await;
    let id = sim.email("x").await;
    sim.on_ticket(Method::POST, &id, "/history", Some(json!({"comments": 10, "bytes": 2_400_000}))).await;
    sim.on_ticket(Method::POST, &id, "/history", Some(json!({"comments": 10, "bytes": 2_400_000}))).await;
    let failure = sim.richpanel().read_ticket(&id, &TagDirectory::default()).await.unwrap_err();
    assert_eq!((failure.kind, failure.http_status), (FailureKind::Ambiguous, Some(200)));
}

#[tokio::test]
async fn ids_travel_as_one_encoded_segment() {
    let sim = Harness::start().await;
    let awkward = ConversationId::new("<a+b/c=d%2F?#@mail.example> é").unwrap();
    let given = sim.create(json!({"id": awkward.as_str(), "channel": "livechat", "comment": {"body": "hi"}})).await;
    assert_eq!(given, awkward);
    assert_eq!(sim.read(&awkward).await.id, awkward);
    for path in ["/v1/tickets/<a@x>", "/v1/tickets/a+b", "/v1/tickets/3001", "/v1/tickets/a%252Fb"] {
        assert_eq!(sim.raw(Method::GET, path, None).await.0, 404, "{path}");
    }
    assert_eq!(sim.raw(Method::GET, "/v1/tickets/number/3001", None).await.0, 200);
    let dots = ConversationId::new("..").unwrap();
    let failure = sim.richpanel().read_ticket(&dots, &TagDirectory::default()).await.unwrap_err();
    assert_eq!((failure.kind, failure.http_status), (FailureKind::NotFound, None));
}

#[tokio::test]
async fn tags_by_id_resolve_through_the_directory() {
    let sim = Harness::start().await;
    let client = sim.richpanel();
    let id = sim.email("x").await;
    client.add_tags(&id, &[tag!("mw-processed"), tag!("mw-uncertain")], &TagDirectory::default()).await.unwrap();
    for mode in ["name", "id", "object"] {
        sim.faults(json!({"tags_read_mode": mode})).await;
        let directory = TagDirectory::new(client.tags(1).await.unwrap().items);
        let ticket = client.read_ticket(&id, &directory).await.unwrap();
        assert_eq!(ticket.tags, ["mw-processed", "mw-uncertain"], "{mode}");
    }
}

#[tokio::test]
async fn directories_in_every_list_layout() {
    let sim = Harness::start().await;
    let client = sim.richpanel();
    for shape in ["keyed", "data", "bare"] {
        sim.faults(json!({"list_shape": shape})).await;
        let users = client.users(1).await.unwrap();
        assert!(users.items.iter().any(|user| user.id == sim.bot().as_str()), "{shape}");
        assert_eq!((users.next_page, users.incomplete), (None, false));
        assert_eq!(client.teams(1).await.unwrap().items.len(), 11, "{shape}");
        assert_eq!(client.channels(1).await.unwrap().items[0].kind.as_deref(), Some("email"), "{shape}");
        assert!(!client.tags(1).await.unwrap().items.is_empty(), "{shape}");
    }
    sim.faults(json!({"listing_status": 403})).await;
    assert_eq!(sim.raw(Method::GET, "/v1/tickets?limit=10&page=1", None).await.0, 403);
    assert!(client.users(1).await.is_ok());
}

#[tokio::test]
async fn more_than_a_page_of_tags_is_walked() {
    let sim = Harness::start().await;
    let names: Vec<String> = (0..150).map(|n| format!("tag-of-people-{n}")).collect();
    sim.create(json!({"channel": "livechat", "tags": names, "comment": {"body": "x"}})).await;
    let client = sim.richpanel();
    let mut directory = TagDirectory::default();
    let mut page = Some(1);
    while let Some(number) = page {
        let listing = client.tags(number).await.unwrap();
        directory.extend(listing.items);
        page = listing.next_page;
    }
    assert_eq!(directory.len(), 151);
}
