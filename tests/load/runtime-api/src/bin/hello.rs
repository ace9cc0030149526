//! The smallest useful Lambda function: what the runtime costs without any work. Measurements divide by it.
//!
//! It answers what it was given, with the id and the deadline of its invocation; the event `{"fail": TEXT}` is an error of
//! the function.

use std::process::ExitCode;

use lambda_runtime::{Diagnostic, LambdaEvent, run, service_fn};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    if run(service_fn(answer)).await.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn answer(event: LambdaEvent<Value>) -> Result<Value, Diagnostic> {
    let LambdaEvent { payload, context } = event;
    match payload.get("fail").and_then(Value::as_str) {
        Some(told) => Err(Diagnostic { error_type: "hello.told".to_owned(), error_message: told.to_owned() }),
        None => Ok(json!({"event": payload, "id": context.request_id, "deadline": context.deadline})),
    }
}
