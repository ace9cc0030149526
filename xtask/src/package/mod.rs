//! The functions' archives: built with cargo-lambda for the runtime `provided.al2023`, and packed so that the same source
//! gives the same bytes in any folder.

pub(crate) mod archive;
mod elf;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use clap::{Args, ValueEnum};

use crate::process::{cargo, output, root, say};
use crate::tools;

/// glibc of the runtime's operating system, Amazon Linux 2023.
const GLIBC: (u32, u32) = (2, 34);
/// Bytes of a megabyte.
const MEGABYTE: u64 = 1_000_000;

/// A function, its package, and the most bytes that its archive may have: a cold start loads all of them.
struct Function {
    name: &'static str,
    package: &'static str,
    budget: u64,
}

const FUNCTIONS: [Function; 3] = [
    Function { name: "ingress", package: "switchboard-function-ingress", budget: 3 * MEGABYTE },
    Function { name: "worker", package: "switchboard-function-worker", budget: 8 * MEGABYTE },
    Function { name: "jobs", package: "switchboard-function-jobs", budget: 8 * MEGABYTE },
];

/// Processor of the functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Architecture {
    #[value(name = "x86_64")]
    X86,
    #[value(name = "arm64")]
    Arm,
}

impl Architecture {
    /// That of this machine, if Lambda has it.
    fn of_this_machine() -> Result<Self, String> {
        match env::consts::ARCH {
            "x86_64" => Ok(Self::X86),
            "aarch64" => Ok(Self::Arm),
            other => Err(format!("Lambda has no processor like this machine's: {other}")),
        }
    }

    const fn target(self) -> &'static str {
        match self {
            Self::X86 => "x86_64-unknown-linux-gnu",
            Self::Arm => "aarch64-unknown-linux-gnu",
        }
    }
}

#[derive(Args)]
pub(crate) struct Package {
    /// Processor that the functions run on.
    #[arg(long, value_enum, default_value = "x86_64")]
    architecture: Architecture,
    /// Folder of the archives: <OUT>/<function>/bootstrap.zip.
    #[arg(long, value_name = "DIR", default_value = "target/lambda")]
    out: PathBuf,
    /// Accept archives over their budget, to measure or compare them.
    #[arg(long)]
    any_size: bool,
}

impl Package {
    pub(crate) fn run(&self) -> Result<(), String> {
        target_installed(self.architecture)?;
        let programs = FUNCTIONS.map(|function| (function.package, function.name));
        let binaries = build(self.architecture, &programs)?;
        let out = root().join(&self.out);
        let mut problems = Vec::new();
        say(&format!("{:9}{:>12}{:>12}  {:8} archive", "function", "bytes", "zip bytes", "glibc"));
        for function in &FUNCTIONS {
            match self.pack(function, &binaries, &out) {
                Ok(line) => say(&line),
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
    }

    fn pack(&self, function: &Function, binaries: &Path, out: &Path) -> Result<String, String> {
        let name = function.name;
        let path = binaries.join(name).join("bootstrap");
        let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let facts = elf::facts(&bytes).map_err(|reason| format!("{name}: {reason}"))?;
        if facts.architecture != self.architecture {
            return Err(format!("{name}: built for another processor than {}", self.architecture.target()));
        }
        if facts.glibc > GLIBC {
            return Err(format!(
                "{name}: needs glibc {}.{}, but the runtime has {}.{}: build with zig, which links against that version",
                facts.glibc.0, facts.glibc.1, GLIBC.0, GLIBC.1
            ));
        }
        let zip = archive::of("bootstrap", &bytes).map_err(|reason| format!("{name}: {reason}"))?;
        let size = zip.len() as u64;
        if size > function.budget && !self.any_size {
            return Err(format!("{name}: the archive has {size} bytes, more than its budget of {}", function.budget));
        }
        let target = out.join(name).join("bootstrap.zip");
        write_if_changed(&target, &zip)?;
        let shown = target.strip_prefix(root()).unwrap_or(&target);
        let glibc = format!("{}.{}", facts.glibc.0, facts.glibc.1);
        Ok(format!("{name:9}{:>12}{size:>12}  {glibc:8} {}", bytes.len(), shown.display()))
    }
}

/// Packages the functions for this machine, whatever their sizes, into a folder below the root.
pub(crate) fn measured(out: &str) -> Result<PathBuf, String> {
    let package = Package { architecture: Architecture::of_this_machine()?, out: out.into(), any_size: true };
    package.run()?;
    Ok(root().join(package.out))
}

/// Builds a program for this machine as functions are built; gives its path.
pub(crate) fn like_a_function(package: &str, name: &str) -> Result<PathBuf, String> {
    let architecture = Architecture::of_this_machine()?;
    target_installed(architecture)?;
    Ok(build(architecture, &[(package, name)])?.join(name).join("bootstrap"))
}

/// An unchanged archive keeps its time, so that whoever watches it sees no change.
fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<(), String> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    let folder = path.parent().ok_or("an archive needs a folder")?;
    // Readers see the old archive or the new one.
    let fresh = path.with_extension("new");
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&fresh, bytes))
        .and_then(|()| fs::rename(&fresh, path))
        .map_err(|error| format!("{} cannot be written: {error}", path.display()))
}

