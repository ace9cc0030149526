//! The two event formats by which an API gateway hands a request to a function: HTTP API (payload 2.0) and REST proxy
//! (payload 1.0), and the answer, which is the same for both.

use serde_json::{Value, json};
use switchboard_domain::Redacted;

use crate::request::Request;
use crate::response::Response;

/// The event is no HTTP request of a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the event is neither an HTTP API nor a REST proxy request")]
pub struct NotHttp;

/// Reads an event of either format.
///
/// # Errors
/// [`NotHttp`].
pub fn request(event: &Value) -> Result<Request, NotHttp> {
    let context = event.get("requestContext").ok_or(NotHttp)?;
    let (method, path) = match (context.pointer("/http/method"), event.get("httpMethod")) {
        (Some(method), _) => (method, event.get("rawPath")),
        (None, Some(method)) => (method, event.get("path")),
        (None, None) => return Err(NotHttp),
    };
    let mut request = Request {
        method: method.as_str().ok_or(NotHttp)?.to_owned(),
        path: without_stage(path.and_then(Value::as_str).ok_or(NotHttp)?, context),
        query: pairs(event, "multiValueQueryStringParameters", "queryStringParameters"),
        body: Redacted::new(event.get("body").and_then(Value::as_str).unwrap_or_default().as_bytes().to_vec()),
        base64: event.get("isBase64Encoded").and_then(Value::as_bool).unwrap_or(false),
        request_id: context.get("requestId").and_then(Value::as_str).map(str::to_owned),
        ..Request::default()
    };
    for (name, value) in pairs(event, "multiValueHeaders", "headers") {
        request = request.header(name, value.into_inner());
    }
    Ok(request)
}

/// The answer in the form that both formats take.
pub fn response(response: &Response) -> Value {
    let headers: serde_json::Map<String, Value> =
        response.headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    json!({"statusCode": response.status, "headers": headers, "body": response.body, "isBase64Encoded": false})
}

/// Names and values, from the form with lists if it is there (REST proxy), else from the plain one.
fn pairs(event: &Value, lists: &str, plain: &str) -> Vec<(String, Redacted<String>)> {
    let values = |value: &Value| match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::String(text) => vec![text.clone()],
        _ => Vec::new(),
    };
    let Some(fields) = event.get(lists).and_then(Value::as_object).or_else(|| event.get(plain)?.as_object()) else {
        return Vec::new();
    };
    let named = |(name, value): (&String, &Value)| {
        values(value).into_iter().map(|text| (name.clone(), Redacted::new(text))).collect::<Vec<_>>()
    };
    fields.iter().flat_map(named).collect()
}

/// HTTP APIs with a named stage put it before the path.
fn without_stage(path: &str, context: &Value) -> String {
    let stage = context.get("stage").and_then(Value::as_str).filter(|stage| *stage != "$default");
    let rest = stage.and_then(|stage| path.strip_prefix('/')?.strip_prefix(stage));
    rest.filter(|rest| rest.starts_with('/')).unwrap_or(path).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn http_api() -> Value {
        json!({
            "version": "2.0", "routeKey": "ANY /webhooks/richpanel", "rawPath": "/webhooks/richpanel",
            "rawQueryString": "token=a%20b", "headers": {"content-type": "application/json", "content-length": "17"},
            "queryStringParameters": {"token": "a b"},
            "requestContext": {"http": {"method": "POST", "path": "/webhooks/richpanel", "sourceIp": "192.0.2.1"},
                "requestId": "JKJaXmPLvHcESHA=", "stage": "$default"},
            "body": "eyJ0aWNrZXRfaWQiOiJ0In0=", "isBase64Encoded": true
        })
    }

    fn rest_proxy() -> Value {
        json!({
            "resource": "/webhooks/richpanel", "path": "/webhooks/richpanel", "httpMethod": "POST",
            "headers": {"Content-Type": "application/json", "Content-Length": "17"},
            "multiValueHeaders": {"Content-Type": ["application/json"], "Content-Length": ["17"]},
            "queryStringParameters": {"token": "a b"}, "multiValueQueryStringParameters": {"token": ["a b"]},
            "requestContext": {"requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef", "stage": "live", "httpMethod": "POST"},
            "body": "{\"ticket_id\":\"t\"}", "isBase64Encoded": false
        })
    }

    #[test]
    fn both_formats_give_the_same_request() {
        for event in [http_api(), rest_proxy()] {
            let request = request(&event).unwrap();
            assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/webhooks/richpanel"));
            assert_eq!(request.header_value("content-TYPE"), Some("application/json"));
            assert_eq!(request.query_value("token"), Some("a b"));
            assert_eq!(request.declared_len, Some(17));
            assert_eq!(&*crate::body::decode(&request).unwrap(), br#"{"ticket_id":"t"}"#);
            assert_eq!(request.request_id.as_deref(), event["requestContext"]["requestId"].as_str());
        }
    }

    #[test]
    fn named_stages_are_taken_off_the_path() {
        let mut event = http_api();
        event["requestContext"]["stage"] = json!("dev");
        for (raw, path) in [("/dev/health", "/health"), ("/device", "/device"), ("/health", "/health")] {
            event["rawPath"] = json!(raw);
            assert_eq!(request(&event).unwrap().path, path);
        }
    }

    #[test]
    fn null_fields_are_absent_and_other_events_are_refused() {
        let mut event = rest_proxy();
        for field in
            ["headers", "multiValueHeaders", "queryStringParameters", "multiValueQueryStringParameters", "body"]
        {
            event[field] = Value::Null;
        }
        let read = request(&event).unwrap();
        assert!(read.headers.is_empty() && read.query.is_empty() && read.body.expose().is_empty());
        for other in [json!({"Records": []}), json!([]), json!(null), json!({"requestContext": {}})] {
            assert_eq!(request(&other).unwrap_err(), NotHttp);
        }
    }

    #[test]
    fn answers_carry_status_headers_and_body() {
        let answer = response(&Response::json(413, &json!({"a": 1})));
        assert_eq!(answer["statusCode"], 413);
        assert_eq!(answer["body"], "{\"a\":1}");
        assert_eq!(answer["isBase64Encoded"], false);
        assert!(answer["headers"]["content-type"].as_str().unwrap().starts_with("application/json"));
    }
}
