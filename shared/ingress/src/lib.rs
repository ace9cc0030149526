//! The webhook service over its ports.
