//! Stand-in AWS provider.

fn main() {}
