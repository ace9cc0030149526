//! Secrets of the embedded host, in its data directory.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use switchboard_domain::Secret;

use super::error::SecretError;
use super::name::SecretName;
use super::source::SecretSource;
use crate::atomic_file;

/// `secrets.toml` of a data directory: one line per secret, the path as key. A file `secrets/<path>` (as container
/// platforms mount them) wins. Both must be readable by their owner only.
#[derive(Clone, Debug)]
pub struct FileSecrets {
    dir: PathBuf,
}

impl FileSecrets {
    /// The secrets of a data directory, which need not exist yet.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self { dir: data_dir.into() }
    }

    /// Stores a value; the trailing line break of a pasted value is dropped.
    ///
    /// # Errors
    /// The value is blank, or the directory cannot be written.
    pub fn put(&self, name: SecretName, value: &Secret) -> Result<(), SecretError> {
        self.change(|values| {
            let text = value.expose().trim_end_matches(['\r', '\n']);
            if text.trim().is_empty() {
                return Err(SecretError::Form { name, reason: "must not be blank" });
            }
            values.insert(name.path().to_owned(), text.to_owned());
            Ok(())
        })
    }

    /// The stored value, or the one that `make` gives, which is then stored.
    ///
    /// # Errors
    /// The store cannot be read or written, or `make` failed.
    pub fn ensure(
        &self,
        name: SecretName,
        make: impl FnOnce() -> Result<Secret, SecretError>,
    ) -> Result<Secret, SecretError> {
        if let Some(value) = self.read(name)? {
            return Ok(value);
        }
        let mut kept = None;
        self.change(|values| {
            // Another process may have been first.
            let text = match values.get(name.path()) {
                Some(text) => text.clone(),
                None => make()?.expose().clone(),
            };
            values.insert(name.path().to_owned(), text.clone());
            kept = Some(Secret::new(text));
            Ok(())
        })?;
        kept.ok_or(SecretError::Missing(name))
    }

    fn path(&self) -> PathBuf {
        self.dir.join("secrets.toml")
    }

    fn change(
        &self,
        edit: impl FnOnce(&mut BTreeMap<String, String>) -> Result<(), SecretError>,
    ) -> Result<(), SecretError> {
        atomic_file::create_dir(&self.dir)?;
        atomic_file::locked(&self.path(), || {
            let mut values = self.stored()?;
            edit(&mut values)?;
            let text = toml::to_string(&values).map_err(|_| SecretError::Store("cannot be written as TOML".into()))?;
            atomic_file::replace(&self.path(), &text)?;
            Ok(())
        })
    }

    fn stored(&self) -> Result<BTreeMap<String, String>, SecretError> {
        let Some(text) = read_private(&self.path())? else { return Ok(BTreeMap::new()) };
        // The parser's message may quote the line, so it is not passed on.
        toml::from_str(&text).map_err(|_| SecretError::Store("secrets.toml is not a table of texts".into()))
    }
}

impl SecretSource for FileSecrets {
    fn read(&self, name: SecretName) -> Result<Option<Secret>, SecretError> {
        if let Some(text) = read_private(&self.dir.join("secrets").join(name.path()))? {
            return Ok(Some(Secret::new(text.trim_end_matches(['\r', '\n']).to_owned())));
        }
        Ok(self.stored()?.remove(name.path()).map(Secret::new))
    }
}

fn read_private(path: &Path) -> Result<Option<String>, SecretError> {
    match std::fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
        Ok(_) if !atomic_file::is_private(path)? => Err(SecretError::Permissions),
        Ok(text) => Ok(Some(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::generate;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn values_round_trip_and_the_file_is_private() {
        let dir = tempfile::tempdir().unwrap();
        let secrets = FileSecrets::new(dir.path().join("data"));
        assert_eq!(secrets.read(SecretName::OpenaiApiKey).unwrap(), None);
        secrets.put(SecretName::OpenaiApiKey, &Secret::new("sk-\"quoted\"\n".into())).unwrap();
        secrets.put(SecretName::RichpanelApiKey, &Secret::new("rp".into())).unwrap();
        assert_eq!(secrets.read(SecretName::OpenaiApiKey).unwrap().unwrap().expose(), "sk-\"quoted\"");
        assert_eq!(secrets.read(SecretName::RichpanelApiKey).unwrap().unwrap().expose(), "rp");
        assert!(atomic_file::is_private(&secrets.path()).unwrap());
        assert!(secrets.put(SecretName::OpenaiApiKey, &Secret::new(" \n".into())).is_err());
    }

    #[test]
    fn a_generated_value_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let secrets = FileSecrets::new(dir.path());
        let make = || generate(SecretName::IdentityKey);
        let first = secrets.ensure(SecretName::IdentityKey, make).unwrap();
        assert_eq!(secrets.ensure(SecretName::IdentityKey, make).unwrap(), first);
    }

    #[test]
    fn a_mounted_file_wins_and_damage_is_an_error_without_content() {
        let dir = tempfile::tempdir().unwrap();
        let secrets = FileSecrets::new(dir.path());
        secrets.put(SecretName::OpenaiApiKey, &Secret::new("stored".into())).unwrap();
        let mounted = dir.path().join("secrets/openai/api_key");
        atomic_file::create_dir(mounted.parent().unwrap()).unwrap();
        atomic_file::replace(&mounted, "mounted\n").unwrap();
        assert_eq!(secrets.read(SecretName::OpenaiApiKey).unwrap().unwrap().expose(), "mounted");

        std::fs::set_permissions(&mounted, PermissionsExt::from_mode(0o644)).unwrap();
        assert_eq!(secrets.read(SecretName::OpenaiApiKey), Err(SecretError::Permissions));

        atomic_file::replace(&secrets.path(), "\"openai/api_key\" = planted").unwrap();
        let error = secrets.read(SecretName::RichpanelApiKey).unwrap_err();
        assert!(!error.to_string().contains("planted"), "{error}");
        assert!(secrets.put(SecretName::RichpanelApiKey, &Secret::new("x".into())).is_err());
    }
}
