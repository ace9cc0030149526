//! One writer thread per database, and group commit.
//!
//! A durable commit costs one `fsync`, whatever it contains. The thread takes every unit of work that is waiting, runs
//! them in one transaction, each inside a savepoint of its own so that one refusal undoes nothing of its neighbours,
//! commits once, and only then answers. Under load the cost of the `fsync` is shared by all who wait for it.

use std::path::Path;
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::DatabaseError;
use crate::checkpoint::Checkpointer;

/// Units of work that may wait before submitters are held back.
const WAITING: usize = 1_024;

/// Most units of work in one commit; bounds how long the first one waits for its neighbours.
const GROUP: usize = 256;

/// Owner of the writing connection of a database. Dropping it carries out what is waiting and closes the database.
#[derive(Debug)]
pub struct Committer {
    sender: Option<mpsc::Sender<Box<dyn Unit>>>,
    thread: Option<JoinHandle<()>>,
}

impl Committer {
    /// Starts the thread on a connection that may write.
    ///
    /// # Errors
    /// [`DatabaseError`] when the database cannot be opened a second time or the operating system gives no thread.
    pub fn start(name: &str, connection: Connection) -> Result<Self, DatabaseError> {
        let checkpointer = Checkpointer::start(Path::new(connection.path().ok_or(DatabaseError::CannotOpen)?))?;
        let (sender, receiver) = mpsc::channel(WAITING);
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || run(&connection, receiver, checkpointer))
            .map_err(|_| DatabaseError::Other { code: 0 })?;
        Ok(Self { sender: Some(sender), thread: Some(thread) })
    }

    /// Runs `work` in the next group. `Ok` means that it is durable; with `Err` from `work` all it did is undone.
    ///
    /// `work` must not begin or end transactions. Once submitted it is carried out even if the caller stops waiting.
    ///
    /// # Errors
    /// What `work` returns, or [`DatabaseError`] when the group could not be committed or the thread has ended.
    pub async fn submit<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + Send + 'static,
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let unit = Box::new(Task { work: Some(work), result: None, reply });
        let sender = self.sender.as_ref().ok_or(DatabaseError::Closed)?;
        sender.send(unit).await.map_err(|_| DatabaseError::Closed)?;
        answer.await.map_err(|_| DatabaseError::Closed)?
    }
}

impl Drop for Committer {
    fn drop(&mut self) {
        drop(self.sender.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has already failed everybody who waited for it.
            let _ = thread.join();
        }
    }
}

/// What a unit of work wants to happen to its changes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Keep,
    Undo,
}

trait Unit: Send {
    fn run(&mut self, connection: &Connection) -> Verdict;
    fn answer(self: Box<Self>, commit: Result<(), DatabaseError>);
}

struct Task<F, T, E> {
    work: Option<F>,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Unit for Task<F, T, E>
where
    T: Send,
    E: From<DatabaseError> + Send,
    F: FnOnce(&Connection) -> Result<T, E> + Send,
{
    fn run(&mut self, connection: &Connection) -> Verdict {
        self.result = self.work.take().map(|work| work(connection));
        if matches!(self.result, Some(Ok(_))) { Verdict::Keep } else { Verdict::Undo }
    }

    fn answer(self: Box<Self>, commit: Result<(), DatabaseError>) {
        let result = match (commit, self.result) {
            (Ok(()), Some(result)) => result,
            (Err(error), _) => Err(error.into()),
            (Ok(()), None) => Err(DatabaseError::Closed.into()),
        };
        // Whoever stopped waiting does not want the answer.
        let _ = self.reply.send(result);
    }
}

fn run(connection: &Connection, mut receiver: mpsc::Receiver<Box<dyn Unit>>, mut checkpointer: Checkpointer) {
    while let Some(first) = receiver.blocking_recv() {
        let mut group = vec![first];
        while group.len() < GROUP
            && let Ok(next) = receiver.try_recv()
        {
            group.push(next);
        }
        let outcome = commit(connection, &mut group);
        if outcome.is_err() && !connection.is_autocommit() {
            // If even this fails, the next BEGIN fails too and says so to its submitters.
            let _ = execute(connection, "ROLLBACK");
        }
        checkpointer.committed(group.len());
        for unit in group {
            unit.answer(outcome);
        }
    }
}

fn commit(connection: &Connection, group: &mut [Box<dyn Unit>]) -> Result<(), DatabaseError> {
    execute(connection, "BEGIN IMMEDIATE")?;
    for unit in group {
        execute(connection, "SAVEPOINT unit")?;
        if unit.run(connection) == Verdict::Undo {
            execute(connection, "ROLLBACK TO unit")?;
        }
        execute(connection, "RELEASE unit")?;
    }
    execute(connection, "COMMIT")
}

fn execute(connection: &Connection, sql: &str) -> Result<(), DatabaseError> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::database::{connect_reader, connect_writer};

