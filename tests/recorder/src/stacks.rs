//! Second opinions about the project's own stacks, as their committed files describe them.

use std::path::{Path, PathBuf};

use serde_json::Value as JsonValue;
use switchboard_infra::{Purpose, StackKind, program};

use crate::deployment::Deployment;
use crate::error::Error;
use crate::opinion::Pair;

/// The project's name in Pulumi.yaml.
const PROJECT: &str = "switchboard";

/// The stack's program in Rust, which `binary` runs (this crate's `recorder-stack`), and the same as TypeScript. It must run
/// inside a tokio runtime of one thread.
///
/// # Errors
/// [`Error::StackFile`] if the stack has no file in `environments` or it cannot be used, and those of [`Pair::prepare`].
pub async fn stack(kind: StackKind, binary: &Path) -> Result<Pair, Error> {
    let name = kind.name();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../environments/Pulumi.{name}.yaml"));
    let text = std::fs::read_to_string(&path).map_err(|error| unusable(&name, &error))?;
    let deployment = Deployment::of_stack_file(PROJECT, &name, &text)?;
    Pair::prepare(&format!("stack-{name}"), deployment, binary, |ctx| program(ctx, Purpose::Plan)).await
}

impl Deployment {
    /// An update of this stack with the configuration that its file has: scalars as text and trees as JSON, as the engine
    /// hands them over.
    ///
    /// # Errors
    /// [`Error::StackFile`] for a text that is no YAML or has no `config`, and for values that are encrypted there: nobody
    /// has their key here.
    pub fn of_stack_file(project: &str, stack: &str, text: &str) -> Result<Self, Error> {
        let file: JsonValue = serde_yaml_ng::from_str(text).map_err(|error| unusable(stack, &error))?;
        let config = file.get("config").and_then(JsonValue::as_object);
        let config = config.ok_or_else(|| unusable(stack, &"it has no `config`"))?;
        let mut deployment = Self::new(project, stack);
        for (key, value) in config {
            if value.get("secure").is_some() {
                return Err(unusable(
                    stack,
                    &format!("{key} is encrypted; secrets do not belong into the configuration"),
                ));
            }
            deployment = match value {
                JsonValue::String(text) => deployment.config(key, text),
                tree => deployment.config(key, &tree.to_string()),
            };
        }
        Ok(deployment)
    }
}

fn unusable(stack: &str, reason: &dyn std::fmt::Display) -> Error {
    let path = PathBuf::from(format!("environments/Pulumi.{stack}.yaml"));
    Error::StackFile { path, reason: reason.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configuration_is_text_as_the_engine_gives_it() {
        let text =
            "config:\n  aws:region: us-east-2\n  demo:size: 3\n  demo:mails: [a@example.com]\nencryptionsalt: v1:x\n";
        let deployment = Deployment::of_stack_file("demo", "dev", text).unwrap();
        let config: Vec<(&str, &str)> = deployment.config.iter().map(|(key, value)| (&**key, &**value)).collect();
        assert_eq!(config, [("aws:region", "us-east-2"), ("demo:mails", r#"["a@example.com"]"#), ("demo:size", "3")]);
        assert_eq!(deployment.secret_keys.len(), 0);
    }

    #[test]
    fn a_file_that_says_nothing_or_too_much_is_refused() {
        for (text, reason) in [("a: b", "`config`"), ("config:\n  demo:token:\n    secure: v1:x\n", "demo:token")] {
            let error = Deployment::of_stack_file("demo", "dev", text).unwrap_err();
            assert!(error.to_string().starts_with("environments/Pulumi.dev.yaml: "), "{error}");
            assert!(error.to_string().contains(reason), "{error}");
            assert_eq!(error.code(), "stack_file");
        }
    }
}
