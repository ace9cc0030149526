//! Messages and services of the Pulumi engine protocol.
