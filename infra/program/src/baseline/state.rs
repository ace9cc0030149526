//! Access to the state of the stacks.

use pulumi_aws::policy::Statement;

use super::role::allow;
use super::settings::BaselineSettings;

/// Reading it: a preview takes no lock.
pub(super) fn read(settings: &BaselineSettings) -> Vec<Statement> {
    vec![
        allow("s3", ["ListBucket"]).sid("StateList").resource(bucket(settings)),
        allow("s3", ["GetObject"]).sid("StateRead").resource(objects(settings)),
        allow("kms", ["Decrypt"]).sid("StateDecrypt").resource(settings.state_key_arn.as_str()),
    ]
}

/// Writing what belongs to this environment's stack: `.pulumi/stacks/<project>/<env>.json`, and histories, backups and locks
/// below `.pulumi/<kind>/…/<env>/`. The stacks of other environments and of the accounts' baselines stay out of reach.
pub(super) fn write(settings: &BaselineSettings) -> Vec<Statement> {
    let (bucket, environment) = (bucket(settings), settings.environment);
    let own = [format!("{bucket}/.pulumi/*/{environment}.*"), format!("{bucket}/.pulumi/*/{environment}/*")];
    vec![
        allow("s3", ["PutObject", "DeleteObject"]).sid("StateWrite").resources(own),
        allow("kms", ["Encrypt", "GenerateDataKey"]).sid("StateEncrypt").resource(settings.state_key_arn.as_str()),
    ]
}

/// ARN pattern of all objects of the state.
pub(super) fn objects(settings: &BaselineSettings) -> String {
    format!("{}/*", bucket(settings))
}

fn bucket(settings: &BaselineSettings) -> String {
    format!("arn:aws:s3:::{}", settings.state_bucket)
}
