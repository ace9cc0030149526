//! What a process must have before it starts, and what it should be warned of. Apart from validation, because
//! offline work (`decide`, tests, plans) needs valid settings but no complete set-up.

use std::fmt;

use switchboard_domain::{Environment, Timestamp};

use crate::error::{Problem, SettingsError};
use crate::settings::Settings;
use crate::values::llm::Provider;

/// Months after which an API version is old; the vendor drops it after about 12.
const OLD_AFTER_MONTHS: i32 = 9;

/// Something that works today but needs a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// `shopify.api_version` is older than 9 months; its age in months.
    ApiVersionOld(i32),
    /// Entries of `shipping.transit_map` that are ignored.
    TransitEntriesIgnored(Vec<String>),
    /// `brand.name` is not set: replies stay off.
    BrandNameMissing,
    /// A model in use has no price: its cost is unknown.
    PriceMissing(String),
}

impl Warning {
    /// A stable code for logs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ApiVersionOld(_) => "api_version_old",
            Self::TransitEntriesIgnored(_) => "transit_entries_ignored",
            Self::BrandNameMissing => "brand_name_missing",
            Self::PriceMissing(_) => "price_missing",
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ApiVersionOld(months) => {
                write!(f, "shopify.api_version is {months} months old; pin a newer one before the vendor drops it")
            }
            Self::TransitEntriesIgnored(methods) => {
                write!(f, "shipping.transit_map: ignored entries: {}", methods.join(", "))
            }
            Self::BrandNameMissing => f.write_str("brand.name is not set; replies need it from release stage 4"),
            Self::PriceMissing(model) => write!(f, "llm.prices has no entry for {model}; its cost is unknown"),
        }
    }
}

impl Settings {
    /// Checks that the set-up is complete for its environment.
    ///
    /// # Errors
    /// [`SettingsError::Incomplete`] with everything that is missing.
    pub fn check_startup(&self, now: Timestamp) -> Result<Vec<Warning>, SettingsError> {
        let missing = self.missing();
        if !missing.is_empty() {
            return Err(SettingsError::Incomplete(missing));
        }
        let mut warnings = Vec::new();
        if let Some(version) = self.shopify.api_version.filter(|_| self.environment() != Environment::Local) {
            let age = version.age_months(now);
            if age > OLD_AFTER_MONTHS {
                warnings.push(Warning::ApiVersionOld(age));
            }
        }
        if !self.shipping.transit_map.ignored.is_empty() {
            warnings.push(Warning::TransitEntriesIgnored(self.shipping.transit_map.ignored.clone()));
        }
        if self.brand.name.is_none() {
            warnings.push(Warning::BrandNameMissing);
        }
        if self.llm.provider == Provider::Openai {
            let models = [&self.llm.classifier.model, &self.llm.verifier.model];
            let unpriced = models.into_iter().flatten().filter(|model| !self.llm.prices.contains_key(*model));
            warnings.extend(unpriced.cloned().map(Warning::PriceMissing));
        }
        Ok(warnings)
    }

    fn missing(&self) -> Vec<Problem> {
        let mut missing = Vec::new();
        let strict = self.environment().is_strict();
        if strict && self.shopify.shop_domain.is_none() {
            missing.push(self.problem("shopify.shop_domain", "must be set in staging and prod"));
        }
        if self.shopify.api_version.is_none() && (strict || self.shopify.address().is_some()) {
            missing.push(self.problem("shopify.api_version", "must be set to YYYY-MM"));
        }
        if self.llm.provider == Provider::Openai {
            let slots = [("llm.classifier.model", &self.llm.classifier), ("llm.verifier.model", &self.llm.verifier)];
            for (key, slot) in slots {
                if slot.model.is_none() {
                    missing.push(self.problem(key, "must be set when llm.provider is not offline"));
                } else if strict && !slot.is_pinned() && !self.llm.allow_unpinned {
                    missing.push(self.problem(key, "must be a dated snapshot, or set llm.allow_unpinned"));
                }
            }
        }
        missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn check(env: Environment, overrides: Value) -> Result<Vec<&'static str>, String> {
        let settings = Settings::defaults(env).unwrap().with_overrides(overrides.as_object().unwrap()).unwrap();
        let now = "2026-11-24T00:00:00Z".parse().unwrap();
        match settings.check_startup(now) {
            Ok(warnings) => Ok(warnings.iter().map(Warning::code).collect()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn local_and_dev_start_with_defaults() {
        assert_eq!(check(Environment::Local, json!({})), Ok(vec![]));
        assert_eq!(check(Environment::Dev, json!({})), Ok(vec!["brand_name_missing"]));
    }

    #[test]
    fn staging_and_prod_need_the_shop_and_its_version() {
        for env in [Environment::Staging, Environment::Prod] {
            let error = check(env, json!({})).unwrap_err();
            assert!(error.contains("shopify.shop_domain") && error.contains("shopify.api_version"), "{error}");
        }
        let shop =
            json!({"shopify.shop_domain": "a.myshopify.com", "shopify.api_version": "2026-02", "brand.name": "A"});
        assert_eq!(check(Environment::Prod, shop), Ok(vec![]));
        let old =
            json!({"shopify.shop_domain": "a.myshopify.com", "shopify.api_version": "2026-01", "brand.name": "A"});
        assert_eq!(check(Environment::Prod, old), Ok(vec!["api_version_old"]));
        assert!(check(Environment::Dev, json!({"shopify.shop_domain": "a.myshopify.com"})).is_err());
    }

    #[test]
    fn models_are_named_and_pinned() {
        let with = |classifier: &str, unpinned: bool| {
            json!({"shopify.shop_domain": "a.myshopify.com", "shopify.api_version": "2026-10", "brand.name": "A",
                "llm.provider": "openai", "llm.allow_unpinned": unpinned,
                "llm.classifier.model": classifier, "llm.verifier.model": "m-2026-01-01",
                "llm.prices": {"m-2026-01-01": {"input": 1.0, "output": 2.0}}})
        };
        assert_eq!(check(Environment::Prod, with("m-2026-01-01", false)), Ok(vec![]));
        assert!(check(Environment::Prod, with("", true)).unwrap_err().contains("llm.classifier.model"));
        assert!(check(Environment::Prod, with("m", false)).unwrap_err().contains("dated snapshot"));
        assert_eq!(check(Environment::Prod, with("m", true)), Ok(vec!["price_missing"]));
    }
}
