//! Schema of the embedded queue.

use switchboard_store::migration::Migration;

/// All versions. A released migration is never edited; a change of the schema is a new one.
pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    // `heads` has one row per group that has messages: the only message of the group that may be delivered, and from when
    // on. While it is in flight, `ready_at` is the end of its visibility timeout; so a timeout needs no clockwork, and a
    // receive is one walk along the index, whatever the backlog. Times are milliseconds since the Unix epoch; lane 0 is
    // served before lane 1. AUTOINCREMENT: a sequence number that a stale receipt names must never be given out again.
    sql: "
        CREATE TABLE messages (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            group_id TEXT NOT NULL,
            dedup_id TEXT NOT NULL,
            class TEXT NOT NULL,
            body TEXT NOT NULL,
            sent_at INTEGER NOT NULL,
            visible_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX messages_group ON messages (group_id, seq);
        CREATE INDEX messages_interactive ON messages (group_id) WHERE class = 'interactive';

        CREATE TABLE heads (
            group_id TEXT PRIMARY KEY,
            seq INTEGER NOT NULL,
            lane INTEGER NOT NULL,
            ready_at INTEGER NOT NULL,
            in_flight INTEGER NOT NULL,
            receives INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX heads_ready ON heads (lane, ready_at, seq);
        CREATE INDEX heads_in_flight ON heads (ready_at) WHERE in_flight = 1;

        CREATE TABLE dedup (
            dedup_id TEXT PRIMARY KEY,
            until INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX dedup_until ON dedup (until);

        CREATE TABLE dead (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            group_id TEXT NOT NULL,
            dedup_id TEXT NOT NULL,
            class TEXT NOT NULL,
            body TEXT NOT NULL,
            sent_at INTEGER NOT NULL,
            receives INTEGER NOT NULL,
            reason TEXT NOT NULL,
            dead_at INTEGER NOT NULL
        ) STRICT;
    ",
}];
