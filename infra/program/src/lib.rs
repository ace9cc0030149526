//! The Pulumi program.
