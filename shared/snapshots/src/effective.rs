//! What holds once a snapshot is laid over the settings of a process.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use switchboard_domain::{Intent, Team};
use switchboard_replies::Catalogue;
use switchboard_settings::{Settings, SettingsError};

use crate::documents::{Documents, Routing, TeamEntry, TeamKey, TemplateOverride, Thresholds};
use crate::error::{Problem, SnapshotError};
use crate::id::SnapshotId;
use crate::snapshot::Snapshot;
use crate::{texts, thresholds};

/// Most characters of a team's id or name in the helpdesk.
const MAX_NAME: usize = 100;

/// The values that hold, valid by construction.
#[derive(Clone, Debug)]
pub struct Effective {
    /// The snapshot; `None` for the compiled-in values.
    pub snapshot: Option<SnapshotId>,
    /// The settings with thresholds, live chat rule, channels and missing teams of the snapshot.
    pub settings: Settings,
    /// The catalogue with its overrides.
    pub catalogue: Catalogue,
    /// Teams in place of the taxonomy's.
    pub team_by_intent: BTreeMap<Intent, Team>,
    /// The same as documents without gaps, for diffs and exports.
    pub documents: Documents,
}

impl Effective {
    /// What holds without a snapshot.
    pub fn compiled(settings: &Settings) -> Self {
        let documents = documents(settings, &Documents::default());
        let catalogue = Catalogue::builtin().clone();
        Self { snapshot: None, settings: settings.clone(), catalogue, team_by_intent: BTreeMap::new(), documents }
    }

    /// What holds with these documents over these settings.
    ///
    /// # Errors
    /// [`SnapshotError::Invalid`] with every value that breaks a rule.
    pub fn of(changes: &Documents, settings: &Settings) -> Result<Self, SnapshotError> {
        let mut problems = Vec::new();
        teams(changes, &mut problems);
        let laid_over = overrides(changes, settings).and_then(|all| settings.with_overrides(&all));
        let changed = laid_over.map_err(|error| problems.extend(problems_of(error))).ok();
        let catalogue = texts::catalogue(&changes.templates).map_err(|found| problems.extend(found)).ok();
        let (Some(settings), Some(catalogue)) = (changed, catalogue) else {
            return Err(SnapshotError::Invalid(problems));
        };
        if !problems.is_empty() {
            return Err(SnapshotError::Invalid(problems));
        }
        let team_by_intent = changes.routing.team_by_intent.iter().map(|(intent, team)| (*intent, team.0)).collect();
        let documents = documents(&settings, changes);
        Ok(Self { snapshot: None, settings, catalogue, team_by_intent, documents })
    }

    /// What holds with this snapshot active.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub fn with(snapshot: &Snapshot, settings: &Settings) -> Result<Self, SnapshotError> {
        Ok(Self { snapshot: Some(snapshot.id.clone()), ..Self::of(&snapshot.documents, settings)? })
    }
}

/// The dotted keys of the settings that the documents change.
fn overrides(changes: &Documents, settings: &Settings) -> Result<Map<String, Value>, SettingsError> {
    let mut all = Map::new();
    let complete = thresholds::complete(&changes.thresholds, settings.environment())?;
    if let Ok(Value::Object(fields)) = serde_json::to_value(&complete) {
        all.extend(fields.into_iter().map(|(name, value)| (format!("policy.thresholds.{name}"), value)));
    }
    for table in ["route_by_intent", "tier1_by_intent", "tier2_by_intent"] {
        // An empty table is not written into the document, but replaces what a file of settings may have set.
        all.entry(format!("policy.thresholds.{table}")).or_insert_with(|| Value::Object(Map::new()));
    }
    let Routing { livechat_team, channels_map, .. } = &changes.routing;
    if let Some(rule) = livechat_team {
        all.insert("routing.livechat_team".to_owned(), rule.as_str().into());
    }
    if let Some(Ok(map)) = channels_map.as_ref().map(serde_json::to_value) {
        all.insert("channels.map".to_owned(), map);
    }
    for (team, _) in changes.teams.iter().filter(|(_, entry)| entry.exists == Some(false)) {
        all.insert(format!("teams.{}", team.0.key()), false.into());
    }
    Ok(all)
}

