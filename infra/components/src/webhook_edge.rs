//! Where webhooks come in: an API Gateway before the ingress function.
//!
//! What you get by default:
//! - one `ANY` route per path and nothing else: no catch-all, no cross-origin headers;
//! - a permission per path for this API, this path and the function's alias, and for nobody else;
//! - 20 requests per second with bursts of 50; what is over gets 429;
//! - an access log without tokens, query, address, path or body, kept as long as asked for;
//! - an integration timeout of one second over the function's, so that the function answers first;
//! - alarms: server errors (warn, critical, rate), throttling (from the access log, as the gateway has no metric for it) and
//!   latency;
//! - with a custom domain (TLS 1.2) the default endpoint is switched off, or it would be a way around the domain.
//!
//! [`WebhookEdge::rest`] has besides: gateway answers in the shape of our errors, tracing, an execution log of errors only (its
//! group is made first, with a retention), a deployment that follows every change of the layout, and a [`RestStage`], which is
//! what a [`crate::WebAcl`] takes: the HTTP kind cannot have one. It needs the log role of API Gateway, one per account and
//! region.
//!
//! Refused: no path, a path that is no plain absolute path, two paths of one name, a throttle of 0, a function timeout over what
//! the gateway waits, a retention that the log service does not know.

mod access_log;
mod answers;
mod args;
mod domain;
mod http;
mod path;
mod rest;
mod watch;

use pulumi::{Component, Context, Output, Resource, ResourceOptions, ResourceState, inputs};
use pulumi_aws::apigateway;
use pulumi_aws::cloudwatch::MetricAlarm;

use crate::alarm::{Alarms, Severity};
use crate::error::ComponentError;
use crate::site::Site;

pub use args::{CustomDomain, EdgeArgs, EdgeKind, EdgeTarget};
pub(crate) use watch::EdgeMetric;

/// Name of the stage of the REST kind, part of its address.
pub const REST_STAGE: &str = "live";

/// The stage of a REST edge: what a firewall is put before.
#[derive(Clone, Debug)]
pub struct RestStage(apigateway::Stage);

impl RestStage {
    /// Its ARN.
    pub fn arn(&self) -> Output<String> {
        self.0.arn()
    }
}

impl Resource for RestStage {
    fn state(&self) -> &ResourceState {
        self.0.state()
    }
}

/// The dimensions under which the gateway publishes the metrics of an edge.
#[derive(Clone, Debug)]
pub struct EdgeSeries {
    /// Which names its metrics have.
    pub kind: EdgeKind,
    /// `ApiId` of the HTTP kind, `ApiName` of the REST kind.
    pub api: Output<String>,
}

/// What both kinds make in their own way.
struct Made {
    api_id: Output<String>,
    url: Output<String>,
    domain: Option<domain::Domain>,
    series: EdgeSeries,
    stage: Option<RestStage>,
}

/// Where webhooks come in.
#[derive(Clone)]
pub struct WebhookEdge {
    component: Component,
    kind: EdgeKind,
    api_id: Output<String>,
    url: Output<String>,
    domain: Option<domain::Domain>,
    series: EdgeSeries,
    stage: Option<RestStage>,
    alarms: Vec<(Severity, MetricAlarm)>,
}

/// What the parts of an edge are made with.
struct Scene<'a> {
    ctx: &'a Context,
    site: &'a Site,
    component: &'a Component,
    name: &'a str,
    args: &'a EdgeArgs,
    paths: Vec<path::EdgePath>,
}

impl Scene<'_> {
    fn below(&self) -> ResourceOptions {
        ResourceOptions::new().parent(self.component)
    }

    fn logical(&self, part: &str) -> String {
        format!("{}-{part}", self.name)
    }

    /// The function answers first, or the caller would see an error for work that goes on.
    fn wait_ms(&self) -> u32 {
        (self.args.target.timeout_s + 1) * 1_000
    }
}

type EdgeResult = Result<WebhookEdge, ComponentError>;

impl WebhookEdge {
    /// An HTTP API.
    ///
    /// # Errors
    /// [`ComponentError::Invalid`] for what the head of this file lists as refused.
    pub fn http(ctx: &Context, alarms: &Alarms, name: &str, args: EdgeArgs, options: ResourceOptions) -> EdgeResult {
        Self::of(EdgeKind::Http, ctx, alarms, name, &args, options)
    }

    /// A regional REST API, for a firewall.
    ///
    /// # Errors
    /// [`ComponentError::Invalid`] for what the head of this file lists as refused.
    pub fn rest(ctx: &Context, alarms: &Alarms, name: &str, args: EdgeArgs, options: ResourceOptions) -> EdgeResult {
        Self::of(EdgeKind::Rest, ctx, alarms, name, &args, options)
    }

    fn of(
        kind: EdgeKind,
        ctx: &Context,
        alarms: &Alarms,
        name: &str,
        args: &EdgeArgs,
        options: ResourceOptions,
    ) -> EdgeResult {
        let paths = args::check(kind, &format!("WebhookEdge {name}"), args)?;
        let component = ctx.component("switchboard:index:WebhookEdge", name, inputs! {}, options);
        let scene = Scene { ctx, site: alarms.site(), component: &component, name, args, paths };
        let log = access_log::group(&scene);
        let made = match kind {
            EdgeKind::Http => http::make(&scene, &log),
            EdgeKind::Rest => rest::make(&scene, &log),
        };
        access_log::count_throttled(&scene, &log)?;
        let created = watch::create(&scene, alarms, &made.series)?;
        component.register_outputs(inputs! { "url" => made.url.clone(), "apiId" => made.api_id.clone() });
        let Made { api_id, url, domain, series, stage } = made;
        Ok(Self { component, kind, api_id, url, domain, series, stage, alarms: created })
    }

    /// Address without a slash at its end; the REST kind's has its stage in it.
    pub fn url(&self) -> Output<String> {
        self.url.clone()
    }

    /// Which kind it is.
    pub fn kind(&self) -> EdgeKind {
        self.kind
    }

    /// The stage, if it is a REST API.
    pub fn stage(&self) -> Option<&RestStage> {
        self.stage.as_ref()
    }

    /// Id of the API.
    pub fn api_id(&self) -> Output<String> {
        self.api_id.clone()
    }

    /// What the DNS record of the custom domain must point to, if there is one.
    pub fn domain_target(&self) -> Option<Output<String>> {
        self.domain.as_ref().map(domain::Domain::target)
    }

    /// Where the gateway publishes its metrics, for dashboards.
    pub fn series(&self) -> EdgeSeries {
        self.series.clone()
    }

    /// Its critical alarms.
    pub fn critical(&self) -> Vec<MetricAlarm> {
        crate::composite::critical(&self.alarms)
    }
}

impl Resource for WebhookEdge {
    fn state(&self) -> &ResourceState {
        self.component.state()
    }
}

#[cfg(test)]
pub(crate) mod rehearsal;
#[cfg(test)]
mod tests;
