//! How a cloud service can fail, for every port that stands on one.

/// A failure of a cloud service. Holds neither row nor message content, nor the service's own text, which may quote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServiceError {
    /// No connection, or it broke before the whole answer arrived; whether the request was carried out is unknown.
    #[error("{service} cannot be reached")]
    Unreachable {
        /// Name of the service, for example `dynamodb`.
        service: &'static str,
    },
    /// No answer in time, also after the repetitions; whether the request was carried out is unknown.
    #[error("{service} did not answer in time")]
    Timeout {
        /// Name of the service.
        service: &'static str,
    },
    /// The service asked for fewer requests, also after the repetitions, or the rows stayed in use by others.
    #[error("{service} is throttling")]
    Throttled {
        /// Name of the service.
        service: &'static str,
    },
    /// The credentials are missing, wrong or expired, or the role lacks the permission.
    #[error("{service} denied access ({reason})")]
    Denied {
        /// Name of the service.
        service: &'static str,
        /// The service's error code, or `credentials` when there were none to send.
        reason: String,
    },
    /// The table, queue, secret or parameter does not exist.
    #[error("{service} knows no such resource ({reason})")]
    NotFound {
        /// Name of the service.
        service: &'static str,
        /// The service's error code.
        reason: String,
    },
    /// Any other refusal or failure that the service reported.
    #[error("{service} failed ({reason})")]
    Refused {
        /// Name of the service.
        service: &'static str,
        /// The service's error code, for example `ValidationException`.
        reason: String,
    },
    /// The answer lacks what the service promises, or does not make sense.
    #[error("{service} gave an answer that cannot be understood")]
    Answer {
        /// Name of the service.
        service: &'static str,
    },
}

impl ServiceError {
    /// Stable code for logs and scripts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "service.unreachable",
            Self::Timeout { .. } => "service.timeout",
            Self::Throttled { .. } => "service.throttled",
            Self::Denied { .. } => "service.denied",
            Self::NotFound { .. } => "service.not_found",
            Self::Refused { .. } => "service.refused",
            Self::Answer { .. } => "service.answer",
        }
    }

    /// The next step for an operator.
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } | Self::Timeout { .. } => {
                "check region, endpoint and network, and the status of the service"
            }
            Self::Throttled { .. } => "wait; if it lasts, look for a retry storm or a quota that is too low",
            Self::Denied { .. } => "check the credentials and the permissions of the role",
            Self::NotFound { .. } => "check prefix, environment, region and account, and that the stack is deployed",
            Self::Refused { .. } | Self::Answer { .. } => "report the code together with the release",
        }
    }
}
