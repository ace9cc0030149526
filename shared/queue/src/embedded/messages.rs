//! Messages and dead letters: what goes in, out and over.

use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};
use switchboard_domain::{EventClass, Millis, Timestamp};

use super::heads::{self, Head};
use crate::config::QueueConfig;
use crate::dead_letters::DeadLetter;
use crate::error::QueueError;
use crate::port::{Delivery, QueueAttributes, SendOutcome, SendRequest};

/// Stores a message unless its deduplication id is remembered.
pub(super) fn send(
    connection: &Connection,
    request: &SendRequest,
    config: &QueueConfig,
    now: Timestamp,
) -> Result<SendOutcome, QueueError> {
    let remembered = connection
        .prepare_cached(
            "INSERT INTO dedup (dedup_id, until) VALUES (?1, ?2)
             ON CONFLICT (dedup_id) DO UPDATE SET until = excluded.until WHERE dedup.until <= ?3",
        )?
        .execute(params![request.dedup_id, (now + config.dedup_window).as_millis(), now.as_millis()])?
        == 0;
    if remembered {
        return Ok(SendOutcome::Duplicate);
    }
    insert(connection, request, now, now + config.delay)?;
    Ok(SendOutcome::Accepted)
}

/// Stores a message that may be delivered from `visible_at` on.
pub(super) fn insert(
    connection: &Connection,
    request: &SendRequest,
    now: Timestamp,
    visible_at: Timestamp,
) -> Result<(), QueueError> {
    connection
        .prepare_cached(
            "INSERT INTO messages (group_id, dedup_id, class, body, sent_at, visible_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            request.group_id,
            request.dedup_id,
            request.class.as_str(),
            request.body,
            now.as_millis(),
            visible_at.as_millis()
        ])?;
    let seq = connection.last_insert_rowid();
    // Behind an earlier message only the lane of the group can change.
    connection
        .prepare_cached(
            "INSERT INTO heads (group_id, seq, lane, ready_at, in_flight, receives) VALUES (?1, ?2, ?3, ?4, 0, 0)
             ON CONFLICT (group_id) DO UPDATE SET lane = excluded.lane WHERE excluded.lane < heads.lane",
        )?
        .execute(params![request.group_id, seq, lane(request.class), visible_at.as_millis()])?;
    Ok(())
}

/// Hands out messages of the lanes in their order.
pub(super) fn receive(
    connection: &Connection,
    max: usize,
    until: Timestamp,
    config: &QueueConfig,
    now: Timestamp,
) -> Result<Vec<Delivery>, QueueError> {
    let mut deliveries = Vec::new();
    for lane in super::LANES {
        // Another round when heads were given up, since that may have made others ready.
        while deliveries.len() < max {
            let heads = heads::ready(connection, lane, now, max - deliveries.len())?;
            if heads.is_empty() {
                break;
            }
            for head in heads {
                if head.receives >= config.max_receives {
                    bury(connection, &head, heads::MAX_RECEIVES, now)?;
                } else {
                    deliveries.push(deliver(connection, &head, until)?);
                }
            }
        }
    }
    Ok(deliveries)
}

