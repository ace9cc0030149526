//! The place of a secret, without the secret.
//!
//! What you get by default:
//! - the container `<prefix>/<env>/<path>`, encrypted with a key of the service. It has no value: `switchboard secrets put`
//!   gives it one, which is in no code, configuration, state or plan. An empty one answers like a missing one;
//! - 30 days to take a deletion back in staging and prod, and protection against it; none elsewhere, since a deleted name is
//!   blocked for as long.
//!
//! What it refuses: a secret that the program does not know. There is no argument for a value.

use pulumi::{Component, Context, Resource, ResourceOptions, ResourceState, inputs};
use pulumi_aws::secretsmanager;
use switchboard_settings::SecretName;

use crate::error::ComponentError;
use crate::limits::Checked;
use crate::site::Site;
use crate::standard_queue::guarded;

/// Days in which a deletion can be taken back where secrets matter: the longest that Secrets Manager offers.
const RECOVERY_DAYS: u32 = 30;

/// The container.
#[derive(Clone)]
pub struct SecretContainer {
    component: Component,
    secret: secretsmanager::Secret,
    name: String,
    arn: String,
}

impl SecretContainer {
    /// Creates the container of a secret, `richpanel/api_key`.
    ///
    /// # Errors
    /// [`ComponentError`] if there is no such secret.
    pub fn new(ctx: &Context, site: &Site, path: &str, options: ResourceOptions) -> Result<Self, ComponentError> {
        if SecretName::from_path(path).is_none() {
            let known = SecretName::ALL.map(SecretName::path).join(", ");
            let reason = format!("is none of {known}; the program would not read it");
            return Err(Checked::new("SecretContainer", path).invalid("path", reason));
        }
        let logical = path.replace(['/', '_'], "-");
        let name = site.secret(path);
        let component = ctx.component("switchboard:index:SecretContainer", &logical, inputs! {}, options);
        let args = secretsmanager::SecretArgs::new()
            .name(&name)
            .description(format!("Filled by: switchboard secrets put {path}"))
            .recovery_window_in_days(if site.protects() { RECOVERY_DAYS } else { 0 });
        let options = guarded(site, ResourceOptions::new().parent(&component));
        let secret = secretsmanager::Secret::new(ctx, &logical, args, options);
        component.register_outputs(inputs! { "name" => name.as_str() });
        Ok(Self { component, secret, name, arn: site.secret_arn(path) })
    }

    /// The container.
    pub fn secret(&self) -> &secretsmanager::Secret {
        &self.secret
    }

    /// `<prefix>/<env>/<path>`.
    pub fn secret_name(&self) -> &str {
        &self.name
    }

    /// Its ARN as a policy must write it: Secrets Manager adds a hyphen and six characters to the name.
    pub fn arn_pattern(&self) -> &str {
        &self.arn
    }
}

impl Resource for SecretContainer {
    fn state(&self) -> &ResourceState {
        self.component.state()
    }
}
