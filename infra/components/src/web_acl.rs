//! The firewall before a REST edge.
//!
//! What you get by default:
//! - an address with more than 3,000 requests in 5 minutes is blocked;
//! - the vendor's common rules and known bad inputs, with 32 KB of the body looked at. Rules that would refuse the helpdesk's
//!   webhooks only count: its bodies are large and full of markup, and it names no user agent. Lists of hosting providers and
//!   anonymous addresses are not used, as the helpdesk calls from such;
//! - the log group, kept as long as asked for, the one policy under which all such logs of the region are delivered, and the
//!   logging;
//! - the token headers and the query are neither in the log nor in samples, the body not in the matched data;
//! - no samples of requests.
//!
//! An HTTP edge has no [`RestStage`], so a firewall before one does not compile.
//!
//! Refused: no token header, or text that is no header's name; samples in prod; a rate limit under 10; a retention that the log
//! service does not know.

mod rules;

use pulumi::{Component, Context, Output, Resource, ResourceOptions, ResourceState, inputs};
use pulumi_aws::cloudwatch::{LogGroup, LogGroupArgs, LogResourcePolicy, LogResourcePolicyArgs};
use pulumi_aws::policy::{Action, Document, Operator, Principal, Statement};
use pulumi_aws::wafv2;
use switchboard_domain::Environment;

use crate::alarm::Alarms;
use crate::error::ComponentError;
use crate::log_metrics::check_retention;
use crate::site::Site;
use crate::webhook_edge::RestStage;

/// The smallest rate limit of the service.
const LEAST_RATE: u32 = 10;

/// What a firewall is made of.
#[derive(Clone, Debug)]
pub struct WebAclArgs<'a> {
    /// What it stands before.
    pub edge: &'a RestStage,
    /// Headers that carry a token or a signature.
    pub token_headers: Vec<String>,
    /// Requests of one address in 5 minutes.
    pub rate_limit: u32,
    /// Days for which its log is kept.
    pub log_retention_days: u32,
    /// Whether the service keeps samples of requests for its console.
    pub sampled_requests: bool,
}

impl<'a> WebAclArgs<'a> {
    /// The defaults: 3,000 requests in 5 minutes, the log for 30 days, no samples.
    pub fn new(edge: &'a RestStage, token_headers: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let token_headers = token_headers.into_iter().map(Into::into).collect();
        Self { edge, token_headers, rate_limit: 3_000, log_retention_days: 30, sampled_requests: false }
    }
}

/// The firewall.
#[derive(Clone)]
pub struct WebAcl {
    component: Component,
    acl: wafv2::WebAcl,
}

impl WebAcl {
    /// Puts a firewall before an edge.
    ///
    /// # Errors
    /// [`ComponentError::Invalid`] if tokens or requests would be kept, or the service would refuse a number.
    pub fn new(
        ctx: &Context,
        alarms: &Alarms,
        name: &str,
        args: WebAclArgs<'_>,
        options: ResourceOptions,
    ) -> Result<Self, ComponentError> {
        let site = alarms.site();
        let headers = check(&format!("WebAcl {name}"), site, &args)?;
        let component = ctx.component("switchboard:index:WebAcl", name, inputs! {}, options);
        let below = || ResourceOptions::new().parent(&component);

        let described = wafv2::WebAclArgs::new()
            .name(site.name(name))
            .scope("REGIONAL")
            .default_action(wafv2::WebAclDefaultActionArgs::new().allow(wafv2::WebAclDefaultActionAllowArgs::new()))
            .association_config(rules::body_inspection())
            .data_protection_config(protection(&headers))
            .rules(rules::all(args.rate_limit, args.sampled_requests))
            .visibility_config(rules::visibility(name, args.sampled_requests));
        let acl = wafv2::WebAcl::new(ctx, name, described, below());
        let association = wafv2::WebAclAssociationArgs::new().web_acl_arn(acl.arn()).resource_arn(args.edge.arn());
        wafv2::WebAclAssociation::new(ctx, name, association, below());

        // The service takes logs to groups of this name only.
        let physical = format!("aws-waf-logs-{}", site.base());
        let group = LogGroupArgs::new().name(physical.as_str()).retention_in_days(args.log_retention_days);
        let group = LogGroup::new(ctx, &format!("{name}-waf"), group, below());
        let policy = LogResourcePolicyArgs::new()
            .policy_name(site.name("waf-logs"))
            .policy_document(delivery(site, &physical).render()?);
        let policy = LogResourcePolicy::new(ctx, &format!("{name}-waf"), policy, below());
        let logging = wafv2::WebAclLoggingConfigurationArgs::new()
            .resource_arn(acl.arn())
            .log_destination_configs([group.arn()])
            .redacted_fields(redacted(&headers));
        wafv2::WebAclLoggingConfiguration::new(ctx, name, logging, below().depends_on(&policy));

        component.register_outputs(inputs! { "arn" => acl.arn() });
        Ok(Self { component, acl })
    }

