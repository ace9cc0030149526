//! What is in the zip file of a function: the things for which Lambda answers `Runtime.InvalidEntrypoint` only when
//! called.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::plan::{Archive, Plan};
use crate::tokens;

/// Name of the executable that the custom runtime starts.
pub(crate) const ENTRY: &str = "bootstrap";
/// Bytes of an ELF file up to and with its machine.
const ELF_HEADER: usize = 20;

/// The executable in a zip file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Artifact {
    /// There is no `bootstrap` at the root.
    WithoutEntry,
    /// There is one.
    Entry {
        /// Whether its mode lets it be executed.
        executable: bool,
        /// What it runs on; `None` if it is no ELF file, as a script.
        machine: Option<Machine>,
        /// The newest version of glibc that it asks for; `None` if it asks for none.
        glibc: Option<(u32, u32)>,
    },
}

/// What an executable runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Machine {
    /// 64-bit Intel and AMD.
    X86_64,
    /// 64-bit ARM.
    Arm64,
    /// Anything else, by its number in the ELF header.
    Other(u16),
}

/// A zip file that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ArtifactError {
    /// The file is there and cannot be opened.
    #[error("function code {path} cannot be read: {reason}; build it again with `cargo xtask package`")]
    Unreadable {
        /// As the resource gives it.
        path: String,
        /// Of the system, or of the zip reader.
        reason: String,
    },
}

impl Plan {
    /// Looks into the zip files of the functions, paths relative to a folder. Files that are not there are left out,
    /// and rules about them say nothing: a plan does not need a build.
    ///
    /// # Errors
    /// A file is there and is no zip file.
    pub fn read_artifacts(&mut self, base: &Path) -> Result<(), ArtifactError> {
        let paths: Vec<String> = self
            .of(tokens::FUNCTION)
            .filter_map(|one| match one.archive("code") {
                Some(Archive::Path(path)) => Some(path.clone()),
                _ => None,
            })
            .collect();
        for path in paths {
            let file = base.join(&path);
            if file.is_file() {
                let unreadable = |reason: String| ArtifactError::Unreadable { path: path.clone(), reason };
                let artifact = Artifact::read(&file).map_err(unreadable)?;
                self.artifacts.insert(path, artifact);
            }
        }
        Ok(())
    }
}

impl Artifact {
    fn read(path: &Path) -> Result<Self, String> {
        let file = File::open(path).map_err(|error| error.to_string())?;
        let mut archive = zip::ZipArchive::new(file).map_err(|error| error.to_string())?;
        if archive.index_for_name(ENTRY).is_none() {
            return Ok(Self::WithoutEntry);
        }
        let mut entry = archive.by_name(ENTRY).map_err(|error| error.to_string())?;
        let executable = entry.unix_mode().is_some_and(|mode| mode & 0o111 == 0o111);
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        Ok(Self::Entry { executable, machine: Machine::of(&bytes), glibc: newest_glibc(&bytes) })
    }
}

impl Machine {
    fn of(bytes: &[u8]) -> Option<Self> {
        let header = bytes.get(..ELF_HEADER).filter(|header| header.starts_with(b"\x7fELF"))?;
        // Little endian, as both machines of Lambda are.
        Some(match u16::from_le_bytes([header[18], header[19]]) {
            0x3e => Self::X86_64,
            0xb7 => Self::Arm64,
            other => Self::Other(other),
        })
    }

    /// The name of the architecture for Lambda.
    pub(crate) fn architecture(self) -> String {
        match self {
            Self::X86_64 => "x86_64".to_owned(),
            Self::Arm64 => "arm64".to_owned(),
            Self::Other(number) => format!("ELF machine {number}"),
        }
    }
}

/// The newest of the versions that the symbols are bound to, `GLIBC_2.34` and the like.
fn newest_glibc(bytes: &[u8]) -> Option<(u32, u32)> {
    const MARK: &[u8] = b"GLIBC_";
    let marks = bytes.windows(MARK.len()).enumerate().filter(|(_, window)| *window == MARK);
    let version = |at: usize| {
        let tail = &bytes[at + MARK.len()..];
        let end = tail.iter().position(|byte| !byte.is_ascii_digit() && *byte != b'.').unwrap_or(tail.len());
        let (major, minor) = std::str::from_utf8(&tail[..end]).ok()?.split_once('.')?;
        let minor = minor.split('.').next()?;
        Some((major.parse().ok()?, minor.parse().ok()?))
    };
    marks.filter_map(|(at, _)| version(at)).max()
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::write::SimpleFileOptions;

    use super::*;

    fn elf(machine: u16) -> Vec<u8> {
        let mut bytes = b"\x7fELF".to_vec();
        bytes.resize(18, 0);
        bytes.extend(machine.to_le_bytes());
        bytes.extend(b"\0GLIBC_2.2.5\0GLIBC_2.34\0GLIBC_PRIVATE\0");
        bytes
    }

    fn read(name: &str, mode: u32, bytes: &[u8]) -> Artifact {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut zip = zip::ZipWriter::new(file.reopen().unwrap());
        zip.start_file(name, SimpleFileOptions::default().unix_permissions(mode)).unwrap();
        zip.write_all(bytes).unwrap();
        zip.finish().unwrap();
        Artifact::read(file.path()).unwrap()
    }

    #[test]
    fn the_entry_tells_its_mode_machine_and_library() {
        let artifact = read("bootstrap", 0o755, &elf(0xb7));
        let (executable, machine, glibc) = (true, Some(Machine::Arm64), Some((2, 34)));
        assert_eq!(artifact, Artifact::Entry { executable, machine, glibc });
        let script = read("bootstrap", 0o644, b"#!/bin/sh");
        assert_eq!(script, Artifact::Entry { executable: false, machine: None, glibc: None });
        assert_eq!(read("bin/bootstrap", 0o755, b""), Artifact::WithoutEntry);
    }

    #[test]
    fn only_files_that_are_there_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let code = |path: &str| serde_json::json!({ "code": { "archive": { "path": path } } });
        let function = |path| serde_json::json!({ "type": tokens::FUNCTION, "name": path, "inputs": code(path) });
        let json = serde_json::json!({ "resources": [function("a.zip"), function("b.zip")] });
        let mut plan = Plan::from_json(&json).unwrap();
        plan.read_artifacts(folder.path()).unwrap();
        assert!(plan.artifacts.is_empty());
        std::fs::write(folder.path().join("b.zip"), "no zip").unwrap();
        let error = plan.read_artifacts(folder.path()).unwrap_err().to_string();
        assert!(error.contains("b.zip") && error.contains("cargo xtask package"), "{error}");
    }
}
