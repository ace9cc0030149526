//! `simulate`: the vendor simulators alone.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use serde::Serialize;
use switchboard_domain::SystemClock;
use switchboard_settings::{SecretName, secrets};
use switchboard_simulators::{Scenario, SimConfig, Simulators, Webhook};

use crate::cli::Simulate;
use crate::failure::Failure;
use crate::output::{self, Format};
use crate::serve::stopped;

#[derive(Serialize)]
struct Ready {
    listening: String,
    env: BTreeMap<String, String>,
}

pub(crate) async fn run(command: Simulate) -> Result<ExitCode, Failure> {
    let scenario = command.scenario.as_deref().map(read_scenario).transpose()?;
    let mut config = SimConfig::new(command.listen, Arc::new(SystemClock::new()));
    config.webhook = command.webhook.map(Webhook::new);
    let running = Simulators::start(config).await.map_err(|error| {
        Failure::new(error.code(), &error).help("choose another address with --listen, for example 127.0.0.1:0")
    })?;
    let mut env = running.env();
    // `serve` makes a key of its own at its first start; a function cannot.
    env.insert(SecretName::IdentityKey.variable(), secrets::generate(SecretName::IdentityKey)?.expose().clone());
    let ready = Ready { listening: running.url(), env };
    match command.format {
        Format::Json => output::json(&ready),
        Format::Text => {
            output::line(format!("listening  {}", ready.listening));
            for (name, value) in &ready.env {
                output::line(format!("export {name}='{value}'"));
            }
        }
    }
    let play = async {
        if let Some(scenario) = &scenario {
            running.play(scenario).await.map_err(|error| Failure::new(error.code(), error))?;
        }
        std::future::pending::<Result<(), Failure>>().await
    };
    tokio::select! {
        result = play => result?,
        () = stopped() => {}
    }
    Ok(ExitCode::SUCCESS)
}

fn read_scenario(path: &Path) -> Result<Scenario, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::new("scenario", format!("{}: {error}", path.display())).help("check --scenario"))?;
    Scenario::from_json(&text).map_err(|error| Failure::new(error.code(), format!("{}: {error}", path.display())))
}
