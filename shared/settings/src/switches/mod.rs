//! Kill switches and modes: read at run time, never cached for more than 30 s, failing closed. No variable and no
//! setting can override them.

mod cache;
mod error;
mod file;
mod name;
mod view;

pub use cache::{SwitchCache, SwitchSource};
pub use error::SwitchError;
pub use file::SwitchFile;
pub use name::SwitchName;
pub use view::{PROD_ACK_PHRASE, SwitchValues, initial_values, switch_view};
