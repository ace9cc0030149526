//! What each function may do: nothing that it does not do. Every statement has a sid, so that a test can leave one out and
//! see the product fail.

use components::Site;
use pulumi_aws::policy::{Action, Statement};
use switchboard_settings::SecretName;

use super::names::{ASYNC_QUEUE, AUDIT, CONFIG, CONVERSATIONS, EVENTS, EVENTS_DLQ, LEDGER, LIMITS, Lane};

/// What a row of the ledger, a conversation or a limit needs: reading, and conditional writes in transactions.
const ITEM_ACTIONS: [&str; 6] = ["GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"];
/// Secrets of the worker; those of a second source of tracking numbers only if it is used.
const WORKER_SECRETS: [SecretName; 5] = [
    SecretName::RichpanelApiKey,
    SecretName::RichpanelBotAgentId,
    SecretName::OpenaiApiKey,
    SecretName::ShopifyAdminApiToken,
    SecretName::IdentityKey,
];
/// Secrets of the second source of tracking numbers.
const SHIPSTATION_SECRETS: [SecretName; 2] = [SecretName::ShipstationApiKey, SecretName::ShipstationApiSecret];

/// Whose policy it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grants<'a> {
    pub(super) site: &'a Site,
    pub(super) lane: Lane,
    pub(super) shipstation: bool,
}

impl Grants<'_> {
    /// Ingress: put events on the queue, read the webhook's token.
    pub(super) fn ingress(&self) -> Vec<Statement> {
        vec![
            allow("sqs", ["SendMessage"]).sid("Enqueue").resources(self.main_queues()),
            self.secrets("Token", &[SecretName::RichpanelWebhookToken]),
        ]
    }

    /// Worker: consume the queue, set dead letters aside, keep the ledger, read switches and its secrets.
    pub(super) fn worker(&self) -> Vec<Statement> {
        let receive = ["ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueAttributes"];
        let mut all = vec![
            allow("sqs", receive).sid("Consume").resources(self.main_queues()),
            allow("sqs", ["SendMessage"]).sid("DeadLetter").resources(self.dead_letter_queues()),
        ];
        all.extend(self.rows());
        all.push(self.worker_secrets("Secrets", allow("secretsmanager", ["GetSecretValue"])));
        all
    }

    /// Jobs: what the worker may do to rows, without its queue; re-enqueue, read the reports of former runs and the probe's token.
    pub(super) fn jobs(&self) -> Vec<Statement> {
        let mut all = self.rows();
        let due = format!("{}/index/due", self.site.table_arn(LEDGER));
        all.extend([
            allow("dynamodb", ["Query"]).sid("Due").resource(due),
            allow("dynamodb", ["Query"]).sid("Reports").resource(self.site.table_arn(AUDIT)),
            allow("sqs", ["SendMessage", "GetQueueAttributes"]).sid("Enqueue").resources(self.main_queues()),
            self.on_failure(),
            self.worker_secrets("Secrets", allow("secretsmanager", ["GetSecretValue"])),
            self.secrets("Token", &[SecretName::RichpanelWebhookToken]),
            self.worker_secrets("SecretsPresent", allow("secretsmanager", ["DescribeSecret"])),
        ]);
        all
    }

    /// Retry and redrive: the only role that reads dead letters.
    pub(super) fn redrive(&self) -> Vec<Statement> {
        let ledger = self.site.table_arn(LEDGER);
        let rows = ["GetItem", "UpdateItem", "PutItem", "DeleteItem", "ConditionCheckItem"];
        let receive = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];
        vec![
            allow("sqs", receive).sid("DeadLetters").resources(self.dead_letter_queues()),
            allow("sqs", ["SendMessage"]).sid("Enqueue").resources(self.main_queues()),
            self.on_failure(),
            allow("dynamodb", rows).sid("Ledger").resource(ledger.clone()),
            allow("dynamodb", ["Query"]).sid("Due").resources([ledger.clone(), format!("{ledger}/index/due")]),
            allow("dynamodb", ITEM_ACTIONS).sid("Lease").resource(self.site.table_arn(LIMITS)),
            allow("dynamodb", ["PutItem", "Query"]).sid("Reports").resource(self.site.table_arn(AUDIT)),
            self.switches(),
        ]
    }

    /// Token refresh: the only role that writes a secret.
    pub(super) fn token(&self) -> Vec<Statement> {
        let refreshed = [SecretName::ShopifyAdminApiToken];
        let read = [SecretName::ShopifyClientId, SecretName::ShopifyClientSecret, SecretName::ShopifyAdminApiToken];
        vec![
            self.secrets("Credentials", &read),
            allow("secretsmanager", ["PutSecretValue"]).sid("Refresh").resources(self.secret_arns(&refreshed)),
            allow("dynamodb", ["GetItem", "PutItem", "UpdateItem", "DeleteItem"])
                .sid("Lease")
                .resource(self.site.table_arn(LIMITS)),
            allow("dynamodb", ["PutItem"]).sid("Audit").resource(self.site.table_arn(AUDIT)),
            self.on_failure(),
        ]
    }

    /// Rows, the active config snapshot and switches, as worker and jobs use them.
    fn rows(&self) -> Vec<Statement> {
        vec![
            allow("dynamodb", ITEM_ACTIONS)
                .sid("Rows")
                .resources([LEDGER, CONVERSATIONS, LIMITS].map(|table| self.site.table_arn(table))),
            allow("dynamodb", ["PutItem"]).sid("Audit").resource(self.site.table_arn(AUDIT)),
            allow("dynamodb", ["GetItem"]).sid("Config").resource(self.site.table_arn(CONFIG)),
            self.switches(),
        ]
    }

    fn switches(&self) -> Statement {
        let read = ["GetParametersByPath", "GetParameters", "GetParameter"];
        allow("ssm", read).sid("Switches").resources(self.site.parameter_arns())
    }

    /// Lambda sends what an asynchronous invocation failed on with the function's own role.
    fn on_failure(&self) -> Statement {
        allow("sqs", ["SendMessage"]).sid("OnFailure").resource(self.site.queue_arn(ASYNC_QUEUE))
    }

    fn secrets(&self, sid: &str, names: &[SecretName]) -> Statement {
        allow("secretsmanager", ["GetSecretValue"]).sid(sid).resources(self.secret_arns(names))
    }

    fn worker_secrets(&self, sid: &str, statement: Statement) -> Statement {
        let mut names = WORKER_SECRETS.to_vec();
        if self.shipstation {
            names.extend(SHIPSTATION_SECRETS);
        }
        statement.sid(sid).resources(self.secret_arns(&names))
    }

    fn secret_arns(&self, names: &[SecretName]) -> Vec<String> {
        names.iter().map(|name| self.site.secret_arn(name.path())).collect()
    }

    fn main_queues(&self) -> Vec<String> {
        self.lane.names(EVENTS).map(|name| self.site.queue_arn(&name)).collect()
    }

    fn dead_letter_queues(&self) -> Vec<String> {
        self.lane.names(EVENTS_DLQ).map(|name| self.site.queue_arn(&name)).collect()
    }
}

fn allow<const N: usize>(service: &str, names: [&str; N]) -> Statement {
    Statement::allow(Action::of(service, names))
}
