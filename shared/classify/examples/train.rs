//! Development run of the training.
use std::io::Write as _;
fn main() {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut out = std::io::stdout();
    match switchboard_classify::train::train_from_dir(dir) {
        Ok(r) => {
            let _ = writeln!(
                out,
                "held out {:.4} templates {} messages {}\n{}",
                r.model.held_out_accuracy,
                r.model.templates,
                r.model.messages,
                r.development.to_markdown()
            );
            let dev = switchboard_classify::train::parse_labelled(
                &std::fs::read_to_string(dir.join("training/dev.jsonl")).unwrap_or_default(),
            )
            .unwrap_or_default();
            for (i, got) in &r.development.errors {
                let _ = writeln!(out, "{} -> {got}: {}", dev[*i].intent, dev[*i].text);
            }
        }
        Err(e) => {
            let _ = writeln!(out, "{e:?}");
        }
    }
}
