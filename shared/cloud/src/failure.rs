//! From the errors of the SDK to the one error that the ports know.

use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use switchboard_store::ServiceError;

/// Codes that mean: the credentials are not accepted, or allow too little.
const DENIED: [&str; 13] = [
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "KmsAccessDenied",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "OptInRequired",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];

/// Codes that mean: the same request may succeed a little later, and was not carried out now.
const THROTTLED: [&str; 12] = [
    "KmsThrottled",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "Throttling",
    "ThrottledException",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionConflictException",
    "TransactionInProgressException",
];

/// Codes that mean: what the request names does not exist.
const NOT_FOUND: [&str; 4] =
    ["AWS.SimpleQueueService.NonExistentQueue", "ParameterNotFound", "QueueDoesNotExist", "ResourceNotFoundException"];

/// What an error of the SDK means; the service's message, which may quote the request, is dropped.
pub(crate) fn service_error<E, R>(service: &'static str, error: &SdkError<E, R>) -> ServiceError
where
    E: ProvideErrorMetadata,
{
    match error {
        SdkError::TimeoutError(_) => ServiceError::Timeout { service },
        SdkError::DispatchFailure(failure) if failure.is_timeout() => ServiceError::Timeout { service },
        SdkError::DispatchFailure(failure) if failure.is_io() => ServiceError::Unreachable { service },
        SdkError::DispatchFailure(_) => ServiceError::Denied { service, reason: "credentials".to_owned() },
        SdkError::ServiceError(context) => match context.err().code() {
            Some(code) => from_code(service, code),
            None => ServiceError::Answer { service },
        },
        SdkError::ResponseError(_) => ServiceError::Unreachable { service },
        _ => ServiceError::Answer { service },
    }
}

/// What an error code means.
pub(crate) fn from_code(service: &'static str, code: &str) -> ServiceError {
    let reason = code.to_owned();
    if DENIED.contains(&code) {
        ServiceError::Denied { service, reason }
    } else if THROTTLED.contains(&code) {
        ServiceError::Throttled { service }
    } else if NOT_FOUND.contains(&code) {
        ServiceError::NotFound { service, reason }
    } else {
        ServiceError::Refused { service, reason }
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_runtime_api::client::result::ConnectorError;
    use aws_smithy_types::error::ErrorMetadata;

    use super::*;

    fn refusal(code: Option<&str>) -> ServiceError {
        let mut metadata = ErrorMetadata::builder().message("planted customer text");
        if let Some(code) = code {
            metadata = metadata.code(code);
        }
        service_error("dynamodb", &SdkError::<ErrorMetadata, ()>::service_error(metadata.build(), ()))
    }

    #[test]
    fn codes_are_classed_and_messages_are_dropped() {
        for (code, expected) in [
            (Some("AccessDeniedException"), "service.denied"),
            (Some("ThrottlingException"), "service.throttled"),
            (Some("QueueDoesNotExist"), "service.not_found"),
            (Some("ValidationException"), "service.refused"),
            (None, "service.answer"),
        ] {
            let error = refusal(code);
            assert_eq!(error.code(), expected, "{code:?}");
            assert!(!format!("{error} {error:?}").contains("planted"));
        }
    }

    #[test]
    fn failures_before_an_answer_are_told_apart() {
        let dispatch = |error| service_error("sqs", &SdkError::<ErrorMetadata, ()>::dispatch_failure(error)).code();
        assert_eq!(dispatch(ConnectorError::timeout("slow".into())), "service.timeout");
        assert_eq!(dispatch(ConnectorError::io("reset".into())), "service.unreachable");
        assert_eq!(dispatch(ConnectorError::other("none".into(), None)), "service.denied");
        let timeout = SdkError::<ErrorMetadata, ()>::timeout_error("slow");
        assert_eq!(service_error("sqs", &timeout).code(), "service.timeout");
    }
}
