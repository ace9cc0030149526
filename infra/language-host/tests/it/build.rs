//! Building with cargo: tiny crates without dependencies.

use pulumi_proto::InstallDependenciesRequest;
use pulumi_proto::RunResponse;

use crate::fixture::{Host, Project, string};

const SAYS_ONE: &str = "fn main() { std::fs::write(\"said\", \"one\").unwrap(); }";

#[tokio::test]
async fn a_program_is_built_once_and_again_after_a_change() {
    let host = Host::start().await;
    let project = Project::cargo(SAYS_ONE);
    assert_eq!(host.run(&project).await, RunResponse::default());
    assert_eq!(project.read("said"), "one");
    let progress = host.log.progress();
    assert!(progress.iter().any(|line| line.starts_with("Compiling tiny v0.1.0")), "{progress:?}");

    // Fresh: cargo is not even asked. The file times of the first build are no younger than that build.
    host.run(&project).await;
    assert_eq!(host.log.progress().len(), progress.len());

    project.write("src/main.rs", &SAYS_ONE.replace("\"one\"", "\"two\""));
    host.run(&project).await;
    assert_eq!(project.read("said"), "two");
    assert!(host.log.errors().is_empty());
}

#[tokio::test]
async fn compiler_errors_are_shown_once() {
    let mut host = Host::start().await;
    let project = Project::cargo("mod part;\nfn main() { part::f(); }");
    // The same file in two targets: cargo reports its error for each.
    project.write("src/lib.rs", "pub mod part;");
    project.write("src/part.rs", "pub fn f() { let number: u8 = \"text\"; }");
    let answer = host.run(&project).await;
    assert_eq!((answer.error.as_str(), answer.bail), ("", true));
    let errors = host.log.errors();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].starts_with("the program does not compile:\nerror[E0308]: mismatched types\n"), "{}", errors[0]);
    assert_eq!(errors[0].matches("mismatched types").count(), 1, "{}", errors[0]);
    assert!(errors[0].contains("src/part.rs:1:"), "{}", errors[0]);

    let request = InstallDependenciesRequest { info: Some(project.info()), ..Default::default() };
    let mut stream = host.client.install_dependencies(request).await.unwrap().into_inner();
    let mut stderr = String::new();
    let status = loop {
        match stream.message().await {
            Ok(message) => stderr.push_str(&String::from_utf8(message.unwrap().stderr).unwrap()),
            Err(status) => break status,
        }
    };
    assert_eq!(stderr.matches("mismatched types").count(), 1, "{stderr}");
    assert_eq!(status.message(), "the program does not compile");
}

#[tokio::test]
async fn cargos_own_errors_are_shown_too() {
    let host = Host::start().await;
    let project = Project::cargo("fn main() {}").option("profile", string("fastest"));
    assert!(host.run(&project).await.bail);
    let errors = host.log.errors();
    assert!(errors[0].starts_with("`cargo build` failed: ") && errors[0].contains("fastest"), "{errors:?}");
    let project = Project::cargo("fn main() {}").option("bin", string("other"));
    host.run(&project).await;
    let errors = host.log.errors();
    assert!(errors[1].starts_with("runtime option `bin`: `other` is no binary target of package tiny"), "{errors:?}");
}

#[tokio::test]
async fn installing_builds() {
    let mut host = Host::start().await;
    let project = Project::cargo(SAYS_ONE);
    let request = InstallDependenciesRequest { info: Some(project.info()), ..Default::default() };
    let mut stream = host.client.install_dependencies(request).await.unwrap().into_inner();
    let mut stdout = String::new();
    while let Some(message) = stream.message().await.unwrap() {
        stdout.push_str(&String::from_utf8(message.stdout).unwrap());
    }
    assert!(stdout.contains("Compiling tiny v0.1.0"), "{stdout}");
    assert_eq!(host.run(&project).await, RunResponse::default());
    assert!(host.log.progress().is_empty(), "the program was built twice: {:?}", host.log.progress());
}

#[tokio::test]
async fn one_of_several_programs_must_be_named() {
    let host = Host::start().await;
    let project = Project::cargo(SAYS_ONE);
    project.write("src/bin/extra.rs", "fn main() { std::process::exit(32) }");
    project.write("nested/Cargo.toml", "[workspace]\nmembers = [\"a\", \"b\"]\nresolver = \"3\"\n");
    for name in ["a", "b"] {
        let manifest = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
        project.write(&format!("nested/{name}/Cargo.toml"), &manifest);
        project.write(&format!("nested/{name}/src/main.rs"), SAYS_ONE);
    }
    // The target with the package's name is the default.
    assert_eq!(host.run(&project).await, RunResponse::default());
    let project = project.option("manifest", string("nested"));
    assert!(host.run(&project).await.bail);
    assert!(host.log.errors()[0].contains("several packages with a binary target (a, b)"), "{:?}", host.log.errors());
    let project = project.option("package", string("b"));
    assert_eq!(host.run(&project).await, RunResponse::default());
}
