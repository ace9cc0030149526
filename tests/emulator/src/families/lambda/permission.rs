//! Who may call a function.

use async_trait::async_trait;
use aws_sdk_lambda::types::FunctionUrlAuthType;
use serde_json::{Map, Value};

use super::{SERVICE, names};
use crate::clients::Clients;
use crate::families::iam::statements;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// Conditions of a statement with the properties that they stand for.
const CONDITIONS: [(&str, &str, &str); 5] = [
    ("sourceArn", "ArnLike", "aws:sourcearn"),
    ("sourceAccount", "StringEquals", "aws:sourceaccount"),
    ("principalOrgId", "StringEquals", "aws:principalorgid"),
    ("eventSourceToken", "StringEquals", "lambda:eventsourcetoken"),
    ("functionUrlAuthType", "StringEquals", "lambda:functionurlauthtype"),
];

/// `aws:lambda/permission:Permission`. The id is the id of the statement; function and qualifier are the state's, and in an
/// import the id is `function/statement` or `function:qualifier/statement`.
#[derive(Debug)]
pub(super) struct Permission;

/// Where a statement is.
#[derive(Debug)]
struct Place<'a> {
    function: &'a str,
    qualifier: Option<String>,
    statement: &'a str,
}

#[async_trait]
impl Kind for Permission {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        let conditions = CONDITIONS.iter().map(|(property, ..)| *property);
        let names: Vec<&str> =
            ["action", "function", "principal", "qualifier", "statementId"].into_iter().chain(conditions).collect();
        inputs.only(&names)?;
        let text = |name: &str| Ok::<_, Refusal>(inputs.text(name)?.map(str::to_owned));
        let statement = inputs.required("statementId")?;
        let place = Place::of(statement, &inputs)?;
        let call = aws
            .lambda()
            .add_permission()
            .function_name(place.function)
            .set_qualifier(place.qualifier)
            .statement_id(statement)
            .action(inputs.required("action")?)
            .principal(inputs.required("principal")?)
            .set_source_arn(text("sourceArn")?)
            .set_source_account(text("sourceAccount")?)
            .set_principal_org_id(text("principalOrgId")?)
            .set_event_source_token(text("eventSourceToken")?)
            .set_function_url_auth_type(inputs.text("functionUrlAuthType")?.map(FunctionUrlAuthType::from));
        call.send().await.map_err(refused(SERVICE))?;
        Ok(Created { id: statement.to_owned(), outputs: Properties::new() })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let inputs = Inputs::new(SERVICE, known);
        let place = Place::of(id, &inputs)?;
        let call = aws.lambda().get_policy().function_name(place.function).set_qualifier(place.qualifier.clone());
        let answer = found(call.send().await.map_err(refused(SERVICE)))?;
        let Some(policy) = answer.and_then(|answer| answer.policy) else { return Ok(None) };
        let all = statements(&policy);
        let statement = all.iter().find(|found| found.get("Sid").and_then(Value::as_str) == Some(place.statement));
        let told = |statement: &Map<String, Value>| {
            let function = names::as_known(inputs.text("function").ok().flatten(), &names::arn(aws, place.function));
            let mut told = Told::new(known)
                .put("statementId", place.statement)
                .put("function", function)
                .some("action", statement.get("Action").cloned())
                .some("principal", principal(statement))
                .some("qualifier", place.qualifier.clone());
            for (property, operator, key) in CONDITIONS {
                told = told.some(property, condition(statement, operator, key));
            }
            told.finish()
        };
        Ok(statement.map(told))
    }

    /// There is nothing to change: every property replaces.
    async fn update(&self, _: &Clients, _: &str, _: &Properties, _: &Properties) -> Result<Properties, Refusal> {
        Ok(Properties::new())
    }

    async fn delete(&self, aws: &Clients, id: &str, known: &Properties) -> Result<(), Refusal> {
        let inputs = Inputs::new(SERVICE, known);
        let place = Place::of(id, &inputs)?;
        let call = aws.lambda().remove_permission().function_name(place.function).set_qualifier(place.qualifier);
        gone(call.statement_id(place.statement).send().await.map_err(refused(SERVICE)))
    }
}

impl<'a> Place<'a> {
    fn of(id: &'a str, inputs: &Inputs<'a>) -> Result<Self, Refusal> {
        let (function, statement, qualifier) = match (inputs.text("function")?, id.split_once('/')) {
            (Some(function), _) => (function, id, inputs.text("qualifier")?),
            (None, Some((function, statement))) => (function, statement, None),
            (None, None) => return Err(inputs.refuse("function", "is missing; set it")),
        };
        let (function, own) = names::parts(function);
        let qualifier = qualifier.or(own).map(str::to_owned);
        Ok(Self { function, qualifier, statement })
    }
}

fn principal(statement: &Map<String, Value>) -> Option<&str> {
    match statement.get("Principal")? {
        Value::String(everybody) => Some(everybody),
        principal => principal.get("Service").or_else(|| principal.get("AWS"))?.as_str(),
    }
}

/// The value of a condition. The service writes keys with capitals of its own.
fn condition<'a>(statement: &'a Map<String, Value>, operator: &str, key: &str) -> Option<&'a str> {
    let keys = statement.get("Condition")?.get(operator)?.as_object()?;
    keys.iter().find(|(name, _)| name.eq_ignore_ascii_case(key))?.1.as_str()
}
