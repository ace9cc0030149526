//! Names of properties.
//!
//! `camelCase` is `snake_case`. Pulumi's names of nested blocks that may be repeated are plurals where Terraform repeats a
//! block with a singular name, and a few properties were renamed; both follow from the tables below.

use aws_schema::Type;

/// Inputs that are called otherwise, by type token.
const INPUTS: [(&str, &str, &str); 22] = [
    ("aws:apigateway/basePathMapping:BasePathMapping", "restApi", "api_id"),
    ("aws:apigateway/deployment:Deployment", "restApi", "rest_api_id"),
    ("aws:apigateway/integration:Integration", "restApi", "rest_api_id"),
    ("aws:apigateway/integrationResponse:IntegrationResponse", "restApi", "rest_api_id"),
    ("aws:apigateway/method:Method", "restApi", "rest_api_id"),
    ("aws:apigateway/methodResponse:MethodResponse", "restApi", "rest_api_id"),
    ("aws:apigateway/methodSettings:MethodSettings", "restApi", "rest_api_id"),
    ("aws:apigateway/resource:Resource", "restApi", "rest_api_id"),
    ("aws:apigateway/stage:Stage", "deployment", "deployment_id"),
    ("aws:apigateway/stage:Stage", "restApi", "rest_api_id"),
    ("aws:autoscaling/group:Group", "vpcZoneIdentifiers", "vpc_zone_identifier"),
    ("aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter", "logGroup", "log_group_name"),
    ("aws:cloudwatch/metricAlarm:MetricAlarm", "name", "alarm_name"),
    ("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "clientIdLists", "client_id_list"),
    ("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "thumbprintLists", "thumbprint_list"),
    ("aws:lambda/function:Function", "code", "filename"),
    ("aws:lambda/function:Function", "name", "function_name"),
    ("aws:lambda/layerVersion:LayerVersion", "code", "filename"),
    ("aws:lambda/permission:Permission", "function", "function_name"),
    ("aws:route53/record:Record", "aliases", "alias"),
    ("aws:sns/topicSubscription:TopicSubscription", "topic", "topic_arn"),
    ("aws:elasticache/serverlessCache:ServerlessCache", "snapshotArnsToRestores", "snapshot_arns_to_restore"),
];

/// Blocks that are plurals in Terraform as well.
const PLURAL_BLOCKS: [&str; 10] = [
    "blockDeviceMappings",
    "dimensions",
    "managedRuleGroupConfigs",
    "metrics",
    "networkInterfaces",
    "placementConstraints",
    "redactedFields",
    "responseParameters",
    "routeSettings",
    "tagSpecifications",
];

/// Terraform's name of an input of a resource.
pub(super) fn of_input(token: &str, property: &str, type_: &Type) -> String {
    let renamed = INPUTS.iter().find(|(of, name, _)| *of == token && *name == property);
    renamed.map_or_else(|| of_member(property, type_), |(.., name)| (*name).to_owned())
}

/// Terraform's name of a property of a nested block.
pub(super) fn of_member(property: &str, type_: &Type) -> String {
    let name = snake(property);
    let repeated = matches!(type_, Type::List(item) if matches!(**item, Type::Object(_)));
    if repeated && !PLURAL_BLOCKS.contains(&property) { singular(&name) } else { name }
}

/// `camelCase` with words parted by underscores; what is upper-case in a row is one word.
pub(super) fn snake(name: &str) -> String {
    let mut parted = String::with_capacity(name.len() + 4);
    let mut after_lower = false;
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && after_lower {
            parted.push('_');
        }
        after_lower = !letter.is_ascii_uppercase();
        parted.push(letter.to_ascii_lowercase());
    }
    parted
}

fn singular(name: &str) -> String {
    let cut = |letters: usize| name[..name.len() - letters].to_owned();
    match name {
        name if name.ends_with("ies") => cut(3) + "y",
        name if name.ends_with("xes") || name.ends_with("sses") => cut(2),
        name if name.ends_with('s') && !name.ends_with("ss") => cut(1),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use aws_schema::Schema;

    use super::*;

    fn input(token: &str, property: &str) -> String {
        let schema = Schema::embedded().unwrap();
        of_input(token, property, &schema.resources[token].inputs[property].type_)
    }

    #[test]
    fn repeated_blocks_are_singular_and_lists_of_texts_are_not() {
        let table = |property| input("aws:dynamodb/table:Table", property);
        assert_eq!(table("attributes"), "attribute");
        assert_eq!(table("globalSecondaryIndexes"), "global_secondary_index");
        assert_eq!(table("pointInTimeRecovery"), "point_in_time_recovery");
        assert_eq!(input("aws:cloudwatch/metricAlarm:MetricAlarm", "alarmActions"), "alarm_actions");
        assert_eq!(input("aws:cloudwatch/metricAlarm:MetricAlarm", "metricQueries"), "metric_query");
        assert_eq!(input("aws:ecs/taskDefinition:TaskDefinition", "volumes"), "volume");
        assert_eq!(input("aws:ec2/securityGroup:SecurityGroup", "egress"), "egress");
        assert_eq!(
            input("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", "redactedFields"),
            "redacted_fields"
        );
    }

    #[test]
    fn renamed_inputs_have_their_other_name() {
        assert_eq!(input("aws:lambda/function:Function", "code"), "filename");
        assert_eq!(input("aws:lambda/alias:Alias", "name"), "name");
        assert_eq!(input("aws:apigateway/stage:Stage", "restApi"), "rest_api_id");
    }

    #[test]
    fn every_renamed_input_is_one_that_there_is() {
        let schema = Schema::embedded().unwrap();
        for (token, property, _) in INPUTS {
            let type_ = schema.resources.get(token);
            assert!(type_.is_some_and(|type_| type_.inputs.contains_key(property)), "{token} {property}");
        }
    }
}
