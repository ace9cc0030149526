//! A second opinion from end to end: capture, write, compile, run both, compare.

use std::path::{Path, PathBuf};

use pulumi::Context;
use tokio::process::Command;

use crate::capture::Capture;
use crate::compare::{Comparison, compare};
use crate::deployment::{Deployment, Operation};
use crate::error::Error;
use crate::npm::{Packages, finish, write};
use crate::process::{self, Finished};
use crate::typescript;

const COMPILER_OPTIONS: &str = r#"{
    "compilerOptions": {
        "strict": true,
        "noEmitOnError": true,
        "target": "es2022",
        "module": "commonjs",
        "moduleResolution": "node",
        "skipLibCheck": true,
        "types": ["node"],
        "outDir": "out"
    },
    "files": ["index.ts"]
}
"#;

/// A Rust program and the same as TypeScript.
#[derive(Clone, Debug)]
pub struct Pair {
    packages: Packages,
    deployment: Deployment,
    /// The Rust program.
    pub binary: PathBuf,
    /// The written TypeScript program.
    pub source: PathBuf,
    /// The compiled TypeScript program.
    pub compiled: PathBuf,
}

impl Pair {
    /// Captures a program, writes it as TypeScript and compiles that with all strict checks. `binary` runs the same
    /// program; `name` is the folder of the TypeScript program below `.tools/second-opinion/programs`. It must run inside
    /// a tokio runtime of one thread.
    ///
    /// # Errors
    /// [`Error`] of the first step that fails; a program that the compiler refuses is [`Error::Process`] with what it said.
    pub async fn prepare<P, W>(name: &str, deployment: Deployment, binary: &Path, program: P) -> Result<Self, Error>
    where
        P: Fn(Context) -> W,
        W: Future<Output = pulumi::Result>,
    {
        let capture = Capture::of(&deployment, program).await?;
        let text = typescript::write(&capture)?;
        let packages = Packages::install().await?;
        let folder = packages.program(name);
        std::fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
        let source = folder.join("index.ts");
        write(&source, &text)?;
        write(&folder.join("tsconfig.json"), COMPILER_OPTIONS)?;
        let mut tsc = Command::new("node");
        tsc.arg(packages.modules().join("typescript/bin/tsc")).arg("-p").arg(&folder);
        finish(tsc, "tsc").await?;
        let compiled = folder.join("out/index.js");
        Ok(Self { packages, deployment, binary: binary.to_owned(), source, compiled })
    }

    /// Runs the Rust program.
    ///
    /// # Errors
    /// [`Error::Process`] if it fails.
    pub async fn rust(&self, operation: Operation) -> Result<Finished, Error> {
        process::rust(&self.binary, self.deployment.clone().operation(operation)).await
    }

    /// Runs the TypeScript program.
    ///
    /// # Errors
    /// [`Error::Process`] if it fails.
    pub async fn node(&self, operation: Operation) -> Result<Finished, Error> {
        let deployment = self.deployment.clone().operation(operation);
        process::node(&self.packages.modules(), &self.compiled, deployment).await
    }

    /// Runs both and compares.
    ///
    /// # Errors
    /// [`Error::Process`] if one of them fails.
    pub async fn compare(&self, operation: Operation) -> Result<Comparison, Error> {
        let rust = self.rust(operation).await?;
        let node = self.node(operation).await?;
        Ok(compare(&rust.recording, &node.recording))
    }
}
