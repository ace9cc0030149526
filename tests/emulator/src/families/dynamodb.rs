//! Tables of DynamoDB.

pub(crate) const KINDS: super::Family = &[];
