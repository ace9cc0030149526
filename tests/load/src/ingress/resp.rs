//! One multiplexed connection to Redis: requests of all tasks are pipelined and answered in order, so that Redis can sync
//! many appends at once. Speaks just the `RPUSH` of RESP 2.

use std::net::SocketAddr;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::{mpsc, oneshot};

use crate::error::LoadError;

/// Requests taken into one write at most.
const PIPELINE: usize = 256;

type Waiter = oneshot::Sender<bool>;

pub(super) struct RedisConnection {
    requests: mpsc::Sender<(Vec<u8>, Waiter)>,
}

impl RedisConnection {
    pub(super) async fn open(address: SocketAddr) -> Result<Self, LoadError> {
        let stream = TcpStream::connect(address).await.map_err(LoadError::io("Redis cannot be reached"))?;
        stream.set_nodelay(true).map_err(LoadError::io("TCP_NODELAY"))?;
        let (reading, writing) = stream.into_split();
        let (requests, queued) = mpsc::channel(1_024);
        let (waiters, waiting) = mpsc::unbounded_channel();
        tokio::spawn(write(writing, queued, waiters));
        tokio::spawn(read(reading, waiting));
        Ok(Self { requests })
    }

    /// Appends a value to a list; `None` when Redis did not confirm it.
    pub(super) async fn push(&self, list: &str, value: &[u8]) -> Option<()> {
        let (waiter, answered) = oneshot::channel();
        self.requests.send((rpush(list, value), waiter)).await.ok()?;
        answered.await.ok()?.then_some(())
    }
}

fn rpush(list: &str, value: &[u8]) -> Vec<u8> {
    let head = format!("*3\r\n$5\r\nRPUSH\r\n${}\r\n{list}\r\n${}\r\n", list.len(), value.len());
    [head.as_bytes(), value, b"\r\n"].concat()
}

async fn write(
    mut stream: OwnedWriteHalf,
    mut queued: mpsc::Receiver<(Vec<u8>, Waiter)>,
    waiters: mpsc::UnboundedSender<Waiter>,
) {
    let mut batch = Vec::with_capacity(PIPELINE);
    while queued.recv_many(&mut batch, PIPELINE).await > 0 {
        let mut bytes = Vec::new();
        for (request, waiter) in batch.drain(..) {
            bytes.extend(request);
            drop(waiters.send(waiter));
        }
        if stream.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

/// Answers come in the order of the requests; an integer means that the value is in the list.
async fn read(stream: OwnedReadHalf, mut waiting: mpsc::UnboundedReceiver<Waiter>) {
    let mut lines = BufReader::new(stream).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let Some(waiter) = waiting.recv().await else { return };
        // A request that nobody waits for any more needs no answer.
        let _ = waiter.send(line.starts_with(':'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_push_in_resp() {
        assert_eq!(rpush("l", b"ab"), b"*3\r\n$5\r\nRPUSH\r\n$1\r\nl\r\n$2\r\nab\r\n");
    }

    #[tokio::test]
    async fn answers_go_to_their_requests_and_a_refusal_is_no_acknowledgement() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(b":1\r\n-ERR full\r\n").await.unwrap();
            stream
        });
        let connection = RedisConnection::open(address).await.unwrap();
        assert_eq!(connection.push("l", b"a").await, Some(()));
        assert_eq!(connection.push("l", b"b").await, None);
        drop(server.await.unwrap());
        assert_eq!(connection.push("l", b"c").await, None, "a closed connection confirms nothing");
    }
}
