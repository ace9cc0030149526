//! Keeping the write-ahead log short without making anybody wait for it.
//!
//! SQLite by itself copies the log into the database in the middle of a commit, so that some unlucky group waits for
//! thousands of page writes. Here a thread with a connection of its own does it beside the writer: first without any lock,
//! which copies nearly everything, then with the write lock for the few pages that came in meanwhile, so that the log
//! starts from its beginning again.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;

use crate::DatabaseError;
use crate::database::connect_writer;

/// Units of work after which the log is worth copying. A unit of the queue fills about three pages of 4 KiB.
const UNITS: usize = 1_024;

/// The thread. Dropping it waits for a copy under way.
#[derive(Debug)]
pub(crate) struct Checkpointer {
    sender: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
    units: usize,
}

impl Checkpointer {
    /// Starts the thread for the database at `path`.
    ///
    /// # Errors
    /// [`DatabaseError`] when the database cannot be opened or the operating system gives no thread.
    pub(crate) fn start(path: &Path) -> Result<Self, DatabaseError> {
        let connection = connect_writer(path)?;
        let (sender, receiver) = sync_channel(1);
        let thread = std::thread::Builder::new()
            .name("checkpointer".to_owned())
            .spawn(move || run(&connection, &receiver))
            .map_err(|_| DatabaseError::Other { code: 0 })?;
        Ok(Self { sender: Some(sender), thread: Some(thread), units: 0 })
    }

    /// Tells how many units of work have been committed.
    pub(crate) fn committed(&mut self, units: usize) {
        self.units += units;
        if self.units >= UNITS
            && let Some(sender) = &self.sender
        {
            // A full channel means that a copy is under way or about to begin, which serves these units too.
            let _ = sender.try_send(());
            self.units = 0;
        }
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        drop(self.sender.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn run(connection: &Connection, receiver: &Receiver<()>) {
    while receiver.recv().is_ok() {
        // What fails now is tried again after the next units; until then the log grows, and nothing is lost.
        let _ = checkpoint(connection);
    }
}

fn checkpoint(connection: &Connection) -> Result<(), DatabaseError> {
    for mode in ["PASSIVE", "RESTART"] {
        connection.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |_| Ok(()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames in the log.
    fn frames(connection: &Connection) -> i64 {
        connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(1)).unwrap()
    }

    #[test]
    fn after_a_checkpoint_the_log_starts_again_and_the_rows_are_there() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.db");
        let (writer, beside) = (connect_writer(&path).unwrap(), connect_writer(&path).unwrap());
        writer.execute_batch("CREATE TABLE t (x)").unwrap();
        for n in 0..200 {
            writer.execute("INSERT INTO t VALUES (?1)", [n]).unwrap();
        }
        checkpoint(&beside).unwrap();
        writer.execute("INSERT INTO t VALUES (200)", []).unwrap();
        assert!(frames(&writer) < 10, "{}", frames(&writer));
        let count: i64 = writer.query_row("SELECT COUNT(*) FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!(count, 201);
    }

    #[test]
    fn the_thread_is_called_once_there_is_enough_to_copy() {
        let (sender, receiver) = sync_channel(1);
        let mut checkpointer = Checkpointer { sender: Some(sender), thread: None, units: 0 };
        checkpointer.committed(UNITS - 1);
        assert!(receiver.try_recv().is_err());
        checkpointer.committed(1);
        assert!(receiver.try_recv().is_ok());
        checkpointer.committed(UNITS - 1);
        assert!(receiver.try_recv().is_err(), "counted from zero again");
        for _ in 0..3 {
            checkpointer.committed(UNITS); // never blocks
        }
        assert_eq!(receiver.try_iter().count(), 1);
    }
}
