//! A program of everything that the SDK can ask for: components in components, secrets, archives, functions, existing
//! resources, and every option. It makes no sense as infrastructure; it is what the second opinion is formed about.
//!
//! With the configuration `size` it is another program, of that many equal resources, for measurements.

mod compute;
mod messaging;
mod options;
mod sized;

use pulumi::{Context, Result};

/// The program.
///
/// # Errors
/// [`pulumi::Error`] if the configuration `size` is no number.
pub async fn program(ctx: Context) -> Result {
    if let Some(size) = ctx.config().get::<usize>("size")? {
        sized::program(&ctx, size);
        return Ok(());
    }
    let lanes = messaging::lanes(&ctx);
    let functions = compute::functions(&ctx, &lanes)?;
    options::every_one(&ctx, &lanes, &functions);
    Ok(())
}
