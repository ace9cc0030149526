//! Dashboards.

use async_trait::async_trait;
use serde_json::Value;

use super::values::{properties, with};
use super::{SERVICE, refused};
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone};
use crate::told::Told;

/// Rule of dashboards' bodies.
const RULE: &str = "DASHBOARD-BODY";
/// Widgets of a dashboard, and metrics of a widget.
const WIDGETS: usize = 500;
/// Metrics of a dashboard.
const METRICS: usize = 2_500;

/// `aws:cloudwatch/dashboard:Dashboard`; the id is the name.
pub(super) struct Dashboard;

#[async_trait]
impl Kind for Dashboard {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        put(aws, &inputs).await?;
        let id = inputs.required("dashboardName")?.to_owned();
        Ok(Created { outputs: outputs(aws, &id), id })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let answer = aws.cloudwatch().get_dashboard().dashboard_name(id).send().await.map_err(refused);
        let Some(dashboard) = found(answer)? else { return Ok(None) };
        let told = Told::new(known).put("dashboardName", id).json("dashboardBody", dashboard.dashboard_body());
        Ok(Some(with(told, outputs(aws, id)).finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, _: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        put(aws, &Inputs::new(SERVICE, new)).await?;
        Ok(outputs(aws, id))
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        gone(aws.cloudwatch().delete_dashboards().dashboard_names(id).send().await.map_err(refused))
    }
}

fn outputs(aws: &Clients, name: &str) -> Properties {
    properties([("dashboardArn", format!("arn:aws:cloudwatch::{}:dashboard/{name}", aws.account()).into())])
}

async fn put(aws: &Clients, inputs: &Inputs<'_>) -> Result<(), Refusal> {
    inputs.only(&["dashboardName", "dashboardBody"])?;
    let (name, body) = (inputs.required("dashboardName")?, inputs.required("dashboardBody")?);
    check_name(name)?;
    check_body(body)?;
    let call = aws.cloudwatch().put_dashboard().dashboard_name(name).dashboard_body(body);
    call.send().await.map_err(refused).map(|_| ())
}

fn check_name(name: &str) -> Result<(), Refusal> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    if name.is_empty() || name.len() > super::NAME_LIMIT || !name.chars().all(allowed) {
        let message = format!("the name of a dashboard has 1 to 255 of A-Z, a-z, 0-9, - and _; `{name}` has not");
        return Err(Refusal::invalid(SERVICE, "NAME-LIMIT", message));
    }
    Ok(())
}

fn check_body(body: &str) -> Result<(), Refusal> {
    let Ok(Value::Object(body)) = serde_json::from_str(body) else {
        return refuse("the body is no JSON object");
    };
    let Some(widgets) = body.get("widgets").and_then(Value::as_array) else {
        return refuse("the body has no list `widgets`");
    };
    if widgets.len() > WIDGETS {
        return refuse(format!("{} widgets, of {WIDGETS} at most", widgets.len()));
    }
    let mut total = 0;
    for (index, widget) in widgets.iter().enumerate() {
        total += check_widget(index, widget)?;
    }
    if total > METRICS {
        return refuse(format!("{total} metrics, of {METRICS} at most"));
    }
    Ok(())
}

/// Number of the widget's metrics.
fn check_widget(index: usize, widget: &Value) -> Result<usize, Refusal> {
    let at = |what: &str| format!("widgets[{index}] {what}");
    let Some(kind) = widget["type"].as_str() else { return refuse(at("has no `type`")) };
    if widget["properties"].as_object().is_none() {
        return refuse(at("has no `properties`"));
    }
    if matches!(kind, "metric" | "log") && widget["properties"]["region"].as_str().is_none() {
        return refuse(at("does not name its `region`"));
    }
    let metrics = widget["properties"]["metrics"].as_array().map_or(0, Vec::len);
    if metrics > WIDGETS {
        return refuse(at(&format!("has {metrics} metrics, of {WIDGETS} at most")));
    }
    Ok(metrics)
}

fn refuse<T>(reason: impl Into<String>) -> Result<T, Refusal> {
    let message = format!("InvalidParameterInput: the dashboard body is invalid: {}", reason.into());
    Err(Refusal::invalid(SERVICE, RULE, message))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn bad_bodies_are_refused() {
        let metrics =
            |count: usize| json!({"type": "metric", "properties": {"region": "r", "metrics": vec![[1]; count]}});
        let cases = [
            ("{".to_owned(), "no JSON object"),
            ("{}".to_owned(), "no list `widgets`"),
            (json!({"widgets": [{"properties": {}}]}).to_string(), "widgets[0] has no `type`"),
            (json!({"widgets": [{"type": "text"}]}).to_string(), "has no `properties`"),
            (json!({"widgets": [{"type": "metric", "properties": {}}]}).to_string(), "`region`"),
            (json!({"widgets": vec![metrics(0); 501]}).to_string(), "501 widgets"),
            (json!({"widgets": [metrics(501)]}).to_string(), "501 metrics"),
            (json!({"widgets": vec![metrics(500); 6]}).to_string(), "3000 metrics"),
        ];
        for (body, text) in cases {
            let error = check_body(&body).unwrap_err();
            assert!(matches!(error, Refusal::Invalid { rule: RULE, .. }), "{error:?}");
            assert!(error.to_string().contains(text), "{error}");
        }
        check_body(&json!({"widgets": [metrics(3), {"type": "text", "properties": {"markdown": "x"}}]}).to_string())
            .unwrap();
    }

    #[test]
    fn names_outside_the_alphabet_are_refused() {
        for name in ["", "a.b", "a b", &"a".repeat(256)] {
            assert!(matches!(check_name(name), Err(Refusal::Invalid { rule: "NAME-LIMIT", .. })), "{name}");
        }
        check_name("sb-dev_1").unwrap();
    }
}
