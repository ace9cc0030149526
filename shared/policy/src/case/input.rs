//! One case: everything that a decision depends on, in one line.

use std::fmt;

use serde_json::{Map, Value};
use switchboard_domain::state::{PendingFlow, PendingKind, ReplyRecord};
use switchboard_domain::{ChannelClass, Intent, Mode, Redacted, SwitchView, TemplateId, Timestamp};

use super::reader::{FieldError, Fields, Wrong};
use crate::context::{Context, Customer, Known, PastMessage, Speaker, TicketState};
use crate::source::{ModelFailure, ModelSource};

/// Clock of a case that names none: 2026-01-15T15:00:00Z.
pub const DEFAULT_NOW: Timestamp = Timestamp::from_millis(1_768_489_200_000);

/// A parsed case. Build one with [`Case::from_value`]. `Debug` leaves orders and settings out.
#[derive(Clone, PartialEq)]
pub struct Case {
    /// Echoed in the result.
    pub id: String,
    /// Message, ticket and state.
    pub context: Context,
    /// The helpdesk's linked order, as it came.
    pub linked_order: Option<Value>,
    /// What the store lookup returned, as it came.
    pub found_orders: Vec<Value>,
    /// Switches of the case.
    pub switches: SwitchView,
    /// Settings of the case: dotted key to value.
    pub config: Map<String, Value>,
    /// Where the classification comes from.
    pub model: ModelSource,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case")
            .field("id", &self.id)
            .field("context", &self.context)
            .field("switches", &self.switches)
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}

impl Case {
    /// Reads a case. Unknown fields are errors in our own objects and ignored in the vendors'.
    ///
    /// # Errors
    /// The first wrong field.
    pub fn from_value(value: Value) -> Result<Self, FieldError> {
        let mut case = Fields::open("", value)?;
        let id = case.required_text("id")?;
        let text = case.required_text("text")?;
        let channel = case.required_text("channel")?;
        let now = case.time("now")?.unwrap_or(DEFAULT_NOW);
        let context = Context {
            channel,
            subject: case.text("subject")?.map(Redacted::new),
            text: Redacted::new(text),
            now,
            message_at: case.time("message_at")?.unwrap_or(now),
            history: history(&mut case)?,
            customer: customer(case.object("customer")?)?,
            order_number: case.text("order_number")?.map(Redacted::new),
            attachments: case.count("attachments")?.unwrap_or(0),
            known: state(case.object("state")?)?,
            conversation_id: None,
            event_key: None,
        };
        let linked_order = case.take("linked_order");
        if linked_order.as_ref().is_some_and(|order| !order.is_object()) {
            return Err(case.wrong("linked_order", Wrong::Kind("an object or null")));
        }
        let mut found_orders = Vec::new();
        for (path, order) in case.list("found_orders")?.unwrap_or_default() {
            if !order.is_object() {
                return Err(FieldError::new(path, Wrong::Kind("an object")));
            }
            found_orders.push(order);
        }
        let switches = switches(case.object("switches")?, now)?;
        let config = match case.take("config") {
            None => Map::new(),
            Some(Value::Object(map)) => map,
            Some(_) => return Err(case.wrong("config", Wrong::Kind("an object"))),
        };
        let model = model(&mut case)?;
        case.finish()?;
        Ok(Self { id, context, linked_order, found_orders, switches, config, model })
    }
}

fn history(case: &mut Fields) -> Result<Vec<PastMessage>, FieldError> {
    let mut messages = Vec::new();
    for (path, value) in case.list("history")?.unwrap_or_default() {
        let mut fields = Fields::open(&path, value)?;
        let from = match fields.required_text("from")?.as_str() {
            "customer" => Speaker::Customer,
            "operator" => Speaker::Operator,
            "middleware" => Speaker::Middleware,
            _ => return Err(fields.wrong("from", Wrong::NotOneOf("customer, operator or middleware"))),
        };
        let text = Redacted::new(fields.text("text")?.unwrap_or_default());
        messages.push(PastMessage { from, text, at: fields.time("at")? });
        fields.finish()?;
    }
    Ok(messages)
}

fn customer(fields: Option<Fields>) -> Result<Customer, FieldError> {
    let Some(mut fields) = fields else { return Ok(Customer::default()) };
    let customer = Customer {
        email: fields.text("email")?.map(Redacted::new),
        phone: fields.text("phone")?.map(Redacted::new),
        name: fields.text("name")?.map(Redacted::new),
    };
    fields.finish()?;
    Ok(customer)
}

