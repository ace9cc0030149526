//! The AWS emulator.

use std::process::Command;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::background::{Background, free_port, until};
use crate::error::LocalError;
use crate::place::Place;

/// Python starts slowly on a busy machine.
const START: Duration = Duration::from_secs(90);

/// Whether roles are enforced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Iam {
    /// Everybody may do everything.
    #[default]
    Open,
    /// A function may do what its role says, and nothing else.
    Enforced,
}

pub(crate) async fn start(place: &Place, iam: Iam) -> Result<Background, LocalError> {
    let program = place.tool("MINISTACK", "emulator/bin/ministack")?;
    let port = free_port()?;
    let mut command = Command::new(program);
    command.env_clear().envs(["PATH", "HOME"].iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
    command.envs([
        ("BIND_HOST", "127.0.0.1"),
        ("MINISTACK_HOST", "localhost"),
        ("IOT_MTLS_ENABLED", "0"),
        ("GATEWAY_PORT", &port.to_string()),
        ("AWS_ENDPOINT_URL", &format!("http://127.0.0.1:{port}")),
    ]);
    if iam == Iam::Enforced {
        command.env("AUTH", "true");
    }
    let log = place.file("emulator.log");
    let started = Background::start(command, port, &log)?;
    let health = format!("{}/_ministack/health", started.url());
    until("the AWS emulator", START, &log, async || {
        reqwest::get(&health).await.is_ok_and(|answer| answer.status().is_success())
    })
    .await?;
    Ok(started)
}
