//! The role of a function, with only what is asked for.
//!
//! What you get by default:
//! - the role `<prefix>-<env>-<name>`, which only Lambda takes on, below the permissions boundary if there is one;
//! - one inline policy: writing to the function's own log group, traces (on `*`: X-Ray knows no resources there), and the
//!   statements given. It may not create log groups: one that it made would be kept for ever.
//!
//! What it refuses: a statement without a sid, since a review tells statements apart by it; an allowed action with a
//! wildcard, or `*` as the resource; a policy of more than 10,240 characters, which IAM does not store.

use pulumi::{Component, Context, Resource, ResourceOptions, ResourceState, inputs};
use pulumi_aws::iam;
use pulumi_aws::policy::{Action, Document, Principal, Statement};

use crate::error::ComponentError;
use crate::limits::Checked;
use crate::site::Site;

/// Longest inline policies of a role together, without white space.
const LONGEST_POLICY: usize = 10_240;

/// Longest name of a role, and of a function.
pub(crate) const LONGEST_NAME: usize = 64;

/// Sid of the statement that needs every resource.
const TRACES: &str = "Traces";

/// What the role may do.
#[derive(Clone, Debug, Default)]
pub struct FunctionRoleArgs {
    /// Statements besides logs and traces, each with a sid.
    pub statements: Vec<Statement>,
    /// ARN of the boundary that no role of the account may exceed.
    pub permissions_boundary: Option<String>,
    /// Whether the function sends traces.
    pub tracing: bool,
}

/// The role.
#[derive(Clone)]
pub struct FunctionRole {
    component: Component,
    role: iam::Role,
    policy: iam::RolePolicy,
}

impl FunctionRole {
    /// Creates the role of the function `<prefix>-<env>-<name>`, and its policy.
    ///
    /// # Errors
    /// [`ComponentError`] if the name is too long, a statement has no sid, or the policy cannot be rendered. Wildcards and
    /// the length are found when all resources of the policy are known; then the plan fails.
    pub fn new(
        ctx: &Context,
        site: &Site,
        name: &str,
        args: FunctionRoleArgs,
        options: ResourceOptions,
    ) -> Result<Self, ComponentError> {
        let checked = Checked::new("FunctionRole", name);
        let physical = site.name(name);
        checked.name(name, &physical, LONGEST_NAME)?;
        let document = identity(site, &physical, &args, &checked)?;
        let trust = Document::trust().statement(
            Statement::allow(["sts:AssumeRole"]).sid("Lambda").principal(Principal::service("lambda.amazonaws.com")),
        );

        let component = ctx.component("switchboard:index:FunctionRole", name, inputs! {}, options);
        let below = || ResourceOptions::new().parent(&component);
        let mut role = iam::RoleArgs::new().name(&physical).assume_role_policy(trust.render()?);
        if let Some(boundary) = &args.permissions_boundary {
            role = role.permissions_boundary(boundary);
        }
        let role = iam::Role::new(ctx, name, role, below());
        let text = document.render()?.try_map(move |text| least_privilege(&checked, text).map_err(|e| e.to_string()));
        let policy = iam::RolePolicyArgs::new().name(&physical).role(role.name()).policy(text);
        let policy = iam::RolePolicy::new(ctx, name, policy, below());
        component.register_outputs(inputs! { "arn" => role.arn() });
        Ok(Self { component, role, policy })
    }

    /// The role.
    pub fn role(&self) -> &iam::Role {
        &self.role
    }

    /// Its policy: what AWS checks by using the role comes after it, not only after the role.
    pub fn policy(&self) -> &iam::RolePolicy {
        &self.policy
    }
}

impl Resource for FunctionRole {
    fn state(&self) -> &ResourceState {
        self.component.state()
    }
}

fn identity(
    site: &Site,
    function: &str,
    args: &FunctionRoleArgs,
    checked: &Checked,
) -> Result<Document, ComponentError> {
    if args.statements.iter().any(|statement| !has_sid(statement)) {
        let reason = "must each have a sid, by which a review tells them apart; add `.sid(…)`";
        return Err(checked.invalid("statements", reason));
    }
    let streams = site.arn("logs", &format!("log-group:/aws/lambda/{function}:*"));
    let logs = Statement::allow(Action::of("logs", ["CreateLogStream", "PutLogEvents"])).sid("Logs").resource(streams);
    let traces = Statement::allow(Action::of("xray", ["PutTraceSegments", "PutTelemetryRecords"]));
    Ok(Document::identity()
        .statement(logs)
        .statements(args.tracing.then(|| traces.sid(TRACES).resource("*")))
        .statements(args.statements.iter().cloned()))
}

/// A statement cannot be asked for its sid, but a document that has it twice names it.
fn has_sid(statement: &Statement) -> bool {
    let twice = Document::identity().statements([statement.clone(), statement.clone()]);
    twice.render().is_err()
}

fn least_privilege(checked: &Checked, text: String) -> Result<String, ComponentError> {
    let length = text.chars().filter(|c| !c.is_whitespace()).count();
    if length > LONGEST_POLICY {
        let reason = format!("make a policy of {length} characters, but IAM stores {LONGEST_POLICY}; merge some");
        return Err(checked.invalid("statements", reason));
    }
    let document: serde_json::Value = serde_json::from_str(&text)
        .map_err(|error| checked.invalid("statements", format!("cannot be read back: {error}; report this")))?;
    let statements = document["Statement"].as_array().map(Vec::as_slice).unwrap_or_default();
    for statement in statements.iter().filter(|statement| statement["Effect"] == "Allow") {
        let sid = statement["Sid"].as_str().unwrap_or_default();
        if texts(&statement["Action"]).any(|action| action.contains(['*', '?'])) {
            let reason = format!("allow actions by a wildcard in `{sid}`; name each action");
            return Err(checked.invalid("statements", reason));
        }
        let open = statement["Resource"].is_null() || texts(&statement["Resource"]).any(|resource| resource == "*");
        if sid != TRACES && open {
            let reason = format!("allow every resource, or all but some, in `{sid}`; name the ARNs");
            return Err(checked.invalid("statements", reason));
        }
    }
    Ok(text)
}

/// One text or a list of them.
fn texts(value: &serde_json::Value) -> impl Iterator<Item = &str> {
    let list = value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice);
    list.iter().filter_map(serde_json::Value::as_str)
}
