//! `secrets`: which are set, and setting one. A value goes in and never comes out.

use std::io::{self, IsTerminal, Read};
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use serde::Serialize;
use switchboard_domain::Secret;
use switchboard_settings::{SecretError, SecretName, secrets};
use switchboard_store::DataDir;

use crate::failure::Failure;
use crate::output::{self, Format};
use crate::site::{Found, SecretPlace, Target};

/// Larger than every form that is accepted.
const MAX_BYTES: u64 = 64 * 1024;

#[derive(Args)]
#[command(after_help = "Examples:
  switchboard secrets list
  switchboard secrets put richpanel/api_key < key.txt
  printf %s \"$TOKEN\" | switchboard secrets put richpanel/webhook_token")]
pub(crate) struct Secrets {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Which secrets are set; never a value.
    List(List),
    /// Store a secret, read from standard input. One line break at its end is dropped.
    Put(Put),
}

#[derive(Args)]
struct List {
    #[command(flatten)]
    target: Target,
    /// How the list is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Args)]
struct Put {
    /// Which secret.
    #[arg(value_name = "NAME", value_parser = PossibleValuesParser::new(SecretName::ALL.map(SecretName::path)))]
    name: String,
    #[command(flatten)]
    target: Target,
}

/// What is known about a secret without its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Standing {
    /// Path, for example `richpanel/api_key`.
    pub(crate) name: &'static str,
    /// `set`, `missing`, `malformed` or `unreadable`.
    pub(crate) state: &'static str,
    /// Where the value comes from: a variable or the data directory.
    pub(crate) from: Option<String>,
    /// Why it cannot be used.
    pub(crate) problem: Option<String>,
}

impl Secrets {
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        match self.action {
            Action::List(command) => command.run().await?,
            Action::Put(command) => command.run().await?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl List {
    async fn run(self) -> Result<(), Failure> {
        if let Some(data) = self.target.data() {
            // Says what is wrong with the directory before anything is looked for in it.
            drop(DataDir::open_shared(data)?);
        }
        let place = self.target.secrets(self.target.settings()?.environment()).await?;
        let mut standings = Vec::new();
        for name in SecretName::ALL {
            standings.push(Standing::of(&place, name).await);
        }
        match self.format {
            Format::Json => standings.iter().for_each(output::json),
            Format::Text => {
                let head = ["secret", "state", "from"].map(str::to_owned).to_vec();
                let row = |s: &Standing| {
                    let from = s.problem.clone().or_else(|| s.from.clone()).unwrap_or_default();
                    vec![s.name.to_owned(), s.state.to_owned(), from]
                };
                let rows: Vec<_> = std::iter::once(head).chain(standings.iter().map(row)).collect();
                output::table(&rows);
            }
        }
        Ok(())
    }
}

impl Put {
    async fn run(self) -> Result<(), Failure> {
        let name = SecretName::from_path(&self.name)
            .ok_or_else(|| Failure::usage(format!("there is no secret {}", self.name)).help("see --help"))?;
        let place = self.target.secrets(self.target.settings()?.environment()).await?;
        let value = read_value(name)?;
        check(name, &value)?;
        place.put(name, &value).await?;
        output::line(format!("{name} is set; running processes take it up within 5 minutes or at their next start"));
        if place.is_variable(name) {
            let variable = name.variable();
            output::note(format!("warning: the variable {variable} is set, too, and wins where it is"));
        }
        Ok(())
    }
}

fn read_value(name: SecretName) -> Result<Secret, Failure> {
    if io::stdin().is_terminal() {
        // What is typed here would be shown.
        return Err(Failure::usage("the value is read from a pipe or a file, so that it is shown nowhere")
            .help(format!("`switchboard secrets put {name} < FILE`")));
    }
    let unreadable = |reason: &str| Failure::new("secrets.input", format!("standard input {reason}"));
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(&format!("cannot be read: {}", error.kind())))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(unreadable("holds more than 64 KiB").help(format!("check what is piped into `secrets put {name}`")));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| unreadable("is not UTF-8 text").help(format!("check what is piped into `secrets put {name}`")))?;
    let text = text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
    Ok(Secret::new(text.to_owned()))
}

/// Refuses what the readers of the secret would refuse later.
fn check(name: SecretName, value: &Secret) -> Result<(), SecretError> {
    match name {
        SecretName::RichpanelWebhookToken => secrets::webhook_tokens(value).map(drop),
        SecretName::ShopifyAdminApiToken => secrets::shopify_token(value).map(drop),
        SecretName::IdentityKey => secrets::identity_key(value).map(drop),
        _ => secrets::text(name, value).map(drop),
    }
}

impl Standing {
    /// Looks for a secret and says what was found, without the value.
    pub(crate) async fn of(place: &SecretPlace, name: SecretName) -> Self {
        let from = || Some(place.origin(name));
        let (state, from, problem) = match place.find(name).await {
            Ok(Found::Missing) => ("missing", None, None),
            #[cfg(feature = "aws")]
            Ok(Found::Unread) => ("set", from(), None),
            Ok(Found::Value(value)) => match check(name, &value) {
                Ok(()) => ("set", from(), None),
                Err(error) => ("malformed", from(), Some(error.to_string())),
            },
            Err(error) => ("unreadable", None, Some(error.to_string())),
        };
        Self { name: name.path(), state, from, problem }
    }
}
