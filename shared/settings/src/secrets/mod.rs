//! Credentials: their names, the stores they come from, and the forms in which a value is accepted.

mod cache;
mod error;
mod file;
mod forms;
mod generate;
mod name;
mod source;

pub use cache::SecretCache;
pub use error::SecretError;
pub use file::FileSecrets;
pub use forms::{ShopifyToken, identity_key, shopify_token, text, webhook_tokens};
pub use generate::generate;
pub use name::SecretName;
pub use source::{Presence, SecretSource, VariableSecrets, list};
