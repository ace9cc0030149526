//! GetRequiredPackages and GetProgramDependencies.

use pulumi_proto::{GetProgramDependenciesRequest, GetRequiredPackagesRequest};
use tonic::Code;

use crate::fixture::{Host, Project, list, string};

async fn packages(host: &mut Host, project: &Project) -> Vec<(String, String, String)> {
    let request = GetRequiredPackagesRequest { info: Some(project.info()) };
    let answer = host.client.get_required_packages(request).await.unwrap().into_inner();
    answer.packages.into_iter().map(|one| (one.name, one.kind, one.version)).collect()
}

async fn dependencies(host: &mut Host, project: &Project, transitive: bool) -> Vec<String> {
    let request = GetProgramDependenciesRequest {
        pwd: project.folder(),
        transitive_dependencies: transitive,
        info: Some(project.info()),
        ..Default::default()
    };
    let answer = host.client.get_program_dependencies(request).await.unwrap().into_inner();
    answer.dependencies.into_iter().map(|one| format!("{}@{}", one.name, one.version)).collect()
}

fn aws(version: &str) -> (String, String, String) {
    ("aws".into(), "resource".into(), version.into())
}

/// A program on a crate of typed resources, on which a component crate stands; a test-only crate stands aside.
fn layered() -> Project {
    let project = Project::cargo("fn main() {}");
    let manifest = |name: &str, rest: &str| {
        format!("[package]\nname = \"{name}\"\nversion = \"0.2.0\"\nedition = \"2024\"\n{rest}")
    };
    let program = "[dependencies]\ncomponents = { path = \"components\" }\n\
        [dev-dependencies]\ntesting = { path = \"testing\" }\n[workspace]\nmembers = [\"components\"]\n";
    project.write("Cargo.toml", &manifest("program", program));
    project
        .write("components/Cargo.toml", &manifest("components", "[dependencies]\ntyped = { path = \"../typed\" }\n"));
    project.write(
        "typed/Cargo.toml",
        &manifest("typed", "[package.metadata.pulumi]\nname = \"aws\"\nversion = \"7.48.0\"\n"),
    );
    project
        .write("testing/Cargo.toml", &manifest("testing", "[package.metadata.pulumi]\npackages = [\"fake@1.0.0\"]\n"));
    ["components", "typed", "testing"].iter().for_each(|name| project.write(&format!("{name}/src/lib.rs"), ""));
    project
}

#[tokio::test]
async fn options_win() {
    let mut host = Host::start().await;
    let project = Project::script("").option("packages", list(&["aws@7.48.0", "random"]));
    let random = ("random".into(), "resource".into(), String::new());
    assert_eq!(packages(&mut host, &project).await, [aws("7.48.0"), random]);
    assert_eq!(packages(&mut host, &Project::script("")).await, []);
    assert!(dependencies(&mut host, &Project::script(""), true).await.is_empty());
    let wrong = Project::script("").option("packages", string("aws"));
    let request = GetRequiredPackagesRequest { info: Some(wrong.info()) };
    let status = host.client.get_required_packages(request).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert!(status.message().starts_with("runtime option `packages`: must be a list"), "{status}");
}

#[tokio::test]
async fn crates_declare_what_they_need() {
    let mut host = Host::start().await;
    let project = layered();
    assert_eq!(packages(&mut host, &project).await, [aws("7.48.0")]);
    assert_eq!(dependencies(&mut host, &project, false).await, ["components@0.2.0", "aws@7.48.0"]);
    assert_eq!(dependencies(&mut host, &project, true).await, ["components@0.2.0", "typed@0.2.0", "aws@7.48.0"]);
    // The answer is kept, and given up when a manifest changes.
    assert!(host.caches().join("pulumi-language-rust").read_dir().unwrap().count() > 0);
    project.write("typed/Cargo.toml", &project.read("typed/Cargo.toml").replace("7.48.0", "7.49.0"));
    assert_eq!(packages(&mut host, &project).await, [aws("7.49.0")]);
}

#[tokio::test]
async fn a_kept_answer_needs_no_cargo() {
    let mut host = Host::start_with(|command| {
        command.env("PATH", "/nowhere");
    })
    .await;
    let project = layered();
    let request = GetRequiredPackagesRequest { info: Some(project.info()) };
    let status = host.client.get_required_packages(request).await.unwrap_err();
    assert!(status.message().starts_with("cargo is not on the PATH: install Rust"), "{status}");

    let mut warm = Host::start().await;
    packages(&mut warm, &project).await;
    let caches = warm.caches().to_path_buf();
    let mut host = Host::start_with(|command| {
        command.env("PATH", "/nowhere").env("XDG_CACHE_HOME", caches);
    })
    .await;
    assert_eq!(packages(&mut host, &project).await, [aws("7.48.0")]);
}
