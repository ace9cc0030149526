//! Access to, export or deletion of personal data.

use super::{Key, Topic::Privacy, Weight::*, group};
use crate::pattern::Group;

#[rustfmt::skip]
pub(super) const GROUPS: &[Group<Key>] = &[
    group(Privacy, Hard, &[
        "erase|delete|purge me|us",
        "not|don't|dont|never consent|agree ~4 my ~1 @data",
        "terminate|cancel|close|end ~2 account & wipe|erase|data|personal",
        "@erase ~8 related|relating|concerning|pertaining|regarding|linked|about to? me",
        "none|no|nothing of my ~1 @data",
        "data rights",
        "personal|private @data ~5 you|u ~2 have|hold|stored|store|saved|keep|collected",
        "@erase ~6 you|u ~1 saved|stored|kept|hold|collected",
        "send|give|provide|hand ~2 my ~1 personal? data",
        "what ~2 you|u ~1 hold|have|know|keep|store|got|collected ~2 on|about me|us",
        "record|list|copy of everything|all|anything ~4 about|on me|us",
        "who ~3 share|sell|pass ~2 my ~1 @data",
        "@erase ~3 my|all|our|any ~3 @data",
        "close|deactivate ~2 my|our ~2 account|profile|acount ~4 @data|permanently|everything|completely|erase|gone",
        "delete|delte|delet|deleting|erase|erasing|wipe|purge|remove|anonymize|anonymise|destroy|deactivate ~2 my|our ~2 account|profile|acount|acct",
        "my|our account|acount|profile ~1 deleted|erased|removed|gone|wiped|purged",
        "data|account|profile deletion|erasure|removal",
        "deletion|erasure|removal of my|all|our ~2 @data|account",
        "@erase me|us|my|our ~4 from|out|off|in ~1 your|ur|the ~2 system*|database*|records|files|servers|crm|books",
        "@erase ~3 email|phone|name|address|number|card|payment ~6 from|out|off|in|on your|ur|the ~2 system*|database*|records|files|servers|crm|books",
        "@erase|removed|deleted|request* from your|ur|the ~1 customer? database|databases|servers",
        "@erase ~1 everything|anything|all|trace|any ~3 about|of|on|you|u me|us|have",
        "take|taking|get|getting ~1 my|our ~2 @data|name|email|number|address ~2 out|off ~1 of? ~2 system*|database*|records|files|servers|site|books",
        "forget me|about? me ~4 gdpr|art|article|data|system*|everything",
        "everything you|u have|hold|got|know|store on|about me|us",
        "right|derecho to|al ~1 be? forgotten|erasure|access|olvido|deletion",
        "my right|rights of|to access|erasure|deletion",
        "gdpr|ccpa|cpra|dsar|lgpd|pipeda|rgpd",
        "data subject",
        "subject access",
        "article|art 15|17|20|21",
        "copy|export|download|access|list|transfer ~3 of|to|all ~1 my|our|the ~2 personal|data|information|info",
        "copy|export|download ~2 my ~2 data",
        "download|see|view|get ~2 all|the|any @data ~1 you|that ~2 have|collected|hold|stored|store",
        "request|provide|send|show|give|want|obtain|receive|see ~4 personal|private data|information|info|records ~3 you|concerning|about|relating|regarding|of|on|hold",
        "request ~3 personal data|information",
        "what|which ~2 @data ~4 hold|holding|store|storing|keep|keeping|collect*|process*",
        "what|which ~2 @data ~3 you|u have|has|got ~2 about|on|of|for me|us",
        "know|see|told ~1 what ~3 you|u collected|collect|hold|store|stored|keep",
        "@data|everything|all you|u|you've|youve|that ~2 have|hold|store|keep|stored|collected|process|got|kept ~3 about|on|of me|us",
        "everything you've|you|youve stored|collected|saved|kept",
        "no|any longer|more want|wish|allow|consent ~1 you|u ~2 have|keep|store|hold|use|process|retain|to ~2 my|our ~2 @data",
        "not|don't|dont|never|no want|wish|allow|like|longer ~4 you|u ~2 have|keep|store|hold|use|process|retain ~2 my|our ~2 @data",
        "stop|quit|cease storing|keeping|using|processing|collecting|holding|selling|sharing|store|keep ~2 my|our ~2 @data",
        "withdraw|withdrawing|revoke|revoking ~2 consent ~6 @data|processing|process|storage",
        "object|objection ~3 processing|process|use ~3 @data",
        "do not sell|share ~2 my ~1 personal|@data",
        "not|don't|dont sell|share|selling|sharing ~2 my ~2 @data",
        "opt out ~3 sale|selling|sharing",
        "personal data|information ~5 deleted|erased|removed|exported",
        "my|our ~2 @data ~4 destroyed|deleted|erased|removed|wiped|purged",
        "records|data|information of|about my|me ~5 destroyed|deleted|erased|removed|wiped|purged",
        "request|want|ask|demand to be deleted|erased|removed|forgotten",
        "privacy request|rights",
        "borr*|elimin*|suprim* ~3 mis|mi ~1 datos|cuenta|informacion|perfil",
        "copia ~2 mis datos",
        "datos personales",
    ]),
    group(Privacy, Harmless, &[
        "data sheet",
        "no|any|have information|info about my",
        "my|our shipping|order|tracking|delivery|address information|info|details",
        "access ~3 order|tracking|delivery information|info",
        "list|newsletter|marketing & remove|delete|erase|purge",
        "delete ~2 my ~1 order",
        "remove|delete|clear ~1 my|the old|expired|second ~1 card|address|payment|account",
        "by accident & account",
        "update|change|correct|edit ~2 my ~2 personal ~1 @data",
        "hold on my account",
        "fraud|hold|charge|restriction ~1 on|from my account",
        "article|art of|number",
        "list of ~1 ingredients",
        "my|the privacy policy",
        "remove|delete|clear ~2 my|the ~2 cart|review|comment|message|order|item|wishlist",
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
