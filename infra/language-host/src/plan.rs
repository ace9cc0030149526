//! What cargo knows of a program, remembered until a manifest or the lock file changes: asking cargo takes longer than
//! starting the program.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use pulumi_proto::PackageDependency;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cargo::{self, CargoError, Target};
use crate::options::Options;

/// What cargo knows of a program.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(crate) struct Plan {
    pub(crate) target: Target,
    /// `name@version` of packages that crates of the program declare.
    packages: Vec<(String, String)>,
    pub(crate) dependencies: Vec<Dependency>,
    /// Files and when they changed, nanoseconds since 1970; `None` for one that is not there.
    watched: BTreeMap<PathBuf, Option<u128>>,
}

/// A crate that the program is made of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) version: String,
    /// Named by the program's own manifest.
    pub(crate) direct: bool,
}

impl Plan {
    /// The plan for a program in this folder.
    pub(crate) async fn of(options: &Options, folder: &Path) -> Result<Self, CargoError> {
        let manifest = options.manifest_in(folder);
        let memory = memory(options, &manifest);
        if let Some(plan) = memory.as_deref().and_then(remembered) {
            return Ok(plan);
        }
        let metadata = cargo::metadata(&manifest).await?;
        let plan = Self::from_metadata(options, manifest, &metadata)?;
        if let Some(path) = memory {
            plan.remember(&path);
        }
        Ok(plan)
    }

    fn from_metadata(options: &Options, manifest: PathBuf, metadata: &Value) -> Result<Self, CargoError> {
        let target = Target::select(options, manifest.clone(), metadata)?;
        let packages = by_id(metadata);
        let graph = Graph::new(metadata);
        let root = packages.iter().find(|(_, package)| package["name"] == target.package.as_str());
        let root = root.map(|(id, _)| *id).unwrap_or_default();
        let mut dependencies = Vec::new();
        let mut declared = Vec::new();
        let mut watched: Vec<PathBuf> = vec![manifest.clone()];
        for id in graph.below(root) {
            let Some(package) = packages.get(id) else { continue };
            let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
            let pulumi = &package["metadata"]["pulumi"];
            if let (Some(name), Some(version)) = (pulumi["name"].as_str(), pulumi["version"].as_str()) {
                declared.push((name.to_owned(), version.to_owned()));
            }
            if package["source"].is_null() {
                watched.push(text("manifest_path").into());
            }
            if id != root {
                let direct = graph.direct(root).contains(&id);
                dependencies.push(Dependency { name: text("name"), version: text("version"), direct });
            }
        }
        let workspace = metadata["workspace_root"].as_str().map(PathBuf::from).unwrap_or_default();
        watched.extend([workspace.join("Cargo.lock"), workspace.join("Cargo.toml")]);
        watched.extend(manifest.ancestors().skip(1).map(|folder| folder.join(".cargo/config.toml")));
        declared.sort();
        declared.dedup();
        dependencies.sort();
        let watched = watched.into_iter().map(|path| (path.clone(), modified(&path))).collect();
        Ok(Self { target, packages: declared, dependencies, watched })
    }

    /// Packages whose providers the program needs.
    pub(crate) fn packages(&self) -> Vec<PackageDependency> {
        let package = |(name, version): &(String, String)| PackageDependency {
            name: name.clone(),
            kind: "resource".to_owned(),
            version: version.clone(),
            ..Default::default()
        };
        self.packages.iter().map(package).collect()
    }

    fn is_current(&self) -> bool {
        self.watched.iter().all(|(path, changed)| modified(path) == *changed)
    }

    /// What cannot be remembered is asked for again.
    fn remember(&self, path: &Path) {
        let Ok(text) = serde_json::to_vec(self) else { return };
        let Some(folder) = path.parent() else { return };
        let unfinished = path.with_extension(format!("{}", std::process::id()));
        let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&unfinished, text));
        drop(written.and_then(|()| std::fs::rename(&unfinished, path)));
    }
}

fn remembered(path: &Path) -> Option<Plan> {
    let plan: Plan = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    plan.is_current().then_some(plan)
}

/// Where the plan is remembered; `None` without a home.
fn memory(options: &Options, manifest: &Path) -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let cache = variable("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| variable("HOME").map(|home| Path::new(&home).join(".cache")))?;
    let mut key = DefaultHasher::new();
    let manifest = manifest.canonicalize().unwrap_or_else(|_| manifest.to_owned());
    let places = ["CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR", "CARGO_HOME"].map(variable);
    (manifest, &options.package, &options.bin, &options.profile, places, env!("CARGO_PKG_VERSION")).hash(&mut key);
    Some(cache.join("pulumi-language-rust").join(format!("{:016x}.json", key.finish())))
}

