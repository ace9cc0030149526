//! Tables of DynamoDB.

mod indexes;
mod settings;
mod table;

const SERVICE: &str = "dynamodb";

pub(crate) const KINDS: super::Family = &[("aws:dynamodb/table:Table", &table::Table)];