fn state(fields: Option<Fields>) -> Result<Known, FieldError> {
    let Some(mut fields) = fields else { return Ok(Known::default()) };
    let mut replies = Vec::new();
    for (path, value) in fields.list("replies")?.unwrap_or_default() {
        let mut reply = Fields::open(&path, value)?;
        replies.push(ReplyRecord {
            at: reply.required_time("at")?,
            template: template(&reply.path("template"), &reply.required_text("template")?)?,
            intent: intent(&reply.path("intent"), &reply.required_text("intent")?)?,
        });
        reply.finish()?;
    }
    let mut tags = Vec::new();
    for (path, value) in fields.list("tags")?.unwrap_or_default() {
        match value {
            Value::String(tag) => tags.push(tag),
            _ => return Err(FieldError::new(path, Wrong::Kind("a string"))),
        }
    }
    let closed = fields.flag("closed")?.unwrap_or(false);
    let known = Known {
        replies,
        replies_10m: fields.count("replies_10m")?,
        replies_24h: fields.count("replies_24h")?,
        customer_replies_24h: fields.count("customer_replies_24h")?,
        pending: pending(fields.object("pending")?)?,
        ticket: if closed { TicketState::Closed } else { TicketState::Open },
        tags,
        ..Known::default()
    };
    fields.finish()?;
    Ok(known)
}

fn pending(fields: Option<Fields>) -> Result<Option<PendingFlow>, FieldError> {
    let Some(mut fields) = fields else { return Ok(None) };
    if fields.required_text("type")? != "need_order_number" {
        return Err(fields.wrong("type", Wrong::NotOneOf("need_order_number")));
    }
    let flow = PendingFlow {
        kind: PendingKind::NeedOrderNumber,
        intent: intent(&fields.path("intent"), &fields.required_text("intent")?)?,
        requested_at: fields.required_time("requested_at")?,
        attempts: fields.count("attempts")?.unwrap_or(1),
    };
    fields.finish()?;
    Ok(Some(flow))
}

/// Switches as a case gives them: off, on, live chat and email, none disabled; everything else open.
fn switches(fields: Option<Fields>, now: Timestamp) -> Result<SwitchView, FieldError> {
    let mut view = SwitchView {
        automation_enabled: true,
        safe_mode: false,
        channels: vec![ChannelClass::Livechat, ChannelClass::Email],
        release_stage: Some(5),
        mode: Mode::Normal,
        require_allowlist: false,
        llm_enabled: true,
        readable: true,
        ..SwitchView::fail_closed(now)
    };
    let Some(mut fields) = fields else { return Ok(view) };
    view.safe_mode = fields.flag("safe_mode")?.unwrap_or(view.safe_mode);
    view.automation_enabled = fields.flag("automation_enabled")?.unwrap_or(view.automation_enabled);
    if let Some(channels) = fields.list("channels")? {
        view.channels.clear();
        for (path, value) in channels {
            let class = serde_json::from_value(value).map_err(|_| {
                FieldError::new(path, Wrong::NotOneOf("email, livechat, social, tiktok, phone or unknown"))
            })?;
            view.channels.push(class);
        }
    }
    for (path, value) in fields.list("disabled_templates")?.unwrap_or_default() {
        let name = value.as_str().ok_or_else(|| FieldError::new(path.as_str(), Wrong::Kind("a string")))?;
        view.templates.insert(template(&path, name)?, false);
    }
    fields.finish()?;
    Ok(view)
}

fn model(case: &mut Fields) -> Result<ModelSource, FieldError> {
    const VALUES: Wrong = Wrong::NotOneOf("\"offline\", \"failed\" or an object with decision and verifier");
    match case.take("model") {
        None => Ok(ModelSource::Offline),
        Some(Value::String(name)) if name == "offline" => Ok(ModelSource::Offline),
        Some(Value::String(name)) if name == "failed" => Ok(ModelSource::Failed(ModelFailure::Timeout)),
        Some(value @ Value::Object(_)) => {
            let mut fields = Fields::open(&case.path("model"), value)?;
            let decision = fields.take_raw("decision").ok_or_else(|| fields.wrong("decision", Wrong::Missing))?;
            let verifier = fields.take("verifier");
            fields.finish()?;
            Ok(ModelSource::Recorded { decision, verifier })
        }
        Some(_) => Err(case.wrong("model", VALUES)),
    }
}

fn template(path: &str, name: &str) -> Result<TemplateId, FieldError> {
    TemplateId::from_name(name).ok_or_else(|| FieldError::new(path, Wrong::NotOneOf("the id of a template")))
}

