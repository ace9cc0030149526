//! `runtime.options` of Pulumi.yaml and PulumiPolicy.yaml.

use std::path::PathBuf;

use prost_types::value::Kind;
use prost_types::{Struct, Value as WireValue};
use serde_json::{Map, Value};

use crate::entry::{Entry, Wrong};
use crate::error::HostError;
use crate::package::RequiredPackage;

const KNOWN: [&str; 7] = ["binary", "manifest", "package", "bin", "profile", "args", "packages"];

/// The options, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuntimeOptions {
    /// Where the program comes from.
    pub source: ProgramSource,
    /// The program's arguments; those of the engine's call follow.
    pub args: Vec<String>,
    /// The provider packages; `None`: what the program's crates declare.
    pub packages: Option<Vec<RequiredPackage>>,
}

/// Where a program comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProgramSource {
    /// An executable file, absolute or relative to the project folder.
    Prebuilt(PathBuf),
    /// A binary target that cargo builds.
    Cargo(CargoSelection),
}

/// Which binary target, and how to build it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CargoSelection {
    /// Cargo.toml or its folder, absolute or relative to the project folder; `None`: that of the program's folder.
    pub manifest: Option<PathBuf>,
    /// Package of the workspace; `None`: the one of the manifest, or the only one with a binary target.
    pub package: Option<String>,
    /// Binary target of the package; `None`: its default.
    pub bin: Option<String>,
    /// Cargo profile; `release` by default.
    pub profile: String,
}

impl RuntimeOptions {
    /// Reads the options as the engine sends them.
    ///
    /// # Errors
    /// An option is unknown or has the wrong form.
    pub fn read(options: Option<&Struct>) -> Result<Self, HostError> {
        Self::of_json(&Value::Object(options.map_or_else(Map::new, to_json)))
    }

    pub(crate) fn of_json(options: &Value) -> Result<Self, HostError> {
        Self::check(options).map_err(|Wrong { key, reason }| HostError::Option { key, reason })
    }

    fn check(options: &Value) -> Result<Self, Wrong> {
        let root = Entry::new("", options);
        let table = root.table(&KNOWN)?;
        let text = |key| root.get(table, key).map(|entry| entry.text()).transpose();
        let selection = CargoSelection {
            manifest: text("manifest")?.map(PathBuf::from),
            package: text("package")?.map(str::to_owned),
            bin: text("bin")?.map(str::to_owned),
            profile: text("profile")?.unwrap_or("release").to_owned(),
        };
        let source = match text("binary")? {
            Some(binary) => {
                let cargo = ["manifest", "package", "bin", "profile"];
                if let Some(entry) = cargo.iter().find_map(|key| root.get(table, key)) {
                    return Err(
                        entry.wrong("has no meaning beside `binary`, a prebuilt program: leave one of them out")
                    );
                }
                ProgramSource::Prebuilt(binary.into())
            }
            None => ProgramSource::Cargo(selection),
        };
        let list = |key| root.get(table, key).map(|entry| entry.list()).transpose();
        let args = list("args")?.unwrap_or_default();
        let packages = list("packages")?;
        Ok(Self {
            source,
            args: args.iter().map(|entry| entry.any_text().map(str::to_owned)).collect::<Result<_, _>>()?,
            packages: packages.map(|list| list.iter().map(RequiredPackage::read).collect()).transpose()?,
        })
    }
}

fn to_json(table: &Struct) -> Map<String, Value> {
    table.fields.iter().map(|(key, value)| (key.clone(), value_to_json(value))).collect()
}

fn value_to_json(value: &WireValue) -> Value {
    match &value.kind {
        None | Some(Kind::NullValue(_)) => Value::Null,
        Some(Kind::BoolValue(flag)) => Value::Bool(*flag),
        Some(Kind::NumberValue(number)) => Value::from(*number),
        Some(Kind::StringValue(text)) => Value::String(text.clone()),
        Some(Kind::ListValue(list)) => list.values.iter().map(value_to_json).collect(),
        Some(Kind::StructValue(table)) => Value::Object(to_json(table)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn complaint(options: &Value) -> String {
        let Wrong { key, reason } = RuntimeOptions::check(options).unwrap_err();
        format!("{key}: {reason}")
    }

    #[test]
    fn everything_may_be_left_out() {
        let options = RuntimeOptions::read(None).unwrap();
        let ProgramSource::Cargo(selection) = options.source else { panic!("{options:?}") };
        assert_eq!((selection.manifest, selection.profile.as_str()), (None, "release"));
        assert_eq!(options.packages, None);
    }

    #[test]
    fn packages_have_two_forms() {
        let options = json!({"binary": "bin/x", "args": ["", "-v"], "packages": [
            "aws@7.48.0",
            {"name": "base", "version": "1.0.0-rc.1", "server": "mirror",
             "parameterization": {"name": "sub", "version": "2.0.0", "value": "aGk="}},
        ]});
        let options = RuntimeOptions::check(&options).unwrap();
        let packages = options.packages.unwrap();
        assert_eq!(options.args, ["", "-v"]);
        assert_eq!((packages[0].name.as_str(), packages[0].version.as_deref()), ("aws", Some("7.48.0")));
        assert_eq!(packages[1].parameterization.as_ref().unwrap().value, b"hi");
    }

    #[test]
    fn errors_name_the_key() {
        assert!(complaint(&json!({"binry": "x"})).starts_with("binry: is unknown; known here are: binary,"));
        assert!(complaint(&json!({"binary": 3})).starts_with("binary: must be text"));
        assert!(complaint(&json!({"args": "x"})).starts_with("args: must be a list, but is text"));
        assert!(complaint(&json!({"args": ["x", true]})).starts_with("args[1]: must be text"));
        assert!(complaint(&json!({"packages": ["aws@7"]})).starts_with("packages[0]: `aws@7` is not of the form"));
        assert!(
            complaint(&json!({"packages": [{"name": "aws", "version": 7}]})).starts_with("packages[0].version: must")
        );
        assert!(complaint(&json!({"packages": [{"version": "1.0.0"}]})).starts_with("packages[0].name: is missing"));
        assert!(complaint(&json!({"binary": "x", "bin": "y"})).starts_with("bin: has no meaning beside `binary`"));
    }
}
