//! A role's policy, statement by statement.

use serde_json::{Value, json};
use switchboard_local::Local;

/// The inline policy of a function's role.
pub(crate) struct RolePolicy {
    client: aws_sdk_iam::Client,
    role: String,
    name: String,
    document: Value,
}

impl RolePolicy {
    /// The only inline policy of the role of a function.
    pub(crate) async fn of(local: &Local, function: &str) -> Self {
        let client = local.session().clients().iam();
        let role = format!("rp-mw-local-{function}");
        let names = client.list_role_policies().role_name(&role).send().await.unwrap();
        let [name] = names.policy_names() else { panic!("{role} has {:?}", names.policy_names()) };
        let policy = client.get_role_policy().role_name(&role).policy_name(name).send().await.unwrap();
        let text = policy.policy_document();
        // IAM gives documents percent-encoded.
        let text = percent_decoded(text);
        let document = serde_json::from_str(&text).unwrap();
        Self { name: name.clone(), client, role, document }
    }

    /// Lets the role do something with every resource, by a policy beside ours.
    pub(crate) async fn add(&self, name: &str, action: &str) {
        let document = json!({
            "Version": "2012-10-17",
            "Statement": [{ "Effect": "Allow", "Action": action, "Resource": "*" }],
        });
        let call = self.client.put_role_policy().role_name(&self.role).policy_name(name);
        call.policy_document(document.to_string()).send().await.unwrap();
    }

    /// Ids of its statements.
    pub(crate) fn sids(&self) -> Vec<String> {
        self.statements().iter().map(|one| one["Sid"].as_str().unwrap().to_owned()).collect()
    }

    /// Takes a statement away.
    pub(crate) async fn without(&self, sid: &str) {
        let mut document = self.document.clone();
        let kept: Vec<Value> = self.statements().iter().filter(|one| one["Sid"] != sid).cloned().collect();
        assert_eq!(kept.len() + 1, self.statements().len(), "{sid}");
        document["Statement"] = kept.into();
        self.put(&document).await;
    }

    /// Puts all statements back.
    pub(crate) async fn restore(&self) {
        self.put(&self.document).await;
    }

    fn statements(&self) -> &Vec<Value> {
        self.document["Statement"].as_array().unwrap()
    }

    async fn put(&self, document: &Value) {
        let call = self.client.put_role_policy().role_name(&self.role).policy_name(&self.name);
        call.policy_document(document.to_string()).send().await.unwrap();
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let hex = (byte == b'%').then(|| [rest.next().unwrap(), rest.next().unwrap()]);
        let decoded = hex.map(|hex| u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
        bytes.push(decoded.unwrap_or(byte));
    }
    String::from_utf8(bytes).unwrap()
}
