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
mod types;

use std::error::Error;
use std::io::Write as _;
use std::path::Path;
use std::{env, fs, io};

use aws_schema::Schema;

fn main() -> Result<(), Box<dyn Error>> {
    // The schema is part of this program: a change of it builds this anew, and so runs it.
    writeln!(io::stdout(), "cargo::rerun-if-changed=build")?;
    let schema = Schema::embedded()?;
    let folder = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set; cargo sets it for build scripts")?;
    for (file, text) in package::files(&schema)? {
        fs::write(Path::new(&folder).join(&file), text)
            .map_err(|error| format!("{file} cannot be written: {error}"))?;
    }
    Ok(())
}
