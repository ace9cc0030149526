//! Subscriptions of topics. The emulator confirms a subscription by mail at once and sends nothing; AWS waits for somebody
//! to click, and deletes no subscription before that.

use async_trait::async_trait;

use super::SERVICE;
use crate::clients::Clients;
use crate::families::cloudwatch::values::properties;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

const PROTOCOLS: [&str; 9] =
    ["application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"];

/// What the provider waits for, which no call tells.
const WAITING: [&str; 2] = ["confirmationTimeoutInMinutes", "endpointAutoConfirms"];

/// Properties that are JSON, and their attributes.
const DOCUMENTS: [(&str, &str); 2] = [("filterPolicy", "FilterPolicy"), ("redrivePolicy", "RedrivePolicy")];

/// `aws:sns/topicSubscription:TopicSubscription`; the id is the ARN.
pub(super) struct TopicSubscription;

#[async_trait]
impl Kind for TopicSubscription {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        check(&inputs)?;
        let (topic, endpoint) = (inputs.required("topic")?, inputs.required("endpoint")?);
        let protocol = inputs.required("protocol")?;
        let mut attributes = wanted(&inputs)?;
        attributes.retain(|(_, value)| !value.is_empty());
        let attributes = attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let call = aws.sns().subscribe().topic_arn(topic).protocol(protocol).endpoint(endpoint);
        let call = call.set_attributes(Some(attributes)).return_subscription_arn(true);
        let answer = call.send().await.map_err(refused(SERVICE))?;
        let mut id = answer.subscription_arn.unwrap_or_default();
        if !id.starts_with("arn:") {
            id = pending(aws, topic, protocol, endpoint).await?;
        }
        let known = inputs.members();
        let outputs = self.read(aws, &id, known).await?.unwrap_or_default();
        let outputs = outputs.into_iter().filter(|(name, _)| !known.contains_key(name)).collect();
        Ok(Created { id, outputs })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let call = aws.sns().get_subscription_attributes().subscription_arn(id);
        let answer = found(call.send().await.map_err(refused(SERVICE)))?;
        let Some(attributes) = answer.and_then(|answer| answer.attributes) else { return Ok(None) };
        let attribute = |name: &str| attributes.get(name).map(String::as_str);
        let is_true = |name: &str| attribute(name) == Some("true");
        let mut told = Told::new(known)
            .some("topic", attribute("TopicArn"))
            .some("protocol", attribute("Protocol"))
            .some("endpoint", attribute("Endpoint"))
            .unless("rawMessageDelivery", Some(is_true("RawMessageDelivery")), false)
            .unless(
                "filterPolicyScope",
                attribute("FilterPolicyScope").filter(|scope| !scope.is_empty()),
                "MessageAttributes",
            )
            .keep(&WAITING);
        for (property, name) in DOCUMENTS {
            told = told.json(property, attribute(name).filter(|text| !text.is_empty()));
        }
        let told = told
            .put("arn", id)
            .some("ownerId", attribute("Owner"))
            .put("confirmationWasAuthenticated", is_true("ConfirmationWasAuthenticated"))
            .put("pendingConfirmation", is_true("PendingConfirmation"));
        Ok(Some(told.finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let (old, new) = (Inputs::new(SERVICE, old), Inputs::new(SERVICE, new));
        check(&new)?;
        let before = wanted(&old)?;
        for (name, value) in wanted(&new)? {
            if before.contains(&(name, value.clone())) {
                continue;
            }
            let call = aws.sns().set_subscription_attributes().subscription_arn(id).attribute_name(name);
            call.attribute_value(value).send().await.map_err(refused(SERVICE))?;
        }
        Ok(properties([("arn", id.into())]))
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        gone(aws.sns().unsubscribe().subscription_arn(id).send().await.map_err(refused(SERVICE)))
    }
}

/// ARN of a subscription that waits for its confirmation, which `Subscribe` does not tell on the emulator.
async fn pending(aws: &Clients, topic: &str, protocol: &str, endpoint: &str) -> Result<String, Refusal> {
    let answer = aws.sns().list_subscriptions_by_topic().topic_arn(topic).send().await.map_err(refused(SERVICE))?;
    let subscriptions = answer.subscriptions.unwrap_or_default();
    let ours = subscriptions
        .into_iter()
        .find(|subscription| subscription.protocol() == Some(protocol) && subscription.endpoint() == Some(endpoint));
    ours.and_then(|subscription| subscription.subscription_arn).ok_or_else(|| Refusal::Missing {
        service: SERVICE,
        message: format!("{topic} lists no subscription of {protocol} {endpoint}"),
    })
}

/// Attributes as the inputs want them.
fn wanted(inputs: &Inputs<'_>) -> Result<Vec<(&'static str, String)>, Refusal> {
    let text = |property| Ok::<_, Refusal>(inputs.text(property)?.unwrap_or_default().to_owned());
    let mut attributes = vec![
        ("RawMessageDelivery", inputs.flag("rawMessageDelivery")?.unwrap_or_default().to_string()),
        ("FilterPolicyScope", text("filterPolicyScope")?),
    ];
    for (property, name) in DOCUMENTS {
        attributes.push((name, text(property)?));
    }
    Ok(attributes)
}

fn check(inputs: &Inputs<'_>) -> Result<(), Refusal> {
    let names = ["topic", "protocol", "endpoint", "rawMessageDelivery", "filterPolicyScope"];
    let names: Vec<&str> = names.into_iter().chain(WAITING).chain(DOCUMENTS.map(|(property, _)| property)).collect();
    inputs.only(&names)?;
    let (protocol, endpoint) = (inputs.required("protocol")?, inputs.required("endpoint")?);
    if !PROTOCOLS.contains(&protocol) {
        return refuse(format!("`{protocol}` is no protocol; write one of {}", PROTOCOLS.join(", ")));
    }
    if protocol.starts_with("email") && !endpoint.contains('@') {
        return refuse(format!("`{endpoint}` is no mail address"));
    }
    if matches!(protocol, "http" | "https") && !endpoint.starts_with(&format!("{protocol}://")) {
        return refuse(format!("`{endpoint}` does not start with {protocol}://"));
    }
    Ok(())
}

fn refuse(reason: String) -> Result<(), Refusal> {
    Err(Refusal::invalid(SERVICE, "SNS-SUBSCRIPTION", format!("Invalid parameter: {reason}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn endpoints_that_do_not_fit_their_protocol_are_refused() {
        for (protocol, endpoint) in [("mail", "a@b.example"), ("email", "somebody"), ("https", "http://a.example")] {
            let inputs = json!({"topic": "t", "protocol": protocol, "endpoint": endpoint});
            let error = check(&Inputs::new(SERVICE, inputs.as_object().unwrap())).unwrap_err();
            assert!(matches!(error, Refusal::Invalid { rule: "SNS-SUBSCRIPTION", .. }), "{error:?}");
        }
    }
}
