//! Offline replay of decisions: one case in, one result out. No network, no store, no clock.
//!
//! All that the decision depends on stands in the case. Gates of the environment (release stage, breakers, outbound
//! rules) are taken as open.

mod input;
mod output;
mod reader;

use serde_json::{Map, Value};
use switchboard_domain::outcome::OutcomeError;
use switchboard_orders::{FoundOrders, LinkedOrder, Order, OrderFacts, OrderShapeError};
use switchboard_settings::{Settings, SettingsError};

pub use input::{Case, DEFAULT_NOW};
pub use output::{CaseEstimate, CaseMatch, CaseOrderNumber, CaseResult, CaseTracking};
pub use reader::{FieldError, Wrong};

use crate::assess::assess;
use crate::config::PolicyConfig;
use crate::decision::decide;

/// Why a case has no result.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// A field is wrong.
    #[error("{0}")]
    Field(#[from] FieldError),
    /// A key or value of `config` is wrong.
    #[error("config: {0}")]
    Config(#[from] SettingsError),
    /// The decision broke its own rules: a defect of this crate.
    #[error("the decision is inconsistent: {0}")]
    Outcome(#[from] OutcomeError),
}

impl CaseError {
    /// A stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Field(error) => error.code(),
            Self::Config(_) => "invalid_config",
            Self::Outcome(_) => "internal",
        }
    }
}

/// A line that gave no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineError {
    /// Id of the case, if it could be read.
    pub id: Option<String>,
    /// A stable code.
    pub code: &'static str,
    /// Field and reason; free of customer text.
    pub message: String,
}

impl LineError {
    /// The line that is printed in place of a result.
    pub fn to_json(&self) -> Value {
        serde_json::json!({"id": self.id, "error": {"code": self.code, "message": self.message}})
    }
}

/// Decides one line of JSON.
///
/// # Errors
/// A line that is no JSON, or no case.
pub fn run_line(line: &str, settings: &Settings) -> Result<CaseResult, LineError> {
    let value: Value = serde_json::from_str(line).map_err(|error| LineError {
        id: None,
        code: "invalid_json",
        // serde_json's own text could repeat a part of the input.
        message: format!("not a JSON value (column {})", error.column()),
    })?;
    let id = value.get("id").and_then(Value::as_str).map(str::to_owned);
    let run = || run_case(&Case::from_value(value)?, settings);
    run().map_err(|error| LineError { id, code: error.code(), message: error.to_string() })
}

/// Decides one case.
///
/// # Errors
/// A wrong `config`; an inconsistent decision, which is a defect.
pub fn run_case(case: &Case, settings: &Settings) -> Result<CaseResult, CaseError> {
    let config = config(&case.config, settings)?;
    let facts = OrderFacts {
        linked: case.linked_order.as_ref().map_or(LinkedOrder::None, linked),
        found: found(&case.found_orders),
    };
    let assessment = assess(&case.context, &case.switches, &config, &case.model);
    let decision = decide(assessment, &case.context, &case.switches, &config, &facts)?;
    Ok(CaseResult::of(case.id.clone(), decision))
}

fn config(overrides: &Map<String, Value>, settings: &Settings) -> Result<PolicyConfig, SettingsError> {
    if overrides.is_empty() {
        return Ok(PolicyConfig::from(settings));
    }
    Ok(PolicyConfig::from(&settings.with_overrides(overrides)?))
}

/// An order that cannot be read is a lookup that failed: malformed answers never match.
fn linked(value: &Value) -> LinkedOrder {
    Order::from_richpanel(value).map_or(LinkedOrder::LookupFailed, LinkedOrder::Found)
}

fn found(values: &[Value]) -> FoundOrders {
    let orders: Result<Vec<Order>, OrderShapeError> = values.iter().map(Order::from_shopify).collect();
    orders.map_or(FoundOrders::LookupFailed, FoundOrders::Orders)
}