fn modified(path: &Path) -> Option<u128> {
    let time = path.metadata().and_then(|metadata| metadata.modified()).ok()?;
    time.duration_since(UNIX_EPOCH).ok().map(|since| since.as_nanos())
}

fn by_id(metadata: &Value) -> BTreeMap<&str, &Value> {
    let packages = metadata["packages"].as_array().map_or(&[][..], Vec::as_slice);
    packages.iter().filter_map(|package| Some((package["id"].as_str()?, package))).collect()
}

/// Normal dependencies by package id.
struct Graph<'a>(BTreeMap<&'a str, Vec<&'a str>>);

impl<'a> Graph<'a> {
    fn new(metadata: &'a Value) -> Self {
        let nodes = metadata["resolve"]["nodes"].as_array().map_or(&[][..], Vec::as_slice);
        let normal = |dep: &&Value| {
            let kinds = dep["dep_kinds"].as_array().map_or(&[][..], Vec::as_slice);
            kinds.is_empty() || kinds.iter().any(|kind| kind["kind"].is_null())
        };
        let below = |node: &'a Value| {
            let deps = node["deps"].as_array().map_or(&[][..], Vec::as_slice);
            deps.iter().filter(normal).filter_map(|dep| dep["pkg"].as_str()).collect()
        };
        Self(nodes.iter().filter_map(|node| Some((node["id"].as_str()?, below(node)))).collect())
    }

    fn direct(&self, id: &str) -> &[&'a str] {
        self.0.get(id).map_or(&[], Vec::as_slice)
    }

    fn below(&self, root: &'a str) -> Vec<&'a str> {
        let mut seen = vec![root];
        let mut next = 0;
        while let Some(id) = seen.get(next).copied() {
            for below in self.direct(id) {
                if !seen.contains(below) {
                    seen.push(below);
                }
            }
            next += 1;
        }
        seen
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn metadata() -> Value {
        let package = |name: &str, pulumi: Value| {
            json!({
                "id": name, "name": name, "version": "1.0.0", "manifest_path": format!("/w/{name}/Cargo.toml"),
                "source": null, "metadata": {"pulumi": pulumi}, "targets": [{"name": name, "kind": ["bin"]}],
            })
        };
        let dep = |name: &str, kind: Value| json!({"pkg": name, "dep_kinds": [{"kind": kind}]});
        json!({
            "workspace_root": "/w",
            "target_directory": "/w/target",
            "packages": [
                package("prog", json!(null)), package("lib", json!(null)), package("aws", json!({"name": "aws", "version": "7.48.0"})),
                package("tool", json!({"name": "unused", "version": "1.0.0"})),
            ],
            "resolve": {"nodes": [
                {"id": "prog", "deps": [dep("lib", json!(null)), dep("tool", json!("dev"))]},
                {"id": "lib", "deps": [dep("aws", json!(null))]},
                {"id": "aws", "deps": []}, {"id": "tool", "deps": []},
            ]},
        })
    }

    #[test]
    fn packages_come_from_everything_that_the_program_is_made_of() {
        let options = Options { package: Some("prog".to_owned()), ..Options::default() };
        let plan = Plan::from_metadata(&options, "/w/prog/Cargo.toml".into(), &metadata()).unwrap();
        assert_eq!(plan.packages, [("aws".to_owned(), "7.48.0".to_owned())]);
        let names: Vec<_> = plan.dependencies.iter().map(|it| (it.name.as_str(), it.direct)).collect();
        assert_eq!(names, [("aws", false), ("lib", true)]);
    }

    #[test]
    fn a_plan_is_forgotten_when_a_watched_file_changes() {
        let dir = tempfile::tempdir().unwrap();
        let lock = dir.path().join("Cargo.lock");
        let options = Options { package: Some("prog".to_owned()), ..Options::default() };
        let mut plan = Plan::from_metadata(&options, "/w/prog/Cargo.toml".into(), &metadata()).unwrap();
        plan.watched = BTreeMap::from([(lock.clone(), None)]);
        let memory = dir.path().join("memory/plan.json");
        plan.remember(&memory);
        assert_eq!(remembered(&memory), Some(plan));
        std::fs::write(&lock, "").unwrap();
        assert_eq!(remembered(&memory), None);
    }
}