/// Problems of the settings under the names of the documents.
fn problems_of(error: SettingsError) -> Vec<Problem> {
    let SettingsError::Invalid(found) = error else {
        return vec![Problem::shape("documents", "", error.to_string())];
    };
    let place = |key: &str| {
        let keys = [("policy.thresholds.", "thresholds", ""), ("channels.map", "routing", "channels_map")];
        let keys = keys.into_iter().chain([("routing.", "routing", ""), ("teams.", "teams", "")]);
        let mut found = keys.filter_map(|(prefix, document, name)| {
            key.strip_prefix(prefix).map(|rest| (document, format!("{name}{rest}")))
        });
        found.next().unwrap_or(("documents", key.to_owned()))
    };
    let problem = |found: switchboard_settings::Problem| {
        let (document, key) = place(&found.key);
        // Below these floors, or for other intents, order facts would go out on a guess.
        if document == "thresholds" && key.starts_with("tier2") {
            Problem::safety(document, key, found.reason)
        } else {
            Problem::shape(document, key, found.reason)
        }
    };
    found.into_iter().map(problem).collect()
}

/// Rules on teams that the settings do not know.
fn teams(changes: &Documents, problems: &mut Vec<Problem>) {
    for (intent, TeamKey(team)) in &changes.routing.team_by_intent {
        let key = format!("team_by_intent.{intent}");
        if intent.is_tier0() {
            problems.push(Problem::safety("routing", key, "an escalation keeps its team"));
        } else if matches!(team, Team::Livechat | Team::Backend) {
            problems.push(Problem::shape("routing", key, format!("{} is no team of an intent", team.key())));
        }
    }
    if changes.teams.get(&TeamKey(Team::EmailSupport)).and_then(|entry| entry.exists) == Some(false) {
        let reason = "without this team nothing can be routed";
        problems.push(Problem::safety("teams", "email_support.exists", reason));
    }
    for (TeamKey(team), entry) in &changes.teams {
        for (name, text) in [("vendor_id", &entry.vendor_id), ("display_name", &entry.display_name)] {
            let is_name = |text: &String| {
                !text.trim().is_empty() && text.chars().count() <= MAX_NAME && !text.chars().any(char::is_control)
            };
            if text.as_ref().is_some_and(|text| !is_name(text)) {
                let reason = format!("must be one line of 1 to {MAX_NAME} characters");
                problems.push(Problem::shape("teams", format!("{}.{name}", team.key()), reason));
            }
        }
    }
}

/// Documents without gaps: what the settings hold, and what only documents know.
fn documents(settings: &Settings, changes: &Documents) -> Documents {
    let value = |pointer: &str| settings.effective().pointer(pointer).cloned().unwrap_or_default();
    let team = |intent: Intent| changes.routing.team_by_intent.get(&intent).copied().unwrap_or(TeamKey(intent.team()));
    let mut templates = texts::compiled();
    for (id, change) in &changes.templates {
        let entry = templates.entry(*id).or_default();
        let TemplateOverride { enabled, default, livechat } = change.clone();
        entry.enabled = enabled.or(entry.enabled);
        entry.default = default.or_else(|| entry.default.take());
        entry.livechat = livechat.or_else(|| entry.livechat.take());
    }
    Documents {
        thresholds: Thresholds::deserialize_or_default(value("/policy/thresholds")),
        routing: Routing {
            team_by_intent: Intent::all().filter(|intent| !intent.is_tier0()).map(|i| (i, team(i))).collect(),
            livechat_team: value("/routing/livechat_team").as_str().map(str::to_owned),
            channels_map: Some(settings.channels.map.clone()),
        },
        teams: Team::ALL
            .into_iter()
            .map(|team| {
                let entry = changes.teams.get(&TeamKey(team)).cloned().unwrap_or_default();
                (TeamKey(team), TeamEntry { exists: Some(settings.teams.exists(team)), ..entry })
            })
            .collect(),
        templates,
    }
}

