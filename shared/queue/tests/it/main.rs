//! A process that is killed without warning loses nothing it has acknowledged, and nothing comes twice.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use switchboard_domain::{EventClass, Millis, SystemClock};
use switchboard_queue::{EmbeddedQueue, Queue, QueueConfig, SendRequest};

const FILE: &str = "SWITCHBOARD_TEST_QUEUE_FILE";

fn open(file: &Path) -> EmbeddedQueue {
    let config = QueueConfig { delay: Millis(0), ..QueueConfig::default() };
    EmbeddedQueue::open(file, config, Arc::new(SystemClock::new())).unwrap()
}

/// The process that is killed: sends from eight tasks and prints each message once it is acknowledged. Does nothing when
/// it is run as an ordinary test.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sender_process() {
    let Some(file) = std::env::var_os(FILE) else { return };
    let queue = Arc::new(open(Path::new(&file)));
    let run = std::process::id();
    let tasks: Vec<_> = (0..8)
        .map(|task| {
            let queue = Arc::clone(&queue);
            tokio::spawn(async move {
                for n in 0.. {
                    let name = format!("{run}-{task}-{n}");
                    let request = SendRequest {
                        body: name.clone(),
                        group_id: format!("g{task}"),
                        dedup_id: name.clone(),
                        class: EventClass::Normal,
                    };
                    queue.send(request).await.unwrap();
                    let mut out = std::io::stdout().lock();
                    writeln!(out, "ack {name}").unwrap();
                    out.flush().unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test]
async fn a_killed_process_loses_nothing_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("queue.db");
    let mut acknowledged = HashSet::new();
    for round in 0..5 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "sender_process", "--nocapture"])
            .env(FILE, &file)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut seen = 0;
        // Kill in the middle of sending, at another moment in each round; then read what it still had said.
        while seen < 20 + round * 7 {
            seen += usize::from(note(&lines.next().unwrap().unwrap(), &mut acknowledged));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        for line in lines.map_while(Result::ok) {
            note(&line, &mut acknowledged);
        }
    }
    assert!(acknowledged.len() >= 100);

    let queue = open(&file);
    queue.release_in_flight().await.unwrap();
    let mut found = Vec::new();
    loop {
        let batch = queue.receive(10, Millis::from_secs(60)).await.unwrap();
        if batch.is_empty() {
            break;
        }
        for delivery in batch {
            queue.delete(&delivery.receipt).await.unwrap();
            found.push(delivery.body);
        }
    }
    let distinct: HashSet<_> = found.iter().cloned().collect();
    assert_eq!(distinct.len(), found.len(), "something came twice");
    let lost: Vec<_> = acknowledged.difference(&distinct).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    // A message may be durable without its sender having been told: at most one per task and round.
    assert!(found.len() - acknowledged.len() <= 5 * 8);
}

fn note(line: &str, acknowledged: &mut HashSet<String>) -> bool {
    // The test harness may have begun the line.
    let Some((_, name)) = line.split_once("ack ") else { return false };
    acknowledged.insert(name.to_owned())
}
