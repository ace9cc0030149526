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
        "change|changed|changing|swap|update|updating|updated|switch|replace|correct|edit|modify ~4 email|e|mail|phone|cell|mobile|telephone|address",
        "new|different|other|another|alternate|secondary|correct|wrong email|mail|phone|cell|mobile|number|address|telephone",
        "new|different|other|another|wrong e mail|address",
        "new|different|other|wrong shipping|delivery|email|phone|mail|mailing|cell address|number",
        "send|ship|deliver|redirect|reroute|forward ~6 instead",
        "ship|deliver|redirect|reroute ~3 to a|my|another|different ~1 different|other|new|friend|sister|brother|neighbor ~2",
        "use this|my|that ~1 email|number|phone|address ~2 instead|now|going",
        "no longer have|use|using ~3 email|phone|number|account",
        "old|previous|lost ~1 email|phone|number ~4 access|longer|work*|gone|disconnected",
        "lost access ~3 email|phone|account",
        "moved to|since|and|last|recently",
        "cambiar|cambie|cambien|actualizar|nuevo|nueva|otro|otra ~3 correo|email|telefono|teléfono|numero|número|direccion|dirección",
    ]),
    group(ContactChange, Harmless, &[
        "wrong|new|different|another tracking|order|reference|item number",
        "update|updated ~4 by|via|per|through|about email|mail|phone",
        "update|updates me|us",
    ]),
    group(Resend, Hard, &[
        "send|resend|resent|sending|forward|text|sms|message|email|mail|whatsapp ~6 tracking|confirmation|receipt|invoice|details|label|shipment|link|info|information|code",
        "re send|sent ~6 tracking|confirmation|receipt|invoice|details|label|link|info|information|code",
        "tracking|confirmation|receipt|invoice|details|info|code ~4 sent|send|resent|forwarded|texted|emailed|mailed to",
        "enviar|envie|envien|enviarme|mandar|mande|manden|reenviar|reenvien|reenvíen ~5 rastreo|seguimiento|confirmacion|confirmación|recibo|factura|detalles|guia|guía",
    ]),
    group(Resend, Harmless, &[
        "send|email|text ~4 confirmation|confirm ~3 once|when|that|after ~6 changed|updated|done|corrected|change|made",
        "sent|send|got|received me|us? ~3 wrong tracking|confirmation",
        "you sent|emailed ~5 tracking|confirmation|receipt|details|info|label",
        "i|we sent|emailed ~6 details|info|information|receipt",
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
