//! Compiles the protocol without an installed protoc.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let files = ["resource", "engine", "language", "provider", "analyzer", "callback", "errors"];
    let files = files.map(|name| format!("proto/pulumi/{name}.proto"));
    println!("cargo::rerun-if-changed=proto");
    let descriptors = protox::compile(files, ["proto"])?;
    tonic_prost_build::configure().compile_fds(descriptors)?;
    Ok(())
}
