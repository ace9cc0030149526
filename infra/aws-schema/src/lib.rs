//! The reduced schema of the AWS provider: what the resource types and functions that the project uses take and give, as
//! the npm package `@pulumi/aws` declares it.
//!
//! The one reader of `infra/aws/schema/aws.json`, which is built in. The typed resources are generated from it, the stand-in
//! provider of the tests judges inputs by it, and the second opinion in TypeScript finds classes in it, so that all of them
//! go by the same list. The `README.md` beside the file describes its format and says how a type is added.
//!
//! It is not the provider's own schema: there is no prose in it, and only the types listed in `types.txt`. It checks no
//! values; it says what they are to be checked against.
//!
//! ```
//! use aws_schema::{Schema, Type};
//!
//! # fn main() -> Result<(), aws_schema::SchemaError> {
//! let schema = Schema::embedded()?;
//! let queue = &schema.resources["aws:sqs/queue:Queue"];
//! assert_eq!(queue.inputs["fifoQueue"].type_, Type::Boolean);
//! assert!(!queue.outputs["arn"].optional);
//! # Ok(())
//! # }
//! ```

mod enumeration;
mod object;
mod property;
mod resource;
mod schema;
mod types;

pub use enumeration::Enumeration;
pub use object::{ObjectType, Properties};
pub use property::{DefaultValue, InputProperty, OutputProperty};
pub use resource::{Function, ResourceType};
pub use schema::{Schema, SchemaError};
pub use types::Type;
