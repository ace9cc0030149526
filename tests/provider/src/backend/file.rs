//! A JSON file that stands for the cloud. Somebody who edits it makes drift; somebody who adds an entry can import it.
//!
//! ```json
//! {
//!   "resources": {
//!     "aws:ssm/parameter:Parameter": {
//!       "/kill-switch": { "id": "/kill-switch", "properties": { "name": "/kill-switch", "type": "String", "value": "off" } }
//!     }
//!   }
//! }
//! ```
//!
//! The key of an entry is the id, and where ids are not unique the id with what it belongs to. Values are plain, secrets
//! as well: AWS, too, holds them so. Several processes may share a file.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{Backend, BackendError, Found, Handle, key};
use crate::cloud::{Cloud, Creation, Subject};
use crate::property::{DEFAULTS, Map, from_json, to_json};
use crate::urn::Urn;

/// What the file holds.
#[derive(Debug, Default, Deserialize, Serialize)]
struct Store {
    #[serde(default)]
    resources: BTreeMap<String, BTreeMap<String, Entry>>,
    /// How often the resource of a URN was created or updated, kept after its end: names that AWS makes do not come twice.
    #[serde(default)]
    sequences: BTreeMap<String, u64>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Entry {
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    inputs: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    filled: Vec<String>,
    properties: BTreeMap<String, Json>,
}

/// Keeps resources in a file.
#[derive(Debug)]
pub struct FileBackend {
    path: PathBuf,
    cloud: Arc<Cloud>,
    /// File locks hold between processes, this one between tasks.
    tasks: Mutex<()>,
}

impl FileBackend {
    /// A backend over the file, which need not exist, with outputs made by this cloud.
    pub fn new(path: PathBuf, cloud: Arc<Cloud>) -> Self {
        Self { path, cloud, tasks: Mutex::new(()) }
    }

    /// Runs `change` on the store and writes it if that succeeds.
    fn change<T>(&self, change: impl FnOnce(&mut Store) -> Result<T, BackendError>) -> Result<T, BackendError> {
        let _tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        let lock_path = self.path.with_extension("lock");
        let lock = File::create(&lock_path).map_err(|error| self.failed("locked", &error))?;
        lock.lock().map_err(|error| self.failed("locked", &error))?;
        let mut store = self.load()?;
        let result = change(&mut store)?;
        self.save(&store)?;
        Ok(result)
    }

    fn load(&self) -> Result<Store, BackendError> {
        match std::fs::read(&self.path) {
            Ok(bytes) if bytes.is_empty() => Ok(Store::default()),
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| self.failed("read", &error)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Store::default()),
            Err(error) => Err(self.failed("read", &error)),
        }
    }

    /// Readers see the old file or the new one, never half of it.
    fn save(&self, store: &Store) -> Result<(), BackendError> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let write = || -> std::io::Result<()> {
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            serde_json::to_writer_pretty(&mut file, store)?;
            file.write_all(b"\n")?;
            file.persist(&self.path)?;
            Ok(())
        };
        write().map_err(|error| self.failed("written", &error))
    }

    /// An entry written by hand has no outputs but those that somebody thought of; AWS would have all of them.
    fn found(&self, entry: &Entry, handle: &Handle<'_>) -> Found {
        let stored = entry.properties();
        let properties = match &entry.inputs {
            Some(_) => stored.clone(),
            None => self.cloud.describe(&handle.subject, &entry.id, &stored),
        };
        Found {
            id: entry.id.clone(),
            properties,
            stored: stored.into_keys().collect(),
            inputs: entry.inputs.clone(),
            filled: entry.filled.clone(),
        }
    }

    fn failed(&self, action: &'static str, reason: &dyn std::fmt::Display) -> BackendError {
        BackendError::Store { path: self.path.display().to_string(), action, reason: reason.to_string() }
    }
}

#[async_trait]
impl Backend for FileBackend {
    async fn create(
        &self,
        subject: Subject<'_>,
        urn: &Urn,
        inputs: &Map,
        filled: Vec<String>,
    ) -> Result<Creation, BackendError> {
        self.change(|store| {
            let sequence = store.next(urn);
            let creation = self.cloud.create(&subject, urn, inputs, sequence);
            let key = self.cloud.key(&subject, &creation.id, &creation.properties);
            let entries = store.resources.entry(subject.type_token.to_owned()).or_default();
            if entries.contains_key(&key) && !self.cloud.creates_over(subject.type_token) {
                return Err(BackendError::Exists { type_token: subject.type_token.to_owned(), id: key });
            }
            entries.insert(key, Entry::new(creation.id.clone(), inputs, filled, &creation.properties));
            Ok(creation)
        })
    }

    async fn read(&self, handle: Handle<'_>) -> Result<Option<Found>, BackendError> {
        let store = self.load()?;
        let entries = store.resources.get(handle.subject.type_token);
        let entry = entries.and_then(|entries| entries.get(&key(&self.cloud, &handle)));
        Ok(entry.map(|entry| self.found(entry, &handle)))
    }

    async fn update(
        &self,
        handle: Handle<'_>,
        urn: &Urn,
        inputs: &Map,
        filled: Vec<String>,
    ) -> Result<Map, BackendError> {
        self.change(|store| {
            let sequence = store.next(urn);
            let key = key(&self.cloud, &handle);
            let subject = handle.subject;
            let entry = store.resources.get_mut(subject.type_token).and_then(|entries| entries.get_mut(&key));
            let Some(entry) = entry else {
                let (type_token, id) = (subject.type_token.to_owned(), handle.id.to_owned());
                return Err(BackendError::Missing { type_token, id });
            };
            let olds = entry.properties();
            let properties = self.cloud.update(&subject, handle.id, &olds, inputs, sequence);
            *entry = Entry::new(handle.id.to_owned(), inputs, filled, &properties);
            Ok(properties)
        })
    }

    async fn delete(&self, handle: Handle<'_>) -> Result<(), BackendError> {
        self.change(|store| {
            if let Some(entries) = store.resources.get_mut(handle.subject.type_token) {
                entries.remove(&key(&self.cloud, &handle));
            }
            store.resources.retain(|_, entries| !entries.is_empty());
            Ok(())
        })
    }
}

impl Store {
    fn next(&mut self, urn: &Urn) -> u64 {
        let sequence = self.sequences.entry(urn.as_str().to_owned()).or_default();
        *sequence += 1;
        *sequence
    }
}

impl Entry {
    fn new(id: String, inputs: &Map, filled: Vec<String>, properties: &Map) -> Self {
        let inputs = inputs.keys().filter(|name| *name != DEFAULTS).cloned().collect();
        let properties = properties.iter().map(|(name, value)| (name.clone(), to_json(value))).collect();
        Self { id, inputs: Some(inputs), filled, properties }
    }

    fn properties(&self) -> Map {
        self.properties.iter().map(|(name, value)| (name.clone(), from_json(value))).collect()
    }
}
