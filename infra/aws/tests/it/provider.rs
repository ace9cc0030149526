//! Instances of the provider.

use pulumi::{Output, ResourceOptions};
use pulumi_aws::{Provider, ProviderArgs, ProviderDefaultTagsArgs, ProviderEndpointArgs, sqs};
use serde_json::json;

use crate::program::{graph, inputs};

#[tokio::test]
async fn configuration_is_text_and_what_is_no_string_is_json() {
    let sent = inputs(|ctx| {
        let args = ProviderArgs::new()
            .region("us-east-2")
            .allowed_account_ids([Output::new("123456789012".to_owned())])
            .skip_credentials_validation(true)
            .max_retries(3)
            .default_tags(ProviderDefaultTagsArgs::new().tags([("team", "support")]))
            .endpoints([ProviderEndpointArgs::new().sqs("http://127.0.0.1:4566")])
            .secret_key(Output::secret("key".to_owned()));
        Provider::new(ctx, "it", args, ResourceOptions::new());
    });
    assert_eq!(
        sent.await,
        json!({
            "region": "us-east-2",
            "allowedAccountIds": r#"["123456789012"]"#,
            "skipCredentialsValidation": "true",
            "skipRegionValidation": "true",
            "maxRetries": "3",
            "defaultTags": r#"{"tags":{"team":"support"}}"#,
            "endpoints": r#"[{"sqs":"http://127.0.0.1:4566"}]"#,
            "secretKey": { "secret": "key" },
        })
    );
}

#[tokio::test]
async fn an_instance_is_the_provider_of_a_resource() {
    let graph = graph(|ctx| {
        let provider = Provider::new(ctx, "aws", ProviderArgs::new(), ResourceOptions::new());
        let options = ResourceOptions::new().provider(&provider).depends_on(&provider);
        sqs::Queue::new(ctx, "queue", sqs::QueueArgs::new(), options);
    });
    let graph = graph.await;
    let (provider, queue) = (graph.node("aws").unwrap(), graph.node("queue").unwrap());
    assert_eq!(provider.type_, Provider::TYPE);
    assert_eq!(queue.options.provider, format!("{}::aws-id", provider.urn));
    assert_eq!(provider.options.additional_secret_outputs, ["accessKey", "secretKey", "token"]);
    assert_eq!(
        provider.to_json()["inputs"],
        json!({ "skipCredentialsValidation": "false", "skipRegionValidation": "true" })
    );
}
