//! The address that AWS gives an API.

use crate::plan::{Plan, PlannedResource};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const DEFAULT_ENDPOINT: Rule = Rule {
    id: "EDGE-DEFAULT-ENDPOINT",
    severity: Severity::Mandatory,
    reason: "Beside a custom domain the default endpoint stays open and is a way around it; without a custom domain \
             it is the only way in.",
    fix: "Set `disableExecuteApiEndpoint` exactly where a mapping gives the API a domain of its own",
    check: default_endpoint,
};

/// The API's type, the mapping's, and the property of the mapping that names the API.
const KINDS: [(&str, &str, &str); 2] = [
    (tokens::HTTP_API, tokens::HTTP_API_MAPPING, "apiId"),
    (tokens::REST_API, tokens::REST_BASE_PATH_MAPPING, "restApi"),
];

fn default_endpoint(plan: &Plan, findings: &mut Findings) {
    for (api_type, mapping_type, property) in KINDS {
        let apis: Vec<&PlannedResource> = plan.of(api_type).collect();
        for api in &apis {
            let Some(disabled) = api.flag_or("disableExecuteApiEndpoint", false) else { continue };
            let mut mappings = plan.of(mapping_type);
            // An id that is not known is that of the only API.
            let is_own = |mapping: &PlannedResource| match plan.refers(mapping, property, api_type) {
                Some(found) => std::ptr::eq(found, *api),
                None => apis.len() == 1 && mapping.value(property).has_unknown(),
            };
            match (mappings.find(|mapping| is_own(mapping)), disabled) {
                (Some(mapping), false) => {
                    let domain = mapping.text("domainName").unwrap_or(&mapping.name);
                    findings.at(api, format!("its default endpoint is open beside the domain {domain}"));
                }
                (None, true) => findings.at(api, "its default endpoint is off, and no mapping gives it another"),
                _ => {}
            }
        }
    }
}
