//! The language host's start: from the process's beginning to the first answer.

use std::io::Error;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use pulumi_proto::language_runtime_client::LanguageRuntimeClient;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use tonic::transport::Endpoint;

use crate::{RUNS, Result, median};

/// An engine that is not there: the host does not talk to it before it runs something.
const ENGINE: &str = "127.0.0.1:1";

/// From the spawn over the line with the port to the answer of GetPluginInfo.
pub(crate) async fn time_to_answer(host: &Path) -> Result<Duration> {
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let begun = Instant::now();
        let mut process = Command::new(host).arg(ENGINE).stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
        let stdout = process.stdout.take().ok_or_else(|| Error::other("the host has no output"))?;
        let port = BufReader::new(stdout).lines().next_line().await?;
        let port = port.ok_or_else(|| Error::other("the host ended before it named its port"))?;
        let channel = Endpoint::from_shared(format!("http://127.0.0.1:{port}"))?.connect().await?;
        LanguageRuntimeClient::new(channel).get_plugin_info(()).await?;
        times.push(begun.elapsed());
        process.kill().await?;
    }
    Ok(median(times))
}
