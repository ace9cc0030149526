//! What a binary needs of the machine that it runs on.

use object::read::elf::{ElfFile64, FileHeader};
use object::{Endianness, Object};

use super::Architecture;

/// What was read from the binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) architecture: Architecture,
    /// Highest version of glibc that a symbol asks for; (0, 0) if none does.
    pub(crate) glibc: (u32, u32),
}

/// Reads them.
pub(crate) fn facts(bytes: &[u8]) -> Result<Facts, String> {
    let wrong = |error: object::Error| format!("is no executable of Linux: {error}");
    let file = ElfFile64::<Endianness>::parse(bytes).map_err(wrong)?;
    let architecture = match file.architecture() {
        object::Architecture::X86_64 => Architecture::X86,
        object::Architecture::Aarch64 => Architecture::Arm,
        other => return Err(format!("is built for {other:?}, which Lambda does not run")),
    };
    Ok(Facts { architecture, glibc: glibc(&file).map_err(wrong)? })
}

fn glibc(file: &ElfFile64<'_, Endianness>) -> Result<(u32, u32), object::Error> {
    let (endian, data) = (file.endian(), file.data());
    let sections = file.elf_header().sections(endian, data)?;
    let mut highest = (0, 0);
    let Some((mut needs, link)) = sections.gnu_verneed(endian, data)? else { return Ok(highest) };
    let names = sections.strings(endian, data, link)?;
    while let Some((_, mut versions)) = needs.next()? {
        while let Some(version) = versions.next()? {
            let name = String::from_utf8_lossy(version.name(endian, names)?).into_owned();
            highest = highest.max(parse(&name).unwrap_or_default());
        }
    }
    Ok(highest)
}

/// `GLIBC_2.34` or `GLIBC_2.2.5`.
fn parse(name: &str) -> Option<(u32, u32)> {
    let mut parts = name.strip_prefix("GLIBC_")?.split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_numbers_not_texts() {
        assert_eq!(parse("GLIBC_2.2.5"), Some((2, 2)));
        assert!(parse("GLIBC_2.9") < parse("GLIBC_2.34"));
        assert_eq!(parse("GLIBC_PRIVATE"), None);
        assert_eq!(parse("GCC_3.0"), None);
    }

    #[test]
    fn this_program_is_read() {
        let own = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        let facts = facts(&own).unwrap();
        assert!(facts.glibc >= (2, 17), "{facts:?}");
        assert!(super::facts(b"no executable").is_err());
    }
}
