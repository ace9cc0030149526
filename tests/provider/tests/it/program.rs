//! The program as the engine starts it.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use pulumi::wire::{map_from_wire, map_to_wire};
use pulumi_proto::resource_provider_client::ResourceProviderClient;
use pulumi_proto::{CheckRequest, ConfigureRequest, CreateRequest, ProviderHandshakeRequest};
use serde_json::json;
use tonic::transport::Endpoint;

use crate::harness::{QUEUE, map, text, urn};

/// Ends the process with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(variables: &[(&str, &str)]) -> (Running, u16) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pulumi-resource-aws"));
    command.arg("127.0.0.1:1").env_clear().envs(variables.iter().copied()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (Running(child), line.trim_end().parse().unwrap())
}

#[tokio::test]
async fn the_first_line_is_the_port_of_a_provider() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.json");
    let variables = [("STAND_IN_MODE", "file"), ("STAND_IN_STORE", store.to_str().unwrap())];
    let (_running, port) = start(&variables);
    let channel = Endpoint::from_shared(format!("http://127.0.0.1:{port}")).unwrap().connect().await.unwrap();
    let mut client = ResourceProviderClient::new(channel);

    let handshake = client.handshake(ProviderHandshakeRequest::default()).await.unwrap().into_inner();
    assert!(handshake.accept_secrets);
    assert_eq!(client.get_plugin_info(()).await.unwrap().into_inner().version, "7.48.0");
    let args = Some(map_to_wire(&map(json!({ "region": "us-east-2" }))));
    client.configure(ConfigureRequest { args, ..ConfigureRequest::default() }).await.unwrap();
    let news = Some(map_to_wire(&map(json!({ "name": "q" }))));
    let check = CheckRequest { urn: urn(QUEUE, "q"), news, ..CheckRequest::default() };
    let properties = client.check(check).await.unwrap().into_inner().inputs;
    let create = CreateRequest { urn: urn(QUEUE, "q"), properties, ..CreateRequest::default() };
    let created = client.create(create).await.unwrap().into_inner();
    assert_eq!(map_from_wire(created.properties.unwrap())["arn"], text("arn:aws:sqs:us-east-2:000000000000:q"));
    assert!(store.exists());
}

#[test]
fn it_ends_when_the_engine_is_gone() {
    // The shell stands for an engine that dies a second after it has started its provider.
    let mut shell = Command::new("sh");
    shell.args(["-c", "\"$0\" 127.0.0.1:1 & sleep 1", env!("CARGO_BIN_EXE_pulumi-resource-aws")]);
    let mut shell = shell.env_clear().env("PATH", "/usr/bin:/bin").stdout(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(shell.stdout.take().unwrap());
    let mut port = String::new();
    output.read_line(&mut port).unwrap();
    let port: u16 = port.trim_end().parse().unwrap();
    let connect = || TcpStream::connect(("127.0.0.1", port));
    assert!(connect().is_ok());
    shell.wait().unwrap();
    // The pipe closes with the last process that holds it.
    assert_eq!(output.read_line(&mut String::new()).unwrap(), 0);
    assert!(connect().is_err());
}

#[test]
fn help_and_version_end_at_once() {
    for argument in ["--help", "--version"] {
        let output = Command::new(env!("CARGO_BIN_EXE_pulumi-resource-aws")).arg(argument).output().unwrap();
        assert!(output.status.success());
        assert!(String::from_utf8(output.stdout).unwrap().contains("pulumi-resource-aws"), "{argument}");
    }
}
