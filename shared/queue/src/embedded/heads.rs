//! The head of each group: the one message of it that may be delivered.

use rusqlite::{Connection, OptionalExtension, params};
use switchboard_domain::{Millis, Timestamp};

use crate::error::QueueError;
use crate::port::Receipt;

/// Reason of a dead letter that was delivered as often as allowed.
pub(super) const MAX_RECEIVES: &str = "max_receives";

/// A group's head.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) group_id: String,
    pub(super) seq: i64,
    /// Deliveries so far.
    pub(super) receives: u32,
}

/// The receipt of a delivery: which message, which of its deliveries.
pub(super) fn receipt(seq: i64, receives: u32) -> Receipt {
    Receipt::new(format!("{seq}.{receives}"))
}

/// The head that the receipt names, if its delivery has not ended.
pub(super) fn in_flight(connection: &Connection, receipt: &Receipt, now: Timestamp) -> Result<Head, QueueError> {
    let (seq, receives) = receipt
        .as_str()
        .split_once('.')
        .and_then(|(seq, receives)| Some((seq.parse::<i64>().ok()?, receives.parse::<u32>().ok()?)))
        .ok_or(QueueError::StaleReceipt)?;
    let group_id: Option<String> = connection
        .prepare_cached(
            "SELECT heads.group_id FROM messages JOIN heads USING (group_id)
             WHERE messages.seq = ?1 AND heads.seq = ?1 AND heads.receives = ?2
               AND heads.in_flight = 1 AND heads.ready_at > ?3",
        )?
        .query_row(params![seq, receives, now.as_millis()], |row| row.get(0))
        .optional()?;
    group_id.map(|group_id| Head { group_id, seq, receives }).ok_or(QueueError::StaleReceipt)
}

/// Heads of a lane that may be delivered, longest ready first.
pub(super) fn ready(connection: &Connection, lane: i64, now: Timestamp, limit: usize) -> Result<Vec<Head>, QueueError> {
    let mut statement = connection.prepare_cached(
        "SELECT group_id, seq, receives FROM heads WHERE lane = ?1 AND ready_at <= ?2 ORDER BY ready_at, seq LIMIT ?3",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let heads = statement.query_map(params![lane, now.as_millis(), limit], |row| {
        Ok(Head { group_id: row.get(0)?, seq: row.get(1)?, receives: row.get(2)? })
    })?;
    Ok(heads.collect::<Result<_, _>>()?)
}

/// When the next head of any lane becomes ready; `None` when there is no message.
pub(super) fn next_ready(connection: &Connection) -> Result<Option<Timestamp>, QueueError> {
    let mut earliest = None;
    for lane in super::LANES {
        let at: Option<i64> = connection
            .prepare_cached("SELECT MIN(ready_at) FROM heads WHERE lane = ?1")?
            .query_row([lane], |row| row.get(0))?;
        earliest = [earliest, at.map(Timestamp::from_millis)].into_iter().flatten().min();
    }
    Ok(earliest)
}

/// Marks the head as handed out once more, until `until`.
pub(super) fn hand_out(connection: &Connection, head: &Head, until: Timestamp) -> Result<u32, QueueError> {
    let receives = head.receives.saturating_add(1);
    connection
        .prepare_cached("UPDATE heads SET in_flight = 1, ready_at = ?2, receives = ?3 WHERE group_id = ?1")?
        .execute(params![head.group_id, until.as_millis(), receives])?;
    Ok(receives)
}

/// Lets the delivery end `visibility` from now; returns that instant, from which on the head is ready.
pub(super) fn end_delivery(
    connection: &Connection,
    head: &Head,
    now: Timestamp,
    visibility: Millis,
) -> Result<Timestamp, QueueError> {
    let in_flight = visibility > Millis(0);
    let at = if in_flight { now + visibility } else { now };
    connection
        .prepare_cached("UPDATE heads SET in_flight = ?3, ready_at = ?2 WHERE group_id = ?1")?
        .execute(params![head.group_id, at.as_millis(), in_flight])?;
    Ok(at)
}

/// Makes the group's oldest message its head and returns when it is ready; forgets the group when it has none.
pub(super) fn advance(connection: &Connection, group_id: &str) -> Result<Option<Timestamp>, QueueError> {
    let next: Option<(i64, i64)> = connection
        .prepare_cached("SELECT seq, visible_at FROM messages WHERE group_id = ?1 ORDER BY seq LIMIT 1")?
        .query_row([group_id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((seq, visible_at)) = next else {
        connection.prepare_cached("DELETE FROM heads WHERE group_id = ?1")?.execute([group_id])?;
        return Ok(None);
    };
    // One interactive message anywhere in the group lifts all of it: those before it are in its way.
    let lane = connection
        .prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM messages WHERE group_id = ?1 AND class = 'interactive')")?
        .query_row([group_id], |row| row.get::<_, i64>(0))?;
    connection
        .prepare_cached(
            "UPDATE heads SET seq = ?2, lane = ?3, ready_at = ?4, in_flight = 0, receives = 0 WHERE group_id = ?1",
        )?
        .execute(params![group_id, seq, lane, visible_at])?;
    Ok(Some(Timestamp::from_millis(visible_at)))
}

/// Ends all deliveries at once; every head takes the place again that its age gives it. Returns how many.
pub(super) fn release_all(connection: &Connection) -> Result<usize, QueueError> {
    Ok(connection
        .prepare_cached(
            "UPDATE heads SET in_flight = 0,
                 ready_at = (SELECT visible_at FROM messages WHERE messages.seq = heads.seq)
             WHERE in_flight = 1",
        )?
        .execute([])?)
}
