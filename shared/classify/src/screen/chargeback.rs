//! A dispute at the bank or payment provider.

use super::{Key, Topic::Chargeback, Weight::*, group};
use crate::pattern::Group;

#[rustfmt::skip]
pub(super) const GROUPS: &[Group<Key>] = &[
    group(Chargeback, Hard, &[
        "chargeback%|chargebacks|chargbacks|contracargo*|contracargo%",
        "charge|charged|charging back|backs",
        "dispute|disputes|disputed|disputing|disputin|reverse|reversing|contest|contesting ~3 @pay",
        "@pay ~3 disputed|disputing|contested",
        "@open ~3 dispute|disputes",
        "dispute|disputes|chargeback was|were|has|have|is been? ~1 @open",
        "dispute|disputing|disputed|disputes ~3 with|through|via|at|to ~3 @bank|card",
        "@bank|card ~4 dispute|disputing|disputed",
        "@open ~3 claim|claims|case|cases|complaint ~4 @bank",
        "@open ~3 claim|claims|case ~3 card company|issuer|provider|companies",
        "@bank ~5 @open ~3 claim|claims|case|dispute",
        "call|calling|contact|contacting|phone|phoning|called|contacted|ask|asking|asked|tell|telling|told|notify|have|had|instruct|inform|involve|get ~2 @bank ~5 @undo",
        "call|calling|called|contact|contacting|contacted|phone|ask|asking|asked|tell|told|notify|have|get ~3 card company|issuer|provider ~5 @undo|refund",
        "bank|issuer ~3 reverse|reversing|reversed ~3 it|this|payment|charge|money|everything",
        "money|funds back ~2 through|via|using my|the ~2 bank|card|paypal",
        "bank|paypal|card|amex|visa ~5 get|getting|recover my|the|our money|funds back?",
        "stop|cancel|block|reverse ~3 payment|charge|charges|transaction ~3 with|through|via|at my|the ~1 bank|card|paypal",
        "paypal claim|case|dispute",
        "buyer protection|protections claim|case",
        "disput* & cargo|cargos|banco|pago",
    ]),
    group(Chargeback, Soft, &[
        "disput*",
        "my|our bank & @ultimatum",
        "contact|contacting|call|calling|speak|speaking|talk|talking|going|report* ~3 bank|paypal",
        "contact|contacting|call|calling|report* ~3 card company|issuer|provider",
        "@pay was|were|be reversed",
        "stop payment",
    ]),
    group(Chargeback, Innocent, &[
        "customs|shipping|carrier dispute",
        "bank said|says|told|confirmed ~6 dispute",
    ]),
    group(Chargeback, Harmless, &[
        "charge back up|again|full|fully|overnight",
        "not|won't|wont|doesn't|doesnt|didn't|can't|cant|never|to|hold charge back & battery|usb|cable|charger|plug*|dock|light|device|diffuser|unit|percent",
        "battery|usb|cable|charger|plug*|dock & charge back",
        "contest ~4 with|no|without|after|requires|and a? purchase|purchases",
        "enter|entered|win|won|winner|join ~3 contest",
        "indisput*",
    ]),
];

#[cfg(test)]
mod tests {
    use crate::screen::tests::check;
    use switchboard_domain::Intent::ChargebackDispute;

    #[test]
    fn rows() {
        check(
            ChargebackDispute,
            &[
                "I filed a chargeback",
                "I filed a chargback",
                "expect a charge back from my card",
                "I am going to dispute this charge",
                "disputing the payment with visa",
                "I will contest the transaction",
                "I opened a claim with PayPal yesterday",
                "I will call my bank and reverse the payment",
                "My credit card company opened a dispute",
                "I asked my bank to stop it",
                "I do not want to open a dispute, but I will",
                "I won't dispute the charge unless you ignore me again",
                "I will not hesitate to dispute this charge",
                "If you don't refund me I will open a dispute",
                "voy a hacer un contracargo",
                "abrí una disputa con mi banco",
                "I'll get my money back through my bank",
                "A dispute has been opened for this order",
                "No refund so I did a chargeback",
            ],
            &[
                "I do not want to dispute the charge",
                "I am not filing a chargeback",
                "There is a dispute about this",
                "I will talk to my bank if I hear nothing by Friday",
                "rather than opening a dispute I write to you",
                "I cancelled the dispute",
            ],
            &[
                "The diffuser won't charge back up",
                "the battery does not charge back",
                "I entered the contest with no purchase",
                "My bank declined the card",
                "Please charge my card again",
                "I paid by PayPal, please cancel my order",
                "Can you cancel the order and refund to my bank account",
            ],
        );
    }
}
