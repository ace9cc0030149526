//! Gateways, their domain and their firewall.

use pulumi_aws::policy::Statement;

use crate::baseline::account::Names;
use crate::baseline::role::allow;

/// Creating, changing and deleting them. The account's settings of API Gateway (`/account`) are not among them.
pub(super) fn statements(names: &Names) -> Vec<Statement> {
    let site = names.site();
    let region = site.region();
    // Ids of APIs are AWS's choice, so no name of ours is in these ARNs.
    let gateway = |path: &str| format!("arn:aws:apigateway:{region}::{path}");
    let firewall = site.arn("wafv2", &format!("regional/webacl/{}*/*", site.base()));
    let stages = gateway("/restapis/*/stages/*");
    let paths = ["/apis", "/apis/*", "/domainnames", "/domainnames/*", "/restapis", "/restapis/*", "/tags/*"];
    vec![
        allow("apigateway", ["AddCertificateToDomain", "DELETE", "PATCH", "POST", "PUT"])
            .sid("Gateways")
            .resources(paths.map(gateway)),
        allow("apigateway", ["SetWebACL"]).sid("GatewayFirewall").resource(stages.clone()),
        allow("wafv2", ["AssociateWebACL", "DisassociateWebACL"])
            .sid("FirewallTarget")
            .resources([firewall.clone(), stages]),
        allow(
            "wafv2",
            [
                "CreateWebACL",
                "DeleteLoggingConfiguration",
                "DeleteWebACL",
                "PutLoggingConfiguration",
                "TagResource",
                "UntagResource",
                "UpdateWebACL",
            ],
        )
        .sid("Firewall")
        // Rule groups that AWS manages are in accounts of AWS.
        .resources([firewall, format!("arn:aws:wafv2:{region}:*:regional/managedruleset/*/*")]),
    ]
}
