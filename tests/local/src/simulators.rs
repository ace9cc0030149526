//! The simulated vendors: `switchboard simulate` as a process.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::background::{Background, free_port, until};
use crate::error::LocalError;
use crate::place::Place;

const START: Duration = Duration::from_secs(60);

#[derive(Deserialize)]
struct Ready {
    env: BTreeMap<String, String>,
}

/// Starts them; gives the variables that make a process use them.
pub(crate) async fn start(place: &Place) -> Result<(Background, BTreeMap<String, String>), LocalError> {
    let port = free_port()?;
    let mut command = Command::new(place.binary("switchboard")?);
    command.args(["simulate", "--format", "json", "--listen", &format!("127.0.0.1:{port}")]);
    let log = place.file("simulators.log");
    let started = Background::start(command, port, &log)?;
    let ready = || -> Option<Ready> {
        let text = std::fs::read_to_string(&log).ok()?;
        text.lines().find_map(|line| serde_json::from_str(line).ok())
    };
    until("the simulated vendors", START, &log, async || ready().is_some()).await?;
    let ready = ready().ok_or(LocalError::Late { what: "the simulated vendors", waited: START, log })?;
    Ok((started, ready.env))
}

/// The simulators over HTTP.
pub(crate) struct Admin<'a>(pub(crate) &'a Background);

impl Admin<'_> {
    /// Customers' messages are announced there from now on.
    pub(crate) async fn announce_to(&self, url: &str) -> Result<(), LocalError> {
        self.post("/_sim/webhook", &json!({ "url": url })).await.map(drop)
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<Value, LocalError> {
        self.exchange(crate::http::client().post(self.url(path)).json(body), path).await
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Value, LocalError> {
        self.exchange(crate::http::client().get(self.url(path)), path).await
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.0.url())
    }

    async fn exchange(&self, request: reqwest::RequestBuilder, path: &str) -> Result<Value, LocalError> {
        let failed = |reason: &dyn std::fmt::Display| LocalError::call(format!("simulators {path}"), reason);
        let answer = request.send().await.map_err(|error| failed(&error))?;
        let status = answer.status();
        let body = answer.text().await.map_err(|error| failed(&error))?;
        if !status.is_success() {
            return Err(failed(&format!("{status} {body}")));
        }
        if body.is_empty() { Ok(Value::Null) } else { serde_json::from_str(&body).map_err(|error| failed(&error)) }
    }
}
