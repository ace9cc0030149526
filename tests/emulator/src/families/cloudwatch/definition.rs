//! Parts of a resource that the emulator accepts and forgets, or has no call for.
//!
//! They are kept on the emulator itself, in the parameter `/stand-in/<type>/<id>`, one JSON object each: so a read finds
//! them, somebody who edits the parameter makes drift, and a deletion takes them away.

use aws_sdk_ssm::types::{ParameterTier, ParameterType};

use crate::clients::Clients;
use crate::kind::Properties;
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};

/// Name of the service in errors.
const SERVICE: &str = "ssm";

/// Where the definitions of one type are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Definitions {
    /// Part of the parameter's name.
    pub(crate) type_name: &'static str,
}

impl Definitions {
    /// Stores the parts of a resource, or removes them if there are none.
    pub(crate) async fn put(self, aws: &Clients, id: &str, parts: Properties) -> Result<(), Refusal> {
        if parts.is_empty() {
            return self.remove(aws, id).await;
        }
        let call = aws.ssm().put_parameter().name(self.name(id)).value(serde_json::Value::Object(parts).to_string());
        let call = call.r#type(ParameterType::String).tier(ParameterTier::IntelligentTiering).overwrite(true);
        call.send().await.map_err(refused(SERVICE)).map(|_| ())
    }

    /// The parts; none if nothing is stored.
    pub(crate) async fn get(self, aws: &Clients, id: &str) -> Result<Option<Properties>, Refusal> {
        let answer = found(aws.ssm().get_parameter().name(self.name(id)).send().await.map_err(refused(SERVICE)))?;
        let Some(text) = answer.and_then(|answer| answer.parameter?.value) else { return Ok(None) };
        serde_json::from_str(&text).map(Some).map_err(|error| Refusal::Failed {
            service: SERVICE,
            code: "not an object".to_owned(),
            message: format!("parameter {} is no JSON object ({error}); correct it or delete it", self.name(id)),
        })
    }

    /// Removes the parts.
    pub(crate) async fn remove(self, aws: &Clients, id: &str) -> Result<(), Refusal> {
        gone(aws.ssm().delete_parameter().name(self.name(id)).send().await.map_err(refused(SERVICE)))
    }

    /// Name of the parameter. Characters that a name must not have are written as their codes.
    fn name(self, id: &str) -> String {
        let mut name = format!("/stand-in/{}/", self.type_name);
        for byte in id.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => name.push(char::from(byte)),
                other => name.push_str(&format!(".{other:02x}")),
            }
        }
        name
    }
}

/// Those of the properties that are set.
pub(crate) fn parts(inputs: &Inputs<'_>, names: &[&str]) -> Properties {
    let set = names.iter().filter_map(|name| Some(((*name).to_owned(), inputs.value(name)?.clone())));
    set.collect()
}

#[cfg(test)]
mod tests {
    use super::Definitions;

    #[test]
    fn names_keep_ids_apart() {
        let definitions = Definitions { type_name: "metric-alarm" };
        assert_eq!(definitions.name("sb-dev-q1_a"), "/stand-in/metric-alarm/sb-dev-q1_a");
        assert_ne!(definitions.name("a.b"), definitions.name("a/b"));
        assert_eq!(definitions.name("a b"), "/stand-in/metric-alarm/a.20b");
    }
}
