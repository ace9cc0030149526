//! The confusion matrix as comma-separated values.

use switchboard_domain::Intent;

use super::Report;

/// One row for each true intent, one column for each given one; the last row holds the provenance in one field.
pub(super) fn csv(report: &Report<'_>) -> String {
    let matrix = &report.metrics.classification.confusion;
    let names: Vec<&str> = Intent::all().map(Intent::as_str).collect();
    let mut out = format!("true\\given,{}\n", names.join(","));
    for truth in Intent::all() {
        let row: Vec<String> = Intent::all().map(|got| matrix.cell(truth, got).to_string()).collect();
        out.push_str(&format!("{},{}\n", truth.as_str(), row.join(",")));
    }
    let provenance = serde_json::to_string(report.provenance).unwrap_or_default();
    out + &format!("# provenance,\"{}\"\n", provenance.replace('"', "\"\""))
}
