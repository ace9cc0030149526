//! Legal steps or a regulator against the merchant.

use super::{Key, Topic::Legal, Weight::*, group};
use crate::pattern::Group;
use crate::token::Token;

#[rustfmt::skip]
pub(super) const GROUPS: &[Group<Key>] = &[
    group(Legal, Hard, &[
        "@lawyer",
        "law firm|firms|suit|suits",
        "lawsuit%|lawsuits",
        "suing",
        "sue you|your|u|ur|the|this|them|it|over|for|if|company|both|everyone|everybody|ya|y'all",
        "will|gonna|can|could|should|to|we'll|i'll|ill|may|might|shall|would|gladly|also|i'd|wanna|must|gotta ~1 sue|sued",
        "being|get|getting|be sued",
        "small claim|claims",
        "legal action*|proceeding*|step|steps|recourse|case|complaint|measure*|counsel|representation|team|notice|remed*|claim|help|advice",
        "legally pursue|responsible|liable",
        "pursue ~3 legally",
        "take|taking|see|seeing|go|going|meet|bring|drag|settle ~4 court",
        "court action|case|date|proceeding*|summons|papers",
        "attorney general*",
        "consumer protection|affairs",
        "trading standards",
        "report*|complain*|complaint|contact*|file|filing|filed ~6 regulator*|ftc|ombudsman|cfpb|authorities|fcc|accc",
        "abogad*",
        "demanda|demandar*|demandare|demandaré|demandarlos|demandarles|demandaremos",
        "accion|acción|acciones|medidas|vias|vías legal|legales",
        "defensa ~2 consumidor",
        "profeco",
    ]),
    group(Legal, Soft, &[
        "better business bureau",
        "bbb",
        "report you|yall|ur|your",
        "reporting you|your",
        "class action",
        "sue",
        "police",
    ]),
    group(Legal, Innocent, &[
        "i am|was a|an ~1 @lawyer",
        "i'm|im a|an ~1 @lawyer",
        "@relative is|was|works|became|s a|an|as|the ~3 @lawyer",
        "@relative a|an|the @lawyer",
        "@lawyer ordered|bought|purchased|loves|loved|likes|recommended|uses|gifted|friend|friends|husband|wife|neighbor|neighbour|client|clients",
        "gift|gifts|present|presents|birthday ~6 @lawyer|abogad*",
        "gift|present ~4 law firm",
        "@lawyer ~4 gift|gifts|present|birthday|christmas",
        "for my|our|a|the|his|her @lawyer ~1 office",
        "lawyer|lawyers|solicitor|solicitors ~1 office",
        "divorce|immigration|estate|family|tax|retired @lawyer",
        "law firm ~4 office|lobby|reception|waiting|diffuser*|client*",
        "our|a|at|my law firm ~3 wants|would|uses|order*|loves|looking|where|lobby",
        "work|works|working ~3 law firm",
        "regalo ~4 abogad*",
    ]),
    group(Legal, Harmless, &[
        "power of attorney",
        "aunt|dear|hi|hello|hey|named|called|mary|peggy|regards|love|grandma|cousin|mama sue",
        "name is sue",
        "send|sent|ship|shipped|deliver|delivered|addressed|gift|give|belongs|package|order|email|mail|mailed|reply|text|goes to sue",
        "en|alta|mucha|gran|tanta demanda",
        "legal team|advice|help ~2 of|about your warranty",
        "case law",
    ]),
];

/// Whether the only word that could be a verb is the name Sue.
pub(super) fn is_name(words: &[Token]) -> bool {
    words.last().is_some_and(|last| last.text == "sue" && last.name_like)
}

#[cfg(test)]
mod tests {
    use crate::screen::tests::check;
    use switchboard_domain::Intent::LegalThreat;

    #[test]
    fn rows() {
        check(
            LegalThreat,
            &[
                "You will hear from my lawyer",
                "my laywer will contact you",
                "My attorney told me to write",
                "I will sue you",
                "we're ready to sue",
                "I am suing this company",
                "see you in small claims",
                "I will take legal action",
                "I'll take you to court",
                "see you in court",
                "I am reporting this to the attorney general",
                "I have contacted consumer protection",
                "I filed a complaint with the FTC",
                "I don't want to sue you but I have no choice",
                "I will not hesitate to take legal action",
                "voy a hablar con mi abogado",
                "los voy a demandar",
                "If this isn't solved a lawsuit follows",
            ],
            &[
                "Not going to sue anyone",
                "I do not want to take legal action",
                "my lawyer ordered this as a gift",
                "I'm a lawyer and I love the scent",
                "my wife is an attorney",
                "I will write to the better business bureau",
                "I will report you",
                "is there a class action about this",
                "a gift for my lawyer",
                "We are buying this for our law firm lobby",
            ],
            &[
                "I have an issue with the pursuer",
                "Please ship it to Sue instead",
                "Hi Sue, where is my order",
                "I have power of attorney for my mom",
                "el producto tiene mucha demanda",
                "12 Court Street",
                "the tissue box",
                "I demand a refund",
            ],
        );
    }
}
