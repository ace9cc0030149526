//! Web ACLs of WAF. The emulator inspects no request.

mod association;
mod logging;
mod rule;
mod rules;
mod web_acl;

/// Name of the service in errors.
const SERVICE: &str = "wafv2";

pub(crate) const KINDS: super::Family = &[
    ("aws:wafv2/webAcl:WebAcl", &web_acl::WebAcl),
    ("aws:wafv2/webAclAssociation:WebAclAssociation", &association::WebAclAssociation),
    ("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", &logging::WebAclLoggingConfiguration),
];