    #[derive(Debug, PartialEq)]
    enum Refusal {
        Mine,
        Database(DatabaseError),
    }

    impl From<DatabaseError> for Refusal {
        fn from(error: DatabaseError) -> Self {
            Self::Database(error)
        }
    }

    impl From<rusqlite::Error> for Refusal {
        fn from(error: rusqlite::Error) -> Self {
            Self::Database(error.into())
        }
    }

    fn open(dir: &tempfile::TempDir) -> (Committer, Connection) {
        let path = dir.path().join("x.db");
        let writer = connect_writer(&path).unwrap();
        writer.execute_batch("CREATE TABLE IF NOT EXISTS t (x INTEGER UNIQUE)").unwrap();
        (Committer::start("test", writer).unwrap(), connect_reader(&path).unwrap())
    }

    fn insert(x: i64) -> impl FnOnce(&Connection) -> Result<i64, Refusal> + Send + 'static {
        move |connection| {
            connection.execute("INSERT INTO t VALUES (?1)", [x])?;
            if x % 3 == 0 { Err(Refusal::Mine) } else { Ok(x) }
        }
    }

    fn stored(reader: &Connection) -> Vec<i64> {
        let mut statement = reader.prepare("SELECT x FROM t ORDER BY x").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    #[tokio::test]
    async fn a_refusal_undoes_only_itself_and_an_answer_means_visible() {
        let dir = tempfile::tempdir().unwrap();
        let (committer, reader) = open(&dir);
        // The first unit holds the thread so that the others end up in one group.
        let hold = committer.submit(|_| {
            std::thread::sleep(Duration::from_millis(50));
            Ok::<_, Refusal>(0)
        });
        let others = futures::future::join_all((1..=6).map(|x| committer.submit(insert(x))));
        let (_, results) = futures::future::join(hold, others).await;
        let expected: Vec<_> = (1..=6).map(|x| if x % 3 == 0 { Err(Refusal::Mine) } else { Ok(x) }).collect();
        assert_eq!(results, expected);
        assert_eq!(stored(&reader), [1, 2, 4, 5]);
    }

    #[tokio::test]
    async fn an_sql_error_is_the_submitters_alone() {
        let dir = tempfile::tempdir().unwrap();
        let (committer, reader) = open(&dir);
        committer.submit(insert(1)).await.unwrap();
        let (second, first) = futures::future::join(committer.submit(insert(1)), committer.submit(insert(2))).await;
        assert!(matches!(second, Err(Refusal::Database(DatabaseError::Other { .. }))), "{second:?}");
        assert_eq!(first, Ok(2));
        assert_eq!(stored(&reader), [1, 2]);
    }

    #[tokio::test]
    async fn a_group_that_cannot_begin_fails_every_submitter_and_the_thread_lives_on() {
        let dir = tempfile::tempdir().unwrap();
        let (committer, reader) = open(&dir);
        let broken = committer
            .submit(|connection| {
                connection.execute_batch("COMMIT")?;
                Ok::<_, Refusal>(0)
            })
            .await;
        assert!(matches!(broken, Err(Refusal::Database(_))), "{broken:?}");
        assert_eq!(committer.submit(insert(4)).await, Ok(4));
        assert_eq!(stored(&reader), [4]);
    }

    #[tokio::test]
    async fn work_is_carried_out_even_if_nobody_waits_for_it() {
        let dir = tempfile::tempdir().unwrap();
        let (committer, reader) = open(&dir);
        assert!(futures::FutureExt::now_or_never(committer.submit(insert(5))).is_none());
        drop(committer);
        assert_eq!(stored(&reader), [5]);
    }
}
