//! Memory of a process, from `/proc`.

use std::fs;

/// Which figure of the kernel.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Resident {
    /// Now.
    Now,
    /// The most since the process started.
    Peak,
}

/// Resident memory of a process (`self` or a process id) in MiB; `None` where the kernel does not tell.
pub(crate) fn resident_mib(process: &str, which: Resident) -> Option<f64> {
    let field = match which {
        Resident::Now => "VmRSS:",
        Resident::Peak => "VmHWM:",
    };
    parse(&fs::read_to_string(format!("/proc/{process}/status")).ok()?, field)
}

fn parse(status: &str, field: &str) -> Option<f64> {
    let line = status.lines().find(|line| line.starts_with(field))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_counts_in_kib() {
        let status = "Name:\tx\nVmHWM:\t    4096 kB\nVmRSS:\t    2048 kB\n";
        assert_eq!((parse(status, "VmHWM:"), parse(status, "VmRSS:")), (Some(4.0), Some(2.0)));
        assert_eq!(parse("Name:\tx", "VmRSS:"), None);
    }
}
