//! REST APIs of API Gateway.

pub(crate) const KINDS: super::Family = &[];
