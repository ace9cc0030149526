//! SDK for the Pulumi engine.
