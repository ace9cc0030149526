//! Progress: a bar on a terminal, a line now and then elsewhere. Both go to standard error.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

use crate::output;

/// Conversations between two lines on a pipe.
const STEP: usize = 10;

pub(super) struct Progress {
    bar: Option<ProgressBar>,
    total: usize,
    told: usize,
}

impl Progress {
    pub(super) fn new(total: usize) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
            ProgressBar::new(total as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self { bar, total, told: 0 }
    }

    /// So many conversations are processed, and this goes on.
    pub(super) fn show(&mut self, done: usize, phase: &'static str) {
        if let Some(bar) = &self.bar {
            bar.set_position(done as u64);
            bar.set_message(phase);
        } else if done / STEP > self.told / STEP || (done == self.total && self.told < done) {
            output::note(format!("{done} of {} conversations processed; {phase}", self.total));
            self.told = done;
        }
    }

    pub(super) fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}
