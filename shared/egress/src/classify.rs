//! What a status or a transport error means for the caller.

use std::error::Error;
use std::io;

use switchboard_domain::vendor::FailureKind;

/// The failure that a status stands for; `None` for 2xx.
pub const fn failure_kind_of_status(status: u16) -> Option<FailureKind> {
    Some(match status {
        200..=299 => return None,
        401 | 403 => FailureKind::Auth,
        404 => FailureKind::NotFound,
        // The server gave up waiting: like our own timeout, it may have begun.
        408 => FailureKind::Ambiguous,
        409 => FailureKind::Conflict,
        413 => FailureKind::TooLarge,
        429 => FailureKind::RateLimited,
        // A redirect is never followed: the configured host is wrong.
        300..=499 => FailureKind::BadRequest,
        _ => FailureKind::Ambiguous,
    })
}

/// The failure that a transport error stands for. Only an error of the connect phase (DNS, TCP, TLS) proves that no
/// byte of the request was written; everything later is ambiguous.
pub(super) fn transport_failure(error: &reqwest::Error) -> FailureKind {
    if error.is_connect() || error.is_dns() {
        FailureKind::Unreachable
    } else if error.is_builder() {
        FailureKind::BadRequest
    } else {
        FailureKind::Ambiguous
    }
}

/// Whether the error is one of the TLS library.
pub(super) fn is_tls_failure(error: &reqwest::Error) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(current) = cause {
        if current.is::<rustls::Error>() {
            return true;
        }
        // An I/O error skips the error that it wraps when asked for its source.
        let wrapped = current.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = wrapped.map_or_else(|| current.source(), |inner| Some(inner));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_of_the_contract() {
        use FailureKind::*;
        let table = [
            (200, None),
            (204, None),
            (301, Some(BadRequest)),
            (307, Some(BadRequest)),
            (400, Some(BadRequest)),
            (401, Some(Auth)),
            (403, Some(Auth)),
            (404, Some(NotFound)),
            (405, Some(BadRequest)),
            (408, Some(Ambiguous)),
            (409, Some(Conflict)),
            (413, Some(TooLarge)),
            (422, Some(BadRequest)),
            (429, Some(RateLimited)),
            (500, Some(Ambiguous)),
            (503, Some(Ambiguous)),
            (599, Some(Ambiguous)),
            (101, Some(Ambiguous)),
        ];
        for (status, expected) in table {
            assert_eq!(failure_kind_of_status(status), expected, "{status}");
        }
    }
}
