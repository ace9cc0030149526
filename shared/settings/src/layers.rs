//! Layering: defaults file, section of the environment, file, variables, overrides. Later wins, key by key.

use std::path::Path;

use serde_json::{Map, Value};
use switchboard_domain::Environment;

use crate::error::{Origin, SettingsError};
use crate::keys::{HOST_VARIABLES, known_keys, nearest, variable_name};
use crate::settings::Settings;
use crate::tree::{Tree, from_toml, parse};

/// The variable with a JSON object of dotted keys.
const CONFIG: &str = "SWITCHBOARD_CONFIG";

/// Builds [`Settings`] layer by layer.
///
/// ```
/// use switchboard_settings::{Environment, Loader};
/// let variables = [("SWITCHBOARD_TEAMS_SALES".to_owned(), "false".to_owned())];
/// let settings = Loader::new(Environment::Dev)?.variables(variables)?.load()?;
/// assert!(!settings.teams.exists(switchboard_domain::Team::Sales));
/// # Ok::<(), switchboard_settings::SettingsError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Loader {
    environment: Environment,
    tree: Tree,
}

impl Loader {
    /// Starts from the defaults file and the section of the environment.
    ///
    /// # Errors
    /// Only if the compiled-in file is broken.
    pub fn new(environment: Environment) -> Result<Self, SettingsError> {
        Ok(Self { environment, tree: Tree::for_environment(environment)? })
    }

    /// The settings of a process: environment from `SWITCHBOARD_ENV` (default `local`), then `file`, then the dotted
    /// keys of `SWITCHBOARD_CONFIG` (one JSON object, for hosts that are given variables only), then variables.
    ///
    /// # Errors
    /// Whatever is wrong with one of the layers.
    pub fn process(
        variables: impl IntoIterator<Item = (String, String)>,
        file: Option<&Path>,
    ) -> Result<Settings, SettingsError> {
        let variables: Vec<_> = variables.into_iter().collect();
        let environment = match variables.iter().find(|(name, _)| name == "SWITCHBOARD_ENV") {
            Some((_, text)) => text.parse()?,
            None => Environment::default(),
        };
        let mut loader = Self::new(environment)?;
        if let Some(path) = file {
            loader = loader.file(path)?;
        }
        if let Some((_, text)) = variables.iter().find(|(name, _)| name == CONFIG) {
            loader = loader.config_variable(text)?;
        }
        loader.variables(variables)?.load()
    }

    /// Adds the dotted keys of one JSON object; a blank text has none.
    fn config_variable(mut self, text: &str) -> Result<Self, SettingsError> {
        if text.trim().is_empty() {
            return Ok(self);
        }
        let origin = Origin::Variable(CONFIG.to_owned());
        let object: Map<String, Value> = serde_json::from_str(text).map_err(|error| {
            // The parser's message names line and column, not the text.
            SettingsError::NoObject { origin: origin.clone(), reason: error.to_string() }
        })?;
        for (key, value) in object {
            self.tree.set(&key, value, &origin)?;
        }
        Ok(self)
    }

    /// Adds a TOML file.
    ///
    /// # Errors
    /// It cannot be read, is not TOML, or holds an unknown key.
    pub fn file(self, path: &Path) -> Result<Self, SettingsError> {
        let origin = Origin::File(path.display().to_string());
        let text = std::fs::read_to_string(path)
            .map_err(|error| SettingsError::Unreadable { origin: origin.clone(), reason: error.to_string() })?;
        self.toml(&text, origin)
    }

    /// Adds TOML text.
    ///
    /// # Errors
    /// It is not TOML, or holds an unknown key.
    pub fn toml(mut self, text: &str, origin: Origin) -> Result<Self, SettingsError> {
        self.tree.merge(&parse(text, &origin)?, &origin)?;
        Ok(self)
    }

