//! The switches of the simulated vendors. All off by default: a healthy, orderly vendor.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::openai::Quirk;

/// Every switch. Rates are chances between 0 and 1 per call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// The rates, cuts and latencies apply only to these operations; empty means all, of all vendors.
    pub only_operations: Vec<String>,
    /// Answers come this late. The call is applied first, so a client that gives up has still been served.
    pub latency_ms: u32,
    /// Further latency, up to this, by chance.
    pub latency_jitter_ms: u32,
    /// Server errors before the call is applied.
    pub error_rate: f64,
    /// Server errors after the call was applied.
    pub error_after_apply_rate: f64,
    /// Status of both kinds of server error.
    pub error_status: u16,
    /// The call is applied, the answer never arrives.
    pub lost_answer_rate: f64,
    /// A lost answer leaves the connection open and silent rather than cutting it.
    pub lost_answer_hangs: bool,
    /// A call whose answer is lost is applied only this much later.
    pub late_apply_ms: u32,
    /// The connection is cut before the call is applied.
    pub refuse_rate: f64,
    /// A one-time order: the listening socket is closed for this long, so that connecting fails. Reads back as 0.
    pub refuse_for_ms: u32,
    /// The answer's JSON breaks off in the middle.
    pub truncate_rate: f64,
    /// 429 although the window has room.
    pub rate_429_rate: f64,
    /// Wait that a forced 429 names, seconds.
    pub retry_after_s: u32,
    /// How a 429 names its wait.
    pub retry_after_style: RetryAfterStyle,
    /// Calls that the account may make in 30 s.
    pub window_limit: u32,
    /// Calls of other integrations of the account in every 30 s.
    pub background_load_per_30s: u32,
    /// Richpanel answers 401.
    pub unauthorized: bool,
    /// Status of ticket listing (200, 401, 403, 404), whatever single reads do.
    pub listing_status: u16,
    /// Layout of a ticket.
    pub shape: ReadShape,
    /// Layout of a list.
    pub list_shape: ListShape,
    /// Spelling of times.
    pub times: TimeStyle,
    /// How operators are marked.
    pub operator_markers: MarkerStyle,
    /// Comments come without ids.
    pub without_comment_ids: bool,
    /// Every operator comment is marked by nothing that a reader knows.
    pub unknown_authors: bool,
    /// Tags read as names or ids.
    pub tags_read_mode: TagReadMode,
    /// A sent reply shows as a comment only this much later.
    pub comment_delay_ms: u32,
    /// A send is accepted, and neither delivered nor ever shown.
    pub send_ok_without_comment_rate: f64,
    /// The answer to a send holds the new comment.
    pub send_echo: bool,
    /// The answer to a tag write holds the ticket.
    pub tags_echo: bool,
    /// A close is accepted and ignored.
    pub close_ignored: bool,
    /// The one payload that closes.
    pub close_payload: SimClosePayload,
    /// A customer's message reopens a closed ticket.
    pub reopen_on_reply: bool,
    /// An automation of the tenant acknowledges each customer message with an operator comment.
    pub auto_acknowledge: bool,
    /// A rule of the tenant fires the webhook when a tag is written.
    pub tag_loop: bool,
    /// What the linked-order endpoint says.
    pub order_link: LinkMode,
    /// Extra webhooks per message, as if several rules fired.
    pub webhook_duplicates: u32,
    /// Webhooks are held back by chance, up to 3 s, so that they overtake each other.
    pub webhook_reorder: bool,
    /// Webhooks that are never sent.
    pub webhook_drop_rate: f64,
    /// Webhooks are sent this much later.
    pub webhook_delay_ms: u32,
    /// What a webhook's body holds.
    pub webhook_body: WebhookBody,
    /// Shopify answers 401.
    pub shopify_unauthorized: bool,
    /// Shopify answers 200 with a THROTTLED error.
    pub shopify_throttle_rate: f64,
    /// Version that Shopify says it served, when it differs from the one asked for.
    pub shopify_served_version: Option<String>,
    /// A name search returns another customer's similar order first.
    pub shopify_decoys: bool,
    /// What becomes of calls of the language model.
    pub openai_quirk: Quirk,
    /// How often `openai_quirk` applies.
    pub openai_quirk_rate: f64,
    /// Calls per minute and model.
    pub openai_requests_per_min: u32,
    /// Tokens per minute and model, in and out.
    pub openai_tokens_per_min: u32,
    /// Calls per customer message that count as too many.
    pub calls_ceiling: u32,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            only_operations: Vec::new(),
            latency_ms: 0,
            latency_jitter_ms: 0,
            error_rate: 0.0,
            error_after_apply_rate: 0.0,
            error_status: 500,
            lost_answer_rate: 0.0,
            lost_answer_hangs: false,
            late_apply_ms: 0,
            refuse_rate: 0.0,
            refuse_for_ms: 0,
            truncate_rate: 0.0,
            rate_429_rate: 0.0,
            retry_after_s: 5,
            retry_after_style: RetryAfterStyle::Seconds,
            window_limit: 50,
            background_load_per_30s: 0,
            unauthorized: false,
            listing_status: 200,
            shape: ReadShape::Wrapped,
            list_shape: ListShape::Keyed,
            times: TimeStyle::Rfc3339,
            operator_markers: MarkerStyle::Bool,
            without_comment_ids: false,
            unknown_authors: false,
            tags_read_mode: TagReadMode::Name,
            comment_delay_ms: 0,
            send_ok_without_comment_rate: 0.0,
            send_echo: false,
            tags_echo: false,
            close_ignored: false,
            close_payload: SimClosePayload::StateAndStatus,
            reopen_on_reply: true,
            auto_acknowledge: false,
            tag_loop: false,
            order_link: LinkMode::Normal,
            webhook_duplicates: 0,
            webhook_reorder: false,
            webhook_drop_rate: 0.0,
            webhook_delay_ms: 0,
            webhook_body: WebhookBody::Minimal,
            shopify_unauthorized: false,
            shopify_throttle_rate: 0.0,
            shopify_served_version: None,
            shopify_decoys: true,
            openai_quirk: Quirk::Normal,
            openai_quirk_rate: 1.0,
            openai_requests_per_min: 500,
            openai_tokens_per_min: 500_000,
            calls_ceiling: 8,
        }
    }
}

