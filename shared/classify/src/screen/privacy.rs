//! Access to, export or deletion of personal data.

use super::{Key, Topic::Privacy, Weight::*, group};
use crate::pattern::Group;

#[rustfmt::skip]
pub(super) const GROUPS: &[Group<Key>] = &[
    group(Privacy, Hard, &[
        "delete|deleting|erase|erasing|remove|removing|wipe|purge|destroy|deletion|erasure|removal ~3 my|all|our|any ~2 data|information|info|records|details",
        "delete|erase|wipe|purge|remove|close|deactivate ~2 my|our ~2 account|profile ~4 data|information|permanently|everything|completely",
        "delete|erase|wipe|purge ~2 my|our ~2 account|profile",
        "data|account deletion|erasure|removal",
        "deletion|erasure|removal of my|all|our ~2 data|information|account",
        "right to ~1 be? forgotten|erasure|access",
        "gdpr|ccpa|cpra",
        "data subject",
        "subject access",
        "copy|export|download|access|list|transfer ~3 of|to|all ~1 my|our|the ~2 personal|data|information|info",
        "copy|export|download ~2 my ~2 data",
        "request ~3 personal data|information",
        "what|which ~2 data|information|info ~3 you have|hold|store|keep|collect*|got",
        "what|which ~2 data|information|info ~2 do you have|hold|store|keep|collect*",
        "data|information|info you|u have|hold|store|keep|stored|collected ~2 about|on me|us",
        "do not sell|share ~2 my ~1 personal|information|data|info",
        "personal data|information ~5 deleted|erased|removed|exported",
        "privacy request|rights",
        "borrar|borren|eliminar|eliminen|elimine|suprimir ~3 mis|mi ~1 datos|cuenta|informacion|información",
        "copia ~2 mis datos",
    ]),
    group(Privacy, Harmless, &[
        "my|our shipping|order|tracking|delivery|address information|info|details",
        "access ~3 order|tracking|delivery information|info",
        "list|newsletter|marketing & remove|delete",
        "delete ~2 my ~1 order",
    ]),
];

#[cfg(test)]
mod tests {
    use crate::screen::screen;

    #[test]
    fn rows() {
        for yes in [
            "Please delete all my personal data",
            "I want you to erase my account",
            "This is a GDPR request",
            "send me a copy of all the data you hold about me",
            "What information do you have about me?",
            "I request deletion of my information under CCPA",
            "do not sell my personal information",
            "quiero eliminar mis datos",
        ] {
            assert!(screen(None, yes).privacy_request(), "{yes}");
        }
        for no in [
            "Please correct the address of my order",
            "Remove me from your newsletter, delete my info from the mailing list",
            "Please delete my order",
            "what is in your privacy policy",
            "I do not want you to delete my account",
            "I need information about my order",
        ] {
            assert!(!screen(None, no).privacy_request(), "{no}");
        }
    }
}
