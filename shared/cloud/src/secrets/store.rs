//! Secrets kept for five minutes, and snapshots of them for code that reads without waiting.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::future::try_join_all;
use switchboard_domain::{Clock, Millis, Secret, Timestamp};
use switchboard_settings::secrets::{SecretError, SecretName, SecretSource};

use super::manager::SecretsManagerSecrets;

/// How long a value is used without reading it again.
const KEEP: Millis = Millis::from_mins(5);

/// How often a mismatch may cause a read of a secret.
const MISMATCH_PAUSE: Millis = Millis::from_secs(30);

/// Secrets that are fetched when they are first needed, all at the same time, and kept for five minutes. Failures and missing
/// values are not kept.
pub struct SecretStore {
    secrets: SecretsManagerSecrets,
    clock: Arc<dyn Clock>,
    kept: Mutex<BTreeMap<SecretName, Kept>>,
}

#[derive(Clone)]
struct Kept {
    value: Secret,
    read_at: Timestamp,
    refreshed_at: Option<Timestamp>,
}

/// Values as they were when they were loaded. Serves every reader of secrets without a call.
#[derive(Clone, Debug, Default)]
pub struct LoadedSecrets {
    values: BTreeMap<SecretName, Option<Secret>>,
}

impl SecretStore {
    /// A store that has read nothing yet.
    pub const fn new(secrets: SecretsManagerSecrets, clock: Arc<dyn Clock>) -> Self {
        Self { secrets, clock, kept: Mutex::new(BTreeMap::new()) }
    }

    /// The values of these secrets, none of them older than five minutes. Those that are not set are missing in the
    /// snapshot, too.
    ///
    /// # Errors
    /// The service cannot be read; the caller must fail closed.
    pub async fn load(&self, names: &[SecretName]) -> Result<LoadedSecrets, SecretError> {
        let one = async |name: &SecretName| {
            let value = match self.fresh(*name) {
                Some(value) => Some(value),
                None => self.fetch(*name, None).await?,
            };
            Ok::<_, SecretError>((*name, value))
        };
        let values = try_join_all(names.iter().map(one)).await?;
        Ok(LoadedSecrets { values: values.into_iter().collect() })
    }

    /// The value of one secret, at most five minutes old.
    ///
    /// # Errors
    /// [`SecretError::Missing`], or the service cannot be read.
    pub async fn get(&self, name: SecretName) -> Result<Secret, SecretError> {
        match self.fresh(name) {
            Some(value) => Ok(value),
            None => self.fetch(name, None).await?.ok_or(SecretError::Missing(name)),
        }
    }

    /// Reads again because a caller's credential did not match, at most once per 30 s; `None` if it is too early or the
    /// value is the same, so that the mismatch stands.
    ///
    /// # Errors
    /// [`SecretError::Missing`], or the service cannot be read.
    pub async fn refresh(&self, name: SecretName) -> Result<Option<Secret>, SecretError> {
        let now = self.clock.now();
        let old = {
            let mut kept = self.lock();
            let old = kept.get(&name).cloned();
            if let Some(known) = kept.get_mut(&name) {
                if known.refreshed_at.is_some_and(|at| (Millis(0)..MISMATCH_PAUSE).contains(&(now - at))) {
                    return Ok(None);
                }
                // Noted before the call, so that a flood of mismatches causes one of them.
                known.refreshed_at = Some(now);
            }
            old
        };
        let value = self.fetch(name, Some(now)).await?.ok_or(SecretError::Missing(name))?;
        let changed = old.is_none_or(|old| old.value != value);
        Ok(changed.then_some(value))
    }

    async fn fetch(&self, name: SecretName, refreshed_at: Option<Timestamp>) -> Result<Option<Secret>, SecretError> {
        let value = self.secrets.fetch(name).await?;
        let read_at = self.clock.now();
        let mut kept = self.lock();
        let Some(value) = value else {
            kept.remove(&name);
            return Ok(None);
        };
        let refreshed_at = refreshed_at.or_else(|| kept.get(&name).and_then(|known| known.refreshed_at));
        kept.insert(name, Kept { value: value.clone(), read_at, refreshed_at });
        Ok(Some(value))
    }

    fn fresh(&self, name: SecretName) -> Option<Secret> {
        let now = self.clock.now();
        // A clock that was set back makes the value old, not eternal.
        let is_fresh = |known: &&Kept| (Millis(0)..KEEP).contains(&(now - known.read_at));
        self.lock().get(&name).filter(is_fresh).map(|known| known.value.clone())
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<SecretName, Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SecretSource for LoadedSecrets {
    fn read(&self, name: SecretName) -> Result<Option<Secret>, SecretError> {
        match self.values.get(&name) {
            Some(value) => Ok(value.clone()),
            None => Err(SecretError::Store(format!("secret {name} was not loaded by this host"))),
        }
    }
}