impl Faults {
    /// The switches with those of `patch` set; the others stay.
    ///
    /// # Errors
    /// A text for the caller, when the patch is no object, names an unknown switch or gives it an impossible value.
    pub fn patched(&self, patch: &Value) -> Result<Self, String> {
        let Value::Object(changes) = patch else { return Err("the body must be a JSON object".to_owned()) };
        let mut merged = serde_json::to_value(self).map_err(|error| error.to_string())?;
        if let Some(fields) = merged.as_object_mut() {
            fields.extend(changes.iter().map(|(key, value)| (key.clone(), value.clone())));
        }
        let faults: Self = serde_json::from_value(merged).map_err(|error| error.to_string())?;
        let rates = [
            ("error_rate", faults.error_rate),
            ("error_after_apply_rate", faults.error_after_apply_rate),
            ("lost_answer_rate", faults.lost_answer_rate),
            ("refuse_rate", faults.refuse_rate),
            ("truncate_rate", faults.truncate_rate),
            ("rate_429_rate", faults.rate_429_rate),
            ("send_ok_without_comment_rate", faults.send_ok_without_comment_rate),
            ("webhook_drop_rate", faults.webhook_drop_rate),
            ("shopify_throttle_rate", faults.shopify_throttle_rate),
            ("openai_quirk_rate", faults.openai_quirk_rate),
        ];
        if let Some((name, _)) = rates.iter().find(|(_, rate)| !(0.0..=1.0).contains(rate)) {
            return Err(format!("{name} must be between 0 and 1"));
        }
        if !(500..=599).contains(&faults.error_status) {
            return Err("error_status must be between 500 and 599".to_owned());
        }
        if !matches!(faults.listing_status, 200 | 401 | 403 | 404) {
            return Err("listing_status must be 200, 401, 403 or 404".to_owned());
        }
        faults.openai_quirk.check().map_err(|message| format!("openai_quirk: {message}"))?;
        Ok(faults)
    }

