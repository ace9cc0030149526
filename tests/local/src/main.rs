//! `scripts/local`.

fn main() {}
