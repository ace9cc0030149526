//! RunPlugin: output as it comes, exit codes, environment.

use pulumi_proto::RunPluginRequest;
use pulumi_proto::run_plugin_response::Output;

use crate::fixture::{Host, Project, eventually, lives, string};

fn request(project: &Project) -> RunPluginRequest {
    RunPluginRequest {
        pwd: project.folder(),
        args: vec!["127.0.0.1:9".into()],
        env: vec!["FLAVOUR=sweet=sour".into()],
        info: Some(project.info()),
        kind: "analyzer".into(),
        ..RunPluginRequest::default()
    }
}

async fn outcome(host: &mut Host, project: &Project) -> (String, String, Option<i32>) {
    let mut stream = host.client.run_plugin(request(project)).await.unwrap().into_inner();
    let (mut stdout, mut stderr, mut code) = (Vec::new(), Vec::new(), None);
    while let Some(message) = stream.message().await.unwrap() {
        assert_eq!(code, None, "nothing may follow the exit code");
        match message.output.unwrap() {
            Output::Stdout(bytes) => stdout.extend(bytes),
            Output::Stderr(bytes) => stderr.extend(bytes),
            Output::Exitcode(number) => code = Some(number),
        }
    }
    (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap(), code)
}

#[tokio::test]
async fn output_and_exit_code() {
    let mut host = Host::start().await;
    let project = Project::script("echo $1 $FLAVOUR; echo oh >&2; exit 3");
    assert_eq!(outcome(&mut host, &project).await, ("127.0.0.1:9 sweet=sour\n".into(), "oh\n".into(), Some(3)));
    let project = Project::script("head -c 300000 /dev/zero | tr '\\0' x; kill -KILL $$");
    let (stdout, _, code) = outcome(&mut host, &project).await;
    assert_eq!((stdout.len(), code), (300_000, Some(137)));
}

#[tokio::test]
async fn what_prevents_the_start_is_in_the_error_output() {
    let mut host = Host::start().await;
    let project = Project::new().option("binary", string("missing"));
    let (_, stderr, code) = outcome(&mut host, &project).await;
    assert_eq!(code, Some(1));
    assert!(stderr.contains("there is no program at"), "{stderr}");
}

#[tokio::test]
async fn a_plugin_ends_when_nobody_listens() {
    let mut host = Host::start().await;
    let project = Project::script("echo $$ > pid; echo ready; exec sleep 300");
    let mut stream = host.client.run_plugin(request(&project)).await.unwrap().into_inner();
    assert_eq!(stream.message().await.unwrap().unwrap().output, Some(Output::Stdout(b"ready\n".to_vec())));
    let pid = project.read("pid");
    assert!(lives(&pid));
    drop(stream);
    eventually("the plugin ends", || !lives(&pid)).await;
}
