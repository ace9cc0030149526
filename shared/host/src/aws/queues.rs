//! Finding the queues of a deployment by their names, for operators.

use switchboard_cloud::{AwsConfig, Lane, Lanes, Namespace};

use crate::error::HostError;

/// The queues of a deployment and their dead letters, with the one of live chat if the settings have it. Asks the service
/// for the URL of each name.
///
/// # Errors
/// [`HostError::Queue`] names the queue that cannot be found.
pub async fn look_up_lanes(config: &AwsConfig, namespace: &Namespace, live_chat: bool) -> Result<Lanes, HostError> {
    let lane = async |name: &str| {
        Ok::<_, HostError>(Lane {
            queue_url: url(config, namespace.resource(&format!("{name}.fifo"))).await?,
            dead_letter_url: Some(url(config, namespace.resource(&format!("{name}-dlq.fifo"))).await?),
        })
    };
    let main = lane("events").await?;
    let live_chat = if live_chat { Some(lane("events-live").await?) } else { None };
    Ok(Lanes { main, live_chat })
}

async fn url(config: &AwsConfig, name: String) -> Result<String, HostError> {
    let answer = config.sqs().get_queue_url().queue_name(&name).send().await;
    answer.ok().and_then(|answer| answer.queue_url).ok_or(HostError::Queue(name))
}
