//! Where to look while the day's middleware stays up: commands that work as they stand.

use std::path::Path;

use serde_json::json;

use super::run::DayOutcome;
use super::vendors::Vendors;
use crate::output::{self, Format};

/// The command that tells a conversation's story.
pub(super) fn explain(data: &Path, conversation: &str) -> String {
    format!("{} explain --data {} {}", program(), quoted(&data.display().to_string()), quoted(conversation))
}

pub(super) fn print(vendors: &Vendors, data: &Path, day: &DayOutcome, format: Format) {
    let Some(first) = day.played.first() else { return };
    let ticket = json!({"ticket": {
        "via": {"channel": "email", "source": {
            "from": {"address": "you@mail.example"}, "to": {"address": "support@shop.example"},
        }},
        "subject": "My parcel", "customer_profile": {"firstName": "Alex"},
        "comment": {"sender_type": "customer", "body": "My package arrived but one of the oils is missing."},
    }});
    let webhook = json!({"ticket_id": first.ticket, "trigger": "customer_message"});
    let commands = [
        (
            "a customer writes (the helpdesk announces it by itself)",
            post(&format!("{}/v1/tickets", vendors.url), &[], &ticket.to_string()),
        ),
        (
            "the webhook of a ticket arrives once more",
            post(&vendors.webhook, &[("x-richpanel-webhook-token", &vendors.token)], &webhook.to_string()),
        ),
        ("what the vendors have seen: calls, tags, delivered replies", format!("curl -sS {}/_sim/report", vendors.url)),
        ("the whole story of a conversation", explain(data, &first.ticket)),
    ];
    match format {
        Format::Text => {
            output::line("");
            output::line("Everything stays up. Try, in another terminal:");
            for (what, command) in commands {
                output::line(format!("\n  # {what}\n  {command}"));
            }
            output::line("\nStop with Ctrl-C.");
        }
        Format::Json => {
            let commands: Vec<_> =
                commands.iter().map(|(what, command)| json!({"what": what, "command": command})).collect();
            output::json(&json!({
                "kind": "running", "webhook": vendors.webhook, "simulated": vendors.url, "commands": commands,
            }));
        }
    }
}

fn post(url: &str, headers: &[(&str, &str)], body: &str) -> String {
    let headers: String =
        headers.iter().map(|(name, value)| format!(" -H {}", quoted(&format!("{name}: {value}")))).collect();
    format!("curl -sS {url} -H 'content-type: application/json'{headers} -d {}", quoted(body))
}

/// One word for a POSIX shell.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// How this program was found, from here.
fn program() -> String {
    let found = std::env::current_exe().ok();
    let here = std::env::current_dir().ok();
    let shown = found.map(|path| match here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned)) {
        Some(relative) => relative.display().to_string(),
        None => path.display().to_string(),
    });
    quoted(&shown.unwrap_or_else(|| "switchboard".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_survive_the_shell() {
        assert_eq!(quoted("./.switchboard/run"), "./.switchboard/run");
        assert_eq!(quoted("<CA+1/2=3@x>"), "'<CA+1/2=3@x>'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
