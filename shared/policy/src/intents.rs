//! Choosing one primary and at most two secondary intents from what a classifier proposes.

use std::cmp::Reverse;

use switchboard_domain::{Candidate, Intent, Priority, RiskFlag};

use crate::confidence::round4;

/// Candidates below this probability are dropped, except the top one.
pub(crate) const KEEP: f64 = 0.30;
/// From this probability on a candidate competes by priority.
pub(crate) const STRONG: f64 = 0.55;
/// Secondary intents of a decision.
const MAX_SECONDARIES: usize = 2;

/// How the primary was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Basis {
    /// An escalation intent: no reply whatever the confidence.
    Hard,
    /// Several strong candidates: the more urgent class won.
    Priority,
    /// The top candidate stood alone.
    Top,
}

/// The result of the multi-intent algorithm.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Chosen {
    /// What the message is about.
    pub(crate) primary: Intent,
    /// Its own probability; 1 for a risk flag, which has none.
    pub(crate) probability: f64,
    /// At most two others.
    pub(crate) secondaries: Vec<Intent>,
    /// How the primary was found.
    pub(crate) basis: Basis,
    /// Every intent that was considered, the primary included.
    pub(crate) considered: Vec<Candidate>,
}

impl Chosen {
    /// Whether another candidate is of a class that forbids order facts (P0 to P2).
    pub(crate) fn has_urgent_company(&self) -> bool {
        self.considered.iter().any(|c| c.intent != self.primary && c.intent.priority() <= Priority::P2)
    }

    /// A decision for one intent without competition.
    pub(crate) fn only(intent: Intent, probability: f64) -> Self {
        Self {
            primary: intent,
            probability,
            secondaries: Vec::new(),
            basis: Basis::Top,
            considered: vec![Candidate { intent, confidence: probability }],
        }
    }

    /// Escalation by the deterministic screen: intents in order of precedence. `None` if there are none.
    pub(crate) fn screened(hard: &[Intent]) -> Option<Self> {
        let (primary, others) = hard.split_first()?;
        Some(Self {
            primary: *primary,
            probability: 1.0,
            secondaries: distinct(*primary, others.iter().copied()),
            basis: Basis::Hard,
            considered: hard.iter().map(|&intent| Candidate { intent, confidence: 1.0 }).collect(),
        })
    }
}

/// Precedence of escalations that have no probability to compare: most dangerous first.
pub(crate) const ESCALATION_ORDER: [(Intent, RiskFlag); 4] = [
    (Intent::HarassmentThreats, RiskFlag::HarassmentThreats),
    (Intent::FraudSuspected, RiskFlag::FraudSuspected),
    (Intent::LegalThreat, RiskFlag::LegalThreat),
    (Intent::ChargebackDispute, RiskFlag::ChargebackDispute),
];

/// The algorithm: drop weak candidates; any escalation wins; else the most urgent class among the strong ones; else
/// the top candidate. Risk flags raise like a hard signal. `None` only for an empty list.
pub(crate) fn choose(candidates: &[Candidate], flags: &[RiskFlag]) -> Option<Chosen> {
    let rounded = candidates.iter().map(|c| Candidate { confidence: round4(c.confidence), ..*c });
    let kept: Vec<Candidate> =
        rounded.enumerate().filter(|(i, c)| *i == 0 || c.confidence >= KEEP).map(|(_, c)| c).collect();
    let top = kept.first()?;
    let flagged: Vec<Intent> =
        ESCALATION_ORDER.into_iter().filter(|(_, flag)| flags.contains(flag)).map(|(intent, _)| intent).collect();
    let escalation = most_confident(kept.iter().filter(|c| c.intent.is_tier0())).map(|c| c.intent);
    if let Some(primary) = escalation.or(flagged.first().copied()) {
        let own = kept.iter().find(|c| c.intent == primary).map(|c| c.confidence);
        let probability = if flagged.contains(&primary) { 1.0 } else { own.unwrap_or(1.0) };
        let others = flagged.iter().copied().chain(by_urgency(&kept));
        return Some(Chosen {
            primary,
            probability,
            secondaries: distinct(primary, others),
            basis: Basis::Hard,
            considered: kept.clone(),
        });
    }
    let strong: Vec<&Candidate> = kept.iter().filter(|c| c.confidence >= STRONG).collect();
    let primary = strong.iter().copied().min_by(|a, b| rank(a).total_cmp(&rank(b))).unwrap_or(top);
    Some(Chosen {
        primary: primary.intent,
        probability: primary.confidence,
        secondaries: distinct(primary.intent, by_urgency(&kept).into_iter()),
        basis: if strong.len() > 1 { Basis::Priority } else { Basis::Top },
        considered: kept.clone(),
    })
}

/// Sort key of one candidate: class, then root cause before desired outcome, then probability, then table order.
struct Rank(Priority, bool, f64, Intent);

impl Rank {
    fn total_cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.0, self.1).cmp(&(other.0, other.1)).then(other.2.total_cmp(&self.2)).then(self.3.cmp(&other.3))
    }
}

