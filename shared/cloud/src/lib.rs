//! The ports of Switchboard on AWS services: state on DynamoDB, the queue on SQS, secrets in Secrets Manager, switches in
//! the parameter store.
//!
//! Each service stands behind a Cargo feature of its own (`dynamodb`, `sqs`, `secrets`, `switches`; all on by default), so
//! that a function carries only what it uses. [`AwsConfig`] is built once per process and makes the clients;
//! [`Namespace`] knows what everything of one deployment is called.
//!
//! It creates no resource (the infrastructure program does), it holds no business rule, and it emits no log line or metric:
//! errors carry a stable code and never row content, message text, a secret, or a service's own message.
//!
//! ```no_run
//! # #[cfg(feature = "dynamodb")]
//! # async fn example(randomness: std::sync::Arc<dyn switchboard_domain::Randomness>) -> Result<(), Box<dyn std::error::Error>> {
//! use switchboard_cloud::{AwsConfig, CallPolicy, DynamoStore, Namespace};
//! use switchboard_domain::state::RowKey;
//! use switchboard_store::Store;
//!
//! let config = AwsConfig::load(CallPolicy::DEFAULT).await?;
//! let store = DynamoStore::new(config.dynamodb(), "rp-mw-dev".parse::<Namespace>()?, randomness);
//! let rows = store.get(&[RowKey::limit("B#richpanel")]).await?;
//! # Ok(())
//! # }
//! ```

mod call_policy;
mod config;
#[cfg(feature = "dynamodb")]
pub mod dynamo;
mod failure;
mod namespace;
#[cfg(feature = "secrets")]
pub mod secrets;
#[cfg(feature = "sqs")]
pub mod sqs;
#[cfg(feature = "switches")]
pub mod switches;

pub use call_policy::CallPolicy;
pub use config::{AwsConfig, ConfigError};
#[cfg(feature = "dynamodb")]
pub use dynamo::DynamoStore;
pub use namespace::{InvalidNamespace, Namespace};
#[cfg(feature = "secrets")]
pub use secrets::{LoadedSecrets, SecretStore, SecretsManagerSecrets};
#[cfg(feature = "sqs")]
pub use sqs::{Lane, LaneName, Lanes, Redriven, SqsDeadLetters, SqsEvent, SqsQueue, SqsRecord, Taken};
#[cfg(feature = "switches")]
pub use switches::ParameterSwitches;
