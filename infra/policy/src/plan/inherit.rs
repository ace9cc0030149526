//! What resources get from their parents: protection, retention, the provider instance.

use std::collections::BTreeMap;
use std::iter::successors;

use switchboard_domain::Environment;

use super::{Options, Plan, environment_of_stack};

/// By URN: the parent, and the options that may be passed on.
type Family = BTreeMap<String, (Option<String>, Options)>;

impl Plan {
    /// Fills in what the nearest parent that says so passes on; what nobody says is off, or the default instance.
    pub(super) fn inherit(&mut self) {
        let family: Family = self
            .resources
            .iter()
            .filter_map(|one| Some((one.urn.clone()?, (one.parent.clone(), one.options.clone()))))
            .collect();
        for one in &mut self.resources {
            let parent = one.parent.as_deref();
            let package = one.type_token.split(':').next().unwrap_or_default();
            let options = &mut one.options;
            let protect = options.protect.or_else(|| nearest(&family, parent, |above| above.protect));
            let retain = options.retain_on_delete.or_else(|| nearest(&family, parent, |above| above.retain_on_delete));
            options.protect = Some(protect.unwrap_or(false));
            options.retain_on_delete = Some(retain.unwrap_or(false));
            if options.provider.is_none() {
                options.provider = nearest(&family, parent, |above| above.providers.get(package).cloned());
            }
        }
    }
}

/// What the nearest parent has that has any.
fn nearest<T>(family: &Family, parent: Option<&str>, read: impl Fn(&Options) -> Option<T>) -> Option<T> {
    let first = parent.and_then(|urn| family.get(urn));
    let line = successors(first, |(above, _)| family.get(above.as_ref()?));
    // A captured graph that somebody has edited may have a circle in it.
    line.take(family.len()).find_map(|(_, options)| read(options))
}

/// The environment of a URN, `urn:pulumi:STACK::PROJECT::TYPE::NAME`.
pub(super) fn stack_of(urn: &str) -> Option<Environment> {
    environment_of_stack(urn.strip_prefix("urn:pulumi:")?.split("::").next()?)
}

/// The URN of a provider instance, which is referred to as `<urn>::<id>`.
pub(super) fn instance(reference: &str) -> Option<String> {
    reference.rsplit_once("::").map(|(urn, _)| urn.to_owned())
}

/// The same by package.
pub(super) fn instances(references: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let urn = |(package, reference): (&String, &String)| Some((package.clone(), instance(reference)?));
    references.iter().filter_map(urn).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn urn(name: &str) -> String {
        format!("urn:pulumi:prod::shop::aws:t:{name}")
    }

    fn one(name: &str, parent: &str, options: serde_json::Value) -> serde_json::Value {
        let mut written = json!({ "urn": urn(name), "type": "aws:t", "name": name, "parent": parent });
        written["options"] = options;
        written
    }

    #[test]
    fn the_nearest_parent_that_says_so_decides() {
        let own = "urn:pulumi:prod::shop::pulumi:providers:aws::own::id";
        let providers = json!({ "protect": true, "providers": { "aws": own } });
        let nodes = [
            one("a", &urn("c"), providers),
            one("b", &urn("a"), json!({})),
            one("c", &urn("b"), json!({ "protect": false })),
        ];
        let plan = Plan::from_json(&json!({ "resources": nodes })).unwrap();
        let protect: Vec<_> = plan.resources.iter().map(|one| one.options.protect).collect();
        assert_eq!(protect, [Some(true), Some(true), Some(false)]);
        let retain: Vec<_> = plan.resources.iter().map(|one| one.options.retain_on_delete).collect();
        assert_eq!(retain, [Some(false); 3]);
        let provider = plan.resources[2].options.provider.as_deref();
        assert_eq!(provider, Some("urn:pulumi:prod::shop::pulumi:providers:aws::own"));
        assert_eq!(plan.environment, Some(Environment::Prod));
    }
}
