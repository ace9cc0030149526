//! Files, texts and archives as inputs. The engine computes their hashes; a path is sent as given, so give one relative to
//! the project, or the state is bound to a machine.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// A file or a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Where the content is.
    pub source: AssetSource,
    /// SHA-256 of the content, hexadecimal, as the engine reports it; `None` in inputs.
    pub hash: Option<String>,
}

/// Where an asset's content is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssetSource {
    /// In a file.
    Path(String),
    /// Here.
    Text(String),
    /// Behind an address.
    Uri(String),
}

/// A folder, a packed file, or assets by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    /// What is in it.
    pub source: ArchiveSource,
    /// SHA-256, hexadecimal, as the engine reports it; `None` in inputs.
    pub hash: Option<String>,
}

/// What an archive consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArchiveSource {
    /// A folder, or a .zip, .jar, .tar, .tgz or .tar.gz file.
    Path(String),
    /// A packed file behind an address.
    Uri(String),
    /// Members by name.
    Assets(BTreeMap<String, AssetOrArchive>),
}

/// A member of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssetOrArchive {
    /// A file.
    Asset(Asset),
    /// A folder.
    Archive(Archive),
}

impl Asset {
    /// A file's content.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        AssetSource::Path(path.into().to_string_lossy().into_owned()).into()
    }

    /// This text.
    pub fn text(text: impl Into<String>) -> Self {
        AssetSource::Text(text.into()).into()
    }

    /// What is behind the address.
    pub fn remote(uri: impl Into<String>) -> Self {
        AssetSource::Uri(uri.into()).into()
    }
}

impl Archive {
    /// A folder or a packed file.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        ArchiveSource::Path(path.into().to_string_lossy().into_owned()).into()
    }

    /// A packed file behind the address.
    pub fn remote(uri: impl Into<String>) -> Self {
        ArchiveSource::Uri(uri.into()).into()
    }

    /// Members by their names inside the archive.
    pub fn assets<N: Into<String>, M: Into<AssetOrArchive>>(members: impl IntoIterator<Item = (N, M)>) -> Self {
        let members = members.into_iter().map(|(name, member)| (name.into(), member.into()));
        ArchiveSource::Assets(members.collect()).into()
    }
}

impl From<AssetSource> for Asset {
    fn from(source: AssetSource) -> Self {
        Self { source, hash: None }
    }
}

impl From<ArchiveSource> for Archive {
    fn from(source: ArchiveSource) -> Self {
        Self { source, hash: None }
    }
}

impl From<Asset> for AssetOrArchive {
    fn from(asset: Asset) -> Self {
        Self::Asset(asset)
    }
}

impl From<Archive> for AssetOrArchive {
    fn from(archive: Archive) -> Self {
        Self::Archive(archive)
    }
}
