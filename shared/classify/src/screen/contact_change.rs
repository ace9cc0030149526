//! New contact data together with a request to send order details: how a stranger takes over an order.

use super::{
    Key,
    Topic::{ContactChange, Resend},
    Weight::*,
    group,
};
use crate::pattern::Group;

#[rustfmt::skip]
pub(super) const GROUPS: &[Group<Key>] = &[
    group(ContactChange, Hard, &[
        "no longer have|use|using|access ~3 inbox|mailbox|mail|phone|cell",
        "don't|dont|not|can't|cant|cannot|stopped use|using ~4 anymore|any",
        "wrong|new|old|bad|dead|other emial|emal|eamil|numbr|adres",
        "remove|take|delete|drop|erase|scrap ~4 @mail ~10 put|use|add|insert|replace|enter",
        "change|update|swap|replace|switch|put ~2 contact|contacts",
        "swap|replace|change|exchange mine|my ~3 for|with|by|to it|this|his|her|that|hers",
        "emial|emal|eamil|email|address ~6 should|shoud|shud be",
        "go|going|goes to my|a|his|her nephew|niece|brother|sister|cousin|friend|neighbor|neighbour|son|daughter|colleague",
        "new|other house|place|home|apartment|flat|condo",
        "in place of",
        "change|update|replace|swap ~1 my|the|our number",
        "closed|deleted|abandoned that|my|the|this email|account|inbox|mailbox",
        "different|another|other house|home|apartment|location|flat|city|person",
        "my other|new|second|work one|email|mail|inbox|number|phone",
        "put|use|insert|try ~3 as the|my? contact",
        "change|changed|changing|chnage|chang|swap|update|updating|updated|switch|replace|correct|edit|modify|amend|fix ~5 email|emails|mail|phone|cell|mobile|telephone|address|adress|addres|recipient",
        "change|update|replace|swap|switch|modify ~2 contact ~1 number|info|details|data",
        "email|mail|phone|number|address|adress ~1 changed",
        "new|different|other|another|alternate|secondary|second|correct|wrong email|mail|phone|cell|mobile|number|address|adress|addres|telephone|mailbox|gmail|inbox|recipient",
        "new|updated|different|other|wrong|correct|another shipping|delivery|email|phone|mail|mailing|cell|contact address|adress|number|email",
        "send|ship|deliver|redirect|reroute|forward ~6 instead",
        "ship|deliver|redirect|reroute ~3 to a|my|another|different ~1 different|other|new|friend|sister|brother|neighbor ~2",
        "ship|deliver|redirect|reroute ~3 to|for my|another|a|the|his|her ~2 office|work|hotel|house|place|son|daughter|friend*|sister|brother|neighbor*|neighbour*|cousin*|wife|husband|mother|parents",
        "deliver|ship|send ~4 not ~2 address|one",
        "ship|send|deliver ~2 somewhere|elsewhere",
        "send|ship|deliver ~3 to|for another|different|other person|someone|place|address|city",
        "package|parcel|order|it|box ~2 go|going to|2 ~3 place|house|office|home|work",
        "use this|my|that|the ~3 email|mail|number|phone|address|adress|cell|one|gmail ~2",
        "use this|my|that ~1 email|number|phone|address ~2 instead|now|going",
        "no longer have|use|using|access ~3 email|phone|number|account",
        "old|previous|lost ~1 email|phone|number ~4 access|longer|work*|gone|disconnected|hacked|closed",
        "email|mail|inbox|number|phone|address|account|mailbox ~5 typo|outdated|misspelled|mistyped|wrong|incorrect|dead|disconnected|full|gone|closed|broken|hacked|invalid",
        "email|mail|number|address|adress ~1 should be",
        "number|email|address ~4 my ex|old|ex's|exes|wife's|husband's",
        "put mine|my",
        "lost|lose my|access ~2 email|phone|account|inbox",
        "don't|dont|no|cannot|can't|cant|without|lost have? ~1 access ~3 email|phone|account|inbox|mail",
        "locked out ~2 email|account|phone|mail",
        "add ~3 second|other|another|work|new|wife's|extra ~1 email|number|phone|mail",
        "moved to|since|and|last|recently",
        "rather|other|different than|from mine",
        "not the one on",
        "instead of me|mine|us",
        "cambiar|cambie|cambien|actualizar|actualicen|nuevo|nueva|otro|otra ~3 correo|email|telefono|numero|direccion",
    ]),
    group(ContactChange, Harmless, &[
        "tracking|order|reference number ~2 wrong|invalid|incorrect",
        "lost|deleted the|that|your ~1 email|mail|message",
        "wrong|new|different|another tracking|order|reference|item number",
        "update|updated ~4 by|via|per|through|about email|mail|phone",
        "update|updates me|us",
        "number|numbers of filters|items|bottles|pieces|units|boxes",
        "another|different address for support|help|returns",
        "send|ship|deliver ~4 replacement|refund|all|together ~3 instead",
        "side|back|front|rear door ~1 instead",
        "changed|change|changing the filter|scent|date|oil",
    ]),
    group(Resend, Hard, &[
        "send|resend|forward|text|email|mail|share|give ~6 trackings|trackng|traking|invoices|confirmations|labels|parcel|shipments",
        "send|resend|resent|sending|resending|forward|text|txt|sms|message|email|mail|whatsapp|share|provide|give|get|have|resend% ~6 tracking|traking|trackin|track|confirmation%%|confirmaton|receipt|receipts|invoice|details|label|shipment|link|info|information|code|history|updates",
        "re send|sent|sending ~6 tracking|confirmation%%|receipt|invoice|details|label|link|info|information|code",
        "resend|forward everything|it",
        "tracking|confirmation|receipt|receipts|invoice|details|info|code|link ~4 sent|send|resent|forwarded|texted|emailed|mailed to|again|here",
        "let ~4 have|know ~1 tracking|details",
        "tracking|confirmation|details to go|be|come ~1 to|sent",
        "confirmation|tracking|receipt ~2 again",
        "enviar|envie|envien|enviarme|mandar|mande|manden|reenviar|reenvien|reenvie|mandenme ~5 rastreo|seguimiento|confirmacion|recibo|factura|detalles|guia",
    ]),
    group(Resend, Harmless, &[
        "send|email|text ~4 confirmation|confirm ~3 once|when|that|after ~6 changed|updated|done|corrected|change|made",
        "sent|send|got|received me|us? ~3 wrong tracking|confirmation",
        "you sent|emailed ~5 tracking|confirmation|receipt|details|info|label",
        "i|we|have|already sent|emailed ~6 details|info|information|receipt",
        "not|haven't|havent|hasn't|never have|got|gotten|received|get ~4 tracking|confirmation|receipt",
        "have|got|get|has ~1 no|not ~2 tracking|confirmation|receipt|email",
        "refund confirmation|receipt|label",
        "return|refund|new label|labels",
        "send ~3 return|prepaid ~1 label",
        "i|we|to get|have|got|received ~2 the|a|my tracking|confirmation|receipt ~2 but|and|says|shows|number",
    ]),
];

#[cfg(test)]
mod tests {
    use crate::screen::screen;
    use switchboard_domain::{Intent, SecuritySignal};

    #[test]
    fn both_halves_are_needed() {
        for text in [
            "Please change the email on my order and resend the confirmation to it",
            "I have a new phone number. Text the tracking to it please.",
            "Ship it to my brother instead and send me the tracking",
            "I lost access to my email, please forward the order details to this one",
            "Necesito cambiar el correo y que me envíen el número de guía: enviar seguimiento",
        ] {
            let screen = screen(None, text);
            assert_eq!(screen.primary(), Some(Intent::FraudSuspected), "{text}");
            assert!(screen.security.contains(&SecuritySignal::ContactChangeAndResend), "{text}");
        }
        for text in [
            "Please change the address on my order to 12 Main Street",
            "I typed the wrong apartment, can you fix it",
            "Please send me the tracking number",
            "I never got the confirmation, please resend it to me",
            "Can you update me with the tracking number",
            "Please change my address and send a confirmation once it has been changed",
            "The tracking number looks wrong, can you send me a new tracking number",
        ] {
            assert!(screen(None, text).hard.is_empty(), "{text}");
        }
    }
}
