//! Provider packages that a program needs, as written in Pulumi.yaml and in the metadata of crates.

use base64::Engine as _;
use pulumi_proto::{DependencyInfo, PackageDependency, PackageParameterization};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::entry::{Entry, Wrong};

/// A provider package, as `aws@7.48.0`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RequiredPackage {
    /// Name of the provider.
    pub name: String,
    /// Semantic version; the engine takes any if there is none.
    pub version: Option<String>,
    /// Address to download the plugin from, if not the default one.
    pub server: Option<String>,
    /// The package that the provider becomes with a parameter.
    pub parameterization: Option<Parameterization>,
    /// The package that extends the provider with a parameter.
    pub extension: Option<Parameterization>,
}

/// A package that a provider derives from a parameter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Parameterization {
    /// Name of the derived package.
    pub name: String,
    /// Its semantic version.
    pub version: String,
    /// The parameter, opaque bytes; base64 where it is written down.
    pub value: Vec<u8>,
}

impl RequiredPackage {
    /// Reads `name@version` or a table of `name`, `version`, `server`, `parameterization`, `extension`.
    pub(crate) fn read(entry: &Entry<'_>) -> Result<Self, Wrong> {
        if let Value::String(text) = entry.value() {
            let (name, version) = text.split_once('@').map_or((text.as_str(), None), |(n, v)| (n, Some(v)));
            if name.is_empty() || version.is_some_and(|version| !is_version(version)) {
                return Err(entry.wrong(format!("`{text}` is not of the form name@version, as in \"aws@7.48.0\"")));
            }
            let version = version.map(str::to_owned);
            return Ok(Self { name: name.to_owned(), version, server: None, parameterization: None, extension: None });
        }
        let table = entry.table(&["name", "version", "server", "parameterization", "extension"])?;
        Self::from_table(entry, table)
    }

    /// Reads the table form; the caller has looked at its keys.
    pub(crate) fn from_table(entry: &Entry<'_>, table: &Map<String, Value>) -> Result<Self, Wrong> {
        let derived = |key| entry.get(table, key).map(|entry| Parameterization::read(&entry)).transpose();
        Ok(Self {
            name: entry.need(table, "name")?.text()?.to_owned(),
            version: entry.get(table, "version").map(|entry| version(&entry)).transpose()?,
            server: entry.get(table, "server").map(|entry| entry.text().map(str::to_owned)).transpose()?,
            parameterization: derived("parameterization")?,
            extension: derived("extension")?,
        })
    }
}

impl RequiredPackage {
    /// The package as a dependency of the program: under the name that its types have.
    pub(crate) fn into_dependency(self) -> DependencyInfo {
        match self.parameterization.or(self.extension) {
            Some(derived) => DependencyInfo { name: derived.name, version: derived.version },
            None => DependencyInfo { name: self.name, version: self.version.unwrap_or_default() },
        }
    }
}

impl Parameterization {
    fn read(entry: &Entry<'_>) -> Result<Self, Wrong> {
        let table = entry.table(&["name", "version", "value"])?;
        let value = entry.need(table, "value")?;
        let bytes = base64::engine::general_purpose::STANDARD.decode(value.text()?);
        Ok(Self {
            name: entry.need(table, "name")?.text()?.to_owned(),
            version: version(&entry.need(table, "version")?)?,
            value: bytes.map_err(|error| value.wrong(format!("is not base64: {error}")))?,
        })
    }
}

fn version(entry: &Entry<'_>) -> Result<String, Wrong> {
    let text = entry.text()?;
    if is_version(text) {
        return Ok(text.to_owned());
    }
    Err(entry.wrong(format!("`{text}` is not a semantic version, as in \"7.48.0\"")))
}

/// Three numbers with dots, then perhaps a pre-release or build part. The engine is the judge of the rest.
fn is_version(text: &str) -> bool {
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let numbers: Vec<&str> = core.split('.').collect();
    numbers.len() == 3 && numbers.iter().all(|number| number.parse::<u64>().is_ok())
}

impl From<RequiredPackage> for PackageDependency {
    fn from(package: RequiredPackage) -> Self {
        Self {
            name: package.name,
            kind: "resource".to_owned(),
            version: package.version.unwrap_or_default(),
            server: package.server.unwrap_or_default(),
            parameterization: package.parameterization.map(Into::into),
            extension: package.extension.map(Into::into),
        }
    }
}

impl From<Parameterization> for PackageParameterization {
    fn from(derived: Parameterization) -> Self {
        Self { name: derived.name, version: derived.version, value: derived.value }
    }
}
