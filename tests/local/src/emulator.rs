//! The AWS emulator.

use std::process::Command;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::background::{Background, free_port, until};
use crate::error::LocalError;
use crate::front;
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

/// The emulator, and with enforced roles the front that its clients need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Emulator {
    /// Whether roles are enforced.
    pub iam: Iam,
    /// The emulator itself.
    pub process: Background,
    /// Where its clients call; absent if that is the emulator itself.
    pub front: Option<Background>,
}

impl Emulator {
    /// Where clients call.
    pub fn url(&self) -> String {
        self.front.unwrap_or(self.process).url()
    }

    /// Whether everything runs.
    pub fn runs(&self) -> bool {
        self.process.runs() && self.front.is_none_or(|front| front.runs())
    }

    pub(crate) async fn stop(&self) {
        self.process.stop().await;
        if let Some(front) = &self.front {
            front.stop().await;
        }
    }
}

pub(crate) async fn start(place: &Place, iam: Iam) -> Result<Emulator, LocalError> {
    let program = place.tool("MINISTACK", "emulator/bin/ministack")?;
    let port = free_port()?;
    // Policies demand TLS, which only matters where they are enforced.
    let front = match iam {
        Iam::Open => None,
        Iam::Enforced => Some(free_port()?),
    };
    let endpoint = format!("http://127.0.0.1:{}", front.unwrap_or(port));
    let mut command = Command::new(program);
    command.env_clear().envs(["PATH", "HOME"].iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
    command.envs([
        ("BIND_HOST", "127.0.0.1"),
        ("MINISTACK_HOST", "localhost"),
        ("IOT_MTLS_ENABLED", "0"),
        ("GATEWAY_PORT", &port.to_string()),
        ("AWS_ENDPOINT_URL", &endpoint),
    ]);
    if iam == Iam::Enforced {
        command.env("AUTH", "true");
    }
    let log = place.file("emulator.log");
    let process = Background::start(command, port, &log)?;
    let client = crate::http::client();
    let health = format!("{}/_ministack/health", process.url());
    until("the AWS emulator", START, &log, async || {
        client.get(&health).send().await.is_ok_and(|answer| answer.status().is_success())
    })
    .await?;
    let front = match front {
        None => None,
        Some(at) => Some(front::start(place, at, port).await?),
    };
    Ok(Emulator { iam, process, front })
}
