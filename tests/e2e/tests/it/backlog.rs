//! Live chat while mail is piled up.

use serde_json::json;
use switchboard_domain::Timestamp;

use crate::customers::{DAMAGED, address};
use crate::vendors::Vendors;

/// Mails that wait; at four calls each they take the vendor budget some three minutes.
const MAILS: u64 = 60;
/// How many of them may be answered before a chat that came last.
const BEFORE: usize = 12;

#[tokio::test]
async fn a_chat_is_served_before_the_mail_that_waits() {
    let dir = tempfile::tempdir().unwrap();
    let vendors = Vendors::start(10, 1).await;
    let mut middleware = vendors.setup(dir.path()).serve().await.unwrap();
    let mut mails = Vec::new();
    for n in 0..MAILS {
        mails.push(vendors.mail(&address(n), DAMAGED).await.id);
    }
    for mail in &mails {
        vendors.announced(middleware.url(), mail).await;
    }
    let chat = vendors.chat(&address(MAILS), DAMAGED).await.id;
    let (status, _) =
        vendors.announce(middleware.url(), &json!({"ticket_id": chat, "channel": "livechat"})).await.unwrap();
    assert_eq!(status, 200);
    let sent = |ticket: &str| -> Option<Timestamp> {
        vendors.delivered(ticket).first().map(|reply| reply["at"].as_str().unwrap().parse().unwrap())
    };
    vendors.until("the chat is answered", || sent(&chat).is_some()).await;
    let at = sent(&chat).unwrap();
    let before = mails.iter().filter(|mail| sent(mail).is_some_and(|mail| mail < at)).count();
    assert!(before <= BEFORE, "{before} of {MAILS} mails were answered before the chat");
    vendors.until("every mail is answered", || mails.iter().all(|mail| sent(mail).is_some())).await;

    let report = vendors.running.report();
    assert_eq!(report["rate_limited"], 0, "the account's window was never exceeded");
    vendors.assert_no_violation();
    assert!(middleware.stop().await.unwrap().success());
}
