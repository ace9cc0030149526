//! `health`: everything that Switchboard depends on is asked, once.

use switchboard_domain::Millis;
use switchboard_settings::{SecretName, Warning};
use switchboard_telemetry::Metric;

use super::{Counts, Job, Jobs, PATIENCE, RunError};
use crate::helpdesk::BotSeat;

/// A dependency, and what a run that finds it broken fails with.
const CODES: [(&str, &str); 5] = [
    ("richpanel", "health.richpanel"),
    ("bot_seat", "health.bot_seat"),
    ("shopify", "health.shopify"),
    ("secrets", "health.secrets"),
    ("switches", "health.switches"),
];

/// What nothing works without.
const NEEDED: [SecretName; 4] = [
    SecretName::RichpanelApiKey,
    SecretName::RichpanelWebhookToken,
    SecretName::ShopifyAdminApiToken,
    SecretName::IdentityKey,
];

impl Jobs {
    /// Counts are 1 for what works and 0 for what does not; `api_version_old` and `overdue_jobs` are for people.
    pub(super) async fn health(&self) -> Result<Counts, RunError> {
        let executor = self.equipped(&self.executor)?;
        let secrets = self.equipped(&self.secrets)?;
        let parts = executor.parts();
        let seat = parts.helpdesk.bot_seat(PATIENCE).await;
        let shop = parts.orders.answers().await;
        let works = [
            ("richpanel", seat.is_ok()),
            // Without a seat nothing is sent, which the gates say; a seat that is gone is a fault.
            ("bot_seat", !matches!(seat, Ok(BotSeat::Gone))),
            ("shopify", shop),
            ("secrets", NEEDED.into_iter().all(|name| matches!(secrets.read(name), Ok(Some(_))))),
            ("switches", (self.ports.switches)().readable),
        ];
        let mut counts: Counts = works.iter().map(|(name, works)| ((*name).to_owned(), u64::from(*works))).collect();
        counts.insert("api_version_old".to_owned(), self.api_version_is_old());
        counts.insert("overdue_jobs".to_owned(), self.tell_overdue().await?);
        let broken = works.iter().find(|(_, works)| !works).map(|(name, _)| *name);
        match broken.and_then(|name| CODES.iter().find(|(known, _)| *known == name)) {
            Some((_, code)) => Err(RunError { code, counts }),
            None => Ok(counts),
        }
    }

    fn api_version_is_old(&self) -> u64 {
        let warnings = self.ports.settings.check_startup(self.ports.clock.now()).unwrap_or_default();
        u64::from(warnings.iter().any(|warning| matches!(warning, Warning::ApiVersionOld(_))))
    }

    /// Jobs that have run before and missed two runs since.
    async fn tell_overdue(&self) -> Result<u64, RunError> {
        let now = self.ports.clock.now();
        let mut overdue = 0;
        for job in Job::ALL {
            let last = self.history(job, 1).await?.into_iter().next();
            overdue += u64::from(last.is_some_and(|run| now - run.at > Millis(job.cadence().0 * 3)));
        }
        self.ports.journal.metrics().observe(Metric::JobOverdue, overdue as f64, &[]);
        Ok(overdue)
    }
}
