//! One example or scenario through the policy, as `switchboard decide` runs it.

use serde_json::{Value, json};
use switchboard_classify::{ClassifierInput, Linear};
use switchboard_domain::{ChannelClass, Intent, Reason, TemplateId};
use switchboard_policy::case::{Case, CaseError, CaseResult, run_case};
use switchboard_policy::{ModelFailure, ModelSource, parse_advice};
use switchboard_settings::Settings;
use switchboard_text::clean_message;

use crate::data::{Example, ExampleTag, MatchPossible, Mismatch, Scenario};
use crate::noise::{Transformation, copies};
use crate::recorded::Recorded;

/// Number of the made-up order for a message that names none.
const ORDER_NUMBER: &str = "10442";
/// The made-up customer.
const CUSTOMER: &str = "customer@mail.example";

/// Why something could not be evaluated: a defect of the policy, or a case of a kind that it refuses.
#[derive(Debug, thiserror::Error)]
#[error("{id}: {source}")]
pub struct RunError {
    /// Id of the example or scenario.
    pub id: String,
    /// What happened.
    pub source: CaseError,
}

/// What came of one example.
#[derive(Clone, Debug)]
pub struct ExampleRun {
    /// The message alone.
    pub plain: CaseResult,
    /// The message with a made-up order linked to its ticket, so that the gates before order facts are all that stands
    /// between the text and a reply. `None` where the label says that an order question cannot be matched.
    pub with_order: Option<CaseResult>,
    /// The two most probable intents: the decision's primary, and the best other one.
    pub top2: Vec<Intent>,
    /// No recorded output, although the message needed one.
    pub missing_output: bool,
}

impl ExampleRun {
    /// Both decisions.
    pub fn results(&self) -> impl Iterator<Item = &CaseResult> {
        [Some(&self.plain), self.with_order.as_ref()].into_iter().flatten()
    }

    /// The decision in which all automation was possible.
    pub fn furthest(&self) -> &CaseResult {
        self.with_order.as_ref().unwrap_or(&self.plain)
    }
}

/// What came of one scenario.
#[derive(Clone, Debug)]
pub struct ScenarioRun {
    /// The decision.
    pub result: CaseResult,
    /// What did not hold.
    pub mismatches: Vec<Mismatch>,
}

/// What came of one transformed copy.
#[derive(Clone, Debug)]
pub struct CopyRun {
    /// The transformation.
    pub copy: Transformation,
    /// The decision.
    pub result: CaseResult,
}

/// Runs examples and scenarios.
#[derive(Clone, Copy, Debug)]
pub struct Evaluator<'a> {
    settings: &'a Settings,
    recorded: Option<&'a Recorded>,
    seed: u64,
}

impl<'a> Evaluator<'a> {
    /// With the built-in classifier, or with recorded outputs.
    pub const fn new(settings: &'a Settings, recorded: Option<&'a Recorded>, seed: u64) -> Self {
        Self { settings, recorded, seed }
    }

    /// Decides one example.
    ///
    /// # Errors
    /// A decision that breaks its own rules.
    pub fn example(&self, example: &Example) -> Result<ExampleRun, RunError> {
        let plain = self.decide(example, example.text.expose(), None)?;
        let unmatched = example.primary.allows_tier2() && example.match_possible == MatchPossible::No;
        let with_order = if unmatched {
            None
        } else {
            let number = plain.order_number.as_ref().map_or(ORDER_NUMBER, |number| number.digits.as_str());
            Some(self.decide(example, example.text.expose(), Some(order(number, example.template)))?)
        };
        let missing = self.recorded.is_some_and(|recorded| recorded.get(&example.id).is_none());
        let failed = plain.reasons.contains(&Reason::ModelFailure);
        let top2 = self.top2(example, plain.primary_intent);
        Ok(ExampleRun { top2, missing_output: missing && failed, plain, with_order })
    }

