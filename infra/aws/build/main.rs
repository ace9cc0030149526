//! Writes the Rust types of `schema/aws.json` into the build folder, one file per module of the provider.
//!
//! Everything is `#[inline]`: a program pays, in compile time and size, for what it uses and not for the whole package.
//! They are generated here, not committed: the schema is the one source, and nothing can drift from it. To see them, open
//! the documentation (`cargo doc -p switchboard-aws --open`) or follow a definition in an editor.

mod args;
mod enumeration;
mod function;
mod names;
mod outputs;
mod package;
mod resource;
mod schema;
mod types;

use std::error::Error;
use std::io::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn Error>> {
    const SCHEMA: &str = "schema/aws.json";
    writeln!(io::stdout(), "cargo::rerun-if-changed={SCHEMA}\ncargo::rerun-if-changed=build")?;
    let text = fs::read_to_string(SCHEMA).map_err(|error| format!("{SCHEMA} cannot be read: {error}"))?;
    let schema: schema::Schema = serde_json::from_str(&text)
        .map_err(|error| format!("{SCHEMA} is not as expected: {error}; write it anew with `cargo xtask schema`"))?;
    let folder = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set; cargo sets it for build scripts")?;
    for (file, text) in package::files(&schema)? {
        fs::write(Path::new(&folder).join(&file), text)
            .map_err(|error| format!("{file} cannot be written: {error}"))?;
    }
    Ok(())
}
