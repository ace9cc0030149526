//! What is decided from the intents: order status or not, order number, team, tier, action, template.

use serde::Serialize;
use switchboard_domain::{Action, TemplateId};

use crate::data::{DataSet, Example, Reach};
use crate::reach::reach;
use crate::run::ExampleRun;
use crate::statistics::Proportion;

/// Order status against everything else.
#[derive(Clone, Debug, Serialize)]
pub struct OrderStatus {
    /// Rightly taken for order status.
    pub tp: usize,
    /// Wrongly taken for it.
    pub fp: usize,
    /// Rightly not.
    pub tn: usize,
    /// Wrongly not.
    #[serde(rename = "fn")]
    pub fn_: usize,
    /// `tp / (tp + fp)`.
    pub precision: Proportion,
    /// `tp / (tp + fn)`.
    pub recall: Proportion,
}

impl OrderStatus {
    pub(super) fn of(measured: &[(&Example, &ExampleRun)], data: &DataSet) -> Self {
        let count = |truth: bool, got: bool| {
            measured
                .iter()
                .filter(|(example, run)| {
                    let fold = data.fold(example);
                    let (is, said) = (example.primary, run.plain.primary_intent);
                    (fold.is_order_status(is), fold.is_order_status(said)) == (truth, got)
                })
                .count()
        };
        let (tp, fp, fn_) = (count(true, true), count(false, true), count(true, false));
        Self {
            tp,
            fp,
            tn: count(false, false),
            fn_,
            precision: Proportion { hits: tp, n: tp + fp },
            recall: Proportion { hits: tp, n: tp + fn_ },
        }
    }
}

/// Order numbers.
#[derive(Clone, Debug, Serialize)]
pub struct Extraction {
    /// The right number, where one is expected.
    pub right: Proportion,
    /// Another number, where one is expected.
    pub wrong: Proportion,
    /// A number, where none is expected.
    pub invented: Proportion,
}

impl Extraction {
    pub(super) fn of(measured: &[(&Example, &ExampleRun)]) -> Self {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let mut extraction =
            Self { right: Proportion::default(), wrong: Proportion::default(), invented: Proportion::default() };
        for (example, run) in measured {
            let got = run.plain.order_number.as_ref().map(|number| digits(&number.digits));
            match &example.order_number {
                Some(expected) => {
                    let right = got.as_deref() == Some(digits(expected.expose()).as_str());
                    extraction.right.count(right);
                    extraction.wrong.count(!right && got.is_some());
                }
                None => extraction.invented.count(got.is_some()),
            }
        }
        extraction
    }
}

/// Agreement of decisions with their labels.
#[derive(Clone, Debug, Serialize)]
pub struct Decisions {
    /// Destination, where the label names one.
    pub team: Proportion,
    /// How far the automation went, with an order at hand where the label allows one.
    pub tier: Proportion,
    /// Reply or not, where the label tells.
    pub action: Proportion,
    /// Template, where the label tells.
    pub template: Proportion,
}

impl Decisions {
    pub(super) fn of(measured: &[(&Example, &ExampleRun)]) -> Self {
        let judge = |check: fn(&Example, &ExampleRun) -> Option<bool>| {
            Proportion::of(measured.iter().filter_map(|(example, run)| check(example, run)))
        };
        Self {
            team: judge(team_right),
            tier: judge(tier_right),
            action: judge(action_right),
            template: judge(template_right),
        }
    }
}

pub(crate) fn team_right(example: &Example, run: &ExampleRun) -> Option<bool> {
    example.team.map(|team| team == run.plain.team)
}

pub(crate) fn tier_right(example: &Example, run: &ExampleRun) -> Option<bool> {
    Some(reach(run.furthest()) == example.tier_max)
}

/// The template that the label asks for; the outer `None` is: it does not tell.
pub(crate) fn expected_template(example: &Example) -> Option<Option<TemplateId>> {
    match (example.tier_max.allows_reply(), example.template) {
        (false, _) => Some(None),
        (true, Some(template)) => Some(Some(template)),
        (true, None) => None,
    }
}

fn action_right(example: &Example, run: &ExampleRun) -> Option<bool> {
    let expected = if expected_template(example)?.is_some() { Action::SendTemplate } else { Action::RouteOnly };
    Some(judged(example, run).action == expected)
}

pub(crate) fn template_right(example: &Example, run: &ExampleRun) -> Option<bool> {
    Some(judged(example, run).template_id == expected_template(example)?)
}

/// The decision that a label of templates speaks of: order facts need an order at hand, all else goes without.
pub(crate) fn judged<'a>(example: &Example, run: &'a ExampleRun) -> &'a switchboard_policy::case::CaseResult {
    let facts =
        [TemplateId::OrderStatusVerified, TemplateId::OrderEtaNoTrackingVerified, TemplateId::ShippingDelayVerified];
    let wants_facts = example.tier_max == Reach::Verified && example.template.is_some_and(|id| facts.contains(&id));
    if wants_facts { run.furthest() } else { &run.plain }
}
