//! What a machine needs to work on the repository.

use crate::process::{self, say};
use crate::{pulumi, tools};

struct Need {
    name: &'static str,
    arguments: &'static [&'static str],
    for_what: &'static str,
    install: &'static str,
    required: bool,
}

const NEEDS: [Need; 7] = [
    Need {
        name: "cargo",
        arguments: &["--version"],
        for_what: "everything",
        install: "install Rust with rustup; the toolchain is pinned in rust-toolchain.toml",
        required: true,
    },
    Need {
        name: "cc",
        arguments: &["--version"],
        for_what: "SQLite and ring are compiled from C",
        install: "apt-get install build-essential",
        required: true,
    },
    Need { name: "git", arguments: &["--version"], for_what: "lints", install: "apt-get install git", required: true },
    Need {
        name: "go",
        arguments: &["version"],
        for_what: "the Pulumi CLI, where none is installed, and the conformance tests",
        install: "install Go 1.26 or newer",
        required: false,
    },
    Need {
        name: "node",
        arguments: &["--version"],
        for_what: "the tests that compare with the official Node SDK, and `cargo xtask schema`",
        install: "install Node.js 20 or newer with npm",
        required: false,
    },
    Need {
        name: "python3",
        arguments: &["--version"],
        for_what: "the peer of `cargo xtask bench decision`",
        install: "apt-get install python3 python3-venv",
        required: false,
    },
    Need {
        name: "redis-server",
        arguments: &["--version"],
        for_what: "the peer of `cargo xtask bench ingress`",
        install: "apt-get install redis-server",
        required: false,
    },
];

pub(crate) fn run(fix: bool) -> Result<(), String> {
    let mut missing = Vec::new();
    for need in &NEEDS {
        match process::output(need.name, need.arguments) {
            Some(version) => say(&format!("ok       {:14} {}", need.name, version.lines().next().unwrap_or_default())),
            None => {
                let weight = if need.required { "MISSING" } else { "missing" };
                say(&format!("{weight}  {:14} needed for {}; {}", need.name, need.for_what, need.install));
                if need.required {
                    missing.push(need.name);
                }
            }
        }
    }
    if fix {
        let deny = tools::cargo_deny()?;
        say(&format!("ok       cargo-deny     {} at {}", tools::CARGO_DENY, deny.display()));
        let cli = pulumi::cli()?;
        say(&format!("ok       pulumi         {}", cli.display()));
        let host = pulumi::language_host()?;
        say(&format!("ok       language host  {}", host.display()));
    } else {
        say("note     cargo-deny, the Pulumi CLI (where PATH has none) and the language host are put into .tools/ by");
        say("         `cargo xtask doctor --fix`");
    }
    if missing.is_empty() { Ok(()) } else { Err(format!("missing: {}", missing.join(", "))) }
}
