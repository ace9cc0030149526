//! Where calls are told for logs and metrics.

use switchboard_domain::vendor::{Vendor, VendorFailure};

use super::CallInfo;

/// Is told of every call after its end. It sees nothing that may not be logged.
pub trait CallObserver: Send + Sync {
    /// A call has ended: with a 2xx (`failure` is `None`; the body may still turn out to be broken) or with a failure.
    fn finished(&self, vendor: Vendor, info: &CallInfo, failure: Option<&VendorFailure>);
}
