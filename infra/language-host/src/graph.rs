//! What `cargo metadata` says about a program: its package, its dependencies and the provider packages they declare.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::entry::{Entry, Wrong};
use crate::error::HostError;
use crate::options::CargoSelection;
use crate::package::RequiredPackage;

/// The few facts the host needs of cargo's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Facts {
    /// Package id, which `cargo --package` takes.
    pub package: String,
    /// Binary target.
    pub bin: String,
    /// Folder of Cargo.lock.
    pub workspace_root: PathBuf,
    /// Folders that hold what cargo makes.
    pub target_directories: Vec<PathBuf>,
    /// Cargo.toml of every local package.
    pub manifests: Vec<PathBuf>,
    /// Every package that is compiled into the program, itself left out.
    pub dependencies: Vec<Dependency>,
    /// Provider packages that these and the program declare, each once.
    pub packages: Vec<RequiredPackage>,
}

/// A crate that the program depends on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Dependency {
    /// Package name.
    pub name: String,
    /// Semantic version.
    pub version: String,
    /// Named in the program's own manifest.
    pub direct: bool,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_members: Vec<String>,
    resolve: Option<Resolve>,
    target_directory: PathBuf,
    build_directory: Option<PathBuf>,
    workspace_root: PathBuf,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    id: String,
    source: Option<String>,
    targets: Vec<Target>,
    manifest_path: PathBuf,
    metadata: Option<Value>,
    default_run: Option<String>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<NodeDependency>,
}

#[derive(Deserialize)]
struct NodeDependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    /// Absent for what is compiled into the crate; `dev` or `build` otherwise.
    kind: Option<String>,
}

impl Facts {
    /// Reads the JSON of `cargo metadata --format-version 1`. `manifest` is absolute.
    pub(crate) fn read(json: &[u8], manifest: &Path, selection: &CargoSelection) -> Result<Self, HostError> {
        let unreadable = |error: serde_json::Error| HostError::Cargo { command: "metadata", text: error.to_string() };
        let metadata: Metadata = serde_json::from_slice(json).map_err(unreadable)?;
        let program = metadata.select_package(manifest, selection)?;
        let bin = program.select_bin(selection)?;
        let distances = metadata.distances(&program.id);
        let (mut dependencies, mut packages) = (BTreeMap::new(), BTreeSet::new());
        for package in &metadata.packages {
            let Some(distance) = distances.get(package.id.as_str()) else { continue };
            packages.extend(package.declared()?);
            if *distance > 0 {
                dependencies.insert((package.name.clone(), package.version.clone()), *distance == 1);
            }
        }
        let dependencies = dependencies.into_iter();
        let local = metadata.packages.iter().filter(|package| package.source.is_none());
        Ok(Self {
            package: program.id.clone(),
            bin,
            workspace_root: metadata.workspace_root.clone(),
            target_directories: std::iter::once(metadata.target_directory.clone())
                .chain(metadata.build_directory.clone())
                .collect(),
            manifests: local.map(|package| package.manifest_path.clone()).collect(),
            dependencies: dependencies.map(|((name, version), direct)| Dependency { name, version, direct }).collect(),
            packages: packages.into_iter().collect(),
        })
    }
}

impl Metadata {
    fn select_package(&self, manifest: &Path, selection: &CargoSelection) -> Result<&Package, HostError> {
        let members = self.packages.iter().filter(|package| self.workspace_members.contains(&package.id));
        let shown = manifest.display();
        if let Some(name) = &selection.package {
            let mut members = members;
            return members.find(|package| package.name == *name).ok_or_else(|| HostError::Option {
                key: "package".to_owned(),
                reason: format!("`{name}` is no package of the workspace of {shown}"),
            });
        }
        let candidates: Vec<&Package> = members.filter(|package| package.bins().next().is_some()).collect();
        let own = self.packages.iter().find(|package| package.manifest_path == manifest);
        match (own, candidates.as_slice()) {
            (Some(package), _) => Ok(package),
            (None, [package]) => Ok(package),
            (None, []) => {
                Err(HostError::Selection(format!("no package of {shown} has a binary target: add src/main.rs")))
            }
            (None, several) => Err(HostError::Selection(format!(
                "{shown} has several packages with a binary target ({}): name one in Pulumi.yaml under \
                 `runtime.options.package`",
                several.iter().map(|package| package.name.as_str()).collect::<Vec<_>>().join(", ")
            ))),
        }
    }

