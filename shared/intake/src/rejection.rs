//! Refusals: a status, a stable code and a constant text. Nothing of the request is echoed.

use crate::response::Response;

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// Unknown path.
    NotFound,
    /// Known path, wrong method.
    MethodNotAllowed,
    /// Over 32 KiB.
    BodyTooLarge,
    /// Announced as base64 and is not.
    InvalidEncoding,
    /// Missing, wrong or expired credential: one code for all, so that nothing can be learnt.
    Unauthorized,
    /// Not JSON by its content type.
    UnsupportedMediaType,
    /// Not a JSON object within the limits.
    InvalidBody,
    /// No usable conversation id.
    InvalidConversationId,
    /// The trigger is no text.
    InvalidTrigger,
    /// Over the rate.
    RateLimited,
    /// The token secret cannot be read, or the event could not be stored. Nothing was accepted.
    Unavailable,
}

impl ErrorCode {
    /// All codes.
    pub const ALL: [Self; 11] = [
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::BodyTooLarge,
        Self::InvalidEncoding,
        Self::Unauthorized,
        Self::UnsupportedMediaType,
        Self::InvalidBody,
        Self::InvalidConversationId,
        Self::InvalidTrigger,
        Self::RateLimited,
        Self::Unavailable,
    ];

    /// HTTP status.
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidEncoding | Self::InvalidBody | Self::InvalidConversationId | Self::InvalidTrigger => 400,
            Self::Unauthorized => 401,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::BodyTooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::RateLimited => 429,
            Self::Unavailable => 503,
        }
    }

    /// The code in body and log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::BodyTooLarge => "body_too_large",
            Self::InvalidEncoding => "invalid_encoding",
            Self::Unauthorized => "unauthorized",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::InvalidBody => "invalid_body",
            Self::InvalidConversationId => "invalid_conversation_id",
            Self::InvalidTrigger => "invalid_trigger",
            Self::RateLimited => "rate_limited",
            Self::Unavailable => "unavailable",
        }
    }

    /// The text in the body.
    pub const fn message(self) -> &'static str {
        match self {
            Self::NotFound => "There is nothing at this path.",
            Self::MethodNotAllowed => "This path does not serve this method.",
            Self::BodyTooLarge => "The body is larger than 32 KiB.",
            Self::InvalidEncoding => "The body is not valid base64.",
            Self::Unauthorized => "The credential is missing or not valid.",
            Self::UnsupportedMediaType => "The body must be JSON in UTF-8.",
            Self::InvalidBody => {
                "The body must be a JSON object of at most 32 levels and 2000 values. Send the ticket id first and no free text."
            }
            Self::InvalidConversationId => {
                "A conversation id of 1 to 512 bytes without control characters is required, for example as ticket_id."
            }
            Self::InvalidTrigger => "The trigger must be a text.",
            Self::RateLimited => "Too many requests.",
            Self::Unavailable => "The event was not accepted. Try again later.",
        }
    }
}

/// A refused request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Why.
    pub code: ErrorCode,
    /// Correlates answer and log.
    pub request_id: String,
    /// The methods that the path serves, if the method was wrong.
    pub allow: Option<&'static str>,
}

impl Rejection {
    /// A refusal for this reason.
    pub fn new(code: ErrorCode, request_id: impl Into<String>) -> Self {
        Self { code, request_id: request_id.into(), allow: None }
    }

    /// The event is valid but the queue did not take it.
    pub fn not_stored(request_id: impl Into<String>) -> Self {
        Self::new(ErrorCode::Unavailable, request_id)
    }

    /// HTTP status.
    pub const fn status(&self) -> u16 {
        self.code.status()
    }

    /// The security code of the log, for alarms on token abuse.
    pub const fn security_code(&self) -> Option<&'static str> {
        match self.code {
            ErrorCode::Unauthorized => Some("AUTH_INVALID_TOKEN"),
            _ => None,
        }
    }

    /// The answer.
    pub fn response(&self) -> Response {
        let body = serde_json::json!({"error": {
            "code": self.code.as_str(),
            "message": self.code.message(),
            "request_id": self.request_id,
        }});
        let mut response = Response::json(self.status(), &body);
        if let Some(methods) = self.allow {
            response.headers.push(("allow", methods.to_owned()));
        }
        if self.code == ErrorCode::RateLimited {
            response.headers.push(("retry-after", "1".to_owned()));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_constant_apart_from_the_request_id() {
        for code in ErrorCode::ALL {
            let body = Rejection::new(code, "req_1").response().body;
            let body: serde_json::Value = serde_json::from_str(&body).unwrap();
            let expected =
                serde_json::json!({"error": {"code": code.as_str(), "message": code.message(), "request_id": "req_1"}});
            assert_eq!(body, expected);
        }
    }
}
