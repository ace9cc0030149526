//! The machine that measured. No names of hosts, users or folders.

use std::fs;
use std::thread::available_parallelism;

use serde_json::{Value, json};

use crate::process;

/// Cores, processor, memory, kernel, compiler, and the day.
pub(super) fn facts() -> Value {
    json!({
        "cores": available_parallelism().map_or(0, usize::from),
        "cpu": field("/proc/cpuinfo", "model name"),
        "memory_gib": field("/proc/meminfo", "MemTotal").as_deref().and_then(gib),
        "kernel": fs::read_to_string("/proc/sys/kernel/osrelease").ok().map(|text| text.trim().to_owned()),
        "load_1min": fs::read_to_string("/proc/loadavg").ok().and_then(|text| first_number(&text)),
        "rustc": process::output("rustc", &["--version"]),
        "day": process::output("date", &["-u", "+%F"]),
    })
}

/// The machine in one line of text.
pub(super) fn describe(machine: &Value) -> String {
    let text = |name: &str| machine[name].as_str().unwrap_or("unknown").to_owned();
    let rustc = text("rustc");
    format!(
        "{} cores of {}, {} GiB, Linux {}, rustc {}, {}; load average afterwards {}",
        machine["cores"],
        text("cpu"),
        machine["memory_gib"],
        text("kernel"),
        rustc.split_whitespace().nth(1).unwrap_or("unknown"),
        text("day"),
        machine["load_1min"],
    )
}

fn field(file: &str, name: &str) -> Option<String> {
    value_of(&fs::read_to_string(file).ok()?, name)
}

fn value_of(text: &str, name: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn gib(kib: &str) -> Option<f64> {
    first_number(kib).map(|kib| (kib / 1024.0 / 1024.0).round())
}

fn first_number(text: &str) -> Option<f64> {
    text.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_proc_files() {
        assert_eq!(value_of("a: 1\nmodel name\t: Some CPU\n", "model name").as_deref(), Some("Some CPU"));
        assert_eq!(value_of("a: 1", "b"), None);
        assert_eq!(gib("24659948 kB"), Some(24.0));
    }
}
