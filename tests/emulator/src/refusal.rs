//! Why a call failed.

use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// The service, or this crate in its place, refuses a call.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The name is taken.
    #[error("{service}: {message}")]
    Exists {
        /// Service, as in an ARN.
        service: &'static str,
        /// What the service says.
        message: String,
    },
    /// A call about something that is not there.
    #[error("{service}: {message}")]
    Missing {
        /// Service, as in an ARN.
        service: &'static str,
        /// What the service says.
        message: String,
    },
    /// Real AWS refuses this; `rule` is the id of the infrastructure rule that says so before.
    #[error("{service}: {message} [{rule}]")]
    Invalid {
        /// Service, as in an ARN.
        service: &'static str,
        /// Id of the rule, for example `SQS-FIFO-NAME`.
        rule: &'static str,
        /// What AWS answers.
        message: String,
    },
    /// An input this crate cannot carry out on the emulator.
    #[error("{service}: `{property}` {reason}")]
    Unsupported {
        /// Service, as in an ARN.
        service: &'static str,
        /// Path of the property.
        property: String,
        /// What is wrong.
        reason: String,
    },
    /// Any other failure of a call.
    #[error("{service} {code}: {message}")]
    Failed {
        /// Service, as in an ARN.
        service: &'static str,
        /// Error code of the service.
        code: String,
        /// What it says.
        message: String,
    },
}

/// Error codes that say that a name is taken.
const EXISTS: [&str; 12] = [
    "AlreadyExistsException",
    "ConflictException",
    "DuplicateRecordException",
    "EntityAlreadyExists",
    "ParameterAlreadyExists",
    "QueueAlreadyExists",
    "QueueNameExists",
    "ResourceAlreadyExistsException",
    "ResourceConflictException",
    "ResourceExistsException",
    "ResourceInUseException",
    "WAFDuplicateItemException",
];

/// Error codes that say that there is no such thing.
const MISSING: [&str; 11] = [
    "AWS.SimpleQueueService.NonExistentQueue",
    "DashboardNotFoundError",
    "NoSuchEntity",
    "NotFound",
    "NotFoundException",
    "ParameterNotFound",
    "ProvisionedConcurrencyConfigNotFoundException",
    "QueueDoesNotExist",
    "ResourceNotFound",
    "ResourceNotFoundException",
    "WAFNonexistentItemException",
];

impl Refusal {
    /// Real AWS refuses this, by the rule with this id.
    pub(crate) fn invalid(service: &'static str, rule: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid { service, rule, message: message.into() }
    }
}

/// Turns an error of a client into a refusal: `client.call().send().await.map_err(refused("sqs"))?`.
pub(crate) fn refused<E, R>(service: &'static str) -> impl Fn(SdkError<E, R>) -> Refusal
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug,
{
    move |error| {
        let Some(code) = error.code() else {
            let code = "no answer".to_owned();
            return Refusal::Failed { service, code, message: DisplayErrorContext(&error).to_string() };
        };
        let message = match error.message() {
            Some(message) if !message.is_empty() => message.to_owned(),
            _ => code.to_owned(),
        };
        // Some services name an error by its namespace as well: `com.amazonaws.sqs#QueueDoesNotExist`.
        let plain = code.rsplit('#').next().unwrap_or(code);
        if MISSING.contains(&plain) {
            return Refusal::Missing { service, message };
        }
        if EXISTS.contains(&plain) {
            return Refusal::Exists { service, message };
        }
        Refusal::Failed { service, code: code.to_owned(), message }
    }
}

/// The answer of a call, or `None` if it says that there is no such thing.
pub(crate) fn found<T>(result: Result<T, Refusal>) -> Result<Option<T>, Refusal> {
    match result {
        Ok(answer) => Ok(Some(answer)),
        Err(Refusal::Missing { .. }) => Ok(None),
        Err(refusal) => Err(refusal),
    }
}

/// The result of a deletion: that there is no such thing is no error.
pub(crate) fn gone<T>(result: Result<T, Refusal>) -> Result<(), Refusal> {
    found(result).map(|_| ())
}

/// The rule by which something is refused, in tests of rules.
#[cfg(test)]
pub(crate) fn rule<T>(result: Result<T, Refusal>) -> Option<&'static str> {
    match result {
        Ok(_) => None,
        Err(Refusal::Invalid { rule, .. }) => Some(rule),
        Err(other) => panic!("{other}"),
    }
}
