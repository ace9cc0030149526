//! What a role may do, for services that look before they take it.

use serde_json::{Map, Value};

use super::SERVICE;
use super::document::{decoded, fits, statements, texts};
use crate::clients::Clients;
use crate::refusal::{Refusal, found, refused};

/// Everything that a role's own and attached policies say. Conditions are not looked into: an allowance counts with its
/// condition, a denial does not.
#[derive(Debug)]
pub(in crate::families) struct Permissions(Vec<Map<String, Value>>);

impl Permissions {
    /// Reads the policies of a role; `None` if there is no such role.
    pub(in crate::families) async fn of(aws: &Clients, role: &str) -> Result<Option<Self>, Refusal> {
        let client = aws.iam();
        let names = client.list_role_policies().role_name(role).send().await.map_err(refused(SERVICE));
        let Some(names) = found(names)? else { return Ok(None) };
        let mut all = Vec::new();
        for name in names.policy_names {
            let call = client.get_role_policy().role_name(role).policy_name(name);
            let policy = call.send().await.map_err(refused(SERVICE))?;
            all.extend(statements(&decoded(&policy.policy_document)));
        }
        let attached = client.list_attached_role_policies().role_name(role).send().await.map_err(refused(SERVICE))?;
        for arn in attached.attached_policies.unwrap_or_default().into_iter().filter_map(|policy| policy.policy_arn) {
            if let Some((document, _)) = super::policy::document(aws, &arn).await? {
                all.extend(statements(&document));
            }
        }
        Ok(Some(Self(all)))
    }

    /// Whether the role may do this there.
    pub(in crate::families) fn allow(&self, action: &str, resource: &str) -> bool {
        let about = |statement: &Map<String, Value>| {
            let action = action.to_ascii_lowercase();
            let acts = |name: &str| {
                texts(statement.get(name)).iter().any(|pattern| fits(&pattern.to_ascii_lowercase(), &action))
            };
            let means = |name: &str| texts(statement.get(name)).iter().any(|pattern| fits(pattern, resource));
            (acts("Action") || statement.contains_key("NotAction") && !acts("NotAction"))
                && (means("Resource") || statement.contains_key("NotResource") && !means("NotResource"))
        };
        let effect = |statement: &&Map<String, Value>, effect: &str| {
            statement.get("Effect").and_then(Value::as_str) == Some(effect)
        };
        let denied =
            |statement: &&Map<String, Value>| effect(statement, "Deny") && !statement.contains_key("Condition");
        let about: Vec<_> = self.0.iter().filter(|statement| about(statement)).collect();
        about.iter().any(|statement| effect(statement, "Allow")) && !about.iter().any(denied)
    }
}

/// The name in a role's ARN, without its path.
pub(in crate::families) fn role_name(arn: &str) -> &str {
    arn.rsplit(['/', ':']).next().unwrap_or(arn)
}

/// Who may take on the role, as a document; `None` if there is no such role.
pub(in crate::families) async fn trust(aws: &Clients, role: &str) -> Result<Option<String>, Refusal> {
    let answer = found(aws.iam().get_role().role_name(role).send().await.map_err(refused(SERVICE)))?;
    let document = answer.and_then(|answer| answer.role).and_then(|role| role.assume_role_policy_document);
    Ok(document.as_deref().map(decoded))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const QUEUE: &str = "arn:aws:sqs:us-east-2:000000000000:q.fifo";

    fn allow(statements_json: Value) -> bool {
        let document = json!({"Version": "2012-10-17", "Statement": statements_json}).to_string();
        Permissions(statements(&document)).allow("sqs:ReceiveMessage", QUEUE)
    }

    #[test]
    fn allowances_name_action_and_resource() {
        assert!(allow(json!({"Effect": "Allow", "Action": "sqs:*", "Resource": "*"})));
        assert!(allow(json!([{"Effect": "Allow", "Action": ["sqs:receivemessage"], "Resource": [QUEUE]}])));
        assert!(allow(json!({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"})));
        assert!(!allow(json!({"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"})));
        assert!(!allow(
            json!({"Effect": "Allow", "Action": "sqs:*", "Resource": "arn:aws:sqs:us-east-2:000000000000:q"})
        ));
        assert!(!allow(json!([])));
    }

    #[test]
    fn denials_win() {
        let allowed = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
        assert!(!allow(json!([allowed, {"Effect": "Deny", "Action": "sqs:Receive*", "Resource": "*"}])));
        let condition = json!({"Bool": {"aws:SecureTransport": "false"}});
        assert!(allow(json!([allowed, {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": condition}])));
    }

    #[test]
    fn names_of_roles() {
        assert_eq!(role_name("arn:aws:iam::000000000000:role/a/b/worker"), "worker");
        assert_eq!(role_name("worker"), "worker");
    }
}
