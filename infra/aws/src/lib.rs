//! Typed AWS resources.
