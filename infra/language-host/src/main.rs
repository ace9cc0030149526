//! The program `pulumi-language-rust`.

use std::io::Write as _;
use std::process::ExitCode;

use language_host::{Arguments, HELP, serve};

fn main() -> ExitCode {
    match Arguments::parse(std::env::args().skip(1)) {
        Arguments::Help => say(HELP),
        Arguments::Version => say(&format!("pulumi-language-rust {}\n", env!("CARGO_PKG_VERSION"))),
        Arguments::Invalid(last) => complain(&format!("`{last}` is no engine address (host:port); see --help")),
        Arguments::Serve(engine) => {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
            let served = match runtime {
                Ok(runtime) => runtime.block_on(serve(engine.as_deref())).map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            };
            served.map_or_else(|error| complain(&error), |()| ExitCode::SUCCESS)
        }
    }
}

fn say(text: &str) -> ExitCode {
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn complain(message: &str) -> ExitCode {
    // If standard error is closed too, the exit code is all there is.
    drop(writeln!(std::io::stderr(), "pulumi-language-rust: {message}"));
    ExitCode::FAILURE
}