fn intent(path: &str, name: &str) -> Result<Intent, FieldError> {
    Intent::from_name(name).ok_or_else(|| FieldError::new(path, Wrong::NotOneOf("the name of an intent")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn with(name: &str, value: Value) -> Value {
        let mut case = json!({"id": "a", "text": "hello", "channel": "email"});
        case[name] = value;
        case
    }

    #[test]
    fn the_default_clock_is_the_documented_one() {
        assert_eq!(DEFAULT_NOW.to_string(), "2026-01-15T15:00:00.000Z");
        let case = Case::from_value(with("now", json!("2026-02-01T00:00:00Z"))).unwrap();
        assert_eq!(case.context.message_at, case.context.now);
    }

    #[test]
    fn every_field_is_read() {
        let case = Case::from_value(json!({
            "id": "a", "channel": "Email", "subject": null, "text": "", "now": "2026-01-15T15:00:00Z",
            "message_at": "2026-01-15T14:00:00+00:00",
            "history": [{"from": "operator", "text": "x", "at": "2026-01-14T15:00:00Z"}],
            "customer": {"email": "a@b.example", "phone": null, "name": "Ann"}, "order_number": "1234", "attachments": 2,
            "linked_order": {"anything": [1]}, "found_orders": [{"whatever": true}],
            "state": {"replies": [{"at": "2026-01-14T15:00:00Z", "template": "t_damaged_item_intake", "intent": "damaged_item"}],
                "replies_10m": 1, "replies_24h": 2, "customer_replies_24h": 3, "closed": true, "tags": ["vip"],
                "pending": {"type": "need_order_number", "intent": "order_status_tracking",
                    "requested_at": "2026-01-14T15:00:00Z", "attempts": 1}},
            "switches": {"safe_mode": true, "automation_enabled": false, "channels": ["social"],
                "disabled_templates": ["t_damaged_item_intake"]},
            "config": {"autoclose.enabled": true}, "model": {"decision": {"x": 1}, "verifier": null}
        }))
        .unwrap();
        assert_eq!(case.switches.channels, [ChannelClass::Social]);
        assert_eq!(case.model, ModelSource::Recorded { decision: json!({"x": 1}), verifier: None });
        assert_eq!(case.context.known.customer_replies_24h, Some(3));
        assert_eq!(case.context.known.ticket, TicketState::Closed);
    }

    #[test]
    fn wrong_fields_are_named_without_their_value() {
        #[rustfmt::skip]
        let rows = [
            ("colour", json!(1), "unknown_field", "colour: unknown field"),
            ("text", json!(null), "invalid_type", "text: must be a string"),
            ("id", json!(7), "invalid_type", "id: must be a string"),
            ("now", json!("soon"), "invalid_type", "now: must be an RFC 3339 time"),
            ("attachments", json!(-1), "invalid_type", "attachments: must be a whole number from 0 to 4294967295"),
            ("customer", json!({"mail": "x"}), "unknown_field", "customer.mail: unknown field"),
            ("customer", json!("ann"), "invalid_type", "customer: must be an object"),
            ("history", json!([{"from": "robot"}]), "invalid_value", "history[0].from: must be customer, operator or middleware"),
            ("history", json!([{"from": "operator", "text": "a", "by": 1}]), "unknown_field", "history[0].by: unknown field"),
            ("state", json!({"replies": [{"at": "2026-01-14T15:00:00Z", "template": "t_x", "intent": "damaged_item"}]}), "invalid_value", "state.replies[0].template: must be the id of a template"),
            ("state", json!({"pending": {"type": "need_photo"}}), "invalid_value", "state.pending.type: must be need_order_number"),
            ("state", json!({"open": true}), "unknown_field", "state.open: unknown field"),
            ("switches", json!({"channels": ["fax"]}), "invalid_value", "switches.channels[0]: must be email, livechat, social, tiktok, phone or unknown"),
            ("switches", json!({"safe": true}), "unknown_field", "switches.safe: unknown field"),
            ("model", json!("gpt"), "invalid_value", "model: must be \"offline\", \"failed\" or an object with decision and verifier"),
            ("model", json!({"verifier": null}), "missing_field", "model.decision: required"),
            ("model", json!({"decision": {}, "reply": "x"}), "unknown_field", "model.reply: unknown field"),
            ("found_orders", json!(["x"]), "invalid_type", "found_orders[0]: must be an object"),
            ("linked_order", json!("x"), "invalid_type", "linked_order: must be an object or null"),
            ("config", json!([]), "invalid_type", "config: must be an object"),
        ];
        for (name, value, code, message) in rows {
            let error = Case::from_value(with(name, value)).unwrap_err();
            assert_eq!((error.code(), error.to_string().as_str()), (code, message));
        }
        for name in ["id", "text", "channel"] {
            let mut case = with("id", json!("a"));
            case.as_object_mut().unwrap().remove(name);
            assert_eq!(Case::from_value(case).unwrap_err().code(), "missing_field");
        }
        assert_eq!(Case::from_value(json!([])).unwrap_err().to_string(), "case: must be an object");
    }
}
