//! ARNs that look right and match nothing.

use crate::arn::Arn;
use crate::iam::{Effect, Statement};
use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};

pub(super) const ARN_SHAPE: Rule = Rule {
    id: "IAM-ARN-SHAPE",
    severity: Severity::Mandatory,
    reason: "The ARN of a secret ends in six characters of AWS, a path of parameters is read by the ARN of the path \
             itself, lines go to a log group's streams (`:*`): without these the function gets AccessDenied when it \
             runs.",
    fix: "End secrets in `-??????`, list a path as `parameter/path` and `parameter/path/*`, end log groups in `:*`",
    check: arn_shape,
};

fn arn_shape(plan: &Plan, findings: &mut Findings) {
    for (policy, document) in super::identity_policies(plan) {
        for statement in document.with(Effect::Allow) {
            for fault in faults(statement) {
                findings.at(policy, fault);
            }
        }
    }
}

fn faults(statement: &Statement) -> Vec<String> {
    let mut faults = Vec::new();
    let reads_path = statement.covers_action("ssm:GetParametersByPath");
    let writes_log = ["logs:PutLogEvents", "logs:CreateLogStream"].iter().any(|one| statement.covers_action(one));
    for resource in &statement.resources {
        let Some(arn) = Arn::parse(resource) else { continue };
        match arn.service {
            "secretsmanager" if !resource.ends_with("-??????") && !resource.ends_with('*') => {
                faults.push(format!("{} is no ARN of a secret", arn.resource));
            }
            "ssm" if reads_path => {
                let path = resource.strip_suffix("/*");
                if let Some(path) = path.filter(|path| !statement.covers_resource(path)) {
                    faults.push(format!("it may read below {path}, but not the path itself"));
                }
            }
            "logs" if writes_log && !resource.ends_with('*') => {
                faults.push(format!("{} matches no log stream", arn.resource));
            }
            "sqs" | "sns" if arn.resource.contains('/') => {
                faults.push(format!("{} is no name", arn.resource));
            }
            _ => {}
        }
    }
    faults
}
