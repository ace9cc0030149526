//! The code of a function: what Lambda notices only when the function is called.

use crate::artifact::{Artifact, ENTRY, Machine};
use crate::plan::{Archive, Plan};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const ZIP: Rule = Rule {
    id: "LAMBDA-ZIP",
    severity: Severity::Mandatory,
    reason: "The custom runtime starts an executable `bootstrap` at the root of the zip file; otherwise each call \
             ends with Runtime.InvalidEntrypoint. From a folder the engine makes a zip file without modes: not \
             executable.",
    fix: "Give `code` the finished zip file of `cargo xtask package`, `handler: bootstrap` and `runtime: \
          provided.al2023`",
    check: zip,
};

pub(super) const BINARY: Rule = Rule {
    id: "LAMBDA-BINARY",
    severity: Severity::Mandatory,
    reason: "An executable for another architecture, or for a newer glibc than the 2.34 of Amazon Linux 2023, fails \
             when the function starts.",
    fix: "Build for the function's `architectures` (one: x86_64 or arm64), with symbols of glibc 2.34 or older",
    check: binary,
};

/// What Amazon Linux 2023 has.
const GLIBC: (u32, u32) = (2, 34);

fn zip(plan: &Plan, findings: &mut Findings) {
    for function in plan.of(tokens::FUNCTION).filter(|one| one.text("packageType") != Some("Image")) {
        for (property, wanted) in [("runtime", "provided.al2023"), ("handler", ENTRY)] {
            let value = function.value(property);
            if !value.has_unknown() && value.as_text() != Some(wanted) {
                let value = value.as_text().unwrap_or("not set");
                findings.at(function, format!("`{property}` is {value}, the functions here run on {wanted}"));
            }
        }
        match function.archive("code") {
            Some(Archive::Path(path)) => {
                findings.when(!path.ends_with(".zip"), function, || format!("`code` is {path}, which is no zip file"));
                match plan.artifacts.get(path) {
                    Some(Artifact::WithoutEntry) => {
                        findings.at(function, format!("{path} has no `{ENTRY}` at its root"));
                    }
                    Some(Artifact::Entry { executable: false, .. }) => {
                        findings.at(function, format!("`{ENTRY}` in {path} is not executable"));
                    }
                    _ => {}
                }
            }
            Some(Archive::Assembled) => {
                findings.at(function, "`code` is put together by the engine, without file modes");
            }
            Some(Archive::Remote(_)) | None => {}
        }
    }
}

fn binary(plan: &Plan, findings: &mut Findings) {
    for function in plan.of(tokens::FUNCTION) {
        let architectures = function.value("architectures");
        if architectures.has_unknown() {
            continue;
        }
        let architecture = match architectures.texts().as_slice() {
            [] => "x86_64",
            [one @ ("x86_64" | "arm64")] => one,
            _ => {
                findings.at(function, "`architectures` is not one of x86_64 and arm64");
                continue;
            }
        };
        let Some(Archive::Path(path)) = function.archive("code") else { continue };
        let Some(Artifact::Entry { machine, glibc, .. }) = plan.artifacts.get(path) else { continue };
        if let Some(built) = machine.map(Machine::architecture).filter(|built| built != architecture) {
            findings.at(function, format!("{path} is built for {built}, the function runs on {architecture}"));
        }
        if let Some((major, minor)) = glibc.filter(|version| *version > GLIBC) {
            findings.at(function, format!("{path} needs glibc {major}.{minor}"));
        }
    }
}
