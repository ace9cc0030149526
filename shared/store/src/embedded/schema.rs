//! Schema of the embedded store.

use crate::migration::Migration;

/// All versions. A released migration is never edited; a change of the schema is a new one.
pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    // Times are milliseconds since the Unix epoch. The key is not the clustered one: rows are large and their keys are
    // hashes, so that new rows are better appended than scattered over the whole file.
    sql: "
        CREATE TABLE rows (
            id INTEGER PRIMARY KEY,
            tbl TEXT NOT NULL,
            pk TEXT NOT NULL,
            sk TEXT NOT NULL,
            body TEXT NOT NULL,
            due_partition TEXT,
            due_at INTEGER,
            expires_at INTEGER,
            lease_until INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX rows_key ON rows (tbl, pk, sk);
        CREATE INDEX rows_due ON rows (due_partition, due_at, tbl, pk, sk) WHERE due_partition IS NOT NULL;
        CREATE INDEX rows_expiry ON rows (expires_at, tbl, pk, sk) WHERE expires_at IS NOT NULL;
        CREATE INDEX rows_lease ON rows (lease_until, tbl, pk, sk) WHERE lease_until IS NOT NULL;
    ",
}];
