//! Developer tasks of the repository: `cargo xtask help`.

mod arrows;
mod bench;
mod doctor;
mod forward;
mod golden;
mod lint;
mod package;
mod process;
mod pulumi;
mod reproducible;
mod schema;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Developer tasks of Switchboard.
#[derive(Parser)]
#[command(name = "cargo xtask", version, about)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Formatting, clippy, file sizes, licences, bans and sources of dependencies.
    Lint,
    /// What is missing on this machine, and the one command that installs it.
    Doctor {
        /// Install what can be installed into `.tools/`.
        #[arg(long)]
        fix: bool,
    },
    /// Train the built-in classifier from its committed training set and write the model.
    Train(forward::Rest),
    /// Distil the table of static embeddings from the sentence model, shared/classify/model/embedding.bin; then train. Takes
    /// minutes; needs Python 3 once, to install what distill/requirements.txt names into `.tools/`.
    Distill,
    /// Measure the classifier's machinery on Banking77: fitted on its training file, accuracy on its test file.
    #[command(
        after_help = "Example:\n  cargo xtask banking77 --data FOLDER   # holds train.csv and test.csv (CC BY 4.0)"
    )]
    Banking77(forward::Rest),
    /// Run the deterministic simulation of the workflow over many seeds, or one seed with its story.
    #[command(after_help = "Examples:\n  cargo xtask simulate --seeds 1000000\n  cargo xtask simulate --seed 4711")]
    Simulate(forward::Rest),
    /// Write the reduced schema of the AWS provider, infra/aws/schema/aws.json, from the npm package (needs Node.js).
    Schema {
        /// Write nothing; fail if the file is not what would be written.
        #[arg(long)]
        check: bool,
    },
    /// Write the plan of every stack to environments/golden, made without an account, an engine or a build.
    Golden {
        /// Write nothing; fail if a committed plan is not the program's.
        #[arg(long)]
        check: bool,
    },
    /// Put what the tests and `scripts/local` need into `.tools/`: the Pulumi CLI (unless PATH has one), the language host,
    /// cargo-lambda with zig, the AWS emulator.
    Tools,
    /// Build the functions' archives with cargo-lambda: target/lambda/<function>/bootstrap.zip.
    #[command(
        after_help = "The same source gives the same bytes in any folder. Needs Python 3 once, to install cargo-lambda and zig."
    )]
    Package(package::Package),
    /// Package two copies of the checkout in different folders and compare the archives byte by byte; takes minutes.
    Reproducible,
    /// Run the Pulumi engine's language conformance tests; arguments go to the runner (`-- -h` explains them).
    #[command(after_help = "Example:\n  cargo xtask conformance -- -run l2-resource -v")]
    Conformance(forward::Rest),
    /// Measure; writes target/bench/report.json and prints a table.
    Bench(bench::Bench),
}

fn main() -> ExitCode {
    let result = match Cli::parse().task {
        Task::Lint => lint::run(),
        Task::Doctor { fix } => doctor::run(fix),
        Task::Train(rest) => forward::train(&rest),
        Task::Distill => tools::distil(),
        Task::Banking77(rest) => forward::banking77(&rest),
        Task::Simulate(rest) => forward::simulate(&rest),
        Task::Schema { check } => schema::run(if check { schema::Mode::Check } else { schema::Mode::Write }),
        Task::Golden { check } => golden::run(if check { golden::Mode::Check } else { golden::Mode::Write }),
        Task::Tools => all_tools(),
        Task::Conformance(rest) => pulumi::conformance(rest.arguments()),
        Task::Package(package) => package.run(),
        Task::Reproducible => reproducible::run(),
        Task::Bench(bench) => bench.run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            process::say(&format!("error: {message}"));
            ExitCode::FAILURE
        }
    }
}

fn all_tools() -> Result<(), String> {
    let tools = [
        ("pulumi", pulumi::cli()?),
        ("language host", pulumi::language_host()?),
        ("cargo-lambda", tools::cargo_lambda()?.program),
        ("emulator", tools::emulator()?),
    ];
    for (name, path) in tools {
        process::say(&format!("{name}: {}", path.display()));
    }
    Ok(())
}
