//! What is wrong with a setting.

use components::Prefix;

/// Longest mail address of an account: AWS takes no longer one.
const MAX_MAIL: usize = 64;
/// Largest monthly budget, US dollars: more is a slip of the finger.
const MAX_BUDGET_USD: u32 = 100_000;

/// A setting that cannot be used: which, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} {reason}")]
pub struct Problem {
    /// The key as the stack file has it, `accounts.dev.email`.
    pub field: String,
    /// What is wrong, and what to do.
    pub reason: String,
}

impl From<Problem> for pulumi::Error {
    fn from(problem: Problem) -> Self {
        Self::new(problem.to_string())
    }
}

impl Problem {
    pub(crate) fn new(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { field: field.into(), reason: reason.into() }
    }

    /// The problem, unless this holds.
    pub(crate) fn unless(holds: bool, field: &str, reason: &str) -> Result<(), Self> {
        if holds { Ok(()) } else { Err(Self::new(field, reason)) }
    }
}

/// Whether it is an account id.
pub(crate) fn account(field: &str, text: &str) -> Result<(), Problem> {
    let digits = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    Problem::unless(digits, field, "must be the 12 digits of an AWS account, in quotes")
}

/// Whether it is a mail address that AWS takes.
pub(crate) fn mail(field: &str, text: &str) -> Result<(), Problem> {
    let whole = text.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'));
    Problem::unless(whole && text.len() <= MAX_MAIL, field, "must be a mail address of at most 64 characters")
}

/// Whether these are mail addresses of somebody.
pub(crate) fn mails(field: &str, all: &[String]) -> Result<(), Problem> {
    Problem::unless(!all.is_empty(), field, "needs at least one address: an alarm that nobody reads is none")?;
    all.iter().try_for_each(|one| mail(field, one))
}

/// Whether it is a monthly budget.
pub(crate) fn budget(field: &str, usd: u32) -> Result<(), Problem> {
    Problem::unless((1..=MAX_BUDGET_USD).contains(&usd), field, "must be 1 to 100000 US dollars a month")
}

/// Whether it looks like a region.
pub(crate) fn region(text: &str) -> Result<(), Problem> {
    let whole = text.split('-').count() == 3 && text.ends_with(|last: char| last.is_ascii_digit());
    Problem::unless(whole, "region", "must be an AWS region, for example us-east-2")
}

/// Whether it is a text at all.
pub(crate) fn present(field: &str, text: &str) -> Result<(), Problem> {
    Problem::unless(!text.trim().is_empty(), field, "must be set: it is a tag of every resource")
}

/// Whether it is the ARN of a role, if it is there.
pub(crate) fn role_arn(field: &str, text: Option<&str>) -> Result<(), Problem> {
    let whole = text.is_none_or(|arn| arn.starts_with("arn:aws:iam::") && arn.contains(":role/"));
    Problem::unless(whole, field, "must be the ARN of a role, arn:aws:iam::<account>:role/<name>")
}

/// The prefix, checked.
pub(crate) fn prefix(text: &str) -> Result<Prefix, Problem> {
    Prefix::new(text).map_err(|error| Problem::new("prefix", error.to_string()))
}
