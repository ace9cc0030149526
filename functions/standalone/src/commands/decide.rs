//! `decide`: cases in, decisions out, line by line. Nothing but the line matters: no network, store, clock or variable.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, IsTerminal, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use switchboard_policy::case::{LineError, run_line};
use switchboard_settings::{Environment, Settings};

use crate::failure::Failure;

/// Size of the buffers on both sides.
const BUFFER: usize = 256 * 1024;
/// Lines between two moves of the progress bar.
const STEP: u64 = 100;

#[derive(Args)]
#[command(after_help = "Examples:
  echo '{\"id\":\"1\",\"channel\":\"email\",\"text\":\"Where is my order #10001?\"}' | switchboard decide
  switchboard decide --input cases.jsonl > decisions.jsonl

One JSON object a line in, one a line out, in the same order. A bad line gives an object with `error` in its place,
the rest go on, and the exit code is 1.")]
pub(crate) struct Decide {
    /// File of cases; standard input if absent.
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// Show progress on standard error, if that is a terminal.
    #[arg(long)]
    progress: bool,
}

impl Decide {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let settings = Settings::defaults(Environment::Local)?;
        let (input, size): (Box<dyn Read>, _) = match &self.input {
            None => (Box::new(io::stdin()), None),
            Some(path) => {
                let unreadable = |error: io::Error| {
                    Failure::new("decide.input", format!("{}: {error}", path.display())).help("check --input")
                };
                let file = File::open(path).map_err(unreadable)?;
                let metadata = file.metadata().map_err(unreadable)?;
                if metadata.is_dir() {
                    return Err(unreadable(io::ErrorKind::IsADirectory.into()));
                }
                (Box::new(file), Some(metadata.len()))
            }
        };
        let bar = if self.progress && io::stderr().is_terminal() { bar(size) } else { ProgressBar::hidden() };
        let output = BufWriter::with_capacity(BUFFER, io::stdout().lock());
        let decided = decide(BufReader::with_capacity(BUFFER, input), output, &settings, &bar);
        bar.finish_and_clear();
        match decided {
            Ok(0) => Ok(ExitCode::SUCCESS),
            Ok(_) => Ok(ExitCode::FAILURE),
            // Whoever reads has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
            Err(error) => {
                Err(Failure::new("decide.io", error).help("check the input and the free space of the output"))
            }
        }
    }
}

/// Decides every line; returns how many were bad. Holds one line at a time.
fn decide(
    mut input: BufReader<impl Read>,
    mut output: impl Write,
    settings: &Settings,
    bar: &ProgressBar,
) -> io::Result<u64> {
    let mut line = Vec::new();
    let (mut lines, mut bytes, mut bad) = (0_u64, 0_u64, 0_u64);
    loop {
        // Before a wait for more, the caller gets what is decided: it may be a program that asks one by one.
        if input.buffer().is_empty() {
            output.flush()?;
        }
        line.clear();
        let read = input.read_until(b'\n', &mut line)?;
        if read == 0 {
            output.flush()?;
            return Ok(bad);
        }
        lines += 1;
        bytes += read as u64;
        if lines % STEP == 0 {
            bar.set_position(bytes);
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match std::str::from_utf8(&line).map_err(|_| not_text()).and_then(|text| run_line(text, settings)) {
            Ok(result) => serde_json::to_writer(&mut output, &result)?,
            Err(error) => {
                bad += 1;
                serde_json::to_writer(&mut output, &error.to_json())?;
            }
        }
        output.write_all(b"\n")?;
    }
}

fn not_text() -> LineError {
    LineError { id: None, code: "invalid_json", message: "not UTF-8 text".to_owned() }
}

fn bar(size: Option<u64>) -> ProgressBar {
    let Some(size) = size else { return ProgressBar::new_spinner() };
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {eta} left");
    ProgressBar::new(size).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn run(input: &[u8]) -> (u64, Vec<Value>) {
        let settings = Settings::defaults(Environment::Local).unwrap();
        let mut output = Vec::new();
        let bad = decide(BufReader::new(input), &mut output, &settings, &ProgressBar::hidden()).unwrap();
        let lines = String::from_utf8(output).unwrap();
        (bad, lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
    }

    #[test]
    fn bad_lines_keep_their_place_and_blank_ones_have_none() {
        let case = r#"{"id":"a","channel":"email","text":"hello"}"#;
        let input = [case.as_bytes(), b"\n\n  \r\n{\n\xff\xfe\n{\"id\":\"b\",\"text\":1}\n", case.as_bytes()].concat();
        let (bad, lines) = run(&input);
        assert_eq!(bad, 3);
        let ids: Vec<&Value> = lines.iter().map(|line| &line["id"]).collect();
        assert_eq!(ids, [&Value::from("a"), &Value::Null, &Value::Null, &Value::from("b"), &Value::from("a")]);
        assert_eq!(lines[2]["error"]["code"], "invalid_json");
        assert_eq!(lines[0], lines[4]);
    }

    #[test]
    fn nothing_in_nothing_out() {
        assert_eq!(run(b""), (0, Vec::new()));
        assert_eq!(run(b"\n \n"), (0, Vec::new()));
    }
}