/// Builds programs, each of a package and a name; gives the folder in which they are `<name>/bootstrap`.
fn build(architecture: Architecture, programs: &[(&str, &str)]) -> Result<PathBuf, String> {
    let lambda = tools::cargo_lambda()?;
    let target_dir = target_dir().join("lambda-build");
    let binaries = target_dir.join("functions").join(architecture.target());
    let mut command = Command::new(&lambda.program);
    command.args(["lambda", "build", "--profile", "lambda", "--locked", "--target", architecture.target()]);
    for (package, name) in programs {
        command.args(["--package", package, "--bin", name]);
    }
    command.arg("--lambda-dir").arg(&binaries);
    command
        .current_dir(root())
        .env("CARGO_TARGET_DIR", &target_dir)
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_ENCODED_RUSTFLAGS", without_paths().join("\u{1f}"))
        .env_remove("RUSTFLAGS")
        .env("PATH", lambda.search_path()?);
    if let Some(python) = &lambda.python {
        command.env("CARGO_ZIGBUILD_PYTHON_PATH", python);
    }
    let names: Vec<&str> = programs.iter().map(|(_, name)| *name).collect();
    let names = names.join(", ");
    say(&format!("building {names} for {}", architecture.target()));
    let status = command.status().map_err(|error| format!("cargo-lambda cannot be started: {error}"))?;
    if status.success() {
        Ok(binaries)
    } else {
        Err(format!("cargo-lambda could not build {names}; its output is above"))
    }
}

/// Compiler flags that keep this machine's folders out of the binaries: messages name files, and those of another folder
/// would be other bytes.
fn without_paths() -> Vec<String> {
    let home = env::var("CARGO_HOME").ok().or_else(|| env::var("HOME").ok().map(|home| format!("{home}/.cargo")));
    let sysroot = output("rustc", &["--print", "sysroot"]);
    let places = [(Some(root().display().to_string()), "/switchboard"), (home, "/cargo"), (sysroot, "/rust")];
    let remap = |(from, to): (Option<String>, &str)| from.map(|from| format!("--remap-path-prefix={from}={to}"));
    places.into_iter().filter_map(remap).collect()
}

/// Where cargo puts what it builds.
fn target_dir() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

fn target_installed(architecture: Architecture) -> Result<(), String> {
    let target = architecture.target();
    let arguments = ["--print", "target-libdir", "--target", target];
    let installed = output("rustc", &arguments).is_some_and(|folder| Path::new(&folder).is_dir());
    if installed {
        return Ok(());
    }
    let cargo = cargo();
    Err(format!("{cargo} has no standard library for {target}: rustup target add {target}"))
}
