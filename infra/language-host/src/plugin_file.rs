//! PulumiPolicy.yaml and PulumiPlugin.yaml: when it installs what a policy pack or a provider needs, the engine may leave
//! the runtime's options out.

use std::io::ErrorKind;
use std::path::Path;

use serde_json::Value;

use crate::error::HostError;
use crate::options::RuntimeOptions;

const FILES: [&str; 2] = ["PulumiPolicy.yaml", "PulumiPlugin.yaml"];

/// The options of the policy pack or provider in this folder; `None` if there is none.
///
/// # Errors
/// The file cannot be read, or is no YAML, or an option is wrong.
pub(crate) fn options(folder: &Path) -> Result<Option<RuntimeOptions>, HostError> {
    for name in FILES {
        let path = folder.join(name);
        match std::fs::read_to_string(&path) {
            Ok(text) => return read(&path, &text).map(Some),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(HostError::PluginFile { path, reason: error.to_string() }),
        }
    }
    Ok(None)
}

fn read(path: &Path, text: &str) -> Result<RuntimeOptions, HostError> {
    let wrong = |error: serde_yaml_ng::Error| HostError::PluginFile { path: path.into(), reason: error.to_string() };
    let file: Value = serde_yaml_ng::from_str(text).map_err(wrong)?;
    // `runtime: rust` is the short form, without options.
    let options = file.get("runtime").and_then(|runtime| runtime.get("options")).filter(|options| !options.is_null());
    options.map_or_else(|| RuntimeOptions::read(None), RuntimeOptions::of_json)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &str, text: &str) -> Result<Option<RuntimeOptions>, HostError> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(name), text).unwrap();
        options(folder.path())
    }

    #[test]
    fn options_are_those_of_the_runtime_in_its_long_form() {
        let long = "runtime:\n  name: rust\n  options:\n    binary: bin/pack\n    args: [\"policy\"]\n";
        for name in FILES {
            assert_eq!(written(name, long).unwrap().unwrap().args, ["policy"]);
        }
        let short = written("PulumiPolicy.yaml", "runtime: rust\n").unwrap();
        assert_eq!(short, Some(RuntimeOptions::read(None).unwrap()));
        assert_eq!(written("Pulumi.yaml", long).unwrap(), None);
    }

    #[test]
    fn errors_name_the_file_or_the_option() {
        let read = |text| written("PulumiPolicy.yaml", text).unwrap_err().to_string();
        let unknown = read("runtime:\n  name: rust\n  options: {binry: x}\n");
        assert!(unknown.contains("`binry`"), "{unknown}");
        let broken = read("runtime: [\n");
        assert!(broken.contains("PulumiPolicy.yaml"), "{broken}");
    }
}
