//! Conformance programs.

fn main() {}
