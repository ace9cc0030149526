//! Purchases that the customer did not make, stolen cards and identities, taken-over accounts.

use super::{Key, Topic::Fraud, Weight::*, group};
use crate::pattern::Group;

#[rustfmt::skip]
pub(super) const GROUPS: &[Group<Key>] = &[
    group(Fraud, Hard, &[
        "unauthorized%|unauthorised%|unauthorize*|unauthorise*|unautorized|unathorized|unauthorizd & charge*|purchase*|order|orders|transaction*|payment*|withdrawal*|debit*|activity|use|access|subscription",
        "@never ever? authoriz*|authoris*|autorize*",
        "without my|our ~1 authoriz*|authoris*|knowledge|consent|permission",
        "stolen ~1 card|cards|identity|credit|debit",
        "card|cards|identity|wallet|purse ~3 stolen|cloned|hacked|compromised|stole",
        "stole|stealing|steal my ~2 identity|card|credit|information|info|details",
        "identity theft|thief",
        "someone|somebody|person|people|hacker|hackers|thief|stranger|one|ex ~3 used|using|use|placed|ordered|made|bought|got|has|purchased ~4 my ~2 card|account|name|identity|information|info|details|paypal",
        "my ~2 card|account|identity|paypal|information|name was|were|has|is been? ~1 used ~3 by|without",
        "account|accounts|profile|login|email ~4 hacked|compromised|breached|hijacked|takeover|broken",
        "account|profile ~3 taken over",
        "hacked|hijacked ~2 my ~1 account|card|profile|email",
        "fraud%|frauds|fraudulent%|fraudulently|fraudster*|fradulent|fraudulant",
        "didn't|didnt|never|not place|placed|make|made|authorize|authorise|recognize|recognise|request|submit ~2 order|orders|purchase|purchases|charge|charges|transaction*|payment|payments",
        "don't|dont|not|can't|cannot recognize|recognise ~3 order|orders|purchase|purchases|charge|charges|transaction*|payment|company|merchant|it",
        "order|orders|purchase|charge|transaction|payment ~3 i|we didn't|didnt|never|not|don't|dont|do|did not? make|made|place|placed|authoriz*|authoris*|recognize|recognise|approve*",
        "not placed|made|ordered|done by me|us",
        "wasn't|wasnt|not me who|that",
        "never ordered|bought|purchased anything|from|with|on|through ~2 you|your|this|here|site|website|store|company|shop",
        "never heard of you|your|this ~6 charge*|order*|card|bill*",
        "unrecognized|unrecognised|unknown|mysterious charge|charges|transaction*|purchase",
        "fraude|fraudes|fraudulento|fraudulenta",
        "tarjeta|identidad ~3 robada|robaron|clonada|clonaron|hackeada",
        "robaron|clonaron ~3 tarjeta|identidad|cuenta",
        "cargo|cargos|compra|compras|pago|pedido que? no|sin autorizad*|autoric*|autorizacion|autorización|reconozco|reconocid*|hice",
        "no autoric*|reconozco|hice ~3 cargo|cargos|compra|compras|pago|pedido",
        "hackearon ~2 cuenta",
    ]),
    group(Fraud, Soft, &[
        "scam%|scams|scammed|scammer*|scamming",
        "fake|bogus ~1 site|website|store|company|shop|page|business|ad",
        "phishing",
        "estafa*|timo|estafador*",
        "what|whats|what's is? this|that charge|transaction",
        "social security number",
        "ssn",
    ]),
    group(Fraud, Innocent, &[
        "fraud alert*|department|dept|team|protection|prevention|check|checks|filter|detection|hold|flag*|screening|block*",
        "flagged|declined|blocked|held ~5 fraud*|fraud%",
        "possible|potential|as fraud*",
    ]),
    group(Fraud, Harmless, &[
        "antifraud",
        "scam* ~1 likely",
        "email|account ~2 broken link*|image*",
    ]),
];

#[cfg(test)]
mod tests {
    use crate::screen::tests::check;
    use switchboard_domain::Intent::FraudSuspected;

    #[test]
    fn rows() {
        check(
            FraudSuspected,
            &[
                "There is an unauthorized charge on my card",
                "the purchase was unauthorised",
                "unathorized transaction from you",
                "I never authorized this",
                "someone used my card on your site",
                "My card was stolen and used here",
                "this was bought with a stolen card",
                "I am a victim of identity theft",
                "my account was hacked",
                "I did not place this order",
                "I didn't make any purchase with you",
                "I don't recognize this charge",
                "an order that I never placed",
                "I have never ordered anything from you",
                "this is fraud",
                "fradulent order on my account",
                "cargo no autorizado en mi tarjeta",
                "esto es un fraude",
                "me robaron la tarjeta",
                "I do not want to call it fraud, but someone used my account",
            ],
            &[
                "I'm not saying this is fraud",
                "is this a scam",
                "looks like a fake website",
                "my bank's fraud department blocked the payment",
                "esto es una estafa",
                "my card is 4111 1111 1111 1111",
                "my social security number is 078-05-1121",
                "write to a@x.example, b@x.example or c@x.example, all mine",
            ],
            &[
                "the package was stolen from my porch",
                "I was charged twice",
                "I did not receive my order",
                "I didn't order this scent",
                "the charger is missing",
                "order 1234567890123",
                "please authorize the return",
            ],
        );
    }
}
