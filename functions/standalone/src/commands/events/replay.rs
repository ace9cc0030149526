//! `events replay`: the event goes back to the queue and is worked on as if its message had come again.

use switchboard_domain::state::{EventRow, EventStatus};
use switchboard_domain::{EventClass, Source, keys};
use switchboard_queue::{SendOutcome, SendRequest};

use super::OneEvent;
use crate::commands::ledger;
use crate::commands::record::{self, Report};
use crate::failure::Failure;
use crate::site::Site;

const ACTION: &str = "events replay";

pub(super) async fn run(command: OneEvent) -> Result<(), Failure> {
    let key = command.subject.event()?;
    let site = command.target.open().await?;
    let event = ledger::known_event(site.store.as_ref(), key).await?.event;
    if event.status == EventStatus::Done {
        return Err(Failure::refused("events.done", format!("{key} is DONE; there is nothing to do"))
            .help(format!("`switchboard explain '{key}'` tells what was done")));
    }
    let result = if command.dry_run { "would be enqueued" } else { enqueue(&site, &event).await? };
    Report { action: ACTION, subject: key, result, dry_run: command.dry_run }.print(command.format);
    Ok(())
}

async fn enqueue(site: &Site, event: &EventRow) -> Result<&'static str, Failure> {
    let request = request(event)?;
    if site.queue.send(request).await? == SendOutcome::Duplicate {
        return Ok("already enqueued");
    }
    let note = record::audit(site.store.as_ref(), site.clock.as_ref(), event, ACTION, "enqueued").await?;
    site.store.write(vec![note]).await?;
    Ok("enqueued")
}

/// The message of a replay. Its deduplication id depends on the fence: until a worker has taken the event again, a
/// second replay says the same and is dropped; afterwards it counts as a new one.
fn request(event: &EventRow) -> Result<SendRequest, Failure> {
    let mut envelope = event.envelope.clone();
    envelope.source = Source::Replay;
    envelope.class = EventClass::Background;
    let subject = format!("replay {} {}", event.event_key, event.fence);
    let body = serde_json::to_string(&envelope).map_err(|_| {
        Failure::new("events.unencodable", format!("the envelope of {} cannot be encoded", event.event_key))
    })?;
    Ok(SendRequest {
        body,
        group_id: envelope.group_id(),
        dedup_id: keys::dedup_by_job(&subject, event.envelope.received_at),
        class: EventClass::Background,
    })
}