    /// Decides one scenario. Its own `model` field holds; recordings are for examples.
    ///
    /// # Errors
    /// A wrong `config`, or a decision that breaks its own rules.
    pub fn scenario(&self, scenario: &Scenario) -> Result<ScenarioRun, RunError> {
        let result =
            run_case(&scenario.case, self.settings).map_err(|source| RunError { id: scenario.id.clone(), source })?;
        Ok(ScenarioRun { mismatches: scenario.expect.check(&result), result })
    }

    /// Decides noisy copies of an example. A recording knows no copies: none are made.
    ///
    /// # Errors
    /// As [`Evaluator::example`].
    pub fn copies(&self, example: &Example) -> Result<Vec<CopyRun>, RunError> {
        if self.recorded.is_some() {
            return Ok(Vec::new());
        }
        copies(example, self.seed)
            .into_iter()
            .map(|(copy, text)| Ok(CopyRun { copy, result: self.decide(example, &text, None)? }))
            .collect()
    }

    fn decide(&self, example: &Example, text: &str, order: Option<Value>) -> Result<CaseResult, RunError> {
        let wrap = |source: CaseError| RunError { id: example.id.clone(), source };
        let linked =
            order.as_ref().map(|order| json!({"orderId": order["id"].to_string(), "orderName": order["name"]}));
        let case = json!({
            "id": example.id,
            "channel": example.channel,
            "subject": example.subject.as_ref().map(|subject| subject.expose()),
            "text": text,
            "attachments": usize::from(example.is(ExampleTag::AttachmentOnly)),
            "customer": order.as_ref().map(|_| json!({"email": CUSTOMER})),
            "linked_order": linked,
            "found_orders": order.into_iter().collect::<Vec<_>>(),
        });
        let mut case = Case::from_value(case).map_err(|error| wrap(error.into()))?;
        if let Some(recorded) = self.recorded {
            case.model =
                recorded.get(&example.id).map_or(ModelSource::Failed(ModelFailure::Timeout), |output| output.source());
        }
        run_case(&case, self.settings).map_err(wrap)
    }

    fn top2(&self, example: &Example, primary: Intent) -> Vec<Intent> {
        let candidates = match self.recorded {
            Some(recorded) => recorded
                .get(&example.id)
                .and_then(|output| parse_advice(output.decision()).ok())
                .map(|advice| advice.candidates)
                .unwrap_or_default(),
            None => {
                let text = clean_message(example.text.expose()).text;
                let subject = example.subject.as_ref().map(|subject| subject.expose().as_str());
                let channel = ChannelClass::of(&example.channel);
                Linear::builtin().classify(&ClassifierInput { subject, text: &text, channel }).candidates
            }
        };
        let second = candidates.iter().map(|candidate| candidate.intent).find(|intent| *intent != primary);
        [Some(primary), second].into_iter().flatten().collect()
    }
}

/// The store's record of a made-up order: not shipped and in time, not shipped and late, or shipped with tracking, as
/// the expected template needs it. Dates stand around the default clock of a case, 2026-01-15.
fn order(number: &str, template: Option<TemplateId>) -> Value {
    let shipment = json!({
        "id": 1, "status": "success", "shipment_status": "in_transit", "created_at": "2026-01-14T12:00:00Z",
        "tracking_company": "UPS", "tracking_number": "1Z999AA10123456784", "tracking_url": null,
    });
    let (created, shipments, status) = match template {
        Some(TemplateId::OrderEtaNoTrackingVerified) => ("2026-01-13T15:00:00Z", json!([]), Value::Null),
        Some(TemplateId::ShippingDelayVerified) => ("2025-12-22T15:00:00Z", json!([]), Value::Null),
        _ => ("2026-01-13T15:00:00Z", json!([shipment]), "fulfilled".into()),
    };
    json!({
        "id": 5001, "name": format!("#{number}"), "email": CUSTOMER, "created_at": created, "tags": "",
        "financial_status": "paid", "fulfillment_status": status, "fulfillments": shipments,
        "shipping_lines": [{"title": "Standard Shipping"}],
    })
}
