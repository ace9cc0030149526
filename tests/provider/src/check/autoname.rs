//! Names for resources that were given none: the name in the program, a dash and seven random hexadecimal digits.

use aws_schema::ResourceType;
use data_encoding::HEXLOWER;
use pulumi_proto::check_request::autonaming_options::Mode;
use sha2::{Digest, Sha256};

use super::{Failure, recorded};
use crate::property::{Map, Value, present};
use crate::urn::Urn;

/// Digits after the dash.
const RANDOM_DIGITS: usize = 7;

/// How a type's resources are named. Lengths are those of the real provider, which are AWS's own limits or below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameRule {
    /// The property that holds the name.
    pub property: &'static str,
    /// Most characters that the name may have, a suffix not counted.
    max_length: usize,
    /// Whether AWS takes small letters only.
    lowercase: bool,
    prefix: &'static str,
    /// Property that asks for the suffix `.fifo`.
    fifo: Option<&'static str>,
}

/// The rule for a type, if its resources are named.
pub fn name_rule(type_token: &str, resource: &ResourceType) -> Option<NameRule> {
    let plain = NameRule { property: "name", max_length: 255, lowercase: false, prefix: "", fifo: None };
    let rule = match type_token {
        // The name of a record is the domain that it is about.
        "aws:route53/record:Record" => return None,
        "aws:cloudwatch/eventRule:EventRule" | "aws:iam/role:Role" | "aws:lambda/function:Function" => {
            NameRule { max_length: 64, ..plain }
        }
        "aws:cloudwatch/eventTarget:EventTarget" => NameRule { property: "targetId", ..plain },
        "aws:elasticache/replicationGroup:ReplicationGroup" => {
            NameRule { property: "replicationGroupId", max_length: 40, lowercase: true, ..plain }
        }
        "aws:kms/alias:Alias" => NameRule { max_length: 238, prefix: "alias/", ..plain },
        "aws:lambda/permission:Permission" => NameRule { property: "statementId", max_length: 100, ..plain },
        "aws:s3/bucket:Bucket" => NameRule { property: "bucket", max_length: 63, lowercase: true, ..plain },
        "aws:sns/topic:Topic" => NameRule { max_length: 80, fifo: Some("fifoTopic"), ..plain },
        "aws:sqs/queue:Queue" => NameRule { max_length: 80, fifo: Some("fifoQueue"), ..plain },
        _ => plain,
    };
    resource.inputs.contains_key(rule.property).then_some(rule)
}

/// The engine's wish about a name, from the stack's configuration.
#[derive(Clone, Debug)]
pub struct AutonameOptions {
    /// A name to start from or to take.
    pub proposed: String,
    /// What to do with it.
    pub mode: Mode,
}

/// How names are made in one request.
#[derive(Clone, Debug)]
pub struct Autonaming<'a> {
    /// The engine's random bytes for this resource: the same ones in preview and update give the same name.
    pub seed: &'a [u8],
    /// The engine's wish, if any.
    pub options: Option<AutonameOptions>,
}

impl Autonaming<'_> {
    /// A name, or `None` if there is one already or none may be made.
    ///
    /// # Errors
    /// If the name would be too long.
    pub fn name(&self, rule: &NameRule, urn: &Urn, inputs: &Map, olds: &Map) -> Result<Option<String>, Failure> {
        let given = |property: &str| present(inputs, property).is_some();
        if given(rule.property) || given(&format!("{}Prefix", rule.property)) {
            return Ok(None);
        }
        if let (Some(true), Some(Value::String(old))) = (recorded(olds, rule.property), present(olds, rule.property)) {
            return Ok(Some(old.clone()));
        }
        let name = match &self.options {
            Some(AutonameOptions { mode: Mode::Disable, .. }) => return Ok(None),
            Some(AutonameOptions { mode: Mode::Enforce, proposed }) => return Ok(Some(proposed.clone())),
            Some(AutonameOptions { mode: Mode::Propose, proposed }) => proposed.clone(),
            None => format!("{}-{}", urn.name(), self.random(urn)),
        };
        if name.chars().count() > rule.max_length {
            let reason = format!(
                "the name made for it, `{name}`, has {} characters and {} are allowed: set `{}`, or give the resource \
                 a shorter name in the program",
                name.chars().count(),
                rule.max_length,
                rule.property
            );
            return Err(Failure::of(rule.property, reason));
        }
        Ok(Some(rule.finish(name, inputs)))
    }

    fn random(&self, urn: &Urn) -> String {
        let digest = Sha256::new().chain_update(self.seed).chain_update(urn.as_str()).finalize();
        let mut digits = HEXLOWER.encode(&digest);
        digits.truncate(RANDOM_DIGITS);
        digits
    }
}

impl NameRule {
    fn finish(&self, name: String, inputs: &Map) -> String {
        let name = if self.lowercase { name.to_lowercase() } else { name };
        let name = if name.starts_with(self.prefix) { name } else { format!("{}{name}", self.prefix) };
        let fifo = self.fifo.is_some_and(|flag| present(inputs, flag) == Some(&Value::Bool(true)));
        if fifo && !name.ends_with(".fifo") { format!("{name}.fifo") } else { name }
    }
}
