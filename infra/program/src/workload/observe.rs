//! What watches the rest.

use components::{
    AlarmCatalogue, CatalogueArgs, DashboardArgs, Dashboards, MonthlyBudget, SwitchWatch, SystemAlarm, Table,
    WatchedJob, WebhookEdge, Which,
};
use pulumi::Result;

use super::functions::Functions;
use super::jobs::JOBS;
use super::{Queues, Workload};
use crate::settings::DashboardSet;

impl Workload<'_> {
    /// Alarms that belong to no single component, dashboards, budget; gives the dashboard's address.
    pub(super) fn observe(
        &self,
        queues: &Queues,
        functions: &Functions,
        edge: &WebhookEdge,
        tables: &[Table],
    ) -> Result<String> {
        let (ctx, alarms, product) = (self.ctx, &self.alarms, &self.settings.product);
        let enabled = JOBS.iter().filter(|job| self.is_enabled(job));
        let catalogue = CatalogueArgs {
            shopify: product.shopify.address().is_some(),
            jobs: enabled.map(|job| WatchedJob { name: job.name.to_owned(), every_s: job.every_min * 60 }).collect(),
            signals: Vec::new(),
            model_daily_budget_usd: Some(product.llm.budget.usd_per_day),
            model_tokens_baseline: None,
        };
        AlarmCatalogue::new(ctx, alarms, "alarms", catalogue, self.below())?;
        // Last of all: it covers every critical alarm that was made before.
        SystemAlarm::new(ctx, alarms, "system-critical", &alarms.critical(), self.below())?;
        SwitchWatch::new(ctx, alarms, "switches", self.below());
        if let Some(limit) = self.settings.budget_usd {
            MonthlyBudget::new(ctx, alarms, "budget", limit, self.below())?;
        }
        let lanes = || std::iter::once(&queues.events).chain(&queues.live);
        let args = DashboardArgs {
            which: match self.settings.dashboards {
                DashboardSet::One => Which::One,
                DashboardSet::All => Which::All,
            },
            queues: lanes().map(|queue| queue.queue_name().to_owned()).collect(),
            dead_letter_queues: lanes().map(|queue| queue.dlq_name().to_owned()).collect(),
            functions: functions.all().map(|function| self.site.name(function.name())).to_vec(),
            tables: tables.iter().map(|table| table.table_name().to_owned()).collect(),
            edge: Some(edge.series()),
        };
        let dashboards = Dashboards::new(ctx, &self.site, "overview", args, self.below())?;
        Ok(dashboards.url().to_owned())
    }
}
