//! Dashboards.

use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const REGION: Rule = Rule {
    id: "DASHBOARD-BODY",
    severity: Severity::Mandatory,
    reason: "CloudWatch refuses a body that is no JSON (InvalidParameterInput), takes 500 widgets with 500 metrics \
             each, and draws a metric widget without a region from wherever its reader is.",
    fix: "Write `region` into the properties of each metric and log widget, and split the dashboard",
    check: body,
};

/// Quotas of CloudWatch: widgets of a dashboard, and metrics of a widget.
const MOST: usize = 500;
/// The quota of CloudWatch for the metrics of all widgets.
const MOST_METRICS: usize = 2_500;

fn body(plan: &Plan, findings: &mut Findings) {
    for dashboard in plan.of(tokens::DASHBOARD) {
        let Some(document) = dashboard.document("dashboardBody") else {
            let text = dashboard.text("dashboardBody").is_some();
            findings.when(text, dashboard, || "its body is no JSON".to_owned());
            continue;
        };
        let widgets = document.at("widgets").as_list();
        findings.when(widgets.len() > MOST, dashboard, || format!("it has {} widgets of {MOST}", widgets.len()));
        let mut all = 0;
        for (at, widget) in widgets.iter().enumerate() {
            let kind = widget.at("type").as_text();
            let bare = matches!(kind, Some("metric" | "log")) && widget.at("properties.region").is_absent();
            findings.when(bare, dashboard, || format!("widget {} names no region", at + 1));
            let metrics = widget.at("properties.metrics").as_list().len();
            findings.when(metrics > MOST, dashboard, || format!("widget {} has {metrics} metrics of {MOST}", at + 1));
            all += metrics;
        }
        findings.when(all > MOST_METRICS, dashboard, || format!("it has {all} metrics of {MOST_METRICS}"));
    }
}
