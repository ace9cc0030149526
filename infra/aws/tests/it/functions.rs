//! Functions and structs of what the provider returns.

use pulumi::mock::{Answer, Run};
use pulumi::value::Map;
use pulumi::{FromValue as _, IntoValue as _, InvokeOptions, ResourceOptions, Value};
use pulumi_aws::{GetRegionArgs, dynamodb, get_region, ssm, wafv2};

fn object<const N: usize>(members: [(&str, Value); N]) -> Map {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

#[tokio::test]
async fn a_function_is_called_by_its_token_and_its_result_is_typed() {
    let graph = Run::new()
        .functions(|call| {
            let name = match call.token.as_str() {
                "aws:index/getRegion:getRegion" => "us-east-2",
                "aws:ssm/getParameter:getParameter" => call.arguments["name"].as_str().unwrap(),
                other => return Err(format!("{other} is not expected")),
            };
            let text = || Value::String(name.to_owned());
            let names = ["arn", "description", "endpoint", "id", "insecureValue", "name", "region", "type", "value"];
            let mut all: Map = names.into_iter().map(|name| (name.to_owned(), text())).collect();
            all.insert("version".to_owned(), Value::Number(3.0));
            Ok(all)
        })
        .program(|ctx| async move {
            let region = get_region(&ctx, GetRegionArgs::new(), InvokeOptions::new());
            ctx.export("region", region.map(|region| region.region));
            let args = ssm::GetParameterArgs::new().name("/switch");
            ctx.export("version", ssm::get_parameter(&ctx, args, InvokeOptions::new()).map(|it| it.version));
            Ok(())
        })
        .await;
    assert_eq!(graph.errors, Vec::<String>::new());
    assert_eq!(graph.outputs, object([("region", Value::String("us-east-2".into())), ("version", Value::Number(3.0))]));
}

#[tokio::test]
async fn a_result_that_lacks_a_member_is_an_error_that_names_it() {
    let graph = Run::new()
        .program(|ctx| async move {
            let region = get_region(&ctx, GetRegionArgs::new(), InvokeOptions::new());
            ctx.export("region", region.map(|region| region.region));
            Ok(())
        })
        .await;
    assert!(graph.failed && graph.errors[0].contains("description: expected a string, got null"), "{:?}", graph.errors);
}

#[tokio::test]
async fn nested_outputs_are_structs_with_fields() {
    let ttl = Value::Object(object([("attributeName", Value::String("at".into())), ("enabled", Value::Bool(true))]));
    let graph = Run::new()
        .resources(move |resource| Answer::of(resource).output("ttl", ttl.clone()))
        .program(|ctx| async move {
            let table = dynamodb::Table::new(&ctx, "table", dynamodb::TableArgs::new(), ResourceOptions::new());
            ctx.export("whole", table.ttl());
            ctx.export("part", table.ttl().map(|ttl| ttl.attribute_name));
            Ok(())
        })
        .await;
    assert_eq!(graph.errors, Vec::<String>::new());
    assert_eq!(graph.outputs["part"].as_str(), Some("at"));
    assert_eq!(graph.outputs["whole"].as_object().unwrap().len(), 2);
}

#[test]
fn a_struct_that_contains_itself_comes_back_as_it_went() {
    let geo = Value::Object(object([("countryCodes", Value::Array(vec![Value::String("AQ".into())]))]));
    let inner = Value::Object(object([("geoMatchStatement", geo)]));
    let value = Value::Object(object([("notStatement", Value::Object(object([("statement", inner)])))]));
    let statement = wafv2::WebAclRuleStatement::from_value(&value).unwrap();
    let not = statement.not_statement.clone().unwrap();
    assert_eq!(not.statement.as_ref().unwrap().geo_match_statement.as_ref().unwrap().country_codes, ["AQ"]);
    assert_eq!(statement.into_value().unwrap(), value);
}
