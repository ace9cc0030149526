//! The customer asks for a human.

use super::{Key, Topic::Human, Weight::*, group};
use crate::pattern::Group;

#[rustfmt::skip]
pub(super) const GROUPS: &[Group<Key>] = &[
    group(Human, Hard, &[
        "speak|talk|chat|connect|speaking|talking|transfer|escalate|connected|transferred|hablar ~4 human|person|people|agent|representative|rep|manager|supervisor|someone|somebody|operator|humano|persona|agente",
        "real|actual|live|human person|human|agent|people|representative|being|support|rep",
        "want|need|get ~2 a|an human|agent|representative|supervisor|manager",
        "not a? ~1 bot|robot|machine|ai|automated|chatbot",
        "no|stop bot|bots|robots|automated",
        "un humano|agente",
        "persona real",
    ]),
    group(Human, Harmless, &[
        "real people ~2 reviews|love",
    ]),
];

#[cfg(test)]
mod tests {
    use crate::screen::screen;

    #[test]
    fn rows() {
        for yes in [
            "I want to speak to a human",
            "Let me talk to a real person",
            "connect me with your supervisor please",
            "quiero hablar con una persona",
        ] {
            assert!(screen(None, yes).human_requested, "{yes}");
        }
        for no in ["Where is my order?", "the delivery person left it outside"] {
            assert!(!screen(None, no).human_requested, "{no}");
        }
    }
}
