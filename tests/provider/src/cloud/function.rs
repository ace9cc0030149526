//! Outputs of Lambda functions, which depend on what an update changes.

use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};

use super::template::{Facts, render};
use crate::property::{Map, Value, present};

/// The type with rules of its own.
pub(super) const FUNCTION: &str = "aws:lambda/function:Function";

/// The version that is not numbered.
const LATEST: &str = "$LATEST";

const ARN: &str = "arn:{partition}:lambda:{region}:{account}:function:{name}";
const INVOKE: &str = "arn:{partition}:apigateway:{region}:lambda:path/2015-03-31/functions/";

/// Outputs that an update changes: a published version has a number of its own; other code has another digest.
pub(super) fn recomputed(changed: &[&str], inputs: &Map) -> Vec<&'static str> {
    let mut names = Vec::new();
    let relevant = changed.iter().any(|name| !matches!(*name, "tags" | "tagsAll" | "publish"));
    let code = ["code", "s3Bucket", "s3Key", "s3ObjectVersion", "imageUri", "sourceCodeHash"];
    if relevant {
        names.push("lastModified");
    }
    if changed.iter().any(|name| code.contains(name)) {
        names.extend(["codeSha256", "sourceCodeHash", "sourceCodeSize"]);
    }
    if (relevant || changed.contains(&"publish")) && present(inputs, "publish") == Some(&Value::Bool(true)) {
        names.extend(["version", "qualifiedArn", "qualifiedInvokeArn"]);
    }
    names
}

/// An output that follows these rules.
pub(super) fn output(name: &str, olds: Option<&Map>, facts: &Facts<'_>) -> Option<Value> {
    let version = || version(olds, facts.properties);
    let text = match name {
        "version" => version(),
        "qualifiedArn" => format!("{}:{}", render(ARN, facts), version()),
        "qualifiedInvokeArn" => {
            format!("{}{}:{}/invocations", render(INVOKE, facts), render(ARN, facts), version())
        }
        "codeSha256" | "sourceCodeHash" => digest(facts.properties)?,
        _ => return None,
    };
    Some(Value::String(text))
}

fn version(olds: Option<&Map>, properties: &Map) -> String {
    if present(properties, "publish") != Some(&Value::Bool(true)) {
        return LATEST.to_owned();
    }
    let last = olds.and_then(|olds| present(olds, "version")).and_then(Value::as_str);
    let last: u64 = last.and_then(|version| version.parse().ok()).unwrap_or_default();
    (last + 1).to_string()
}

/// The digest of the archive as Lambda writes it. Of a packed file the engine's hash is the same digest.
fn digest(properties: &Map) -> Option<String> {
    let Some(Value::Archive(archive)) = present(properties, "code") else { return None };
    let bytes = HEXLOWER_PERMISSIVE.decode(archive.hash.as_ref()?.as_bytes()).ok()?;
    Some(BASE64.encode(&bytes))
}
