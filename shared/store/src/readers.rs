//! A small pool of reading connections. Reads run on the blocking pool of the runtime and never wait for the writer.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use crate::DatabaseError;
use crate::database::connect_reader;

/// Reads that may run at the same time.
const READERS: usize = 4;

/// Reading connections of one database. A read sees every commit that was acknowledged before it began.
#[derive(Clone, Debug)]
pub struct Readers {
    path: Arc<PathBuf>,
    idle: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    /// A pool for the database at `path`; connections are opened when they are first needed.
    pub fn new(path: &Path) -> Self {
        Self { path: Arc::new(path.to_owned()), idle: Arc::default(), permits: Arc::new(Semaphore::new(READERS)) }
    }

    /// Runs `read` on one of the connections, inside one read transaction (one snapshot).
    ///
    /// # Errors
    /// What `read` returns, or [`DatabaseError`] when no connection can be had.
    pub async fn read<T, E, F>(&self, read: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + Send + 'static,
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| DatabaseError::Closed)?;
        let pool = self.clone();
        let task = tokio::task::spawn_blocking(move || {
            let connection = pool.take()?;
            let transaction = connection.unchecked_transaction().map_err(DatabaseError::from)?;
            let result = read(&transaction);
            transaction.finish().map_err(DatabaseError::from)?;
            // A connection whose transaction could not be ended is closed instead of being given back.
            pool.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            drop(permit);
            result
        });
        task.await.map_err(|_| DatabaseError::Closed)?
    }

    fn take(&self) -> Result<Connection, DatabaseError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| connect_reader(&self.path), Ok)
    }
}
