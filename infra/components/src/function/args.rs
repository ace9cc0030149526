//! What a function is made of.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pulumi::{Input, Property};
use pulumi_aws::policy::Statement;

use super::alarms::FunctionAlarms;
use crate::error::ComponentError;
use crate::limits::Checked;

/// Days that CloudWatch Logs can keep a group's events.
const RETENTIONS: [u32; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557, 2_922, 3_288, 3_653];

/// Longest environment, names and values together.
const LONGEST_ENVIRONMENT: usize = 4_096;

/// Variables that Lambda sets by itself and lets nobody else set.
const RESERVED: [&str; 18] = [
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
];

/// Where the code is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeAsset {
    /// A finished `.zip` with one executable `bootstrap`, by its path from the project's folder. The engine passes it through
    /// and compares bytes; from a folder it would make a zip of its own, without file modes: not executable.
    Zip(PathBuf),
}

impl CodeAsset {
    /// A finished zip.
    pub fn zip(path: impl Into<PathBuf>) -> Self {
        Self::Zip(path.into())
    }

    pub(super) fn path(&self) -> &Path {
        let Self::Zip(path) = self;
        path
    }
}

/// Instruction set of the code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Architecture {
    /// 64-bit x86.
    #[default]
    X86_64,
    /// 64-bit ARM.
    Arm64,
}

impl Architecture {
    /// As Lambda writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "arm64",
        }
    }
}

/// How the function is called.
#[derive(Clone, Debug)]
pub enum Invocation {
    /// The caller waits for the answer: an edge, a queue's poller.
    Synchronous,
    /// Lambda keeps the event and nobody waits: a schedule. It would retry twice and keep events for 6 h; here an event that
    /// fails once, or is older than 2 min, goes to the standard queue of this ARN. The statements must allow
    /// `sqs:SendMessage` on it.
    Asynchronous {
        /// [`StandardQueue::arn`](crate::StandardQueue::arn).
        on_failure_arn: Input<String>,
    },
}

/// A function.
#[derive(Clone, Debug)]
pub struct FunctionArgs {
    /// Its code.
    pub code: CodeAsset,
    /// Instruction set of the code.
    pub architecture: Architecture,
    /// Memory in MB, 128 to 10,240; the share of a processor grows with it.
    pub memory_mb: u32,
    /// Seconds after which a call is cut off, 1 to 900.
    pub timeout_s: u32,
    /// How many calls may run at once, taken out of the account's limit; `None`: whatever the account has left.
    pub reserved_concurrency: Option<u32>,
    /// How many are kept warm, paid by the hour.
    pub provisioned_concurrency: Option<u32>,
    /// Variables, 4 KB at most, without secrets.
    pub environment: BTreeMap<String, Input<String>>,
    /// What its role may do besides writing logs and traces, each with a sid.
    pub statements: Vec<Statement>,
    /// ARN of the boundary of its role.
    pub permissions_boundary: Option<String>,
    /// Days that its log is kept: 1, 3, 5, 7, 14, 30, 60, 90, … as CloudWatch offers them.
    pub log_retention_days: u32,
    /// Whether it is traced by X-Ray.
    pub tracing: bool,
    /// How it is called.
    pub invocation: Invocation,
    /// What it does, in one sentence.
    pub description: String,
    /// Its alarms.
    pub alarms: FunctionAlarms,
}

impl FunctionArgs {
    /// A function of this code that is called synchronously: 512 MB, 60 s, x86-64, no reservation, traced, its log kept for
    /// 30 days, with the alarms of a worker.
    pub fn new(code: CodeAsset) -> Self {
        Self {
            code,
            architecture: Architecture::default(),
            memory_mb: 512,
            timeout_s: 60,
            reserved_concurrency: None,
            provisioned_concurrency: None,
            environment: BTreeMap::new(),
            statements: Vec::new(),
            permissions_boundary: None,
            log_retention_days: 30,
            tracing: true,
            invocation: Invocation::Synchronous,
            description: String::new(),
            alarms: FunctionAlarms::default(),
        }
    }

    pub(super) fn check(&self, checked: &Checked) -> Result<(), ComponentError> {
        let zip = self.code.path();
        if zip.extension().is_none_or(|extension| extension != "zip") {
            let reason = format!("is {}, but must be a finished .zip; run `cargo xtask package`", zip.display());
            return Err(checked.invalid("code", reason));
        }
        checked.within("memory_mb", self.memory_mb, 128..=10_240, "Lambda has no other sizes")?;
        checked.within("timeout_s", self.timeout_s, 1..=900, "Lambda cuts calls off after 15 min")?;
        if !RETENTIONS.contains(&self.log_retention_days) {
            let days = self.log_retention_days;
            let reason = format!("is {days}, which CloudWatch does not offer; take one of {RETENTIONS:?}");
            return Err(checked.invalid("log_retention_days", reason));
        }
        self.check_concurrency(checked)?;
        check_environment(&self.environment, checked)?;
        self.alarms.check(checked)
    }

    fn check_concurrency(&self, checked: &Checked) -> Result<(), ComponentError> {
        if self.reserved_concurrency == Some(0) {
            let reason = "is 0, which refuses every call; leave it out, or stop work by a kill switch";
            return Err(checked.invalid("reserved_concurrency", reason));
        }
        let Some(warm) = self.provisioned_concurrency else { return Ok(()) };
        if warm == 0 {
            return Err(checked.invalid("provisioned_concurrency", "is 0, which Lambda refuses; leave it out"));
        }
        match self.reserved_concurrency {
            Some(reserved) if warm > reserved => {
                let reason = format!("is {warm}, more than the {reserved} reserved; lower it, or reserve more");
                Err(checked.invalid("provisioned_concurrency", reason))
            }
            _ => Ok(()),
        }
    }
}

/// What is known before anything runs: names, secrets, and the size of the values that are plain text.
fn check_environment(variables: &BTreeMap<String, Input<String>>, checked: &Checked) -> Result<(), ComponentError> {
    let mut size = 0;
    for (name, value) in variables {
        if RESERVED.contains(&name.as_str()) {
            let reason = format!("sets `{name}`, which Lambda sets by itself; leave it out");
            return Err(checked.invalid("environment", reason));
        }
        let letters = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !name.chars().all(letters) {
            let reason = format!("has the name `{name}`; Lambda takes letters, digits and underscores, a letter first");
            return Err(checked.invalid("environment", reason));
        }
        size += name.len();
        match value.clone().into_property() {
            Property::Secret(_) => {
                let reason =
                    format!("holds a secret in `{name}`, which would be in the state; name its container instead");
                return Err(checked.invalid("environment", reason));
            }
            Property::Value(value) => size += value.as_str().map_or(0, str::len),
            _ => {}
        }
    }
    if size > LONGEST_ENVIRONMENT {
        let reason = format!("has {size} bytes, but Lambda takes {LONGEST_ENVIRONMENT}; move settings into a file");
        return Err(checked.invalid("environment", reason));
    }
    Ok(())
}
