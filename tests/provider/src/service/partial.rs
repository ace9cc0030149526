//! The answer for a resource that was created but is not ready.

use prost::Message;
use pulumi_proto::ErrorResourceInitFailed;
use tonic::{Code, Status};

/// Name of the detail's type.
const TYPE_URL: &str = "type.googleapis.com/pulumirpc.ErrorResourceInitFailed";

/// `google.rpc.Status`, in which gRPC carries details of errors.
#[derive(Clone, PartialEq, Message)]
struct RpcStatus {
    #[prost(int32, tag = "1")]
    code: i32,
    #[prost(string, tag = "2")]
    message: String,
    #[prost(message, repeated, tag = "3")]
    details: Vec<prost_types::Any>,
}

/// The error that lets the engine keep the resource in its state and update it the next time.
pub(super) fn init_failed(failed: &ErrorResourceInitFailed) -> Status {
    let message = failed.reasons.join("\n");
    let detail = prost_types::Any { type_url: TYPE_URL.to_owned(), value: failed.encode_to_vec() };
    let details = RpcStatus { code: Code::Unknown.into(), message: message.clone(), details: vec![detail] };
    Status::with_details(Code::Unknown, message, details.encode_to_vec().into())
}