    /// The shortest way from the program to each package that is compiled into it, in edges.
    fn distances<'a>(&'a self, program: &'a str) -> HashMap<&'a str, usize> {
        let nodes = self.resolve.iter().flat_map(|resolve| &resolve.nodes);
        let nodes: HashMap<&str, &Node> = nodes.map(|node| (node.id.as_str(), node)).collect();
        let mut distances = HashMap::from([(program, 0)]);
        let mut front = vec![program];
        for distance in 1.. {
            let edges = front.iter().filter_map(|id| nodes.get(id)).flat_map(|node| &node.deps);
            let compiled = edges.filter(|edge| edge.dep_kinds.iter().any(|kind| kind.kind.is_none()));
            let mut next: Vec<&str> = compiled.map(|edge| edge.pkg.as_str()).collect();
            next.retain(|id| match distances.contains_key(id) {
                true => false,
                false => distances.insert(id, distance).is_none(),
            });
            if next.is_empty() {
                break;
            }
            front = next;
        }
        distances
    }
}

impl Package {
    fn bins(&self) -> impl Iterator<Item = &str> {
        let bins = self.targets.iter().filter(|target| target.kind.iter().any(|kind| kind == "bin"));
        bins.map(|target| target.name.as_str())
    }

    fn select_bin(&self, selection: &CargoSelection) -> Result<String, HostError> {
        let name = &self.name;
        let bins: Vec<&str> = self.bins().collect();
        if let Some(wanted) = &selection.bin {
            return match bins.contains(&wanted.as_str()) {
                true => Ok(wanted.clone()),
                false => Err(HostError::Option {
                    key: "bin".to_owned(),
                    reason: format!("`{wanted}` is no binary target of package {name}; it has: {}", bins.join(", ")),
                }),
            };
        }
        let default = self.default_run.as_deref().or_else(|| bins.iter().copied().find(|bin| bin == name));
        match (default, bins.as_slice()) {
            (Some(bin), _) => Ok(bin.to_owned()),
            (None, [bin]) => Ok((*bin).to_owned()),
            (None, []) => Err(HostError::Selection(format!("package {name} has no binary target: add src/main.rs"))),
            (None, _) => Err(HostError::Selection(format!(
                "package {name} has several binary targets ({}): name one in Pulumi.yaml under `runtime.options.bin`",
                bins.join(", ")
            ))),
        }
    }

    /// The provider packages of `[package.metadata.pulumi]`: either the crate's own (`name`, `version`) or a list
    /// named `packages`.
    fn declared(&self) -> Result<Vec<RequiredPackage>, HostError> {
        let Some(declared) = self.metadata.as_ref().and_then(|metadata| metadata.get("pulumi")) else {
            return Ok(Vec::new());
        };
        declaration(declared).map_err(|Wrong { key, reason }| HostError::Metadata {
            package: self.name.clone(),
            key,
            reason,
        })
    }
}

fn declaration(declared: &Value) -> Result<Vec<RequiredPackage>, Wrong> {
    let root = Entry::new("", declared);
    let table = root.table(&["packages", "name", "version", "server", "parameterization", "extension"])?;
    let listed = root.get(table, "packages").map(|entry| entry.list()).transpose()?.unwrap_or_default();
    let mut packages = listed.iter().map(RequiredPackage::read).collect::<Result<Vec<_>, _>>()?;
    if table.keys().any(|key| key != "packages") {
        packages.push(RequiredPackage::from_table(&root, table)?);
    }
    Ok(packages)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn both_forms_of_a_declaration() {
        let own = declaration(&json!({"name": "aws", "version": "7.48.0"})).unwrap();
        assert_eq!(own[0].version.as_deref(), Some("7.48.0"));
        assert_eq!(declaration(&json!({"packages": ["aws@7.48.0"]})).unwrap(), own);
        assert_eq!(declaration(&json!({"version": "7.48.0"})).unwrap_err().key, "name");
        assert_eq!(declaration(&json!({"pakages": []})).unwrap_err().key, "pakages");
    }
}
