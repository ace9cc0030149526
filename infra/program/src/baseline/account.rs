//! An account that an administrator sets up: its provider, and how what belongs to no environment's workload is named.

use components::Site;
use pulumi::{Component, Context, ResourceOptions};
use pulumi_aws::{Provider, ProviderArgs, ProviderAssumeRoleArgs, ProviderDefaultTagsArgs};

/// Which account, with whose credentials, and what everything in it is tagged with.
pub(crate) struct Access<'a> {
    /// 12 digits; credentials of another account are refused before the first write.
    pub(crate) account: &'a str,
    pub(crate) region: &'a str,
    /// A role to take on there.
    pub(crate) assume_role: Option<&'a str>,
    /// Tag `env`.
    pub(crate) environment: &'a str,
    /// Tag `tier`.
    pub(crate) tier: &'a str,
    /// Tag `owner`.
    pub(crate) owner: &'a str,
    /// Tag `cost-center`.
    pub(crate) cost_center: &'a str,
}

impl Access<'_> {
    /// The instance of the provider for this account.
    pub(crate) fn provider(&self, ctx: &Context) -> Provider {
        let tags = ProviderDefaultTagsArgs::new().tags([
            ("env", self.environment),
            ("service", "richpanel-middleware"),
            ("owner", self.owner),
            ("cost-center", self.cost_center),
            ("tier", self.tier),
            ("managed-by", "pulumi"),
        ]);
        let mut args = ProviderArgs::new().region(self.region).allowed_account_ids([self.account]).default_tags(tags);
        if let Some(role) = self.assume_role {
            args = args.assume_roles([ProviderAssumeRoleArgs::new().role_arn(role)]);
        }
        Provider::new(ctx, "aws", args, ResourceOptions::new())
    }
}

/// Options of a part of a component.
pub(crate) fn below(parent: &Component) -> ResourceOptions {
    ResourceOptions::new().parent(parent)
}

/// Names of what an administrator owns in an account. They are `<prefix>-<what>-<env>`, while the workload's are
/// `<prefix>-<env>-<what>`: no pattern that covers the workload covers them.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    site: Site,
    prefix: String,
}

impl Names {
    pub(crate) fn new(site: Site, prefix: &str) -> Self {
        Self { site, prefix: prefix.to_owned() }
    }

    /// The workload's place and names.
    pub(crate) fn site(&self) -> &Site {
        &self.site
    }

    /// `<prefix>-<what>-<env>`.
    pub(crate) fn own(&self, what: &str) -> String {
        format!("{}-{what}-{}", self.prefix, self.site.environment())
    }

    /// `<prefix>-<what>-*`: that of every environment.
    pub(crate) fn own_of_any(&self, what: &str) -> String {
        format!("{}-{what}-*", self.prefix)
    }

    /// `arn:aws:iam::<account>:<resource>`.
    pub(crate) fn iam(&self, resource: &str) -> String {
        format!("arn:aws:iam::{}:{resource}", self.site.account())
    }

    /// ARN pattern of the roles of the workload.
    pub(crate) fn workload_roles(&self) -> String {
        self.iam(&format!("role/{}", self.site.name("*")))
    }

    /// ARN of the permissions boundary.
    pub(crate) fn boundary(&self) -> String {
        self.iam(&format!("policy/{}", self.own("boundary")))
    }

    /// ARN pattern of everything that the workload stores in S3: bucket names are global, so the account is part of them.
    pub(crate) fn buckets(&self) -> String {
        format!("arn:aws:s3:::{}-{}-*", self.site.base(), self.site.account())
    }
}