    /// Its ARN.
    pub fn arn(&self) -> Output<String> {
        self.acl.arn()
    }
}

impl Resource for WebAcl {
    fn state(&self) -> &ResourceState {
        self.component.state()
    }
}

/// The headers as the service compares them: in lower case.
fn check(component: &str, site: &Site, args: &WebAclArgs<'_>) -> Result<Vec<String>, ComponentError> {
    let invalid = |field, reason: String| Err(ComponentError::invalid(component, field, reason));
    if args.token_headers.is_empty() {
        return invalid("token_headers", "must name the headers that carry a token, or it stands in logs".to_owned());
    }
    let named = |header: &&String| {
        !header.is_empty() && header.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    if let Some(header) = args.token_headers.iter().find(|header| !named(header)) {
        return invalid("token_headers", format!("{header:?} is no name of a header; use letters, digits and hyphens"));
    }
    if args.sampled_requests && site.environment() == Environment::Prod {
        return invalid(
            "sampled_requests",
            "must be off in prod: samples hold parts of customers' requests".to_owned(),
        );
    }
    if args.rate_limit < LEAST_RATE {
        let reason = format!("of {} must be at least {LEAST_RATE} requests in 5 minutes", args.rate_limit);
        return invalid("rate_limit", reason);
    }
    check_retention(component, args.log_retention_days)?;
    let mut headers: Vec<String> = args.token_headers.iter().map(|header| header.to_ascii_lowercase()).collect();
    headers.sort_unstable();
    headers.dedup();
    Ok(headers)
}

/// Acts on everything that the service keeps or shows; the redaction below acts on the log alone.
fn protection(headers: &[String]) -> wafv2::WebAclDataProtectionConfigArgs {
    let field = wafv2::WebAclDataProtectionConfigDataProtectionFieldArgs::new;
    let headers = headers.iter().map(|header| field().field_type("SINGLE_HEADER").field_keys([header.as_str()]));
    let fields = headers.chain([field().field_type("QUERY_STRING"), field().field_type("BODY")]);
    let protections: Vec<_> = fields
        .map(|field| wafv2::WebAclDataProtectionConfigDataProtectionArgs::new().action("SUBSTITUTION").field(field))
        .collect();
    wafv2::WebAclDataProtectionConfigArgs::new().data_protections(protections)
}

fn redacted(headers: &[String]) -> Vec<wafv2::WebAclLoggingConfigurationRedactedFieldArgs> {
    let field = wafv2::WebAclLoggingConfigurationRedactedFieldArgs::new;
    let header = |name: &String| field().single_header(wafv2::WebAclRuleRuleLabelArgs::new().name(name));
    let query = field().query_string(wafv2::WebAclRuleOverrideActionNoneArgs::new());
    headers.iter().map(header).chain([query]).collect()
}

/// A region has 10 such policies: one for all groups of the site.
fn delivery(site: &Site, group: &str) -> Document {
    Document::resource().statement(
        Statement::allow(Action::of("logs", ["CreateLogStream", "PutLogEvents"]))
            .sid("Delivery")
            .principal(Principal::service("delivery.logs.amazonaws.com"))
            .resource(site.arn("logs", &format!("log-group:{group}:*")))
            .condition(Operator::StringEquals, "aws:SourceAccount", [site.account()])
            .condition(Operator::ArnLike, "aws:SourceArn", [site.arn("logs", "*")]),
    )
}

#[cfg(test)]
mod tests;
