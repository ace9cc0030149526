//! A document without what says nothing, so that an exported one that nobody edited changes nothing later either.

use crate::documents::{Documents, TeamEntry};
use crate::texts;

/// Takes out template overrides that equal the compiled-in catalogue, teams of intents that the taxonomy gives anyway,
/// and teams of which nothing is said.
pub(crate) fn normal(documents: Documents) -> Documents {
    let Documents { thresholds, mut routing, mut teams, templates } = documents;
    routing.team_by_intent.retain(|intent, team| team.0 != intent.team());
    for entry in teams.values_mut() {
        entry.exists = entry.exists.filter(|exists| !exists);
    }
    teams.retain(|_, entry| *entry != TeamEntry::default());
    Documents { thresholds, routing, teams, templates: texts::without_equal(&templates) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Effective;
    use switchboard_settings::{Environment, Settings};

    #[test]
    fn an_unedited_export_holds_thresholds_and_routing_rules_only() {
        let compiled = Effective::compiled(&Settings::defaults(Environment::Prod).unwrap()).documents;
        let thresholds = compiled.thresholds.clone();
        let left = normal(compiled);
        assert_eq!((left.thresholds, left.teams.len(), left.templates.len()), (thresholds, 0, 0));
        assert!(left.routing.team_by_intent.is_empty() && left.routing.livechat_team.is_some());
    }
}
