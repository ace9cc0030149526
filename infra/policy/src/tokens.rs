//! Type tokens of the resources that rules are about.

macro_rules! tokens {
    ($($name:ident = $token:literal;)*) => {
        $(pub(crate) const $name: &str = $token;)*
    };
}

tokens! {
    ACCOUNT_PUBLIC_ACCESS_BLOCK = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock";
    ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
    ALIAS = "aws:lambda/alias:Alias";
    ANALYZER = "aws:accessanalyzer/analyzer:Analyzer";
    AUTOSCALING_GROUP = "aws:autoscaling/group:Group";
    BUCKET = "aws:s3/bucket:Bucket";
    BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy";
    BUCKET_PUBLIC_ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
    BUDGET = "aws:budgets/budget:Budget";
    COMPOSITE_ALARM = "aws:cloudwatch/compositeAlarm:CompositeAlarm";
    DASHBOARD = "aws:cloudwatch/dashboard:Dashboard";
    ECS_SERVICE = "aws:ecs/service:Service";
    EVENT_RULE = "aws:cloudwatch/eventRule:EventRule";
    EVENT_SOURCE_MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";
    EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget";
    FUNCTION = "aws:lambda/function:Function";
    FUNCTION_URL = "aws:lambda/functionUrl:FunctionUrl";
    HTTP_API = "aws:apigatewayv2/api:Api";
    HTTP_API_MAPPING = "aws:apigatewayv2/apiMapping:ApiMapping";
    HTTP_INTEGRATION = "aws:apigatewayv2/integration:Integration";
    HTTP_ROUTE = "aws:apigatewayv2/route:Route";
    HTTP_STAGE = "aws:apigatewayv2/stage:Stage";
    INVOKE_CONFIG = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";
    KMS_KEY = "aws:kms/key:Key";
    LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
    LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
    LOG_METRIC_FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter";
    NAT_GATEWAY = "aws:ec2/natGateway:NatGateway";
    ORGANIZATION = "aws:organizations/organization:Organization";
    ORGANIZATION_ACCOUNT = "aws:organizations/account:Account";
    ORGANIZATION_POLICY = "aws:organizations/policy:Policy";
    ORGANIZATION_POLICY_ATTACHMENT = "aws:organizations/policyAttachment:PolicyAttachment";
    ORGANIZATION_SERVICE_ACCESS = "aws:organizations/awsServiceAccess:AwsServiceAccess";
    PARAMETER = "aws:ssm/parameter:Parameter";
    PERMISSION = "aws:lambda/permission:Permission";
    POLICY = "aws:iam/policy:Policy";
    PROVIDER = "pulumi:providers:aws";
    PROVISIONED_CONCURRENCY = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig";
    QUEUE = "aws:sqs/queue:Queue";
    QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy";
    REDRIVE_ALLOW_POLICY = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy";
    REDRIVE_POLICY = "aws:sqs/redrivePolicy:RedrivePolicy";
    REPLICATION_GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";
    REST_ACCOUNT = "aws:apigateway/account:Account";
    REST_API = "aws:apigateway/restApi:RestApi";
    REST_BASE_PATH_MAPPING = "aws:apigateway/basePathMapping:BasePathMapping";
    REST_DEPLOYMENT = "aws:apigateway/deployment:Deployment";
    REST_INTEGRATION = "aws:apigateway/integration:Integration";
    REST_METHOD = "aws:apigateway/method:Method";
    REST_METHOD_SETTINGS = "aws:apigateway/methodSettings:MethodSettings";
    REST_RESPONSE = "aws:apigateway/response:Response";
    REST_STAGE = "aws:apigateway/stage:Stage";
    ROLE = "aws:iam/role:Role";
    ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
    ROLE_POLICY_ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
    SCHEDULE = "aws:scheduler/schedule:Schedule";
    SECRET = "aws:secretsmanager/secret:Secret";
    SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
    SERVERLESS_CACHE = "aws:elasticache/serverlessCache:ServerlessCache";
    TABLE = "aws:dynamodb/table:Table";
    TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";
    TOPIC = "aws:sns/topic:Topic";
    TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy";
    TRAIL = "aws:cloudtrail/trail:Trail";
    WEB_ACL = "aws:wafv2/webAcl:WebAcl";
    WEB_ACL_ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation";
    WEB_ACL_LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";
}

/// The service part of the ARNs of a type.
pub(crate) fn service(type_token: &str) -> &str {
    match type_token {
        LOG_GROUP => "logs",
        EVENT_RULE => "events",
        other => other.strip_prefix("aws:").and_then(|rest| rest.split('/').next()).unwrap_or_default(),
    }
}
