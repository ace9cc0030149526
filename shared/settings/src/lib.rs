//! Settings, secrets and kill switches of a process.
//!
//! * [`Settings`]: typed, validated, layered from the documented `defaults.toml`, the section of the environment, a
//!   file, variables, and dotted overrides. Not secret; its hash is logged.
//! * [`secrets`]: where credentials come from and in which forms they are accepted. Values never appear in an error,
//!   a list or a `Debug` output.
//! * [`switches`]: kill switches and modes, re-read at run time, failing closed.
//!
//! It is no client of a cloud store: those sources implement [`SecretSource`] and [`SwitchSource`] elsewhere. It
//! decides nothing either; policy reads the values.
//!
//! ```
//! use switchboard_settings::{Environment, Settings};
//!
//! let settings = Settings::defaults(Environment::Prod)?;
//! assert_eq!(settings.richpanel.budget.requests, 40);
//! let overrides = serde_json::json!({"autoclose.enabled": true, "teams.sales": false});
//! let changed = settings.with_overrides(overrides.as_object().unwrap())?;
//! assert!(changed.autoclose.enabled && !changed.teams.exists(switchboard_domain::Team::Sales));
//! # Ok::<(), switchboard_settings::SettingsError>(())
//! ```

mod address;
mod atomic_file;
mod error;
mod keys;
mod layers;
pub mod secrets;
mod settings;
mod startup;
pub mod switches;
mod tree;
mod validate;
pub mod values;

pub use error::{Origin, Problem, SettingsError};
pub use keys::{HOST_VARIABLES, known_keys, variable_name};
pub use layers::Loader;
pub use secrets::{FileSecrets, SecretCache, SecretError, SecretName, SecretSource, VariableSecrets};
pub use settings::Settings;
pub use startup::Warning;
pub use switchboard_domain::environment::{Environment, UnknownEnvironment};
pub use switches::{SwitchCache, SwitchError, SwitchFile, SwitchName, SwitchSource};
