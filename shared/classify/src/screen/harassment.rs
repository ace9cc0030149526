//! Threats against persons or property, and publishing of private data.

use super::{Key, Topic::Harassment, Weight::*, group};
use crate::pattern::Group;

#[rustfmt::skip]
pub(super) const GROUPS: &[Group<Key>] = &[
    group(Harassment, Hard, &[
        "@intent ~4 kill|hurt|attack|murder|stab|shoot|beat|punch|strangle|slap|harm|destroy ~2 @you",
        "kill|murder|stab|strangle|hurt you|yourself|yourselves|u|ur|y'all",
        "shoot|beat|attack|punch you|u ~2",
        "kill|hurt|attack|shoot|harm ~2 staff|employee*|worker*|driver*|family|kids|children|agents",
        "@intent ~4 burn|bomb|blow|torch|shoot|smash|trash|destroy ~4 store|shop|warehouse|office*|building|house|home|place|headquarters",
        "burn|burning ~1 you|u alive|down",
        "burn ~4 warehouse|office|offices|building|headquarters|place|store|house down?",
        "bomb|bombs ~3 warehouse|office|offices|building|store|headquarters|your",
        "bomb threat",
        "death threat*",
        "i|we|i'll|we'll|ill ~3 find|know|found|finding|learn out? ~2 where ~4 live|lives|work|sleep",
        "know where ~3 live|lives|sleep",
        "where ~3 live|lives ~4 coming|visit|come|pay",
        "i|we|i'll|we'll|ill will? ~2 find|hunt|get|track you|u ~1 down?|personally",
        "hunt you|u|them down?",
        "come|coming ~3 after|for you|your|u ~1 family|house|home|kids|staff|personally",
        "come|coming ~2 to your|ur house|home|office|warehouse ~6 gun|bat|knife|regret|pay|fix|hurt|beat",
        "publish|post|posting|publishing|leak|leaking|share|sharing|expose|release ~3 your|her|his|their|agent*|staff|employee* ~3 address|addresses|phone|number|home|private|names|photo*",
        "dox|doxx|doxxing|doxing|doxed",
        "hope ~3 you|u|your|they ~4 die|dead|killed|raped|cancer|suffer",
        "you|u ~2 should|deserve|deserves ~2 die|killed|dead|beaten|shot",
        "go die|kill yourself",
        "watch your|ur back|backs",
        "you're|your|ur dead|a? dead? man|meat",
        "you are|ll dead",
        "gun|knife|bat ~6 your office|warehouse|store|house|face",
        "break your|ur|his|her neck|legs|face|bones|arms|windows",
        "amenaza|amenazas|amenazo|amenazar|amenazando",
        "matar|matarte|matarlos|matare|mataré",
        "quemar ~3 tienda|oficina|almacen|almacén|casa",
        "se ~2 donde|dónde vives|viven|trabajas",
    ]),
    group(Harassment, Soft, &[
        "you|your|u're|you're|ur ~4 idiot*|moron*|imbecile*|scum|scumbag*|bitch*|bastard*|asshole*|cunt*|pathetic|retard*|loser*|stupid|pig|pigs|trash",
        "agent|rep|representative|employee|manager|colleague ~6 idiot*|moron*|scum|bitch*|bastard*|asshole*|pathetic|stupid",
        "stupid|useless|pathetic|dumb|lazy agent|person|woman|man|girl|guy|idiot*|people|bitch|rep",
        "rot|burn in hell",
        "you|u will|ll|gonna regret",
        "you'll regret",
        "threat|threaten|threatening",
        "idiota|idiotas|imbecil*|estupid*",
    ]),
    group(Harassment, Innocent, &[
        "joking|kidding|lol|haha & kill|hurt|shoot",
    ]),
    group(Harassment, Harmless, &[
        "kill|kills|killing ~3 smell*|odor*|odour*|bug*|mosquito*|germ*|bacteria|mold|time|ants|vibe|mood|battery|scent",
        "smell|scent|wait|waiting|heat|suspense|fumes ~4 kill*|hurt*",
        "hurt* ~2 head|nose|eyes|throat|feelings|lungs|stomach",
        "shoot ~1 me|us|you an|a email|mail|message|text|note|line",
        "shoot me|us",
        "beat ~3 price|prices|offer|deal",
        "asthma|heart|panic|migraine attack",
        "bath bomb|bombs",
        "burn|burns|burning ~3 candle*|oil|wick|incense|wax|plastic|hand|finger|skin|hole|smell",
        "wouldn't|won't|doesn't|not|couldn't hurt to|if|anyone|you to",
        "break it to you",
        "posting|post ~3 your address|email|number for",
    ]),
];

#[cfg(test)]
mod tests {
    use crate::screen::tests::check;
    use switchboard_domain::Intent::HarassmentThreats;

    #[test]
    fn rows() {
        check(
            HarassmentThreats,
            &[
                "I will kill you",
                "somebody should hurt your staff",
                "I am going to burn down your warehouse",
                "we will bomb your office",
                "I know where you live",
                "I will find out where you live",
                "I'm going to post your home address online",
                "I will dox your whole team",
                "I hope you all die",
                "watch your back",
                "I'm coming for your family",
                "I will break your legs",
                "I'm not threatening, but I will hurt you",
                "esto es una amenaza",
                "los voy a matar",
            ],
            &[
                "I am not going to kill you",
                "you are an idiot",
                "your agent Kelly is a pathetic moron",
                "you will regret",
            ],
            &[
                "this smell is killing me",
                "does it kill mosquitoes",
                "shoot me an email",
                "can you beat this price",
                "my daughter has asthma attacks",
                "I ordered a bath bomb",
                "the oil burned my finger",
                "how long do I burn the oil",
                "it hurts my head",
                "this damn thing is crap",
                "WHERE IS MY ORDER!!!",
            ],
        );
    }
}
