//! A switch that operators turn while the program runs. A deployment creates it and never turns it.
//!
//! What you get by default:
//! - the parameter `/<prefix>/<env>/<name>` with its initial value, readable in plans (it is no secret);
//! - no update, ever: an update of any property but the tags would send the value of the last state along, and so silently
//!   put a switch back that an operator had turned. Whatever the program says later is ignored;
//! - in staging and prod it stays when it leaves the program; elsewhere it goes, so that a destroyed stack leaves nothing.
//!
//! What it refuses: a switch that the program does not know; a value that the program would not accept; an empty value,
//! which Parameter Store does not take (an absent switch is the empty list); `{{`, which it reads as a reference.

use pulumi::{Component, Context, Resource, ResourceOptions, ResourceState, inputs};
use pulumi_aws::ssm;
use switchboard_settings::SwitchName;

use crate::error::ComponentError;
use crate::limits::Checked;
use crate::site::Site;

/// Every property of a parameter that an update would send, but the tags.
const FROZEN: [&str; 8] =
    ["value", "insecureValue", "description", "allowedPattern", "tier", "dataType", "keyId", "type"];

/// The switch.
#[derive(Clone)]
pub struct KillSwitch {
    component: Component,
    parameter: ssm::Parameter,
    name: String,
}

impl KillSwitch {
    /// Creates a switch, `safe_mode` or `outbound/enabled`, that is at first as `initial` says.
    ///
    /// # Errors
    /// [`ComponentError`] if there is no such switch, or the value is none of it.
    pub fn new(
        ctx: &Context,
        site: &Site,
        name: &str,
        initial: &str,
        options: ResourceOptions,
    ) -> Result<Self, ComponentError> {
        check(&Checked::new("KillSwitch", name), name, initial)?;
        let logical = name.replace(['/', '_'], "-");
        let path = format!("{}/{name}", site.parameters());
        let component = ctx.component("switchboard:index:KillSwitch", &logical, inputs! {}, options);
        let args = ssm::ParameterArgs::new()
            .name(&path)
            .type_("String")
            .tier("Standard")
            .insecure_value(initial)
            .description("Turned by operators while the program runs; a deployment never turns it");
        let options = ResourceOptions::new().parent(&component).ignore_changes(FROZEN);
        let options = if site.protects() { options.retain_on_delete(true) } else { options };
        let parameter = ssm::Parameter::new(ctx, &logical, args, options);
        component.register_outputs(inputs! { "name" => path.as_str() });
        Ok(Self { component, parameter, name: path })
    }

    /// The parameter.
    pub fn parameter(&self) -> &ssm::Parameter {
        &self.parameter
    }

    /// `/<prefix>/<env>/<name>`.
    pub fn parameter_name(&self) -> &str {
        &self.name
    }
}

impl Resource for KillSwitch {
    fn state(&self) -> &ResourceState {
        self.component.state()
    }
}

fn check(checked: &Checked, name: &str, initial: &str) -> Result<(), ComponentError> {
    if initial.trim().is_empty() {
        let reason =
            "is empty, which Parameter Store does not take; leave the switch out: an absent list is an empty one";
        return Err(checked.invalid("initial", reason));
    }
    if initial.contains("{{") {
        return Err(checked.invalid("initial", "holds `{{`, which Parameter Store reads as a reference; remove it"));
    }
    let Some(switch) = SwitchName::from_text(name) else {
        let known: Vec<String> = SwitchName::GENERAL.iter().map(ToString::to_string).collect();
        let reason = format!("is none of {} or template_enabled/<id>; the program would not read it", known.join(", "));
        return Err(checked.invalid("name", reason));
    };
    switch.check(initial).map_err(|error| checked.invalid("initial", format!("is `{initial}`: {error}")))
}
