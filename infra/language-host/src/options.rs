//! `runtime.options` of Pulumi.yaml, and `runtime.options` of PulumiPolicy.yaml.

use std::path::{Path, PathBuf};

use prost_types::value::Kind;
use prost_types::{Struct, Value};
use pulumi_proto::{PackageDependency, ProgramInfo};

/// How the program is built and started.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Options {
    /// A program that is built already.
    pub(crate) binary: Option<PathBuf>,
    pub(crate) manifest: Option<PathBuf>,
    pub(crate) package: Option<String>,
    pub(crate) bin: Option<String>,
    pub(crate) profile: Option<String>,
    pub(crate) args: Vec<String>,
    /// `None`: what the program's crates declare.
    pub(crate) packages: Option<Vec<PackageDependency>>,
}

/// An option that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq)]
pub(crate) enum OptionError {
    #[error("runtime option `{0}` is not known; there are: binary, manifest, package, bin, profile, args, packages")]
    Unknown(String),
    #[error("runtime option `{key}` must be {expected}")]
    Type { key: String, expected: &'static str },
    #[error("runtime option `binary` stands for a program that is built already; remove `{0}`, or `binary`")]
    Conflict(&'static str),
}

impl Options {
    pub(crate) fn of(info: Option<&ProgramInfo>) -> Result<Self, OptionError> {
        info.and_then(|info| info.options.as_ref()).map_or_else(|| Ok(Self::default()), Self::parse)
    }

    pub(crate) fn parse(given: &Struct) -> Result<Self, OptionError> {
        let mut options = Self::default();
        let mut given: Vec<_> = given.fields.iter().collect();
        given.sort_by_key(|(key, _)| key.as_str());
        for (key, value) in given {
            match key.as_str() {
                "binary" => options.binary = Some(text(key, value)?.into()),
                "manifest" => options.manifest = Some(text(key, value)?.into()),
                "package" => options.package = Some(text(key, value)?),
                "bin" => options.bin = Some(text(key, value)?),
                "profile" => options.profile = Some(text(key, value)?),
                "args" => {
                    options.args = list(key, value)?.iter().map(|item| scalar(key, item)).collect::<Result<_, _>>()?
                }
                "packages" => {
                    let items = list(key, value)?.iter().map(|item| package(key, item));
                    options.packages = Some(items.collect::<Result<_, _>>()?);
                }
                _ => return Err(OptionError::Unknown(key.clone())),
            }
        }
        if options.binary.is_some() {
            let others = [
                ("manifest", options.manifest.is_some()),
                ("package", options.package.is_some()),
                ("bin", options.bin.is_some()),
                ("profile", options.profile.is_some()),
            ];
            if let Some((name, _)) = others.into_iter().find(|(_, given)| *given) {
                return Err(OptionError::Conflict(name));
            }
        }
        Ok(options)
    }

    /// The manifest of the program, for a program in this folder.
    pub(crate) fn manifest_in(&self, folder: &Path) -> PathBuf {
        let manifest = folder.join(self.manifest.as_deref().unwrap_or_else(|| Path::new(".")));
        if manifest.extension().is_some_and(|extension| extension == "toml") {
            manifest
        } else {
            manifest.join("Cargo.toml")
        }
    }
}

fn wrong(key: &str, expected: &'static str) -> OptionError {
    OptionError::Type { key: key.to_owned(), expected }
}

fn text(key: &str, value: &Value) -> Result<String, OptionError> {
    match &value.kind {
        Some(Kind::StringValue(text)) if !text.is_empty() => Ok(text.clone()),
        _ => Err(wrong(key, "a text")),
    }
}

/// YAML reads `args: [1, true]` as a number and a boolean.
fn scalar(key: &str, value: &Value) -> Result<String, OptionError> {
    match &value.kind {
        Some(Kind::StringValue(text)) => Ok(text.clone()),
        Some(Kind::NumberValue(number)) => Ok(number.to_string()),
        Some(Kind::BoolValue(flag)) => Ok(flag.to_string()),
        _ => Err(wrong(key, "a list of texts")),
    }
}

fn list<'a>(key: &str, value: &'a Value) -> Result<&'a [Value], OptionError> {
    match &value.kind {
        Some(Kind::ListValue(list)) => Ok(&list.values),
        _ => Err(wrong(key, "a list")),
    }
}

