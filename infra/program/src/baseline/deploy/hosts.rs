//! Containers, machines, their network, the cache.

use pulumi_aws::policy::{Operator, Statement};

use super::SERVICE;
use crate::baseline::account::Names;
use crate::baseline::role::allow;

/// Creating, changing and deleting them.
pub(super) fn statements(names: &Names) -> Vec<Statement> {
    let mut all = containers(names);
    all.extend(network(names));
    all.extend(machines(names));
    all
}

fn containers(names: &Names) -> Vec<Statement> {
    let site = names.site();
    let own = site.name("*");
    let base = site.base();
    vec![
        allow(
            "ecr",
            [
                "CreateRepository",
                "DeleteLifecyclePolicy",
                "DeleteRepository",
                "PutImageScanningConfiguration",
                "PutImageTagMutability",
                "PutLifecyclePolicy",
                "TagResource",
                "UntagResource",
            ],
        )
        .sid("Images")
        .resource(site.arn("ecr", &format!("repository/{own}"))),
        allow(
            "ecs",
            [
                "CreateCluster",
                "CreateService",
                "DeleteCluster",
                "DeleteService",
                "RegisterTaskDefinition",
                "TagResource",
                "UntagResource",
                "UpdateCluster",
                "UpdateService",
            ],
        )
        .sid("Containers")
        .resources(["cluster", "service", "task-definition"].map(|kind| site.arn("ecs", &format!("{kind}/{base}*")))),
        // On `*`: a revision that is taken out of use is checked without its ARN.
        allow("ecs", ["DeregisterTaskDefinition"]).sid("OldContainers").resource("*"),
        // Ids of scalable targets are AWS's choice.
        allow(
            "application-autoscaling",
            [
                "DeleteScalingPolicy",
                "DeregisterScalableTarget",
                "PutScalingPolicy",
                "RegisterScalableTarget",
                "TagResource",
            ],
        )
        .sid("Scaling")
        .resource(site.arn("application-autoscaling", "scalable-target/*")),
        allow(
            "elasticache",
            [
                "AddTagsToResource",
                "CreateCacheSubnetGroup",
                "CreateServerlessCache",
                "CreateUser",
                "DeleteCacheSubnetGroup",
                "DeleteServerlessCache",
                "DeleteUser",
                "ModifyCacheSubnetGroup",
                "ModifyServerlessCache",
                "ModifyUser",
                "RemoveTagsFromResource",
            ],
        )
        .sid("Cache")
        .resources(
            ["serverlesscache", "subnetgroup", "user"].map(|kind| site.arn("elasticache", &format!("{kind}:{own}"))),
        ),
    ]
}

/// Ids in EC2 are AWS's choice: the product's tag, set while something is created, tells ours.
fn network(names: &Names) -> [Statement; 3] {
    let site = names.site();
    let anything = site.arn("ec2", "*/*");
    let kinds = ["InternetGateway", "LaunchTemplate", "RouteTable", "SecurityGroup", "Subnet", "Vpc", "VpcEndpoint"];
    let verbs = |verb: &str| kinds.map(|kind| format!("ec2:{verb}{kind}"));
    let create = Statement::allow(verbs("Create")).sid("NewNetwork").resource(anything.clone());
    let change = verbs("Delete").into_iter().chain(
        [
            "AssociateRouteTable",
            "AttachInternetGateway",
            "AuthorizeSecurityGroupEgress",
            "AuthorizeSecurityGroupIngress",
            "CreateLaunchTemplateVersion",
            "CreateRoute",
            "CreateTags",
            "DeleteRoute",
            "DeleteTags",
            "DetachInternetGateway",
            "DisassociateRouteTable",
            "ModifyLaunchTemplate",
            "ModifySubnetAttribute",
            "ModifyVpcAttribute",
            "ModifyVpcEndpoint",
            "RevokeSecurityGroupEgress",
            "RevokeSecurityGroupIngress",
        ]
        .map(|name| format!("ec2:{name}")),
    );
    [
        // Where something new refers to what is there, only the new one brings tags.
        create.condition(Operator::StringEquals.if_exists(), "aws:RequestTag/service", [SERVICE]),
        Statement::allow(change).sid("Network").resource(anything.clone()).condition(
            Operator::StringEquals,
            "aws:ResourceTag/service",
            [SERVICE],
        ),
        // Tags of something new; later ones fall under the statement before.
        allow("ec2", ["CreateTags"]).sid("FirstTags").resource(anything).condition(
            Operator::StringEquals,
            "ec2:CreateAction",
            kinds.map(|kind| format!("Create{kind}")).into_iter().chain(["RunInstances".to_owned()]),
        ),
    ]
}

fn machines(names: &Names) -> [Statement; 3] {
    let site = names.site();
    let region = site.region();
    let group = format!("autoScalingGroup:*:autoScalingGroupName/{}", site.name("*"));
    [
        // Auto Scaling checks that whoever names a launch template could start it.
        allow("ec2", ["RunInstances"])
            .sid("Machines")
            .resources([site.arn("ec2", "*/*"), format!("arn:aws:ec2:{region}::image/*")])
            .condition(Operator::ArnLike, "ec2:LaunchTemplate", [site.arn("ec2", "launch-template/*")]),
        allow(
            "autoscaling",
            [
                "CreateAutoScalingGroup",
                "CreateOrUpdateTags",
                "DeleteAutoScalingGroup",
                "DeleteTags",
                "StartInstanceRefresh",
                "UpdateAutoScalingGroup",
            ],
        )
        .sid("MachineGroup")
        .resource(site.arn("autoscaling", &group)),
        // The current image of Amazon Linux is a public parameter.
        allow("ssm", ["GetParameters"])
            .sid("Image")
            .resource(format!("arn:aws:ssm:{region}::parameter/aws/service/ami-amazon-linux-latest/*")),
    ]
}
