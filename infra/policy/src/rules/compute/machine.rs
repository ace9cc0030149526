//! Virtual machines in a group of one.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::plan::{Plan, PlannedResource};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const ROLLOUT: Rule = Rule {
    id: "VM-ROLLOUT",
    severity: Severity::Mandatory,
    reason: "A group on `$Latest` sees no change and keeps the old binary; user data that is not base64 is refused \
             (InvalidUserData.Malformed); a refresh of one instance that must keep one healthy never ends.",
    fix: "Take `version` from the launch template's `latestVersion`, encode `userData`, and refresh with \
          `minHealthyPercentage: 0`",
    check: rollout,
};

pub(super) const HARDENING: Rule = Rule {
    id: "VM-HARDENING",
    severity: Severity::Mandatory,
    reason: "With version 1 of the metadata service a forged request reads the role's credentials; a key pair opens \
             a door beside the session manager.",
    fix: "Set `metadataOptions` with `httpTokens: required` and `httpPutResponseHopLimit: 1`, encrypt volumes, and \
          leave `keyName` out",
    check: hardening,
};

/// The quota of EC2 for user data before it is encoded, in bytes.
const LONGEST: usize = 16_384;

fn rollout(plan: &Plan, findings: &mut Findings) {
    for template in plan.of(tokens::LAUNCH_TEMPLATE) {
        let Some(data) = template.text("userData") else { continue };
        match STANDARD.decode(data.trim_end()) {
            Err(_) => findings.at(template, "`userData` is not base64"),
            Ok(bytes) => findings
                .when(bytes.len() > LONGEST, template, || format!("`userData` has {} bytes of {LONGEST}", bytes.len())),
        }
    }
    for group in plan.of(tokens::AUTOSCALING_GROUP) {
        let version = group.value("launchTemplate.version").as_text();
        let floating = version.filter(|version| matches!(*version, "$Latest" | "$Default"));
        if let Some(version) = floating {
            findings.at(group, format!("its launch template's version is {version}"));
        }
        findings.when(group.absent("instanceRefresh"), group, || {
            "it has no `instanceRefresh`: a new binary waits for the next instance".to_owned()
        });
        let alone = group.number_or("maxSize", 1.0) == Some(1.0);
        let healthy = group.number_or("instanceRefresh.preferences.minHealthyPercentage", 90.0);
        findings.when(
            alone && !group.absent("instanceRefresh") && healthy.is_some_and(|least| least > 0.0),
            group,
            || "its refresh must keep its one instance healthy".to_owned(),
        );
    }
}

fn hardening(plan: &Plan, findings: &mut Findings) {
    for template in plan.of(tokens::LAUNCH_TEMPLATE) {
        let tokens = template.value("metadataOptions.httpTokens");
        findings.when(!tokens.has_unknown() && tokens.as_text() != Some("required"), template, || {
            "its metadata service needs no token".to_owned()
        });
        let hops = template.number("metadataOptions.httpPutResponseHopLimit").filter(|hops| *hops > 1.0);
        if let Some(hops) = hops {
            findings.at(template, format!("its credentials may travel {hops} hops"));
        }
        findings.when(!template.absent("keyName"), template, || "it has a key pair".to_owned());
        findings.when(has_clear_volume(template), template, || "a volume is not encrypted".to_owned());
    }
}

fn has_clear_volume(template: &PlannedResource) -> bool {
    let mut volumes = template.list("blockDeviceMappings").iter().map(|mapping| mapping.at("ebs"));
    volumes.any(|volume| {
        let encrypted = volume.at("encrypted");
        // The typed resources of the provider have it as text.
        !volume.is_absent()
            && !encrypted.has_unknown()
            && encrypted.as_flag() != Some(true)
            && encrypted.as_text() != Some("true")
    })
}
