//! Reserved concurrency, which an account may not have.

use components::Site;
use pulumi::{Context, Error, InvokeOptions, Result};
use pulumi_aws::Provider;
use pulumi_aws::servicequotas::{GetServiceQuotaArgs, get_service_quota};

/// Quota of concurrent executions of an account and region.
const QUOTA_CODE: &str = "L-B99A9384";
/// AWS keeps so many unreserved.
const UNRESERVED: u32 = 100;

/// Reservations of the functions; all or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reserved {
    pub(super) ingress: Option<u32>,
    pub(super) worker: Option<u32>,
    pub(super) jobs: Option<u32>,
    pub(super) redrive: Option<u32>,
    pub(super) token: Option<u32>,
}

const INGRESS: u32 = 20;
const JOBS: u32 = 4;
const REDRIVE: u32 = 1;
const TOKEN: u32 = 1;

impl Reserved {
    /// What fits. `worker` is the maximum of all event sources; one more is reserved, so that a retry is never throttled.
    pub(super) async fn within(
        ctx: &Context,
        site: &Site,
        provider: &Provider,
        configured: Option<u32>,
        worker: u32,
    ) -> Result<Self> {
        let quota = match configured {
            Some(quota) => quota,
            None => applied(ctx, provider).await?,
        };
        let all = Self {
            ingress: Some(INGRESS),
            worker: Some(worker + 1),
            jobs: Some(JOBS),
            redrive: Some(REDRIVE),
            token: Some(TOKEN),
        };
        let sum = INGRESS + worker + 1 + JOBS + REDRIVE + TOKEN;
        if sum + UNRESERVED <= quota {
            return Ok(all);
        }
        if configured.is_some_and(|quota| quota >= UNRESERVED + INGRESS) {
            return Err(Error::new(format!(
                "switchboard:accountConcurrency is {quota}, of which {UNRESERVED} must stay unreserved, but the functions \
                 reserve {sum}: lower queue.max_concurrency, or ask AWS for a higher quota ({QUOTA_CODE})"
            )));
        }
        ctx.log().warn(format!(
            "account {} runs at most {quota} functions at a time, too few to reserve {sum} of them and leave {UNRESERVED}: \
             reservations are left off, so that a flood of webhooks can starve the worker; ask for a higher quota ({QUOTA_CODE})",
            site.account()
        ));
        Ok(Self { ingress: None, worker: None, jobs: None, redrive: None, token: None })
    }
}

/// The quota that holds in this account now.
async fn applied(ctx: &Context, provider: &Provider) -> Result<u32> {
    let args = GetServiceQuotaArgs::new().service_code("lambda").quota_code(QUOTA_CODE);
    let options = InvokeOptions::new().provider(provider);
    let quota = get_service_quota(ctx, args, options).peek().await.ok_or_else(|| {
        Error::new("the quota of concurrent executions could not be read; set switchboard:accountConcurrency")
    })?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number of executions")]
    Ok(quota.value as u32)
}