    /// Adds the variables that start with `SWITCHBOARD_`; the rest, [`HOST_VARIABLES`] and `SWITCHBOARD_SECRET_*` are
    /// left alone. A value is read as TOML, else as a string.
    ///
    /// # Errors
    /// A variable that belongs to no setting.
    pub fn variables(mut self, variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, SettingsError> {
        for (name, text) in variables {
            let of_the_host = HOST_VARIABLES.contains(&name.as_str());
            if !name.starts_with("SWITCHBOARD_") || name.starts_with("SWITCHBOARD_SECRET_") || of_the_host {
                continue;
            }
            let Some(key) = known_keys().find(|key| variable_name(key) == name) else {
                let nearest = nearest(&name, known_keys().map(variable_name));
                return Err(SettingsError::UnknownVariable { name, nearest });
            };
            let value = self.variable_value(key, &text);
            self.tree.set(key, value, &Origin::Variable(name))?;
        }
        Ok(self)
    }

    /// A key whose default is a string takes the text as it is, unless it is a quoted TOML string.
    fn variable_value(&self, key: &str, text: &str) -> Value {
        let default = self.tree.root().pointer(&format!("/{}", key.replace('.', "/")));
        let as_text = || Value::String(text.to_owned());
        let parsed = format!("value = {text}").parse::<toml::Table>().ok().filter(|table| table.len() == 1);
        let parsed = parsed.and_then(|mut table| table.remove("value")).and_then(from_toml);
        match (default, parsed) {
            (Some(Value::String(_)), Some(Value::String(text))) => Value::String(text),
            (Some(Value::String(_)), _) | (_, None) => as_text(),
            (_, Some(value)) => value,
        }
    }

    /// Adds dotted keys.
    ///
    /// # Errors
    /// An unknown key.
    pub fn overrides(mut self, overrides: &Map<String, Value>) -> Result<Self, SettingsError> {
        for (key, value) in overrides {
            self.tree.set(key, value.clone(), &Origin::Override)?;
        }
        Ok(self)
    }

    /// Types and validates the result.
    ///
    /// # Errors
    /// [`SettingsError::Invalid`] with every value that breaks a rule.
    pub fn load(self) -> Result<Settings, SettingsError> {
        Settings::from_tree(self.environment, self.tree)
    }

    pub(crate) const fn from_tree(environment: Environment, tree: Tree) -> Self {
        Self { environment, tree }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn variable(name: &str, value: &str) -> [(String, String); 1] {
        [(name.to_owned(), value.to_owned())]
    }

    #[test]
    fn later_layers_win_key_by_key() {
        let file = "[richpanel.budget]\nrequests = 30\nburst = 4\n";
        let settings = Loader::new(Environment::Dev)
            .unwrap()
            .toml(file, Origin::File("site.toml".into()))
            .unwrap()
            .variables(variable("SWITCHBOARD_RICHPANEL_BUDGET_BURST", "5"))
            .unwrap()
            .load()
            .unwrap();
        let budget = &settings.richpanel.budget;
        assert_eq!((budget.requests, budget.burst, budget.window_s), (30, 5, 30));
    }

    #[test]
    fn variable_values_are_toml_then_text() {
        let load = |name: &str, value: &str| {
            Loader::new(Environment::Local).unwrap().variables(variable(name, value)).unwrap().load()
        };
        assert_eq!(
            load("SWITCHBOARD_SHOPIFY_API_VERSION", "2026-04").unwrap().shopify.api_version.unwrap().to_string(),
            "2026-04"
        );
        assert_eq!(load("SWITCHBOARD_BRAND_NAME", "123").unwrap().brand.name.as_deref(), Some("123"));
        assert_eq!(load("SWITCHBOARD_BRAND_NAME", "\"Acme\"").unwrap().brand.name.as_deref(), Some("Acme"));
        assert_eq!(load("SWITCHBOARD_MERCHANT_HOLIDAYS", "[2026-09-07]").unwrap().merchant.holidays.len(), 1);
        assert_eq!(
            load("SWITCHBOARD_CHANNELS_MAP", "{ fax = \"email\" }").unwrap().channels.class_of("FAX"),
            switchboard_domain::ChannelClass::Email
        );
        assert_eq!(load("SWITCHBOARD_QUEUE_DELAY_S", "1\nx = 2").unwrap_err().code(), "settings_invalid");
        assert_eq!(load("SWITCHBOARD_QUEUE_DELAY_S", "nan").unwrap_err().code(), "settings_invalid");
    }

    #[test]
    fn unknown_keys_and_variables_name_the_nearest_known_one() {
        let error = Loader::new(Environment::Prod)
            .unwrap()
            .toml("richpanel.budget.request = 3", Origin::File("site.toml".into()))
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "site.toml: unknown key `richpanel.budget.request`; did you mean `richpanel.budget.requests`?"
        );
        let error = Loader::new(Environment::Prod)
            .unwrap()
            .variables(variable("SWITCHBOARD_RICHPANEL_BASEURL", "x"))
            .unwrap_err();
        assert!(error.to_string().contains("SWITCHBOARD_RICHPANEL_BASE_URL"), "{error}");
        for (key, code) in
            [("teams", "settings_invalid"), ("teams.nobody", "settings_unknown_key"), ("", "settings_unknown_key")]
        {
            let overrides = json!({key: 1});
            let result = Loader::new(Environment::Local).unwrap().overrides(overrides.as_object().unwrap());
            assert_eq!(result.unwrap_err().code(), code, "{key}");
        }
    }

    #[test]
    fn foreign_and_reserved_variables_are_left_alone() {
        for name in HOST_VARIABLES.into_iter().chain(["PATH", "SWITCHBOARD_SECRET_OPENAI_API_KEY"]) {
            assert!(Loader::new(Environment::Local).unwrap().variables(variable(name, "x")).is_ok(), "{name}");
        }
    }

    #[test]
    fn environment_comes_from_its_variable() {
        assert_eq!(Loader::process([], None).unwrap().environment(), Environment::Local);
        let error = Loader::process(variable("SWITCHBOARD_ENV", "production"), None).unwrap_err();
        assert_eq!(error.code(), "settings_unknown_environment");
    }

    #[test]
    fn the_object_of_the_config_variable_lies_under_the_other_variables() {
        let load = |config: &str| {
            let variables = [("SWITCHBOARD_RICHPANEL_BUDGET_BURST", "5"), (CONFIG, config), ("SWITCHBOARD_ENV", "dev")];
            Loader::process(variables.map(|(name, value)| (name.to_owned(), value.to_owned())), None)
        };
        let settings = load(r#"{"richpanel.budget.burst": 2, "richpanel.budget.requests": 30}"#).unwrap();
        assert_eq!((settings.richpanel.budget.requests, settings.richpanel.budget.burst), (30, 5));
        assert!(load(" ").is_ok());
        for (config, code, says) in [
            (r#"{"richpanel.budget.request": 1}"#, "settings_unknown_key", "richpanel.budget.requests"),
            (r#"{"richpanel.budget.requests": "many"}"#, "settings_invalid", CONFIG),
            (r#"["richpanel.budget.requests"]"#, "settings_no_object", CONFIG),
            ("{", "settings_no_object", "line 1"),
        ] {
            let error = load(config).unwrap_err();
            assert!(error.code() == code && error.to_string().contains(says), "{config}: {error}");
        }
    }

    #[test]
    fn one_entry_of_a_table_joins_a_whole_table_replaces() {
        let load = |overrides: Value| {
            Loader::new(Environment::Local).unwrap().overrides(overrides.as_object().unwrap()).unwrap().load().unwrap()
        };
        let joined = load(json!({"policy.thresholds.tier1_by_intent.billing_issue": 0.9}));
        assert_eq!(joined.policy.thresholds.tier1_by_intent.len(), 8);
        let replaced = load(json!({"policy.thresholds.tier1_by_intent": {"billing_issue": 0.9}}));
        assert_eq!(replaced.policy.thresholds.tier1_by_intent.len(), 1);
    }

    #[test]
    fn type_errors_name_origin_and_key() {
        let error = Loader::new(Environment::Dev)
            .unwrap()
            .toml("ingress.settle_s = \"soon\"", Origin::File("site.toml".into()))
            .unwrap()
            .load()
            .unwrap_err();
        assert!(error.to_string().starts_with("site.toml: ingress.settle_s: "), "{error}");
    }

    proptest::proptest! {
        #[test]
        fn arbitrary_text_never_panics(text in ".{0,80}", key in "[a-z._]{0,30}") {
            let loader = Loader::new(Environment::Local).unwrap();
            let _ = loader.clone().toml(&text, Origin::Override).and_then(Loader::load);
            let _ = loader.clone().overrides(&Map::from_iter([(key, Value::String(text.clone()))])).and_then(Loader::load);
            let _ = loader.variables(variable("SWITCHBOARD_SHIPPING_TRANSIT_MAP", &text)).and_then(Loader::load);
        }
    }
}
