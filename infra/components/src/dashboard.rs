//! Dashboards, made from the registry of metrics that the middleware publishes.
//!
//! What you get by default:
//! - every metric of the registry on exactly one dashboard, titled with its name and what it tells, as sum, maximum or
//!   percentiles by its kind; dimension sets with values that only the running system knows as a search;
//! - what the services measure of edge, queues, functions and tables on top of the first one;
//! - five dashboards, or a single one, which charts what an environment without customers needs;
//! - every widget names its region; the text of the same dashboard is always the same.
//!
//! Refused: no queue, no function, no table; more widgets or metrics than a dashboard takes.

mod board;
mod services;
mod widget;

use pulumi::{Component, Context, Json, Resource, ResourceOptions, ResourceState, inputs};
use pulumi_aws::cloudwatch::{Dashboard, DashboardArgs as BodyArgs};
use switchboard_telemetry::Metric;

use crate::error::ComponentError;
use crate::log_metrics::{is_from_service, needed};
use crate::site::Site;
use crate::webhook_edge::EdgeSeries;
pub use board::Board;
use widget::Widget;

/// Most widgets of a dashboard.
const MOST_WIDGETS: usize = 500;
/// Most metrics of a widget.
const MOST_OF_WIDGET: usize = 500;
/// Most metrics of a dashboard.
const MOST_METRICS: usize = 2_500;

/// How many dashboards there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// One per [`Board`].
    All,
    /// A single one.
    One,
}

/// What is charted besides the registry. Names are physical.
#[derive(Clone, Debug)]
pub struct DashboardArgs {
    /// How many there are.
    pub which: Which,
    /// Queues with work.
    pub queues: Vec<String>,
    /// Queues of what could not be worked on.
    pub dead_letter_queues: Vec<String>,
    /// Functions.
    pub functions: Vec<String>,
    /// Tables.
    pub tables: Vec<String>,
    /// The edge, if there is one.
    pub edge: Option<EdgeSeries>,
}

/// The dashboards.
#[derive(Clone)]
pub struct Dashboards {
    component: Component,
    url: String,
}

impl Dashboards {
    /// Creates them.
    ///
    /// # Errors
    /// [`ComponentError::Invalid`] if nothing would be charted, or more than a dashboard takes.
    pub fn new(
        ctx: &Context,
        site: &Site,
        name: &str,
        args: DashboardArgs,
        options: ResourceOptions,
    ) -> Result<Self, ComponentError> {
        let component_name = format!("Dashboards {name}");
        for (field, names) in [("queues", &args.queues), ("functions", &args.functions), ("tables", &args.tables)] {
            if names.is_empty() {
                let reason = "must name at least one: a dashboard without it shows a healthy system that is down";
                return Err(ComponentError::invalid(component_name, field, reason));
            }
        }
        let boards: Vec<(String, Vec<Widget>)> = match args.which {
            Which::All => {
                Board::ALL.into_iter().map(|board| (board.slug().to_owned(), widgets(site, &args, &[board]))).collect()
            }
            Which::One => vec![(name.to_owned(), widgets(site, &args, &Board::ALL))],
        };
        for (board, widgets) in &boards {
            check(&component_name, board, widgets)?;
        }
        let component = ctx.component("switchboard:index:Dashboards", name, inputs! {}, options);
        let first = boards.first().map(|(board, _)| site.name(board)).unwrap_or_default();
        for (board, widgets) in boards {
            let args =
                BodyArgs::new().dashboard_name(site.name(&board)).dashboard_body(body(site, widgets).into_text());
            let logical = if board == name { board } else { format!("{name}-{board}") };
            Dashboard::new(ctx, &logical, args, ResourceOptions::new().parent(&component));
        }
        let region = site.region();
        let url =
            format!("https://{region}.console.aws.amazon.com/cloudwatch/home?region={region}#dashboards:name={first}");
        component.register_outputs(inputs! { "url" => url.as_str() });
        Ok(Self { component, url })
    }

    /// Address of the first one in the console.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Resource for Dashboards {
    fn state(&self) -> &ResourceState {
        self.component.state()
    }
}

/// The widgets of these boards.
fn widgets(site: &Site, args: &DashboardArgs, boards: &[Board]) -> Vec<Widget> {
    let mut all = Vec::new();
    for board in boards {
        all.extend(services::widgets(*board, args));
        for definition in Metric::all().filter(|definition| Board::of(definition) == *board) {
            if !is_from_service(definition) {
                let sets = match args.which {
                    Which::All => definition.sets.to_vec(),
                    Which::One => needed(site.environment(), definition),
                };
                all.extend(Widget::of(site, definition, &sets));
            }
        }
    }
    all
}

fn check(component: &str, board: &str, widgets: &[Widget]) -> Result<(), ComponentError> {
    let metrics: usize = widgets.iter().map(Widget::metrics).sum();
    let widest = widgets.iter().map(Widget::metrics).max().unwrap_or_default();
    if widgets.len() > MOST_WIDGETS || widest > MOST_OF_WIDGET || metrics > MOST_METRICS {
        let reason = format!(
            "{board} would have {} widgets and {metrics} metrics, {widest} in one widget; a dashboard takes \
             {MOST_WIDGETS}, {MOST_METRICS} and {MOST_OF_WIDGET}: chart fewer queues, functions and tables",
            widgets.len()
        );
        return Err(ComponentError::invalid(component, "dashboard", reason));
    }
    Ok(())
}

/// Columns of a dashboard, and what a widget takes of it.
const COLUMNS: usize = 24;
const WIDTH: usize = 6;
const HEIGHT: usize = 6;

fn body(site: &Site, widgets: Vec<Widget>) -> Json {
    let per_row = COLUMNS / WIDTH;
    let place = |(index, widget): (usize, Widget)| {
        let (x, y) = (index % per_row * WIDTH, index / per_row * HEIGHT);
        widget.into_json(site, [x, y, WIDTH, HEIGHT].map(|n| u32::try_from(n).unwrap_or(u32::MAX)))
    };
    let widgets: Vec<Json> = widgets.into_iter().enumerate().map(place).collect();
    pulumi::json!({ "widgets": widgets })
}

#[cfg(test)]
mod tests;
