//! Lambda function.

fn main() {}
