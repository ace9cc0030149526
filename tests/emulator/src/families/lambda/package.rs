//! The code of a function: a finished .zip file on this machine.

use std::io::{Cursor, Read};
use std::path::PathBuf;

use data_encoding::BASE64;
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::SERVICE;
use crate::properties::Inputs;
use crate::refusal::Refusal;

/// Property with the archive.
pub(super) const CODE: &str = "code";

/// The program in a package for a runtime of the operating system only.
const BOOTSTRAP: &str = "bootstrap";

/// Runtimes that start the package's own program.
const PROVIDED: &str = "provided";

/// Permission to execute, for anybody.
const EXECUTABLE: u32 = 0o111;

/// Most bytes of a package that is sent in the call.
const PACKAGE_SIZE: usize = 50 * 1024 * 1024;

/// Machines of ELF programs by architecture: `EM_X86_64` and `EM_AARCH64`.
const MACHINES: [(&str, u16); 2] = [("x86_64", 62), ("arm64", 183)];

/// Reads the package of a function and refuses one that could not be started.
pub(super) fn read(inputs: &Inputs<'_>) -> Result<Vec<u8>, Refusal> {
    let path = path(inputs)?;
    let bytes = std::fs::read(&path);
    let bytes = bytes.map_err(|error| inputs.refuse(CODE, format!("{}: {error}; build it first", path.display())))?;
    if bytes.len() > PACKAGE_SIZE {
        let message = format!("RequestEntityTooLargeException: the package {} is larger than 50 MB", path.display());
        return Err(Refusal::invalid(SERVICE, "LAMBDA-ZIP", message));
    }
    let runtime = inputs.text("runtime")?.unwrap_or_default();
    if runtime.starts_with(PROVIDED) {
        let architectures = inputs.texts("architectures")?;
        check(&bytes, architectures.first().map_or("x86_64", String::as_str))?;
    }
    Ok(bytes)
}

/// The digest of a package, as the service writes it.
pub(super) fn digest(package: &[u8]) -> String {
    BASE64.encode(&Sha256::digest(package))
}

/// The path of the archive. From anything but a .zip file the engine makes an archive without file modes.
fn path(inputs: &Inputs<'_>) -> Result<PathBuf, Refusal> {
    let archive = inputs.object(CODE)?.ok_or_else(|| inputs.refuse(CODE, "is missing; give it a .zip file"))?;
    let path = archive.text("path")?.map(PathBuf::from);
    path.filter(|path| path.extension().is_some_and(|extension| extension == "zip")).ok_or_else(|| {
        let message = "`code` is no .zip file: the archive that is made of it has no file modes, and its programs cannot \
                       be executed; give it a finished .zip file";
        Refusal::invalid(SERVICE, "LAMBDA-ZIP", message)
    })
}

/// Looks for the program at the root of the package, its mode and its machine. A script is started as it is.
fn check(package: &[u8], architecture: &str) -> Result<(), Refusal> {
    let refuse =
        |rule, message: String| Refusal::invalid(SERVICE, rule, format!("Runtime.InvalidEntrypoint: {message}"));
    let unreadable =
        |error: &dyn std::fmt::Display| refuse("LAMBDA-ZIP", format!("the package cannot be read: {error}"));
    let mut archive = ZipArchive::new(Cursor::new(package)).map_err(|error| unreadable(&error))?;
    let Ok(mut program) = archive.by_name(BOOTSTRAP) else {
        return Err(refuse("LAMBDA-ZIP", format!("the package has no `{BOOTSTRAP}` at its root")));
    };
    if program.unix_mode().unwrap_or_default() & EXECUTABLE == 0 {
        let message = format!("`{BOOTSTRAP}` in the package is not executable; pack it with mode 0755");
        return Err(refuse("LAMBDA-ZIP", message));
    }
    let mut head = Vec::new();
    program.by_ref().take(20).read_to_end(&mut head).map_err(|error| unreadable(&error))?;
    if head.starts_with(b"#!") {
        return Ok(());
    }
    let machine = match head[..] {
        [0x7f, b'E', b'L', b'F', .., low, high] if head.len() == 20 => u16::from_le_bytes([low, high]),
        _ => return Err(refuse("LAMBDA-BINARY", format!("`{BOOTSTRAP}` is neither an ELF program nor a script"))),
    };
    let wanted = MACHINES.iter().find(|(name, _)| *name == architecture).map(|(_, machine)| *machine);
    if wanted == Some(machine) {
        return Ok(());
    }
    let built = MACHINES.iter().find(|(_, known)| *known == machine).map_or("another architecture", |(name, _)| *name);
    let message = format!(
        "`{BOOTSTRAP}` is built for {built} and the function is for {architecture}; build it for {architecture}, or set \
         `architectures`"
    );
    Err(refuse("LAMBDA-BINARY", message))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn package(name: &str, mode: u32, content: &[u8]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file(name, SimpleFileOptions::default().unix_permissions(mode)).unwrap();
        writer.write_all(content).unwrap();
        writer.finish().unwrap().into_inner()
    }

    fn program(machine: u8) -> Vec<u8> {
        let mut head = vec![0; 64];
        head[..4].copy_from_slice(b"\x7fELF");
        head[18] = machine;
        head
    }

    fn rule(package: &[u8], architecture: &str) -> Option<&'static str> {
        crate::refusal::rule(check(package, architecture))
    }

    #[test]
    fn programs_are_at_the_root_and_executable() {
        assert_eq!(rule(&package("bootstrap", 0o755, &program(62)), "x86_64"), None);
        assert_eq!(rule(&package("bin/bootstrap", 0o755, &program(62)), "x86_64"), Some("LAMBDA-ZIP"));
        assert_eq!(rule(&package("bootstrap", 0o644, &program(62)), "x86_64"), Some("LAMBDA-ZIP"));
        assert_eq!(rule(b"no archive", "x86_64"), Some("LAMBDA-ZIP"));
    }

    #[test]
    fn programs_are_for_the_machine() {
        assert_eq!(rule(&package("bootstrap", 0o755, &program(183)), "arm64"), None);
        assert_eq!(rule(&package("bootstrap", 0o755, &program(183)), "x86_64"), Some("LAMBDA-BINARY"));
        assert_eq!(rule(&package("bootstrap", 0o755, &program(62)), "arm64"), Some("LAMBDA-BINARY"));
        assert_eq!(rule(&package("bootstrap", 0o755, b"text"), "arm64"), Some("LAMBDA-BINARY"));
        assert_eq!(rule(&package("bootstrap", 0o755, b"#!/bin/sh\n"), "arm64"), None);
    }

    #[test]
    fn only_zip_files_are_taken() {
        for code in [serde_json::json!({"path": "folder"}), serde_json::json!({"assets": {}})] {
            let inputs = serde_json::json!({"runtime": "provided.al2023", "code": code});
            let refusal = read(&Inputs::new(SERVICE, inputs.as_object().unwrap())).unwrap_err();
            assert!(matches!(refusal, Refusal::Invalid { rule: "LAMBDA-ZIP", .. }), "{refusal}");
        }
    }
}
