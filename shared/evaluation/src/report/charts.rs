//! Inline SVG. Colours come from the page's style, so that charts follow light and dark.

use std::fmt::Write;

use crate::calibration::{OperatingPoint, Reliability, RiskPoint};

const SIDE: f64 = 300.0;
const MARGIN: f64 = 36.0;

fn x(value: f64) -> f64 {
    MARGIN + value.clamp(0.0, 1.0) * SIDE
}

fn y(value: f64) -> f64 {
    8.0 + (1.0 - value.clamp(0.0, 1.0)) * SIDE
}

/// The frame of a chart over 0 to 1 on both axes.
fn frame(title: &str, horizontal: &str, vertical: &str, inside: &str) -> String {
    let (width, height) = (SIDE + MARGIN + 12.0, SIDE + MARGIN + 12.0);
    let mut out =
        format!("<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{title}\"><title>{title}</title>");
    for step in 0..=5 {
        let at = f64::from(step) / 5.0;
        let _ = write!(
            out,
            "<line class=\"grid\" x1=\"{x0}\" y1=\"{gy:.1}\" x2=\"{x1}\" y2=\"{gy:.1}\"/>\
             <text x=\"{tx}\" y=\"{ty:.1}\" text-anchor=\"end\">{at:.1}</text>\
             <text x=\"{bx:.1}\" y=\"{by}\" text-anchor=\"middle\">{at:.1}</text>",
            x0 = x(0.0),
            x1 = x(1.0),
            gy = y(at),
            tx = MARGIN - 5.0,
            ty = y(at) + 3.5,
            bx = x(at),
            by = y(0.0) + 14.0,
        );
    }
    let _ = write!(
        out,
        "<text class=\"axis\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{horizontal}</text>\
         <text class=\"axis\" transform=\"translate(10 {}) rotate(-90)\" text-anchor=\"middle\">{vertical}</text>{inside}</svg>",
        x(0.5),
        y(0.0) + 30.0,
        y(0.5),
    );
    out
}

/// Accuracy over confidence by bin, with intervals; calibrated is the diagonal.
pub(super) fn reliability(found: &Reliability) -> String {
    let mut inside =
        format!("<line class=\"ideal\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>", x(0.0), y(0.0), x(1.0), y(1.0));
    let mut path = String::new();
    for bin in &found.bins {
        let (Some(share), Some((low, high))) = (bin.accuracy.share(), bin.accuracy.interval()) else { continue };
        let (at, centre) = (x(bin.confidence), y(share));
        let _ = write!(
            inside,
            "<line class=\"whisker\" x1=\"{at:.1}\" y1=\"{:.1}\" x2=\"{at:.1}\" y2=\"{:.1}\"/>\
             <circle cx=\"{at:.1}\" cy=\"{centre:.1}\" r=\"4\"><title>confidence {:.3}, accuracy {share:.3}, n {}</title></circle>",
            y(low),
            y(high),
            bin.confidence,
            bin.accuracy.n,
        );
        let _ = write!(path, "{at:.1},{centre:.1} ");
    }
    let _ = write!(inside, "<polyline class=\"line\" points=\"{}\"/>", path.trim_end());
    frame("Reliability: accuracy by confidence", "mean confidence", "accuracy", &inside)
}

/// Coverage and error over the threshold, with the thresholds of the policy.
pub(super) fn risk(points: &[RiskPoint], operating: &[OperatingPoint]) -> String {
    let line = |pick: fn(&RiskPoint) -> Option<f64>| {
        let at = |point: &RiskPoint| pick(point).map(|value| format!("{:.1},{:.1}", x(point.threshold), y(value)));
        points.iter().filter_map(at).collect::<Vec<_>>().join(" ")
    };
    let mut inside = format!(
        "<polyline class=\"coverage\" points=\"{}\"/><polyline class=\"error\" points=\"{}\"/>",
        line(|point| point.coverage.share()),
        line(|point| point.error.share()),
    );
    for (i, point) in operating.iter().enumerate() {
        let at = x(point.point.threshold);
        let share = |value: Option<f64>| value.map_or_else(|| "none".to_owned(), |value| format!("{value:.3}"));
        let _ = write!(
            inside,
            "<line class=\"mark\" x1=\"{at:.1}\" y1=\"{:.1}\" x2=\"{at:.1}\" y2=\"{:.1}\"><title>{gate}: coverage {}, error {}</title></line>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{gate}</text>",
            y(0.0),
            y(1.0),
            share(point.point.coverage.share()),
            share(point.point.error.share()),
            at - 3.0,
            y(0.62) + i as f64 * 13.0,
            gate = point.gate,
        );
    }
    frame("Coverage and error by threshold", "threshold", "share", &inside)
}
