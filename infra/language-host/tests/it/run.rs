//! Run: environment, arguments, exit codes, wrong options.

use crate::fixture::{Host, Project, list, string};

#[tokio::test]
async fn the_program_gets_addresses_and_names_but_no_configuration() {
    let mut host = Host::start().await;
    let project = Project::script("pwd > pwd; env > env; echo \"$@\" > args; echo hello");
    let project = project.option("args", list(&["--one", "two words"]));
    let mut request = project.request();
    request.args = vec!["three".into()];
    let answer = host.client.run(request).await.unwrap().into_inner();
    assert_eq!((answer.error.as_str(), answer.bail), ("", false));
    let env = project.read("env");
    let engine = format!("PULUMI_ENGINE={}", host.engine);
    let root = format!("PULUMI_ROOT_DIRECTORY={}", project.folder());
    for line in [
        "PULUMI_MONITOR=127.0.0.1:1",
        &engine,
        "PULUMI_PROJECT=demo",
        "PULUMI_STACK=dev",
        "PULUMI_ORGANIZATION=organization",
        "PULUMI_DRY_RUN=true",
        "PULUMI_PARALLEL=7",
        &root,
        "PULUMI_RUST_LIFELINE=stdin",
    ] {
        assert!(env.lines().any(|one| one == line), "{line} is not in\n{env}");
    }
    assert!(!env.contains("hunter2"), "a secret is in the environment");
    assert_eq!(project.read("pwd").trim(), project.folder());
    assert_eq!(project.read("args"), "--one two words three\n");
    // What the program prints reaches whoever started the host.
    assert_eq!(host.stdout.next_line().await.unwrap().as_deref(), Some("hello"));
}

#[tokio::test]
async fn the_end_of_a_program() {
    let host = Host::start().await;
    let end = async |text: &str| {
        let answer = host.run(&Project::script(text)).await;
        (answer.error, answer.bail)
    };
    assert_eq!(end("exit 0").await, (String::new(), false));
    assert_eq!(end("exit 32").await, (String::new(), true));
    assert_eq!(end("exit 101").await, ("the program exited with code 101".into(), false));
    assert_eq!(end("kill -SEGV $$").await, ("the program was ended by signal 11".into(), false));
    assert!(host.log.errors().is_empty());
}

#[tokio::test]
async fn wrong_options_are_one_error_of_the_deployment() {
    let host = Host::start().await;
    let answer = host.run(&Project::new().option("binry", string("x"))).await;
    assert!(answer.bail);
    let errors = host.log.errors();
    assert_eq!(errors.len(), 1);
    assert!(errors[0].starts_with("runtime option `binry`: is unknown"), "{errors:?}");

    host.run(&Project::new().option("binary", string("missing"))).await;
    assert!(host.log.errors()[1].contains("/missing. Build it"), "{:?}", host.log.errors());
    host.run(&Project::new()).await;
    assert!(host.log.errors()[2].starts_with("no Cargo.toml at "), "{:?}", host.log.errors());
}

#[tokio::test]
async fn programs_run_side_by_side() {
    let host = Host::start().await;
    // Each waits for the other.
    let meeting = tempfile::tempdir().unwrap();
    let at = meeting.path().display();
    let one = Project::script(&format!("touch {at}/one; until [ -e {at}/two ]; do sleep 0.01; done"));
    let two = Project::script(&format!("touch {at}/two; until [ -e {at}/one ]; do sleep 0.01; done"));
    let (one, two) = tokio::join!(host.run(&one), host.run(&two));
    assert_eq!((one.error, two.error), (String::new(), String::new()));
}
