//! Switches in the parameter store.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::ParameterType;
use switchboard_domain::{Clock, Millis, Mode, SwitchView, Timestamp};
use switchboard_settings::switches::{SwitchError, SwitchName, SwitchValues, switch_view};
use switchboard_store::ServiceError;

use crate::failure::service_error;
use crate::namespace::Namespace;

/// Name of the service in errors.
const SERVICE: &str = "ssm";

/// How long a view is used before [`ParameterSwitches::refresh`] reads again.
const KEEP: Millis = Millis::from_secs(30);

/// Time from a failed read to the next, so that an outage is not met with a call per message.
const PAUSE: Millis = Millis::from_secs(5);

/// Age from which on a view counts for nothing: a change must be effective within this time.
const LIMIT: Millis = Millis::from_secs(60);

/// Parameters per page, the limit of the service.
const PAGE: i32 = 10;

/// The switches `/<prefix>/<env>/<name>` of a deployment, one text parameter each.
///
/// Hosts call [`refresh`](Self::refresh) before they begin work, or every few seconds, and take [`view`](Self::view) wherever
/// a decision is made. What cannot be read fails closed at once; restrictions that were last seen (no vendor writes, shadow,
/// drain, no acknowledgement) stay in force then, since an outage must not start writes that an operator had stopped.
///
/// A parameter of an unknown name below the path counts as damage, as in the file of a single installation: a misspelt
/// switch must not be taken for one that is set.
pub struct ParameterSwitches {
    client: Client,
    namespace: Namespace,
    clock: Arc<dyn Clock>,
    /// Held while one task reads; the others wait for its result.
    reading: tokio::sync::Mutex<()>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    current: Option<SwitchView>,
    last_readable: Option<SwitchView>,
    unreadable_since: Option<Timestamp>,
}

impl ParameterSwitches {
    /// The switches of a deployment; nothing is read yet.
    pub fn new(client: Client, namespace: Namespace, clock: Arc<dyn Clock>) -> Self {
        let (reading, seen) = (tokio::sync::Mutex::default(), Mutex::default());
        Self { client, namespace, clock, reading, seen }
    }

    /// Reads the switches if what is known is 30 s old or older. Never fails: what cannot be read fails closed.
    pub async fn refresh(&self) -> SwitchView {
        let _one_at_a_time = self.reading.lock().await;
        let now = self.clock.now();
        let keep = |view: &SwitchView| if view.readable { KEEP } else { PAUSE };
        let fresh = self.seen().current.clone().filter(|view| is_younger(view, now, keep(view)));
        if let Some(view) = fresh {
            return view;
        }
        // The age counts from before the call: the values may have changed while it was under way.
        let view = match self.list().await {
            Ok(values) => switch_view(self.namespace.environment(), &values, now),
            Err(_) => SwitchView::fail_closed(now),
        };
        self.seen().note(view)
    }

    /// The view as last read; the fail-closed one if that was 60 s ago or longer, or never.
    pub fn view(&self) -> SwitchView {
        let now = self.clock.now();
        let mut seen = self.seen();
        match &seen.current {
            Some(view) if is_younger(view, now, LIMIT) => view.clone(),
            _ => seen.close(SwitchView::fail_closed(now)),
        }
    }

    /// How long the switches have been unreadable (metric `switch.unreadable_s`; alarm after 5 min); zero while they are
    /// readable.
    pub fn unreadable_for(&self) -> Millis {
        let now = self.clock.now();
        self.seen().unreadable_since.map_or(Millis(0), |since| (now - since).max(Millis(0)))
    }

    /// The values as texts, from the service.
    ///
    /// # Errors
    /// [`SwitchError::Store`] when they cannot be read or there is a parameter of an unknown name.
    pub async fn list(&self) -> Result<SwitchValues, SwitchError> {
        let path = self.namespace.parameters();
        let mut pages =
            self.client.get_parameters_by_path().path(&path).recursive(true).into_paginator().page_size(PAGE).send();
        let mut values = SwitchValues::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| store(&service_error(SERVICE, &error)))?;
            for parameter in page.parameters.unwrap_or_default() {
                let full = parameter.name.unwrap_or_default();
                let name = full.strip_prefix(path.as_str()).and_then(|rest| rest.strip_prefix('/'));
                let name = name.and_then(SwitchName::from_text).ok_or_else(|| unknown(&full))?;
                values.insert(name, parameter.value.unwrap_or_default());
            }
        }
        Ok(values)
    }

    /// Changes one switch. The store keeps no empty value: to empty a list is to [`unset`](Self::unset) it.
    ///
    /// # Errors
    /// The value is not accepted, or the service refuses.
    pub async fn set(&self, name: SwitchName, value: &str) -> Result<(), SwitchError> {
        name.check(value)?;
        let value = value.trim();
        if value.is_empty() {
            return self.unset(name).await;
        }
        let request = self.client.put_parameter().name(self.name(name)).value(value);
        let request = request.r#type(ParameterType::String).overwrite(true);
        request.send().await.map_err(|error| store(&service_error(SERVICE, &error)))?;
        Ok(())
    }

    /// Removes a switch that may be absent (template, allow-list, acknowledgement). It is no error if it was.
    ///
    /// # Errors
    /// The switch must have a value, or the service refuses.
    pub async fn unset(&self, name: SwitchName) -> Result<(), SwitchError> {
        if name.is_required() {
            return Err(SwitchError::Required(name));
        }
        match self.client.delete_parameter().name(self.name(name)).send().await {
            Ok(_) => Ok(()),
            Err(error) => match service_error(SERVICE, &error) {
                ServiceError::NotFound { .. } => Ok(()),
                other => Err(store(&other)),
            },
        }
    }

    fn name(&self, name: SwitchName) -> String {
        format!("{}/{name}", self.namespace.parameters())
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    /// Makes what was read the current view.
    fn note(&mut self, read: SwitchView) -> SwitchView {
        let view = if read.readable {
            self.unreadable_since = None;
            self.last_readable = Some(read.clone());
            read
        } else {
            self.close(read)
        };
        self.current = Some(view.clone());
        view
    }

    /// Closes a view that could not be read further, by the restrictions that were last seen.
    fn close(&mut self, mut view: SwitchView) -> SwitchView {
        self.unreadable_since = self.unreadable_since.or(Some(view.read_at));
        if let Some(restrictions) = &self.last_readable {
            view.mode = if view.mode == Mode::Normal { restrictions.mode } else { view.mode };
            view.outbound_enabled = view.outbound_enabled && restrictions.outbound_enabled;
            view.prod_ack = view.prod_ack && restrictions.prod_ack;
        }
        view
    }
}

/// Whether a view was read less than `age` ago. A clock that was set back makes it old, not eternal.
fn is_younger(view: &SwitchView, now: Timestamp, age: Millis) -> bool {
    (Millis(0)..age).contains(&(now - view.read_at))
}

fn store(error: &ServiceError) -> SwitchError {
    SwitchError::Store(format!("{error}; {}", error.help()))
}

fn unknown(parameter: &str) -> SwitchError {
    SwitchError::Store(format!("parameter {parameter} is no switch; remove it"))
}
