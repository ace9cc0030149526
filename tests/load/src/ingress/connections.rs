//! A closed loop of HTTP/1.1 connections on one thread, written close to the socket so that the client takes as little of
//! the shared cores as it can.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{CONNECTIONS, WARM_UP};
use crate::error::LoadError;

/// What the loop saw after its warm-up.
#[derive(Debug)]
pub(super) struct Measured {
    /// Microseconds of each acknowledged request.
    pub(super) micros: Vec<u64>,
    /// All acknowledged requests, those of the warm-up and the last of each connection included.
    pub(super) acknowledged: u64,
    /// How long the loop ran.
    pub(super) seconds: f64,
}

/// Sends webhooks with ticket ids that never repeat, for `duration` after a warm-up.
pub(super) fn run(address: SocketAddr, token: &str, duration: Duration) -> Result<Measured, LoadError> {
    let failed = LoadError::io("the load generator's runtime");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    runtime.block_on(async {
        let next = Arc::new(AtomicU64::new(0));
        let counted_from = Instant::now() + WARM_UP;
        let until = counted_from + duration;
        let loops: Vec<_> = (0..CONNECTIONS)
            .map(|_| tokio::spawn(connection(address, token.to_owned(), Arc::clone(&next), counted_from, until)))
            .collect();
        let mut micros = Vec::new();
        for task in loops {
            let joined = task.await.map_err(|error| LoadError::process("a connection", error.to_string()))?;
            micros.extend(joined?);
        }
        // Every request was awaited, so each number that was given out was acknowledged.
        let acknowledged = next.load(Ordering::Relaxed);
        Ok(Measured { micros, acknowledged, seconds: duration.as_secs_f64() })
    })
}

async fn connection(
    address: SocketAddr,
    token: String,
    next: Arc<AtomicU64>,
    counted_from: Instant,
    until: Instant,
) -> Result<Vec<u64>, LoadError> {
    let connect = TcpStream::connect(address).await;
    let mut stream = connect.map_err(LoadError::io("the server refused a connection"))?;
    stream.set_nodelay(true).map_err(LoadError::io("TCP_NODELAY"))?;
    let mut micros = Vec::new();
    let mut answer = Vec::with_capacity(2_048);
    loop {
        let request = request(next.fetch_add(1, Ordering::Relaxed), &token);
        let started = Instant::now();
        stream.write_all(request.as_bytes()).await.map_err(LoadError::io("the server closed a connection"))?;
        read_answer(&mut stream, &mut answer).await?;
        let ended = Instant::now();
        if ended >= until {
            return Ok(micros);
        }
        if ended >= counted_from {
            micros.push(u64::try_from((ended - started).as_micros()).unwrap_or(u64::MAX));
        }
    }
}

fn request(number: u64, token: &str) -> String {
    let body = format!(
        r#"{{"ticket_id":"load-{number}@mail.example","message_id":"m-{number}","trigger":"customer_message","channel":"email"}}"#
    );
    format!(
        "POST /webhooks/richpanel HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n\
         x-richpanel-webhook-token: {token}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Reads one whole answer; anything but 200 is an error, since only acknowledgements are counted.
async fn read_answer(stream: &mut TcpStream, answer: &mut Vec<u8>) -> Result<(), LoadError> {
    answer.clear();
    loop {
        let read = stream.read_buf(answer).await.map_err(LoadError::io("an answer cannot be read"))?;
        if read == 0 {
            return Err(LoadError::process("the server", "closed a connection without an answer"));
        }
        if let Some(length) = whole_length(answer)
            && answer.len() >= length
        {
            break;
        }
    }
    if answer.starts_with(b"HTTP/1.1 200") {
        return Ok(());
    }
    let status = String::from_utf8_lossy(&answer[..answer.len().min(12)]).into_owned();
    Err(LoadError::process("the server", format!("answered {status}")))
}

/// Length of the answer, head included, once its head is there.
fn whole_length(answer: &[u8]) -> Option<usize> {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&answer[..end]).ok()?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    Some(end + length.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_with_its_body() {
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n";
        assert_eq!(whole_length(head), Some(head.len() + 3));
        assert_eq!(whole_length(&head[..20]), None);
        assert_eq!(whole_length(b"HTTP/1.1 204 No Content\r\n\r\n"), Some(27));
    }

    #[test]
    fn requests_declare_their_length_and_never_repeat() {
        let (one, two) = (request(1, "t"), request(2, "t"));
        assert_ne!(one, two);
        let (head, body) = one.split_once("\r\n\r\n").unwrap();
        assert!(head.ends_with(&format!("content-length: {}", body.len())));
        serde_json::from_str::<serde_json::Value>(body).unwrap();
    }
}
