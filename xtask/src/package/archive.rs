//! A zip whose bytes depend on its content only.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// Best compression of deflate: an archive is packed once and loaded at every cold start.
const LEVEL: i64 = 9;
/// Lambda starts the file only if it is executable.
const MODE: u32 = 0o755;

/// An archive of one executable file, with a fixed time and mode.
pub(crate) fn of(name: &str, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(DateTime::default())
        .unix_permissions(MODE);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, options)
        .and_then(|()| Ok(zip.write_all(bytes)?))
        .and_then(|()| zip.finish())
        .map(Cursor::into_inner)
        .map_err(|error| format!("the archive cannot be made: {error}"))
}

/// The only file of an archive that [`of`] made.
pub(crate) fn content(archive: &[u8]) -> Result<Vec<u8>, String> {
    let broken = |reason: String| format!("the archive cannot be read: {reason}");
    let mut zip = ZipArchive::new(Cursor::new(archive)).map_err(|error| broken(error.to_string()))?;
    let mut file = zip.by_index(0).map_err(|error| broken(error.to_string()))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|error| broken(error.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_bytes_give_the_same_archive_and_an_executable_file() {
        let content = vec![7_u8; 10_000];
        let zip = of("bootstrap", &content).unwrap();
        assert_eq!(zip, of("bootstrap", &content).unwrap());
        assert_eq!(super::content(&zip).unwrap(), content);
        super::content(&content).unwrap_err();
        let mut read = ZipArchive::new(Cursor::new(zip)).unwrap();
        assert_eq!(read.len(), 1);
        let file = read.by_index(0).unwrap();
        assert_eq!((&*file.name().unwrap(), file.unix_mode()), ("bootstrap", Some(0o100_755)));
    }
}
