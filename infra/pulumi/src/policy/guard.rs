//! Panics of policies.

use std::panic::AssertUnwindSafe;

use super::error::Result;
use crate::Error;

/// Runs a policy's function; a panic is a failure of the policy.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    std::panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        Err(Error::new(format!("it panicked: {}", text.as_deref().unwrap_or("without a message"))).into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_keeps_its_message() {
        assert_eq!(guarded(|| Ok(7)).unwrap(), 7);
        let text = |work: fn() -> Result| guarded(work).unwrap_err().to_string();
        assert_eq!(text(|| panic!("plain")), "it panicked: plain");
        assert_eq!(text(|| panic!("number {}", 7)), "it panicked: number 7");
        assert_eq!(text(|| std::panic::panic_any(7)), "it panicked: without a message");
    }
}
