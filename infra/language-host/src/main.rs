//! Language host.

fn main() {}