impl Thresholds {
    /// The thresholds of valid settings: the same names, the same types.
    fn deserialize_or_default(value: Value) -> Self {
        serde_json::from_value(value).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use switchboard_domain::{ChannelClass, TemplateId};
    use switchboard_settings::Environment;
    use switchboard_settings::values::automation::LivechatTeam;

    fn settings() -> Settings {
        Settings::defaults(Environment::Prod).unwrap()
    }

    fn of(value: Value) -> Result<Effective, SnapshotError> {
        Effective::of(&crate::keys::documents(&value)?, &settings())
    }

    #[test]
    fn every_key_arrives() {
        let effective = of(json!({
            "thresholds": {"route": 0.55, "tier2": 0.95, "tier1_by_intent": {"damaged_item": 0.8}},
            "routing": {
                "team_by_intent": {"promo_discount_issue": "email_support"}, "livechat_team": "p4_to_p7",
                "channels_map": {"fax": "email"},
            },
            "teams": {"tiktok": {"exists": false}, "sales": {"vendor_id": "17", "display_name": "Shop floor"}},
            "templates": {"t_wrong_item_intake": {"enabled": false}},
        }))
        .unwrap();
        let Effective { settings, catalogue, team_by_intent, documents, .. } = &effective;
        assert_eq!((settings.policy.thresholds.route, settings.policy.thresholds.tier2), (0.55, 0.95));
        assert_eq!(settings.policy.thresholds.tier1_for(Intent::DamagedItem), 0.8);
        assert_eq!(settings.policy.thresholds.tier1_for(Intent::WrongItemReceived), 0.7);
        assert_eq!(settings.routing.livechat_team, LivechatTeam::P4ToP7);
        assert_eq!(settings.channels.class_of("Fax"), ChannelClass::Email);
        assert!(!settings.teams.exists(Team::Tiktok) && settings.teams.exists(Team::Sales));
        assert_eq!(team_by_intent[&Intent::PromoDiscountIssue], Team::EmailSupport);
        assert!(
            !catalogue.is_enabled(TemplateId::WrongItemIntake) && catalogue.is_enabled(TemplateId::DamagedItemIntake)
        );
        assert_eq!(documents.teams[&TeamKey(Team::Sales)].display_name.as_deref(), Some("Shop floor"));
        assert_eq!(documents.routing.team_by_intent.len(), 21);
        // The complete form means the same again.
        let again = Effective::of(documents, &Settings::defaults(Environment::Prod).unwrap()).unwrap();
        assert_eq!((&again.documents, &again.settings.policy), (documents, &settings.policy));
    }

    #[test]
    fn the_compiled_form_changes_nothing() {
        let compiled = Effective::compiled(&settings());
        let again = Effective::of(&compiled.documents, &settings()).unwrap();
        assert_eq!(again.documents, compiled.documents);
        assert_eq!(again.settings.effective_hash(), settings().effective_hash());
    }

    #[test]
    fn a_team_that_the_settings_call_missing_stays_missing() {
        let without = settings().with_overrides(json!({"teams.sales": false}).as_object().unwrap()).unwrap();
        let changes = crate::keys::documents(&json!({"teams": {"sales": {"exists": true}}})).unwrap();
        assert!(!Effective::of(&changes, &without).unwrap().settings.teams.exists(Team::Sales));
    }

    #[test]
    fn thresholds_of_a_settings_file_do_not_show_through() {
        let file = json!({"policy.thresholds.tier1": 0.3, "policy.thresholds.route_by_intent": {"damaged_item": 0.1}});
        let lax = settings().with_overrides(file.as_object().unwrap()).unwrap();
        let effective = Effective::of(&Documents::default(), &lax).unwrap();
        let thresholds = effective.settings.policy.thresholds;
        assert_eq!((thresholds.tier1, thresholds.route_for(Intent::DamagedItem)), (0.7, 0.6));
    }

    #[test]
    fn rules_name_their_key_and_say_whether_safety_is_at_stake() {
        for (value, place, safety) in [
            (json!({"thresholds": {"tier2": 0.69}}), "thresholds.tier2: must be 0.70", true),
            (json!({"thresholds": {"tier2_verifier": 0.79}}), "thresholds.tier2_verifier: must be 0.80", true),
            (
                json!({"thresholds": {"tier2_by_intent": {"order_status_tracking": 0.5}}}),
                "thresholds.tier2_by_intent.order_status_tracking: ",
                true,
            ),
            (
                json!({"thresholds": {"tier2_by_intent": {"cancel_order": 0.9}}}),
                "thresholds.tier2_by_intent.cancel_order: ",
                true,
            ),
            (json!({"thresholds": {"tier1": 1.5}}), "thresholds.tier1: must be 0.00 to 1.00", false),
            (json!({"thresholds": {"route": 0.4}}), "thresholds.uncertain: ", false),
            (json!({"routing": {"livechat_team": "always"}}), "routing.livechat_team: ", false),
            (
                json!({"routing": {"team_by_intent": {"legal_threat": "sales"}}}),
                "routing.team_by_intent.legal_threat: ",
                true,
            ),
            (
                json!({"routing": {"team_by_intent": {"refund_request": "livechat"}}}),
                "routing.team_by_intent.refund_request: ",
                false,
            ),
            (json!({"teams": {"email_support": {"exists": false}}}), "teams.email_support.exists: ", true),
            (json!({"teams": {"sales": {"vendor_id": " "}}}), "teams.sales.vendor_id: ", false),
            (json!({"templates": {"t_fraud_ack": {"enabled": true}}}), "templates.t_fraud_ack.enabled: ", true),
        ] {
            let error = of(value).unwrap_err();
            assert!(error.to_string().starts_with(place), "{place}: {error}");
            assert_eq!(error.is_safety_rule(), safety, "{error}");
        }
        let both = of(json!({"thresholds": {"tier2": 0.1}, "templates": {"t_fraud_ack": {"enabled": true}}}));
        assert!(matches!(both, Err(SnapshotError::Invalid(problems)) if problems.len() == 2));
    }
}
