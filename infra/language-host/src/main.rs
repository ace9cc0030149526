//! `pulumi-language-rust`: lets the Pulumi engine run programs and policy packs that are written in Rust.
//!
//! The engine starts it for `runtime: rust`, reads a port from its first line, and asks over gRPC what the program needs,
//! to build it and to run it. It knows cargo and processes and nothing of resources: the program talks to the engine by
//! itself, through the SDK in `infra/pulumi`.

mod cargo;
mod child;
mod engine;
mod freshness;
mod options;
mod plan;
mod program;
mod service;

use std::io::Write as _;
use std::process::ExitCode;

use pulumi_proto::language_runtime_server::LanguageRuntimeServer;
use tonic::transport::server::TcpIncoming;

/// The engine's own limit of a message: 400 MiB.
const LARGEST_MESSAGE: usize = 400 << 20;

const HELP: &str = "\
pulumi-language-rust: the Pulumi language host for Rust

The Pulumi engine starts it; there is nothing to do by hand. It is found on PATH, or where Pulumi.yaml says:

  runtime: rust
  plugins:
    languages:
      - name: rust
        path: .tools/bin

Usage: pulumi-language-rust [ENGINE_ADDRESS]

Options of the program, in Pulumi.yaml:
  runtime:
    name: rust
    options:
      binary: PATH        a program that is built already; cargo is not used
      manifest: PATH      Cargo.toml, or its folder (default: the program's folder)
      package: NAME       cargo package of the program (default: the one of the manifest)
      bin: NAME           its binary (default: the only one)
      profile: NAME       cargo profile (default: release)
      args: [TEXT]        arguments of the program
      packages: [P]       packages whose providers it needs, as name@version (default: what the crates
                          that it depends on declare under [package.metadata.pulumi])

  -h, --help     Print this help
  -V, --version  Print the version
";

#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let say = |text: &str| drop(std::io::stdout().write_all(text.as_bytes()));
    match arguments.last().map(String::as_str) {
        Some("-h" | "--help") => {
            say(HELP);
            return ExitCode::SUCCESS;
        }
        Some("-V" | "--version") => {
            say(concat!("pulumi-language-rust ", env!("CARGO_PKG_VERSION"), "\n"));
            return ExitCode::SUCCESS;
        }
        _ => {}
    }
    // The address is the last argument; flags for logging and tracing may come before it.
    let engine = arguments.into_iter().rev().find(|argument| !argument.starts_with('-')).unwrap_or_default();
    match serve(engine).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            drop(writeln!(std::io::stderr(), "error: pulumi-language-rust cannot serve: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn serve(engine: String) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    let children = child::Children::default();
    let service = LanguageRuntimeServer::new(service::Host::new(engine, children.clone()))
        .max_decoding_message_size(LARGEST_MESSAGE)
        .max_encoding_message_size(LARGEST_MESSAGE);
    writeln!(std::io::stdout(), "{port}")?;
    std::io::stdout().flush()?;
    // Without it every small answer waits for the next one.
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let served = tonic::transport::Server::builder()
        .add_service(service)
        .serve_with_incoming_shutdown(incoming, stop_signal())
        .await;
    children.kill();
    Ok(served?)
}

async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
