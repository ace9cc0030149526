//! The process of a function.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::api::RuntimeApi;
use crate::error::RuntimeApiError;

/// What the service sets for every function, besides its name and the address of the interface.
const ALWAYS: [(&str, &str); 12] = [
    ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
    ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
    ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
    ("AWS_REGION", "us-east-2"),
    ("AWS_DEFAULT_REGION", "us-east-2"),
    ("AWS_EXECUTION_ENV", "AWS_Lambda_provided.al2023"),
    ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
    ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    ("AWS_SESSION_TOKEN", "session-token-of-an-example"),
    ("LANG", "en_US.UTF-8"),
    ("TZ", ":UTC"),
    ("_HANDLER", "bootstrap"),
];

/// A running function; killed by its process id when dropped.
pub struct Function {
    child: Child,
}

impl Function {
    /// Starts the binary with the variables that the service sets and these, and no others. What it prints goes to `log`.
    ///
    /// # Errors
    /// [`RuntimeApiError::Start`].
    pub fn start(
        program: &Path,
        api: &RuntimeApi,
        variables: &[(&str, &str)],
        log: &Path,
    ) -> Result<Self, RuntimeApiError> {
        let failed = |source| RuntimeApiError::Start { program: program.display().to_string(), source };
        let output = File::create(log).map_err(failed)?;
        let messages = output.try_clone().map_err(failed)?;
        let name = api.function();
        let child = Command::new(program)
            .env_clear()
            .envs(ALWAYS)
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("AWS_LAMBDA_RUNTIME_API", api.address())
            .env("AWS_LAMBDA_FUNCTION_NAME", name)
            .env("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{name}"))
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "2026/01/01/[$LATEST]0")
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(messages)
            .spawn()
            .map_err(failed)?;
        Ok(Self { child })
    }

    /// Whether the process has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