/// `name@version`, or an object with name, version, server and parameterization (name, version, value as base64).
fn package(key: &str, value: &Value) -> Result<PackageDependency, OptionError> {
    const EXPECTED: &str = "a list of `name@version` or of objects with name, version, server, parameterization";
    let (name, version, server, parameterization) = match &value.kind {
        Some(Kind::StringValue(text)) => {
            let (name, version) = text.split_once('@').ok_or_else(|| wrong(key, EXPECTED))?;
            (name.to_owned(), version.to_owned(), String::new(), None)
        }
        Some(Kind::StructValue(fields)) => {
            let text = |name: &str| match fields.fields.get(name).map(|value| &value.kind) {
                Some(Some(Kind::StringValue(text))) => text.clone(),
                _ => String::new(),
            };
            let made = match fields.fields.get("parameterization").map(|value| &value.kind) {
                Some(Some(Kind::StructValue(made))) => Some(parameterization(key, made)?),
                None => None,
                _ => return Err(wrong(key, EXPECTED)),
            };
            (text("name"), text("version"), text("server"), made)
        }
        _ => return Err(wrong(key, EXPECTED)),
    };
    if name.is_empty() {
        return Err(wrong(key, EXPECTED));
    }
    let kind = "resource".to_owned();
    Ok(PackageDependency { name, kind, version, server, parameterization, ..Default::default() })
}

fn parameterization(key: &str, made: &Struct) -> Result<pulumi_proto::PackageParameterization, OptionError> {
    const EXPECTED: &str = "given with name, version and value (text) in each parameterization";
    let part = |name: &str| match made.fields.get(name).and_then(|value| value.kind.as_ref()) {
        Some(Kind::StringValue(text)) => Ok(text.clone()),
        _ => Err(wrong(key, EXPECTED)),
    };
    let (name, version, value) = (part("name")?, part("version")?, part("value")?.into_bytes());
    Ok(pulumi_proto::PackageParameterization { name, version, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(members: &[(&str, Value)]) -> Result<Options, OptionError> {
        let fields = members.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        Options::parse(&Struct { fields })
    }

    fn string(text: &str) -> Value {
        Value { kind: Some(Kind::StringValue(text.to_owned())) }
    }

    fn items(values: Vec<Value>) -> Value {
        Value { kind: Some(Kind::ListValue(prost_types::ListValue { values })) }
    }

    #[test]
    fn a_manifest_may_be_a_folder() {
        let at = |manifest: Option<&str>| {
            let options = Options { manifest: manifest.map(Into::into), ..Options::default() };
            options.manifest_in(Path::new("/p")).to_string_lossy().into_owned()
        };
        assert_eq!(at(None), "/p/./Cargo.toml");
        assert_eq!(at(Some("infra/program")), "/p/infra/program/Cargo.toml");
        assert_eq!(at(Some("/x/Cargo.toml")), "/x/Cargo.toml");
    }

    #[test]
    fn packages_and_arguments_are_read() {
        let number = Value { kind: Some(Kind::NumberValue(1.0)) };
        let read =
            options(&[("packages", items(vec![string("aws@7.48.0")])), ("args", items(vec![string("x"), number]))]);
        let read = read.unwrap();
        assert_eq!(read.args, ["x", "1"]);
        let packages = read.packages.unwrap();
        assert_eq!((packages[0].name.as_str(), packages[0].version.as_str()), ("aws", "7.48.0"));
    }

    #[test]
    fn wrong_options_are_named() {
        assert_eq!(options(&[("binry", string("x"))]), Err(OptionError::Unknown("binry".to_owned())));
        let message = options(&[("args", string("x"))]).unwrap_err().to_string();
        assert_eq!(message, "runtime option `args` must be a list");
        assert!(options(&[("packages", items(vec![string("aws")]))]).is_err());
        assert!(options(&[("binary", items(vec![]))]).is_err());
        let conflict = options(&[("binary", string("x")), ("profile", string("dev"))]);
        assert_eq!(conflict, Err(OptionError::Conflict("profile")));
    }
}
