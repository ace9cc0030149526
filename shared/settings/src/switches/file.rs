//! Switches of the embedded host: `switches.toml` in its data directory.

use std::io;
use std::path::PathBuf;

use switchboard_domain::{Environment, SwitchView, Timestamp};

use super::cache::SwitchSource;
use super::error::SwitchError;
use super::name::SwitchName;
use super::view::{SwitchValues, initial_values, switch_view};
use crate::atomic_file;

/// `switches.toml` of a data directory. Keys are the names of the switches; values are booleans, numbers, texts or
/// lists of texts, whatever reads best.
#[derive(Clone, Debug)]
pub struct SwitchFile {
    dir: PathBuf,
    environment: Environment,
}

impl SwitchFile {
    /// The switches of a data directory, which need not exist yet.
    pub fn new(data_dir: impl Into<PathBuf>, environment: Environment) -> Self {
        Self { dir: data_dir.into(), environment }
    }

    /// Writes the initial values if there is no file. To be called when the data directory is made and never for an
    /// old one: a file that disappears later must fail closed, not open.
    ///
    /// # Errors
    /// The directory cannot be written.
    pub fn create(&self) -> Result<(), SwitchError> {
        atomic_file::create_dir(&self.dir)?;
        atomic_file::locked(&self.path(), || {
            if self.path().exists() { Ok(()) } else { self.write(&initial_values(self.environment)) }
        })
    }

    /// The values as texts.
    ///
    /// # Errors
    /// The file is missing, unreadable, no TOML, or holds an unknown name.
    pub fn list(&self) -> Result<SwitchValues, SwitchError> {
        let text = std::fs::read_to_string(self.path())?;
        let damaged = |reason: &str| SwitchError::Store(format!("switches.toml: {reason}"));
        let table: toml::Table = text.parse().map_err(|_| damaged("not valid TOML"))?;
        let read = |(key, value): (String, toml::Value)| {
            let name = SwitchName::from_text(&key).ok_or_else(|| damaged("unknown switch"))?;
            Ok((name, as_text(&value).ok_or_else(|| damaged("a value has the wrong type"))?))
        };
        table.into_iter().map(read).collect()
    }

    /// Changes one switch.
    ///
    /// # Errors
    /// The value is not accepted, or the file is damaged or cannot be written.
    pub fn set(&self, name: SwitchName, value: &str) -> Result<(), SwitchError> {
        name.check(value)?;
        self.change(|values| drop(values.insert(name, value.trim().to_owned())))
    }

    /// Removes a switch that may be absent (template, allow-list, acknowledgement).
    ///
    /// # Errors
    /// The switch must have a value, or the file is damaged or cannot be written.
    pub fn unset(&self, name: SwitchName) -> Result<(), SwitchError> {
        if name.is_required() {
            return Err(SwitchError::Required(name));
        }
        self.change(|values| drop(values.remove(&name)))
    }

    fn path(&self) -> PathBuf {
        self.dir.join("switches.toml")
    }

    fn change(&self, edit: impl FnOnce(&mut SwitchValues)) -> Result<(), SwitchError> {
        atomic_file::locked(&self.path(), || {
            let mut values = match self.list() {
                // `set` also repairs: what is left missing keeps failing closed.
                Err(_) if !self.path().exists() => SwitchValues::new(),
                other => other?,
            };
            edit(&mut values);
            self.write(&values)
        })
    }

    fn write(&self, values: &SwitchValues) -> Result<(), SwitchError> {
        let typed = |(name, text): (&SwitchName, &String)| {
            let value = text.parse().map(toml::Value::Boolean).or_else(|_| text.parse().map(toml::Value::Integer));
            (name.to_string(), value.unwrap_or_else(|_| toml::Value::String(text.clone())))
        };
        let table: toml::Table = values.iter().map(typed).collect();
        let text = toml::to_string(&table).map_err(|_| SwitchError::Store("cannot be written as TOML".into()))?;
        atomic_file::replace(&self.path(), &text).map_err(io::Error::into)
    }
}

impl SwitchSource for SwitchFile {
    fn read(&self, now: Timestamp) -> SwitchView {
        match self.list() {
            Ok(values) => switch_view(self.environment, &values, now),
            Err(_) => SwitchView::fail_closed(now),
        }
    }
}

fn as_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Boolean(flag) => Some(flag.to_string()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Array(items) => {
            items.iter().map(toml::Value::as_str).collect::<Option<Vec<_>>>().map(|i| i.join(","))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use switchboard_domain::TemplateId;

    const NOW: Timestamp = Timestamp::from_millis(5);

    fn fresh() -> (tempfile::TempDir, SwitchFile) {
        let dir = tempfile::tempdir().unwrap();
        let file = SwitchFile::new(dir.path().join("data"), Environment::Local);
        file.create().unwrap();
        (dir, file)
    }

    #[test]
    fn initial_values_are_written_once() {
        let (_dir, file) = fresh();
        file.set(SwitchName::ReleaseStage, "3").unwrap();
        file.create().unwrap();
        assert_eq!(file.read(NOW).release_stage, Some(3));
        assert_eq!(file.list().unwrap().len(), 9);
    }

    #[test]
    fn every_kind_of_damage_fails_closed() {
        let (_dir, file) = fresh();
        let intact = std::fs::read_to_string(file.path()).unwrap();
        let damages = [
            String::new(),
            "safe_mode = ".into(),
            intact.replace("safe_mode = false", "safe_mode = \"perhaps\""),
            intact.replace("safe_mode = false", "safe_mode = { a = 1 }"),
            intact.replace("release_stage = 5", "release_stage = 9"),
            intact.replace("mode = \"normal\"", ""),
            format!("{intact}\nautomation = true\n"),
            intact.chars().take(intact.len() / 2).collect(),
        ];
        for damage in damages {
            assert_ne!(damage, intact);
            std::fs::write(file.path(), &damage).unwrap();
            assert!(!file.read(NOW).readable && file.read(NOW).safe_mode, "{damage}");
        }
        std::fs::write(file.path(), [0xFF, 0xFE]).unwrap();
        assert_eq!(file.read(NOW), SwitchView::fail_closed(NOW));
        std::fs::remove_file(file.path()).unwrap();
        assert_eq!(file.read(NOW), SwitchView::fail_closed(NOW));
        std::fs::create_dir(file.path()).unwrap();
        assert_eq!(file.read(NOW), SwitchView::fail_closed(NOW));
    }

    #[test]
    fn set_and_unset_are_validated() {
        let (_dir, file) = fresh();
        let template = SwitchName::TemplateEnabled(TemplateId::WrongItemIntake);
        file.set(template, "false").unwrap();
        assert_eq!(file.read(NOW).templates.get(&TemplateId::WrongItemIntake), Some(&false));
        file.unset(template).unwrap();
        assert!(file.read(NOW).templates.is_empty());
        assert_eq!(file.unset(SwitchName::Mode).unwrap_err().code(), "switch_required");
        assert_eq!(file.set(SwitchName::Mode, "fast").unwrap_err().code(), "switch_value");
        std::fs::write(file.path(), "broken").unwrap();
        assert_eq!(file.set(SwitchName::Mode, "drain").unwrap_err().code(), "switch_store");
    }

    #[test]
    fn lists_may_be_written_as_arrays() {
        let (_dir, file) = fresh();
        let text = std::fs::read_to_string(file.path()).unwrap().replace("\"livechat,email\"", "[\"email\"]");
        std::fs::write(file.path(), text).unwrap();
        assert_eq!(file.read(NOW).channels, [switchboard_domain::ChannelClass::Email]);
    }
}
