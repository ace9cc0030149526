//! Programs that tests deploy with the real engine; the first argument chooses one. They register resources by their type
//! tokens, so that they depend on the SDK alone.

use std::io::Write as _;
use std::process::ExitCode;

mod adopting;
mod aws;
mod exporter;
mod failing;
mod importer;
mod misspelt;
mod pipeline;
mod replacing;
mod sized;
mod speaking;
mod troubled;
mod waiting;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("adopting") => pulumi::run(adopting::program),
        Some("exporter") => pulumi::run(exporter::program),
        Some("failing") => pulumi::run(failing::program),
        Some("importer") => pulumi::run(importer::program),
        Some("misspelt") => pulumi::run(misspelt::program),
        Some("pipeline") => pulumi::run(pipeline::program),
        Some("replacing") => pulumi::run(replacing::program),
        Some("sized") => pulumi::run(sized::program),
        Some("speaking") => pulumi::run(speaking::program),
        Some("troubled") => pulumi::run(troubled::program),
        Some("waiting") => pulumi::run(waiting::program),
        other => {
            // Without standard error the exit code is all there is.
            drop(writeln!(std::io::stderr(), "no program is called {other:?}; name one as the first argument"));
            ExitCode::FAILURE
        }
    }
}
