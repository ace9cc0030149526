//! The stage of an HTTP API.

use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const HTTP_STAGE: Rule = Rule {
    id: "EDGE-HTTP-STAGE",
    severity: Severity::Mandatory,
    reason: "The provider sends a throttle that is not set as 0, and every call is answered 429; execution logs and \
             data trace do not exist on HTTP APIs (`Execution logs are not supported on protocolType HTTP`).",
    fix: "Set both `throttlingBurstLimit` and `throttlingRateLimit`, and neither `loggingLevel` nor \
          `dataTraceEnabled`",
    check: http_stage,
};

fn http_stage(plan: &Plan, findings: &mut Findings) {
    for stage in plan.of(tokens::HTTP_STAGE) {
        let api = plan.refers(stage, "apiId", tokens::HTTP_API);
        if api.is_some_and(|api| api.text("protocolType").is_some_and(|protocol| protocol != "HTTP")) {
            continue;
        }
        let routes = stage.list("routeSettings").len();
        let settings = (0..routes).map(|at| format!("routeSettings.{at}"));
        for place in std::iter::once("defaultRouteSettings".to_owned()).chain(settings) {
            for limit in ["throttlingBurstLimit", "throttlingRateLimit"] {
                let zero = stage.number_or(&format!("{place}.{limit}"), 0.0).is_some_and(|limit| limit <= 0.0);
                findings.when(zero, stage, || format!("`{place}.{limit}` is not set, so no call passes"));
            }
            let level = stage.text(&format!("{place}.loggingLevel"));
            let logged =
                level.is_some_and(|level| level != "OFF") || stage.is_set(&format!("{place}.dataTraceEnabled"));
            findings.when(logged, stage, || format!("`{place}` asks for execution logs, which HTTP APIs do not have"));
        }
    }
}
