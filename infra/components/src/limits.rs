//! Arguments against limits of AWS.

use std::ops::RangeInclusive;

use crate::error::ComponentError;

/// The component whose arguments are checked, as its errors name it: `Table ledger`.
#[derive(Clone, Debug)]
pub(crate) struct Checked(String);

impl Checked {
    pub(crate) fn new(kind: &str, name: &str) -> Self {
        Self(format!("{kind} {name}"))
    }

    /// An argument that cannot stand; the reason ends with what to do.
    pub(crate) fn invalid(&self, field: &'static str, reason: impl Into<String>) -> ComponentError {
        ComponentError::invalid(&self.0, field, reason)
    }

    /// A number within a range; `why` says what happens outside of it, or whose limit it is.
    pub(crate) fn within(
        &self,
        field: &'static str,
        value: u32,
        range: RangeInclusive<u32>,
        why: &str,
    ) -> Result<(), ComponentError> {
        if range.contains(&value) {
            return Ok(());
        }
        let (from, to) = range.into_inner();
        Err(self.invalid(field, format!("is {value}, but must be from {from} to {to}: {why}")))
    }

    /// A physical name of lower-case letters, digits and hyphens, as far as the caller chose it, and of limited length.
    pub(crate) fn name(&self, chosen: &str, physical: &str, longest: usize) -> Result<(), ComponentError> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if chosen.is_empty() || !chosen.chars().all(allowed) {
            return Err(self.invalid("name", "must hold lower-case letters, digits and hyphens only, at least one"));
        }
        if physical.len() > longest {
            let length = physical.len();
            let reason =
                format!("makes `{physical}`, {length} characters, but AWS takes {longest}; choose a shorter one");
            return Err(self.invalid("name", reason));
        }
        Ok(())
    }
}
