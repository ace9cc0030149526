//! A command that has ended.

use std::fmt;

/// A command that has ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Arguments of `pulumi`.
    pub arguments: Vec<String>,
    /// Exit code; `None` if a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Ended {
    /// Whether it ended with 0.
    pub fn success(&self) -> bool {
        self.code == Some(0)
    }

    /// Everything that a user sees.
    pub fn text(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// How many times a user sees this.
    pub fn count(&self, text: &str) -> usize {
        self.text().matches(text).count()
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { arguments, code, stdout, stderr } = self;
        write!(f, "`pulumi {}` ended with {code:?}\n--- stdout\n{stdout}\n--- stderr\n{stderr}", arguments.join(" "))
    }
}
