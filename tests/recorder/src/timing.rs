//! What the language side of a run costs: the program's process against the recording monitor, without engine and host.

use std::path::Path;

use crate::deployment::{Deployment, Operation};
use crate::error::Error;
use crate::opinion::Pair;
use crate::process::Finished;

/// Medians of one program in one language.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// Resources of the program.
    pub resources: usize,
    /// From the start of the process to its end, in milliseconds.
    pub wall_ms: f64,
    /// Most resident memory, in MiB.
    pub peak_mib: f64,
}

/// Runs the sized example in Rust and in Node, `runs` times each as a preview; per size the figure of Rust and that of Node.
///
/// # Errors
/// [`Error`] of the first step that fails.
pub async fn timings(binary: &Path, sizes: &[usize], runs: usize) -> Result<Vec<(Figure, Figure)>, Error> {
    let mut figures = Vec::new();
    for size in sizes {
        let deployment = Deployment::new("demo", "dev").config("demo:size", &size.to_string());
        let name = format!("sized-{size}");
        let pair = Pair::prepare(&name, deployment, binary, crate::example::program).await?;
        let (mut rust, mut node) = (Vec::new(), Vec::new());
        // Turn by turn: what else the machine does falls on both.
        for _ in 0..runs {
            rust.push(pair.rust(Operation::Preview).await?);
            node.push(pair.node(Operation::Preview).await?);
        }
        figures.push((figure(*size, &rust), figure(*size, &node)));
    }
    Ok(figures)
}

fn figure(resources: usize, runs: &[Finished]) -> Figure {
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    Figure {
        resources,
        wall_ms: median(runs.iter().map(|run| run.wall.as_secs_f64() * 1e3).collect()),
        peak_mib: median(runs.iter().map(|run| run.peak_mib).collect()),
    }
}
