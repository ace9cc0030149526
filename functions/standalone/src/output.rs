//! Where commands write: records to standard output, progress and errors to standard error.

use std::fmt;
use std::io::{self, Write};

use clap::ValueEnum;
use serde::Serialize;

/// How records are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// One JSON object a line, for programs.
    Json,
}

/// Writes a line to standard output. A closed pipe is not an error worth telling.
pub(crate) fn line(text: impl fmt::Display) {
    drop(writeln!(io::stdout().lock(), "{text}"));
}

/// Writes a line to standard error.
pub(crate) fn note(text: impl fmt::Display) {
    drop(writeln!(io::stderr().lock(), "{text}"));
}

/// Writes a record as one line of JSON.
pub(crate) fn json(record: &impl Serialize) {
    let mut out = io::stdout().lock();
    if serde_json::to_writer(&mut out, record).is_ok() {
        drop(out.write_all(b"\n"));
        drop(out.flush());
    }
}

/// Writes a document as indented JSON, for people and files.
pub(crate) fn json_pretty(document: &impl Serialize) {
    let mut out = io::stdout().lock();
    if serde_json::to_writer_pretty(&mut out, document).is_ok() {
        drop(out.write_all(b"\n"));
        drop(out.flush());
    }
}

/// A number with its noun: `1 call`, `2 calls`.
pub(crate) fn counted(number: impl Into<u64>, noun: &str) -> String {
    let number = number.into();
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Columns of text, aligned; the first row is the head.
pub(crate) fn table(rows: &[Vec<String>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |c: usize| rows.iter().filter_map(|row| row.get(c)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        line(cells.join("  ").trim_end());
    }
}
