//! Reply texts: the versioned catalogue of templates, a strict renderer, and the lint that every text must pass before
//! it may be sent.
//!
//! It decides nothing and sends nothing, and no text of a customer or a model ever reaches it: the values that go into
//! a template are typed facts of an order and constants of the merchant.
//!
//! ```
//! use switchboard_domain::{TemplateId, Variant};
//! use switchboard_replies::{BodyFormat, Brand, Catalogue, RenderRequest, Variables};
//!
//! let rendered = Catalogue::builtin().render(&RenderRequest {
//!     template: TemplateId::OrderStatusVerified,
//!     variant: Variant::Livechat,
//!     variables: &Variables::new().order_id("#10442").order_status("shipped"),
//!     brand: &Brand::default(),
//!     format: BodyFormat::Text,
//! })?;
//! assert_eq!(rendered.body.expose(), "Order #10442 is shipped. Does anything look off? Tell me here.");
//! # Ok::<(), switchboard_replies::RenderError>(())
//! ```

pub mod brand;
pub mod catalogue;
pub mod catalogue_error;
pub mod date;
pub mod lint;
mod mustache;
mod paragraph;
mod pattern;
pub mod render;
mod sanitise;
pub mod variable;
pub mod variables;

pub use brand::{Brand, BrandError};
pub use catalogue::Catalogue;
pub use catalogue_error::CatalogueError;
pub use date::human_date;
pub use lint::LintRule;
pub use mustache::SyntaxError;
pub use render::{BodyFormat, RenderError, RenderRequest, Rendered};
pub use variable::Variable;
pub use variables::Variables;
