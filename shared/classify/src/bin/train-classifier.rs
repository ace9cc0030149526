//! Trains the built-in classifier from the committed training set and writes the model: `cargo xtask train`.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use switchboard_classify::train::train_from_dir;

fn main() -> ExitCode {
    let mut out = std::io::stdout().lock();
    if std::env::args().nth(1).is_some() {
        drop(writeln!(
            out,
            "usage: cargo xtask train\n\nTrains on training/*.txt and training/messages/*.txt, writes model/linear.bin, and prints how well a model that\nsaw nothing of an author does on that author\'s messages."
        ));
        return ExitCode::from(2);
    }
    match train_from_dir(Path::new(env!("CARGO_MANIFEST_DIR"))) {
        Ok(model) => {
            drop(writeln!(out, "{}", model.to_markdown()));
            ExitCode::SUCCESS
        }
        Err(error) => {
            drop(writeln!(std::io::stderr(), "error[{}]: {error}", error.code()));
            ExitCode::FAILURE
        }
    }
}
