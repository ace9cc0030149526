//! An endpoint between client and emulator that loses answers or answers itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::emulator::endpoint;

/// What the endpoint does with its first requests; all further ones reach the emulator.
#[derive(Clone, Copy)]
pub(crate) enum First {
    /// The request is carried out and its answer lost.
    LoseAnswers(u32),
    /// The request is answered with this body and status 400.
    Refuse(u32, &'static str),
    /// Nobody answers.
    Silence,
}

/// URL of the endpoint, and how many requests it has met.
pub(crate) async fn lossy(first: First) -> (String, Arc<AtomicU32>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let met = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&met);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let counter = Arc::clone(&counter);
            tokio::spawn(async move {
                let mut client = client;
                let request = read_message(&mut client).await;
                if request.is_empty() {
                    return;
                }
                let number = counter.fetch_add(1, Ordering::SeqCst);
                match first {
                    First::Silence => std::future::pending::<()>().await,
                    First::Refuse(times, body) if number < times => {
                        let length = body.len();
                        let answer = format!(
                            "HTTP/1.1 400 Bad Request\r\ncontent-type: application/x-amz-json-1.0\r\n\
                             content-length: {length}\r\nconnection: close\r\n\r\n{body}"
                        );
                        client.write_all(answer.as_bytes()).await.unwrap();
                    }
                    First::LoseAnswers(times) if number < times => drop(forward(&request).await),
                    _ => client.write_all(&forward(&request).await).await.unwrap(),
                }
            });
        }
    });
    (url, met)
}

async fn forward(request: &[u8]) -> Vec<u8> {
    let address = endpoint().strip_prefix("http://").unwrap();
    let mut server = TcpStream::connect(address).await.unwrap();
    server.write_all(request).await.unwrap();
    let answer = read_message(&mut server).await;
    // One request per connection keeps the count of requests that of the attempts.
    let head_end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    [&answer[..head_end], b"\r\nconnection: close", &answer[head_end..]].concat()
}

/// Head and body of a message with a content length.
async fn read_message(stream: &mut TcpStream) -> Vec<u8> {
    let mut message = Vec::new();
    let mut chunk = [0_u8; 16 * 1024];
    loop {
        let read = stream.read(&mut chunk).await.unwrap_or(0);
        message.extend_from_slice(&chunk[..read]);
        let head_end = message.windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(end) = head_end {
            let head = String::from_utf8_lossy(&message[..end]).to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
            let length: usize = length.map_or(0, |digits| digits.trim().parse().unwrap());
            if message.len() >= end + 4 + length {
                return message;
            }
        }
        if read == 0 {
            return message;
        }
    }
}