fn rank(candidate: &Candidate) -> Rank {
    let wish = matches!(candidate.intent, Intent::RefundRequest | Intent::ReturnRequest | Intent::ExchangeRequest);
    Rank(candidate.intent.priority(), wish, candidate.confidence, candidate.intent)
}

fn most_confident<'a>(candidates: impl Iterator<Item = &'a Candidate>) -> Option<&'a Candidate> {
    candidates
        .max_by(|a, b| a.confidence.total_cmp(&b.confidence).then_with(|| Reverse(a.intent).cmp(&Reverse(b.intent))))
}

fn by_urgency(candidates: &[Candidate]) -> Vec<Intent> {
    let mut sorted: Vec<&Candidate> = candidates.iter().collect();
    sorted.sort_by(|a, b| a.intent.priority().cmp(&b.intent.priority()).then(b.confidence.total_cmp(&a.confidence)));
    sorted.into_iter().map(|c| c.intent).collect()
}

fn distinct(primary: Intent, others: impl Iterator<Item = Intent>) -> Vec<Intent> {
    let mut list: Vec<Intent> = Vec::new();
    for intent in others {
        if intent != primary && !list.contains(&intent) && list.len() < MAX_SECONDARIES {
            list.push(intent);
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use Intent::*;

    fn run(list: &[(Intent, f64)], flags: &[RiskFlag]) -> Chosen {
        let candidates: Vec<_> = list.iter().map(|&(intent, confidence)| Candidate { intent, confidence }).collect();
        choose(&candidates, flags).unwrap()
    }

    #[test]
    fn the_algorithm_row_by_row() {
        type Row = (&'static [(Intent, f64)], Intent, &'static [Intent], Basis);
        #[rustfmt::skip]
        let rows: &[Row] = &[
            (&[(OrderStatusTracking, 0.9)], OrderStatusTracking, &[], Basis::Top),
            (&[(OrderStatusTracking, 0.9), (CancelOrder, 0.55)], CancelOrder, &[OrderStatusTracking], Basis::Priority),
            (&[(OrderStatusTracking, 0.9), (CancelOrder, 0.54)], OrderStatusTracking, &[CancelOrder], Basis::Top),
            (&[(OrderStatusTracking, 0.9), (CancelOrder, 0.29)], OrderStatusTracking, &[], Basis::Top),
            (&[(RefundRequest, 0.8), (DamagedItem, 0.6)], DamagedItem, &[RefundRequest], Basis::Priority),
            (&[(MissingItemsInShipment, 0.7), (WrongItemReceived, 0.8)], WrongItemReceived, &[MissingItemsInShipment], Basis::Priority),
            (&[(OrderStatusTracking, 0.5), (CancelOrder, 0.45)], OrderStatusTracking, &[CancelOrder], Basis::Top),
            (&[(UnknownOther, 0.2), (CancelOrder, 0.1)], UnknownOther, &[], Basis::Top),
            (&[(OrderStatusTracking, 0.9), (LegalThreat, 0.31)], LegalThreat, &[OrderStatusTracking], Basis::Hard),
            (&[(LegalThreat, 0.4), (FraudSuspected, 0.35)], LegalThreat, &[FraudSuspected], Basis::Hard),
            (&[(LegalThreat, 0.1)], LegalThreat, &[], Basis::Hard),
            (&[(ReturnRequest, 0.7), (ExchangeRequest, 0.7)], ReturnRequest, &[ExchangeRequest], Basis::Priority),
        ];
        for (list, primary, secondaries, basis) in rows {
            let chosen = run(list, &[]);
            assert_eq!(
                (chosen.primary, &chosen.secondaries[..], chosen.basis),
                (*primary, *secondaries, *basis),
                "{list:?}"
            );
        }
    }

    #[test]
    fn flags_raise_and_follow_the_escalation_order() {
        let flags = [RiskFlag::ChargebackDispute, RiskFlag::LegalThreat];
        let chosen = run(&[(OrderStatusTracking, 0.9), (CancelOrder, 0.5)], &flags);
        assert_eq!((chosen.primary, chosen.probability, chosen.basis), (LegalThreat, 1.0, Basis::Hard));
        assert_eq!(chosen.secondaries, [ChargebackDispute, CancelOrder]);
        let other = run(&[(OrderStatusTracking, 0.9)], &[RiskFlag::OtherHighRisk]);
        assert_eq!(other.primary, OrderStatusTracking, "an unspecific risk escalates nothing");
    }

    #[test]
    fn urgent_company_is_seen_even_when_it_is_weak_or_third() {
        assert!(run(&[(OrderStatusTracking, 0.9), (RefundRequest, 0.5), (DamagedItem, 0.3)], &[]).has_urgent_company());
        assert!(!run(&[(OrderStatusTracking, 0.9), (RefundRequest, 0.5)], &[]).has_urgent_company());
        assert!(!run(&[(DamagedItem, 0.9)], &[]).has_urgent_company());
    }

    #[test]
    fn nothing_is_chosen_from_nothing() {
        assert_eq!(choose(&[], &[RiskFlag::LegalThreat]), None);
        assert_eq!(Chosen::screened(&[]), None);
    }
}
