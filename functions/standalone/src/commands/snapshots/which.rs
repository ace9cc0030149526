//! How a snapshot is named on the command line.

use std::str::FromStr;

use switchboard_snapshots::{Effective, SnapshotId};

use super::{COMPILED, Place, name};
use crate::failure::Failure;
use crate::output;

/// A snapshot by name, or one of two words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// Whatever is active.
    Active,
    /// The values without a snapshot.
    Compiled,
    /// This one.
    Id(SnapshotId),
}

impl FromStr for Which {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "active" => Ok(Self::Active),
            COMPILED => Ok(Self::Compiled),
            id => SnapshotId::parse(id).map(Self::Id).ok_or_else(|| {
                "must be `active`, `compiled`, or cs- and 12 hex digits; `switchboard snapshots list` shows all"
                    .to_owned()
            }),
        }
    }
}

impl Which {
    /// The snapshot that is meant; `None` for the compiled-in values.
    pub(super) async fn id(&self, place: &Place) -> Result<Option<SnapshotId>, Failure> {
        Ok(match self {
            Self::Active => place.archive.pointer().await?.and_then(|pointer| pointer.active),
            Self::Compiled => None,
            Self::Id(id) => Some(id.clone()),
        })
    }

    /// What holds with it.
    pub(super) async fn effective(&self, place: &Place) -> Result<Effective, Failure> {
        let id = self.id(place).await?;
        Ok(place.archive.effective(id.as_ref(), place.settings()).await?)
    }
}

/// What holds with the active snapshot, to compare with. One that this build cannot use must not keep its successor
/// away: then a note says so, and the compiled-in values take its place.
pub(super) async fn holding(place: &Place, active: Option<&SnapshotId>) -> Effective {
    match place.archive.effective(active, place.settings()).await {
        Ok(effective) => effective,
        Err(error) => {
            let active = name(active);
            output::note(format!("the active snapshot {active} cannot be used, so no values of it are shown: {error}"));
            Effective::compiled(place.settings())
        }
    }
}
