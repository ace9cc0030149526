//! The classifier's machinery on a public set, Banking77 (CC BY 4.0, not committed): `cargo xtask banking77`.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use switchboard_classify::train::fit_and_predict;

/// Classes of the set.
const CLASSES: usize = 77;

/// Fits features and weights of the built-in classifier on Banking77's training file and tells the accuracy on its test
/// file. Nothing of it enters the product.
#[derive(Parser)]
struct Cli {
    /// Folder with train.csv and test.csv (columns text and category), from the set's publishers.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

fn main() -> ExitCode {
    match measure(&Cli::parse().data) {
        Ok(line) => {
            drop(writeln!(std::io::stdout(), "{line}"));
            ExitCode::SUCCESS
        }
        Err(message) => {
            drop(writeln!(std::io::stderr(), "error[banking77]: {message}"));
            ExitCode::FAILURE
        }
    }
}

fn measure(folder: &Path) -> Result<String, String> {
    let (train, test) = (read(&folder.join("train.csv"))?, read(&folder.join("test.csv"))?);
    let names: BTreeSet<&str> = train.iter().map(|row| row.1.as_str()).collect();
    if names.len() != CLASSES {
        return Err(format!("train.csv has {} categories, not {CLASSES}", names.len()));
    }
    let class = |name: &str| names.iter().position(|other| *other == name);
    let labelled: Vec<(String, usize)> =
        train.iter().filter_map(|(text, name)| Some((text.clone(), class(name)?))).collect();
    let texts: Vec<String> = test.iter().map(|row| row.0.clone()).collect();
    let started = Instant::now();
    let predicted = fit_and_predict::<CLASSES>(&labelled, &texts);
    let right = predicted.iter().zip(&test).filter(|(class_of, row)| class(&row.1) == Some(**class_of)).count();
    Ok(format!(
        "accuracy {:.4} ({right} of {} messages), fitted on {} in {:.0} s",
        right as f64 / test.len().max(1) as f64,
        test.len(),
        train.len(),
        started.elapsed().as_secs_f64()
    ))
}

fn read(path: &Path) -> Result<Vec<(String, String)>, String> {
    let problem = |error: csv::Error| {
        format!("{}: {error}; --data names a folder with train.csv and test.csv of the set", path.display())
    };
    let mut reader = csv::Reader::from_path(path).map_err(problem)?;
    reader.deserialize().collect::<Result<_, _>>().map_err(problem)
}