fn deliver(connection: &Connection, head: &Head, until: Timestamp) -> Result<Delivery, QueueError> {
    let receive_count = heads::hand_out(connection, head, until)?;
    let (body, dedup_id, sent_at) = connection
        .prepare_cached("SELECT body, dedup_id, sent_at FROM messages WHERE seq = ?1")?
        .query_row([head.seq], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(Delivery {
        receipt: heads::receipt(head.seq, receive_count),
        body,
        group_id: head.group_id.clone(),
        dedup_id,
        receive_count,
        sent_at: Timestamp::from_millis(sent_at),
    })
}

/// Removes a head for good; its group goes on. Returns when the group's next message is ready.
pub(super) fn remove(connection: &Connection, head: &Head) -> Result<Option<Timestamp>, QueueError> {
    connection.prepare_cached("DELETE FROM messages WHERE seq = ?1")?.execute([head.seq])?;
    heads::advance(connection, &head.group_id)
}

/// Moves a head to the dead letters; its group goes on. Returns when the group's next message is ready.
pub(super) fn bury(
    connection: &Connection,
    head: &Head,
    reason: &str,
    now: Timestamp,
) -> Result<Option<Timestamp>, QueueError> {
    connection
        .prepare_cached(
            "INSERT INTO dead (group_id, dedup_id, class, body, sent_at, receives, reason, dead_at)
             SELECT group_id, dedup_id, class, body, sent_at, ?2, ?3, ?4 FROM messages WHERE seq = ?1",
        )?
        .execute(params![head.seq, head.receives, reason, now.as_millis()])?;
    remove(connection, head)
}

/// Up to `limit` heads, not in flight, whose message was sent at or before `cutoff`.
///
/// Walks the messages from the oldest and stops at the first younger one, so that it costs nothing while none is overdue.
pub(super) fn overdue(connection: &Connection, cutoff: Timestamp, limit: usize) -> Result<Vec<Head>, QueueError> {
    let mut statement = connection.prepare_cached(
        "SELECT messages.seq, group_id, sent_at, receives, heads.seq = messages.seq AND in_flight = 0
         FROM messages JOIN heads USING (group_id) ORDER BY messages.seq",
    )?;
    let mut found = statement.query([])?;
    let mut heads = Vec::new();
    while heads.len() < limit
        && let Some(row) = found.next()?
        && row.get::<_, i64>(2)? <= cutoff.as_millis()
    {
        if row.get(4)? {
            heads.push(Head { seq: row.get(0)?, group_id: row.get(1)?, receives: row.get(3)? });
        }
    }
    Ok(heads)
}

/// Dead letters behind an id, oldest first.
pub(super) fn dead(connection: &Connection, after: u64, limit: usize) -> Result<Vec<DeadLetter>, QueueError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, body, group_id, dedup_id, class, sent_at, receives, reason, dead_at FROM dead
         WHERE id > ?1 ORDER BY id LIMIT ?2",
    )?;
    let (after, limit) = (i64::try_from(after).unwrap_or(i64::MAX), i64::try_from(limit).unwrap_or(i64::MAX));
    let found = statement.query_map(params![after, limit], dead_letter)?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn dead_letter(row: &Row<'_>) -> rusqlite::Result<DeadLetter> {
    Ok(DeadLetter {
        id: u64::try_from(row.get::<_, i64>(0)?).unwrap_or(0),
        body: row.get(1)?,
        group_id: row.get(2)?,
        dedup_id: row.get(3)?,
        class: class(&row.get::<_, String>(4)?),
        sent_at: Timestamp::from_millis(row.get(5)?),
        receive_count: row.get(6)?,
        reason: row.get(7)?,
        dead_at: Timestamp::from_millis(row.get(8)?),
    })
}

/// Takes a dead letter away; false when it was gone.
pub(super) fn take_dead(connection: &Connection, id: u64) -> Result<bool, QueueError> {
    let id = i64::try_from(id).unwrap_or(i64::MAX);
    Ok(connection.prepare_cached("DELETE FROM dead WHERE id = ?1")?.execute([id])? == 1)
}

/// Drops up to `limit` dead letters that were given up at or before `cutoff`, oldest first; returns how many.
pub(super) fn drop_dead(connection: &Connection, cutoff: Timestamp, limit: usize) -> Result<usize, QueueError> {
    let mut statement = connection.prepare_cached(
        "DELETE FROM dead WHERE id IN (SELECT id FROM dead WHERE dead_at <= ?1 ORDER BY id LIMIT ?2)",
    )?;
    Ok(statement.execute(params![cutoff.as_millis(), i64::try_from(limit).unwrap_or(i64::MAX)])?)
}

/// Forgets up to `limit` deduplication ids whose window has ended; returns how many.
pub(super) fn forget(connection: &Connection, now: Timestamp, limit: usize) -> Result<usize, QueueError> {
    let mut statement = connection.prepare_cached(
        "DELETE FROM dedup WHERE dedup_id IN (SELECT dedup_id FROM dedup WHERE until <= ?1 ORDER BY until LIMIT ?2)",
    )?;
    Ok(statement.execute(params![now.as_millis(), i64::try_from(limit).unwrap_or(i64::MAX)])?)
}

pub(super) fn count_dead(connection: &Connection) -> Result<u64, QueueError> {
    count(connection, "SELECT COUNT(*) FROM dead", &[])
}

pub(super) fn attributes(connection: &Connection, now: Timestamp) -> Result<QueueAttributes, QueueError> {
    let in_flight =
        count(connection, "SELECT COUNT(*) FROM heads WHERE in_flight = 1 AND ready_at > ?1", &[&now.as_millis()])?;
    let oldest: Option<i64> = connection
        .prepare_cached("SELECT sent_at FROM messages ORDER BY seq LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(QueueAttributes {
        depth: count(connection, "SELECT COUNT(*) FROM messages", &[])?.saturating_sub(in_flight),
        in_flight,
        oldest_age: oldest.map(|sent_at| (now - Timestamp::from_millis(sent_at)).max(Millis(0))),
        dead: count_dead(connection)?,
    })
}

fn count(connection: &Connection, sql: &str, parameters: &[&dyn ToSql]) -> Result<u64, QueueError> {
    let number: i64 = connection.prepare_cached(sql)?.query_row(parameters, |row| row.get(0))?;
    Ok(u64::try_from(number).unwrap_or(0))
}

const fn lane(class: EventClass) -> i64 {
    match class {
        EventClass::Interactive => 0,
        EventClass::Normal | EventClass::Background => 1,
    }
}

fn class(text: &str) -> EventClass {
    [EventClass::Interactive, EventClass::Background]
        .into_iter()
        .find(|class| class.as_str() == text)
        .unwrap_or(EventClass::Normal)
}