    /// Whether the rates apply to the operation.
    pub(crate) fn concerns(&self, operation: &str) -> bool {
        self.only_operations.is_empty() || self.only_operations.iter().any(|name| name == operation)
    }
}

macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$variant_doc])* $variant),* }
    };
}

choice! {
    /// How a 429 names its wait.
    RetryAfterStyle {
        /// `Retry-After` in seconds.
        Seconds,
        /// `Retry-After` as an HTTP date.
        Date,
        /// `x-ratelimit-reset` as an epoch.
        ResetEpoch,
        /// `rate-limit-reset` in seconds.
        ResetSeconds,
        /// Not at all.
        Silent,
    }
}

choice! {
    /// Layout of a ticket.
    ReadShape {
        /// Inside `ticket`.
        Wrapped,
        /// The object itself.
        Flat,
        /// The object itself, under its other field names.
        Aliases,
    }
}

choice! {
    /// Layout of a list.
    ListShape {
        /// Under its own key (`team`, `tag`, `channels`, `users`).
        Keyed,
        /// Under `data`.
        Data,
        /// A bare array.
        Bare,
    }
}

choice! {
    /// Spelling of times.
    TimeStyle {
        /// RFC 3339 with `Z`.
        Rfc3339,
        /// Without an offset.
        Naive,
        /// Seconds since the epoch.
        EpochSeconds,
        /// Milliseconds since the epoch.
        EpochMillis,
        /// A different style for each comment.
        Mixed,
        /// Comments have no time.
        Missing,
    }
}

choice! {
    /// How operators are marked.
    MarkerStyle {
        /// `is_operator` as a boolean, with `sender_type`.
        Bool,
        /// `isOperator` as 0 or 1, with `author_type`.
        Number,
        /// `via.isOperator` as a string, with `from_type`.
        String,
        /// `sender_type` alone.
        SenderType,
    }
}

choice! {
    /// Tags as they are read back.
    TagReadMode {
        /// Names.
        Name,
        /// Ids.
        Id,
        /// Objects with id and name.
        Object,
    }
}

choice! {
    /// Which payload closes a ticket.
    SimClosePayload {
        /// `state: closed` with `status: CLOSED`.
        StateAndStatus,
        /// `state: closed` alone.
        StateClosed,
        /// `state: resolved` alone.
        StateResolved,
    }
}

choice! {
    /// What the linked-order endpoint says.
    LinkMode {
        /// The truth.
        Normal,
        /// An empty object.
        Empty,
        /// 404.
        NotFound,
        /// A server error.
        Error,
    }
}

choice! {
    /// What a webhook's body holds.
    WebhookBody {
        /// Ticket id, trigger, URL, time.
        Minimal,
        /// The customer's text and identity as well.
        Rich,
        /// As rich, with the text pasted in without escaping.
        Unescaped,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_patch_sets_what_it_names() {
        let faults = Faults::default().patched(&json!({"latency_ms": 5, "shape": "aliases"})).unwrap();
        assert_eq!((faults.latency_ms, faults.shape), (5, ReadShape::Aliases));
        let faults = faults.patched(&json!({"error_rate": 1})).unwrap();
        assert_eq!((faults.latency_ms, faults.error_rate), (5, 1.0));
        assert_eq!(faults.patched(&json!({})).unwrap(), faults);
    }

    #[test]
    fn impossible_patches_are_refused() {
        for (patch, word) in [
            (json!({"eror_rate": 1}), "eror_rate"),
            (json!({"error_rate": 1.5}), "error_rate"),
            (json!({"lost_answer_rate": -0.1}), "lost_answer_rate"),
            (json!({"error_status": 404}), "error_status"),
            (json!({"listing_status": 500}), "listing_status"),
            (json!({"shape": "round"}), "round"),
            (json!({"openai_quirk": {"kind": "round"}}), "round"),
            (json!({"openai_quirk": {"kind": "server_error", "status": 404}}), "openai_quirk"),
            (json!({"openai_quirk_rate": 2}), "openai_quirk_rate"),
            (json!([]), "object"),
        ] {
            let error = Faults::default().patched(&patch).unwrap_err();
            assert!(error.contains(word), "{error}");
        }
    }
}
