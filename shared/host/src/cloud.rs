//! What the variables of a function say about its deployment.

use switchboard_cloud::{Lane, Lanes, Namespace};

use crate::error::HostError;
use crate::process::Process;
use crate::variables::Variables;

/// Prefix and environment of everything that the process uses.
///
/// # Errors
/// [`HostError::Value`] if no resource can be called like this.
pub fn namespace(process: &Process) -> Result<Namespace, HostError> {
    Namespace::new(process.prefix.as_str(), process.settings.environment())
        .map_err(|error| HostError::Value { name: "SWITCHBOARD_PREFIX", reason: error.to_string() })
}

/// The queues: `SWITCHBOARD_QUEUE_URL`, where live chat has a queue of its own `SWITCHBOARD_LIVE_QUEUE_URL`, and for
/// hosts that give messages up `SWITCHBOARD_DLQ_URL` and `SWITCHBOARD_LIVE_DLQ_URL`.
///
/// # Errors
/// [`HostError::Variable`] without a main queue.
pub fn lanes(variables: &Variables) -> Result<Lanes, HostError> {
    let text = |name: &str| variables.get(name).map(str::to_owned);
    let queue_url = variables.required("SWITCHBOARD_QUEUE_URL", "the queue of events")?.to_owned();
    Ok(Lanes {
        main: Lane { queue_url, dead_letter_url: text("SWITCHBOARD_DLQ_URL") },
        live_chat: text("SWITCHBOARD_LIVE_QUEUE_URL")
            .map(|queue_url| Lane { queue_url, dead_letter_url: text("SWITCHBOARD_LIVE_DLQ_URL") }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_per_queue_that_is_named() {
        let one = lanes(&Variables::from([("SWITCHBOARD_QUEUE_URL", "q")])).unwrap();
        assert_eq!((one.main.dead_letter_url, one.live_chat), (None, None));
        let both = Variables::from([
            ("SWITCHBOARD_QUEUE_URL", "q"),
            ("SWITCHBOARD_DLQ_URL", "d"),
            ("SWITCHBOARD_LIVE_QUEUE_URL", "lq"),
            ("SWITCHBOARD_LIVE_DLQ_URL", "ld"),
        ]);
        let live = lanes(&both).unwrap().live_chat.unwrap();
        assert_eq!((live.queue_url.as_str(), live.dead_letter_url.as_deref()), ("lq", Some("ld")));
        let error = lanes(&Variables::from([("SWITCHBOARD_DLQ_URL", "d")])).unwrap_err();
        assert!(error.to_string().contains("SWITCHBOARD_QUEUE_URL"), "{error}");
    }

    #[test]
    fn a_prefix_that_no_resource_can_have_is_refused() {
        let start = |prefix| {
            let variables = Variables::from([("SWITCHBOARD_ENV", "dev"), ("SWITCHBOARD_PREFIX", prefix)]);
            namespace(&Process::start(&variables, Box::new(std::io::sink())).unwrap())
        };
        assert_eq!(start("acme").unwrap().resource("ledger"), "acme-dev-ledger");
        assert!(start("Acme_").unwrap_err().to_string().contains("SWITCHBOARD_PREFIX"));
    }
}
