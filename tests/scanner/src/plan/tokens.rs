//! Names of resource types.
//!
//! `aws:<module>/<name>:<Name>` is `aws_<module>_<name>` with words parted by underscores, but for the modules and types
//! below: Terraform called them otherwise before there were modules.

use super::names::snake;

/// Modules whose types start otherwise.
const MODULES: [(&str, &str); 2] = [("apigateway", "aws_api_gateway_"), ("ec2", "aws_")];

/// Types that are called otherwise.
const TYPES: [(&str, &str); 7] = [
    ("aws:apigateway/response:Response", "aws_api_gateway_gateway_response"),
    ("aws:cloudtrail/trail:Trail", "aws_cloudtrail"),
    ("aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults", "aws_ec2_instance_metadata_defaults"),
    ("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "aws_iam_openid_connect_provider"),
    ("aws:s3/bucketObjectv2:BucketObjectv2", "aws_s3_object"),
    ("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", "aws_sqs_queue_redrive_allow_policy"),
    ("aws:sqs/redrivePolicy:RedrivePolicy", "aws_sqs_queue_redrive_policy"),
];

/// Terraform's name of a resource type.
pub(super) fn terraform(token: &str) -> String {
    if let Some((_, name)) = TYPES.iter().find(|(other, _)| *other == token) {
        return (*name).to_owned();
    }
    let module = token.split([':', '/']).nth(1).unwrap_or_default();
    let name = snake(token.rsplit(':').next().unwrap_or_default());
    match MODULES.iter().find(|(other, _)| *other == module) {
        Some((_, start)) => format!("{start}{name}"),
        None => format!("aws_{module}_{name}"),
    }
}

#[cfg(test)]
mod tests {
    use aws_schema::Schema;

    use super::*;

    #[test]
    fn names_follow_the_module_unless_they_are_older() {
        for (token, name) in [
            ("aws:sqs/queue:Queue", "aws_sqs_queue"),
            ("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "aws_s3_bucket_public_access_block"),
            ("aws:apigateway/restApi:RestApi", "aws_api_gateway_rest_api"),
            ("aws:apigatewayv2/stage:Stage", "aws_apigatewayv2_stage"),
            ("aws:wafv2/webAclAssociation:WebAclAssociation", "aws_wafv2_web_acl_association"),
            ("aws:ec2/securityGroup:SecurityGroup", "aws_security_group"),
            ("aws:cloudtrail/trail:Trail", "aws_cloudtrail"),
        ] {
            assert_eq!(terraform(token), name);
        }
    }

    #[test]
    fn every_exception_is_of_a_type_that_there_is() {
        let schema = Schema::embedded().unwrap();
        assert!(TYPES.iter().all(|(token, _)| schema.resources.contains_key(*token)));
        for (module, _) in MODULES {
            assert!(schema.resources.values().any(|type_| type_.module == module), "{module}");
        }
    }
}
