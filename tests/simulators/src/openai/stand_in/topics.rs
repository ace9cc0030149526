//! Keywords, and the names that they stand for.

/// A name of an enum or a boolean (lower case), and phrases that speak for it.
pub(super) struct Topic {
    pub(super) name: &'static str,
    /// Words in lower case; `*` at the end matches any ending. Punctuation counts as a space.
    pub(super) phrases: &'static [&'static str],
    /// Names that it explains away.
    pub(super) covers: &'static [&'static str],
}

const fn topic(name: &'static str, phrases: &'static [&'static str], covers: &'static [&'static str]) -> Topic {
    Topic { name, phrases, covers }
}

/// What a message is about; causes before wishes, the first one found leads.
#[rustfmt::skip]
pub(super) const INTENTS: [Topic; 24] = [
    topic("chargeback_dispute", &["chargeback*", "dispute the charge", "disputing the charge", "dispute with my bank", "paypal dispute", "reverse the payment", "contracargo*"], &["billing_issue", "refund_request"]),
    topic("legal_threat", &["lawyer*", "attorney*", "legal action", "sue you", "suing", "small claims", "better business bureau", "consumer protection", "abogado*", "demandar*"], &[]),
    topic("harassment_threats", &["kill you", "hurt you", "find you", "where you live", "fuck you", "matarte"], &[]),
    topic("fraud_suspected", &["unauthorized", "unauthorised", "stolen card", "card was stolen", "did not make this purchase", "didn't make this purchase", "never ordered", "account was hacked", "identity theft", "fraud*"], &["billing_issue"]),
    topic("delivered_not_received", &["says delivered", "says it was delivered", "marked as delivered", "marked delivered", "shows delivered", "shows as delivered", "delivered but", "stolen from my porch", "dice entregado", "entregado pero"], &["order_status_tracking", "shipping_delay_not_shipped", "missing_items_in_shipment"]),
    topic("wrong_item_received", &["wrong item", "wrong product", "wrong scent", "wrong size", "wrong color", "not what i ordered", "someone else's order", "equivocado"], &[]),
    topic("missing_items_in_shipment", &["missing item*", "item is missing", "items are missing", "is missing", "was missing", "were missing", "are missing", "not in the box", "only received one", "faltan", "falta un*"], &[]),
    topic("damaged_item", &["broken", "damaged", "leak*", "cracked", "shattered", "defective", "roto", "rota", "dañado"], &[]),
    topic("cancel_subscription", &["subscription*", "auto ship", "autoship", "auto renew*", "skip my next", "pause my plan", "suscripción"], &["cancel_order"]),
    topic("cancel_order", &["cancel", "cancelar"], &[]),
    topic("address_change_order_edit", &["change my address", "change the address", "change my shipping", "change the shipping", "wrong address", "update my address", "edit my order", "cambiar la dirección"], &[]),
    topic("billing_issue", &["charged", "double charge*", "overcharged", "invoice", "billing", "payment failed", "factura", "me cobraron"], &[]),
    topic("exchange_request", &["exchange*", "swap"], &["return_request"]),
    topic("return_request", &["return", "returning", "send it back", "send back", "devolver", "devolución"], &["refund_request"]),
    topic("refund_request", &["refund*", "money back", "reembolso"], &[]),
    topic("technical_support", &["won't turn on", "does not work", "doesn't work", "not working", "stopped working", "no mist", "pairing", "won't pair", "won't charge", "bluetooth", "no funciona"], &[]),
    topic("phone_support_request", &["call me", "phone number", "give me a call", "llámame"], &[]),
    topic("tiktok_support_request", &["tiktok", "tik tok"], &[]),
    topic("social_media_support_request", &["instagram", "facebook", "giveaway"], &[]),
    topic("promo_discount_issue", &["promo*", "discount*", "coupon*", "voucher*", "descuento"], &[]),
    topic("influencer_marketing_inquiry", &["influencer*", "collab*", "sponsor*", "partnership", "ambassador", "wholesale"], &["social_media_support_request"]),
    topic("pre_purchase_question", &["before i buy", "in stock", "restock*", "do you sell", "compatible", "thinking of buying"], &[]),
    topic("shipping_delay_not_shipped", &["not shipped", "hasn't shipped", "not moved", "hasn't moved", "label created", "still waiting", "still hasn't", "delayed", "overdue", "stuck", "taking so long", "no ha salido", "retraso"], &["order_status_tracking"]),
    topic("order_status_tracking", &["where is my order", "where's my order", "where is my package", "where is my parcel", "where is it", "track*", "order status", "status of my order", "when will it arrive", "when will my order", "when does it arrive", "estimated delivery", "has my order shipped", "did my order ship", "dónde está mi pedido", "cuándo llega", "estado de mi pedido", "seguimiento"], &[]),
];

/// What else a message may hold.
#[rustfmt::skip]
pub(super) const SIGNS: [Topic; 5] = [
    topic("other_high_risk", &["injur*", "burned me", "caught fire", "hospital", "suicid*", "kill myself"], &[]),
    topic("force_human", &["human", "real person", "manager", "supervisor", "persona real"], &[]),
    topic("privacy_request", &["my personal data", "delete my data", "delete my account", "gdpr", "ccpa", "mis datos"], &[]),
    topic("injection_suspected", &["ignore previous", "ignore all", "ignore your", "system prompt", "your instructions", "you are now", "developer mode"], &[]),
    topic("preorder_mentioned", &["preorder*", "pre order*", "pre ordered", "preventa"], &[]),
];

/// Words of Spanish, and of English, that neither language shares with the other.
pub(super) const SPANISH: [&str; 16] = [
    "dónde", "donde", "está", "mi", "pedido", "quiero", "hola", "gracias", "cuándo", "el", "la", "por", "para", "mis",
    "una", "llega",
];
pub(super) const ENGLISH: [&str; 16] =
    ["the", "is", "my", "i", "you", "order", "where", "please", "when", "hello", "hi", "it", "and", "want", "do", "a"];

impl Topic {
    /// Whether a phrase occurs in words that stand between single spaces.
    pub(super) fn occurs(&self, words: &str) -> bool {
        self.phrases.iter().any(|phrase| match phrase.strip_suffix('*') {
            Some(beginning) => words.contains(&format!(" {beginning}")),
            None => words.contains(&format!(" {phrase} ")),
        })
    }
}

#[cfg(test)]
mod tests {
    use switchboard_domain::taxonomy::Intent;

    use super::*;

    #[test]
    fn names_are_those_of_the_taxonomy() {
        let named = |name: &str| Intent::from_name(name).is_some();
        assert!(INTENTS.iter().all(|topic| named(topic.name) && topic.covers.iter().all(|name| named(name))));
        assert!(Intent::all().all(|intent| {
            intent.as_str() == "unknown_other" || INTENTS.iter().any(|topic| topic.name == intent.as_str())
        }));
    }

    #[test]
    fn whole_words_and_beginnings() {
        let topic = topic("x", &["cancel", "track*"], &[]);
        for (words, occurs) in
            [(" please cancel it ", true), (" cancelled ", false), (" tracking ", true), (" soundtrack ", false)]
        {
            assert_eq!(topic.occurs(words), occurs, "{words}");
        }
    }
}
