//! The Pulumi program.

fn main() {}
