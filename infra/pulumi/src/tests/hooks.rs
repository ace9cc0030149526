//! Hooks, called the way the engine calls them.

use prost::Message as _;
use pulumi_proto as proto;
use pulumi_proto::callbacks_client::CallbacksClient;

use super::capture::{Engine, resource};
use crate::{AfterError, Error, HookOptions, HookPoint, ResourceOptions, inputs};

async fn call(callback: &proto::Callback, request: impl prost::Message) -> Result<Vec<u8>, tonic::Status> {
    let endpoint = tonic::transport::Endpoint::from_shared(format!("http://{}", callback.target)).unwrap();
    let mut client = CallbacksClient::new(endpoint.connect().await.unwrap());
    let (token, request) = (callback.token.clone(), request.encode_to_vec());
    client.invoke(proto::CallbackInvokeRequest { token, request }).await.map(|answer| answer.into_inner().response)
}

#[tokio::test]
async fn a_hook_is_registered_once_before_its_resources_and_answers_with_its_error() {
    let requests = Engine::default()
        .run(|ctx| async move {
            let options = HookOptions { on_preview: true, ignore_errors: false };
            let hook = ctx.hook("check", options, |args| async move {
                if args.name == "bad" { Err(Error::new("not this one")) } else { Ok(()) }
            });
            let options =
                || ResourceOptions::new().hook(HookPoint::BeforeCreate, &hook).hook(HookPoint::AfterDelete, &hook);
            resource(&ctx, "a", inputs! {}, options());
            resource(&ctx, "b", inputs! {}, options());
            Ok(())
        })
        .await;
    assert_eq!(requests.hooks.len(), 1);
    let (hook, a) = (&requests.hooks[0], requests.of("a").hooks.clone().unwrap());
    assert!(hook.on_dry_run && !hook.ignore_errors);
    assert_eq!((a.before_create.as_slice(), a.after_delete.len()), (["check".to_owned()].as_slice(), 1));
    let callback = hook.callback.clone().unwrap();
    let error = async |name: &str| {
        let request = proto::ResourceHookRequest { name: name.to_owned(), ..Default::default() };
        let response = call(&callback, request).await.unwrap();
        proto::ResourceHookResponse::decode(response.as_slice()).unwrap().error
    };
    assert_eq!((error("good").await.as_str(), error("bad").await.as_str()), ("", "not this one"));
    let unknown = proto::Callback { token: "other".to_owned(), ..callback.clone() };
    assert_eq!(call(&unknown, proto::ResourceHookRequest::default()).await.unwrap_err().code(), tonic::Code::NotFound);
}

#[tokio::test]
async fn a_panic_in_a_hook_is_its_error_and_an_error_hook_decides_on_a_retry() {
    let requests = Engine::default()
        .run(|ctx| async move {
            let panics = ctx.hook("panics", HookOptions::default(), |_| async { panic!("boom") });
            let retries = ctx.error_hook("retries", |args| async move {
                Ok(if args.errors.len() < 3 { AfterError::Retry } else { AfterError::Fail })
            });
            let options = ResourceOptions::new().hook(HookPoint::AfterCreate, &panics).on_error(&retries);
            resource(&ctx, "a", inputs! {}, options);
            Ok(())
        })
        .await;
    assert_eq!(requests.of("a").hooks.clone().unwrap().on_error, ["retries"]);
    let callback = requests.hooks[0].callback.clone().unwrap();
    let response = call(&callback, proto::ResourceHookRequest::default()).await.unwrap();
    assert!(!proto::ResourceHookResponse::decode(response.as_slice()).unwrap().error.is_empty());
    let callback = requests.error_hooks[0].callback.clone().unwrap();
    let retry = async |failures: usize| {
        let request = proto::ErrorHookRequest { errors: vec!["no".to_owned(); failures], ..Default::default() };
        let response = call(&callback, request).await.unwrap();
        proto::ErrorHookResponse::decode(response.as_slice()).unwrap().retry
    };
    assert_eq!((retry(1).await, retry(3).await), (true, false));
}
