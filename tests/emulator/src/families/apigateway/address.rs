//! Where APIs can be called.

use std::sync::{Arc, Mutex, PoisonError};

use super::SERVICE;
use crate::clients::Clients;
use crate::refusal::{Refusal, refused};

/// Path of the call whose request is looked at.
const ACCOUNT: &str = "/account";

/// Address of an API, without a slash at its end: a stage that is not `$default` follows, then the path.
pub(crate) async fn of_api(aws: &Clients, id: &str) -> Result<String, Refusal> {
    Ok(format!("{}/_aws/execute-api/{id}", endpoint(aws).await?))
}

/// ARN of what callers of an API may do.
pub(crate) fn execution_arn(aws: &Clients, id: &str) -> String {
    format!("arn:aws:execute-api:{}:{}:{id}", aws.region(), aws.account())
}

/// Where the clients find the emulator, as a request of theirs tells: they have no call for it.
async fn endpoint(aws: &Clients) -> Result<String, Refusal> {
    let seen = Arc::new(Mutex::new(String::new()));
    let sink = Arc::clone(&seen);
    let call = aws.apigateway().get_account().customize().mutate_request(move |request| {
        request.uri().clone_into(&mut sink.lock().unwrap_or_else(PoisonError::into_inner));
    });
    call.send().await.map_err(refused(SERVICE))?;
    let uri = seen.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(uri.strip_suffix(ACCOUNT).unwrap_or(&uri).to_owned())
}
