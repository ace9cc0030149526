//! Tags of functions and mappings.

use super::SERVICE;
use crate::clients::Clients;
use crate::properties::{Inputs, tag_changes};
use crate::refusal::{Refusal, refused};

/// Brings the tags of what the ARN names from `old` to `new`.
pub(super) async fn change(aws: &Clients, arn: &str, old: &Inputs<'_>, new: &Inputs<'_>) -> Result<(), Refusal> {
    let (set, removed) = tag_changes(&old.tags()?, &new.tags()?);
    if !removed.is_empty() {
        let call = aws.lambda().untag_resource().resource(arn).set_tag_keys(Some(removed));
        call.send().await.map_err(refused(SERVICE))?;
    }
    if !set.is_empty() {
        let call = aws.lambda().tag_resource().resource(arn).set_tags(Some(set.into_iter().collect()));
        call.send().await.map_err(refused(SERVICE))?;
    }
    Ok(())
}
