//! The vocabulary of a shop's support mail, grouped by meaning.
//!
//! A concept is a feature of the classifier: it lets a small training set speak for wordings that it does not hold.
//! A concept decides nothing by itself; its weight is learned.

use std::sync::LazyLock;

use crate::pattern::{Group, Matcher};
use crate::token::Token;

/// Concepts as data; the position is the concept's number. Appending keeps a trained model valid, other changes
/// need a new training (the configuration hash covers this table).
#[rustfmt::skip]
pub(crate) const CONCEPTS: &[(&str, &[&str])] = &[
    ("where", &["where|wheres|whereabouts|locate|located|location|dónde|donde"]),
    ("when", &["when|eta|cuando|cuándo", "how long|soon", "how many days|weeks", "what day|date|time"]),
    ("arrive", &["arriv*|deliver|delivery|delivering|reach*|come|coming|llegar|llega|llegará", "get|be|gets here", "show|turn|showing up", "get|receive my|it|the"]),
    ("track", &["track*|status|rastreo|rastrear|seguimiento", "follow ~3 order|package|shipment"]),
    ("parcel", &["order*|package*|parcel*|shipment*|box|boxes|pedido|paquete|orden|purchase|stuff"]),
    ("item", &["item*|product*|bottle*|diffuser*|oil|oils|refill*|cartridge*|remote|adapter|cable|kit|set|scent*|unit*"]),
    ("not-received", &["not|never|didn't|didnt|haven't|havent|hasn't|hasnt|don't|dont|isn't|wasn't|nothing ~3 received|receive|got|get|arrived|arrive|come|came|showed|gotten|delivered|here|have|see|seen|found|find|anywhere", "nothing here|arrived|came|there|delivered|received|outside|yet", "no package|parcel|box|sign|order|delivery", "no he|ha|han recibido|recibí|recibi|llegado|llego|llegó", "nowhere"]),
    ("says-delivered", &["say|says|said|show|shows|showed|showing|marked|states|stated|claims|claim|confirmed|reads|saying|listed|reported|according ~5 delivered|delivery|dropped|left|received|entregado", "delivered but|yesterday|today|last|at|on|to|according", "proof ~1 delivery", "was|were|been|as|is|status delivered", "delivery|delivered confirmation|photo|picture|notification|notice", "aparece|dice|figura ~3 entregado", "supposedly|allegedly ~2 delivered|dropped|left"]),
    ("place-of-delivery", &["porch|doorstep|mailbox|neighbor*|neighbour*|lobby|mailroom|stolen|thief|thieves|pirate*|robbed|camera|cameras|concierge|doorman", "front door|desk|step|steps", "left at|on|outside|by"]),
    ("not-moving", &["not|hasn't|hasnt|haven't|havent|never|isn't|isnt|still|yet|didn't|n't ~4 ship|shipped|move|moved|moving|left|leave|dispatched|processed|fulfilled|updated|update|sent|scanned|movement", "unfulfilled|processing|preparing|stuck|stalled|delay*|overdue|late|backorder*|limbo|retraso|retrasado|atascado", "label ~2 created|only|printed|generated", "pre shipment|transit", "no movement|updates|update|progress|scan|scans", "awaiting|waiting item|shipment|pickup|carrier|fulfillment", "taking ~2 long|forever|ages", "same|last status|scan|location|update", "no ~2 enviado|enviaron|salido|movido|avanza"]),
    ("waiting-long", &["been|waiting|waited|passed|over|almost|nearly|than ~3 week*|day*|month*", "week*|day*|month* ago|already|later|now|late|and", "supposed|promised|expected|guaranteed|meant ~3", "hace ~2 semanas|dias|días|mes|meses", "two|three|four|2|3|4|5|6|several|couple ~1 weeks|months"]),
    ("missing", &["missing|absent|incomplete|faltan|falta|faltaba|lacking|omitted", "left out|off", "not|wasn't|weren't|isn't|wasnt|werent|never|nothing ~2 in|inside|included|packed|there", "only ~2 received|got|came|one|two|1|2|3|part|half|sent", "forgot ~2 include|send|pack|put|my|the", "short|partial one|shipment|order|bottle", "without ~2 lid|remote|cable|charger|adapter|oil*|cap|manual|bottle*|gift|sample*", "received|got|came|sent ~2 only|just|part|half", "instead of two|three|four|2|3|4"]),
    ("wrong", &["wrong|incorrect|equivocado|equivocada|mixup|incorrecto", "mix up|ups", "instead of", "someone|somebody|another|other|else ~1 order|else|package|name|person|customer", "not what ~1 ordered|i|purchased", "different ~3 than|from|ordered|product|one|item", "ordered|asked|wanted ~5 got|received|sent|came|but|instead", "didn't|never|not order|ordered this|that|it"]),
    ("damaged", &["damag*|broken|broke|crack*|shatter*|leak*|spill*|smash*|dent|dented|crush*|defect*|torn|bent|chip|chipped|scratch*|destroyed|ruined|roto|rota|dañado|dañada|derramado|mangled|snapped|busted|faulty|unusable|soaked|soaking", "in pieces|bits", "fell apart", "dead|doa on|upon arrival", "oil everywhere|all", "everywhere|pieces"]),
    ("on-arrival", &["arrived|received|came|opened|opening|unbox*|unpack*|llegó|llego|recibí", "upon|on arrival", "out of ~1 box", "in transit|shipping|mail", "brand new", "just got|received|opened|arrived|came"]),
    ("cancel", &["cancel*|anular|call off|abort|void", "stop ~3 order|purchase|it|shipment|from", "don't|dont|no longer|not ~1 want|need ~3 order|it|anymore|them|this", "changed|change my mind", "hold ~2 order", "back out"]),
    ("subscription", &["subscri*|autoship|recurring|monthly|membership|suscrip*|renew*|renewal|autorenew*|recurrente", "auto ship|renew|renewal|refill|delivery|order", "plan|plans", "every ~1 month|months|weeks|week", "per month", "each month", "refill|oil plan|program|club", "next ~2 box|shipment|renewal|delivery|charge|refill"]),
    ("pause-skip", &["pause*|pausing|skip*|postpone|snooze|resume|reactivate|frequency|cadence|interval|pausar|saltar", "push ~2 back", "put ~3 hold", "less often|frequently", "every other|two|three|second"]),
    ("address", &["address|addres|adress|street|apartment|apt|zip|zipcode|city|postcode|dirección|direccion|typo", "moved|moving", "unit|suite number", "ship|send|deliver ~2 to", "postal code", "phone|email on|for ~2 order"]),
    ("change", &["change*|changing|update|edit|modify|correct|amend|swap|switch|fix|cambiar|modificar|alter|adjust|redirect|reroute", "add ~4 to|order", "remove ~4 from|order", "instead"]),
    ("own-order", &["my|existing|current|recent|last|latest order|purchase", "order ~2 placed|made", "i|we|just ~1 placed|ordered", "mi pedido"]),
    ("refund", &["refund*|reimburs*|reembols*|refunds", "money|cash back", "give|get|want|need ~2 money", "credit|credited back|to|my", "store credit", "devuelvan ~2 dinero"]),
    ("refund-state", &["refund* ~5 yet|when|status|where|still|processed|processing|show*|posted|received|days|long|pending|issued|approved|promised", "when|where|status|still|waiting|promised|approved|no|yet ~5 refund*|money|credit", "refund not|hasn't|never"]),
    ("return", &["return|returns|returned|returning|rma|devolver|devolución|devolucion|devoluciones", "send|sending|ship|mail|sent ~3 back", "return label|address|policy|window|process", "take ~2 back"]),
    ("exchange", &["exchang*|trade|cambio|intercambiar", "swap|switch|change|trade|replace ~5 for|with|to", "replace|replacing ~4 with|by", "different|another|other ~1 size|scent|color|colour|model|version|fragrance|one", "rather|prefer have|get|the"]),
    ("replacement", &["replacement*|resend|reship|reemplazo", "new one", "send ~2 another|new|again"]),
    ("charge", &["charg*|bill|billed|billing|debit*|deduct*|invoice*|receipt*|payment*|paid|overcharg*|cobro|cobraron|cobrado|factura|statement|vat", "credit|debit card", "took|taken ~2 money", "my card|account|bank"]),
    ("twice", &["twice|double|duplicate*|doubled|dos|overcharged", "two|2|three|3|multiple times|charges|payments|transactions", "charged|billed again|more|extra|too|for", "wrong|higher|different|incorrect|more ~1 amount|total|price|than", "same charge|payment|order"]),
    ("pay-fail", &["payment|card|checkout|transaction|pago|tarjeta ~5 fail*|declin*|reject*|error|through|denied|work|working|accept*|process|rechazada|rechazado", "can't|cannot|cant|couldn't|unable|not|won't ~4 pay|checkout|purchase|complete", "declined|declines", "fail*|error ~4 payment|checkout|card", "paypal ~3 error|work|fail*"]),
    ("invoice", &["invoice*|receipt*|vat|factura|tax", "tax|proof id|exempt|of"]),
    ("device", &["diffuser*|device*|machine*|nebuliz*|unit|difusor|humidifier|appliance|atomizer|pump|motor"]),
    ("app", &["app|bluetooth|wifi|pair|pairing|paired|firmware|sync*|aplicación|android|iphone|ios|2.4ghz|alexa|qr|schedule|scheduling|timer", "wi fi", "connect|connects|connecting|connected|connection|conectar ~4", "log|sign in|into ~3 app", "find ~2 device|diffuser"]),
    ("malfunction", &["not|won't|wont|doesn't|doesnt|isn't|isnt|stopped|stops|quit|never|can't|cannot|no|didn't|hardly|barely|refuses ~3 work*|turn*|mist*|spray*|power*|charge|charging|start*|respond*|smell*|scent|diffus*|light|connect*|pair*|on|hold*|stay*|funciona|prende", "blink*|flash*|noise|noisy|buzz*|gurgl*|beep*|rattl*|malfunction*|error|clog*|glitch*|frozen|crash*|overheat*|dead|weak|unresponsive", "red|orange|blue|green light", "turns|shuts|keeps|turning|shutting ~1 off|itself|restarting", "troubleshoot*|reset|reboot*|unplug*", "stopped|quit working", "no mist|scent|smell|power|output", "no funciona|prende|enciende|conecta"]),
    ("worked-before", &["worked|working ~3 fine|great|well|perfectly|until|before|first|for", "after ~3 weeks|months|days|month|week|year|update|uses|cleaning|refill*|time", "no longer|used to|anymore", "for ~3 months|weeks|year|days", "since ~2 update|yesterday|last", "suddenly|lately", "had it ~2 for"]),
    ("setup", &["setup|install*|instruction*|manual|configure|clean|cleaning|guide|tutorial", "set up", "set it up", "how do|to|can ~3 use|clean|fill|turn|connect|set|change|refill|reset|program|adjust", "out of"]),
    ("phone", &["phone|telephone|callback|telefono|teléfono|llamar|llamen|llamada|hotline|voicemail", "call me|us", "give ~1 me|us ~2 call|ring", "number to|i|for|can ~2 call|reach|contact|speak", "ring me", "speak|talk ~4 phone|someone|person|line", "by|over|via|on the? phone", "call ~2 back"]),
    ("tiktok", &["tiktok*|tik", "tik tok"]),
    ("social", &["instagram|insta|ig|facebook|fb|twitter|pinterest|youtube|threads|meta|whatsapp|reddit|dm|dms|reel|reels|story|stories|tweet", "giveaway*|winner|raffle|sorteo|contest", "post|posts|posted|comment|comments|commented|tagged|page|profile|follow|following|followers|hashtag", "fake ~1 account|page|profile"]),
    ("won", &["won|winner|prize|giveaway*|sorteo|raffle|entry|entered"]),
    ("promo", &["promo*|coupon*|discount*|voucher*|código|codigo|cupon|cupón|descuento|percent|sale|deal|deals|offer|offers|rebate|referral|rewards|loyalty|points", "code|codes", "off ~1 my|first|code|order|coupon|sitewide", "black friday", "student|military|teacher|first|birthday|welcome ~1 discount|code", "price match|adjustment|drop"]),
    ("code-fails", &["code|coupon|promo|discount|voucher ~5 invalid|expired|work*|apply|applied|applying|error|accepted|not|won't|doesn't|didn't", "forgot ~3 code|coupon|discount", "apply|use|enter|applied ~4 code|coupon|promo|discount"]),
    ("pre-purchase", &["compatible|suitable|recommend*|difference|restock*|ingredient*|dimensions|coverage|warranty|recomiend*|sizes|specs|refillable|allergen*|vegan|hypoallergenic|toxic|nontoxic|phthalate*", "in|out|of stock", "back in", "do|does|can|is|are|will you|it|this|they|the ~2 have|sell|offer|work|fit|come|safe|make|carry|ship|last|cover|use|contain|need|strong|include", "thinking|interested|considering|looking ~2 of|about|in|to|buying|at|for", "before ~2 buy|buying|order|ordering|purchase|purchasing", "which ~4 best|better|recommend|should|one|scent", "how much|big|many|large|strong|loud ~3", "want|like|planning|going to buy|order|purchase|know|try", "square feet|foot|meters", "good for", "deliver|ship|shipping ~1 to ~1 canada|europe|uk|australia|mexico|hawaii|alaska|internationally", "be available"]),
    ("pets-children", &["pet|pets|cat|cats|dog|dogs|baby|babies|kid|kids|children|toddler|pregnant|bird|birds|asthma|allerg*|mascotas|gato|perro"]),
    ("restock", &["restock*|available|availability|release*|launch*|discontinued|waitlist|soldout", "sold out", "back in", "out of stock", "in stock"]),
    ("influencer", &["collab*|influenc*|partner|partnership*|partnering|sponsor*|affiliate*|ambassador*|creator*|ugc|blogger|blog|podcast|wholesale|reseller|resell|distributor*|retailer|retailers|stockist|press|magazine|editor|colaborar|colaboración|colaboracion", "media kit", "feature|featuring|promote|promoting|review ~3 your|product*|brand|audience|followers", "work|working ~1 together|with ~1 your|brand", "my ~2 followers|subscribers|audience|channel|rates", "content creator|creation", "pr package|list|samples", "brand deal*", "bulk order*|pricing|discount"]),
    ("bank", &["bank|banks|chargeback*|banco|contracargo|issuer|visa|mastercard|amex", "paypal ~4 claim|case|dispute", "dispute*|disputing|disputa", "charge back", "card company|provider", "reverse ~2 charge|payment"]),
    ("law", &["lawyer*|attorney*|sue|suing|lawsuit*|court|legal|legally|solicitor|ftc|abogado|demanda|demandar|bbb|regulator|ombudsman|litigation", "small claims", "consumer protection|affairs", "attorney general", "trading standards"]),
    ("threat", &["kill|hurt|burn|bomb|shoot|attack|die|dox|doxx|amenaza|matar|gun|violence|stab|punch", "where you|u live", "find you", "idiot*|bitch*|scum|asshole*|moron*"]),
    ("fraud", &["fraud*|unauthori*|hacked|hacker|scam*|stolen|identity|phish*|fraude|estafa|impersonat*|suspicious|compromised", "not|never|didn't|don't ~2 authoriz*|recogni*|place|make", "someone ~2 used|using|else|ordered|placed", "without my"]),
    ("thanks", &["thank|thanks|appreciate|gracias|grateful|awesome|wonderful|amazing|excellent|fantastic|perfect|congrat*|happy", "love|loved ~1 it|this|your|the", "great ~1 service|product|job", "resolved|solved|sorted|nevermind", "never mind", "got it", "no worries"]),
    ("mailing-list", &["unsubscribe*|newsletter*|marketing|optout|spam", "mailing|email|emails list", "stop ~3 emails|emailing|sending|mails|texts|texting|messages", "opt out", "take|remove me off|from", "your emails|newsletter|texts", "too many emails|messages|texts"]),
    ("job", &["job|jobs|hiring|resume|cv|career*|vacancy|vacancies|internship|intern|employment|candidate|applicant|recruit*|empleo|apply|applying position"]),
    ("solicitation", &["seo|ranking|rankings|backlink*|crypto|bitcoin|loan*|invest*|leads|outsourc*|webinar|inheritance|lottery|casino|viagra|guest|traffic", "our|my services|agency|company|team", "website design|traffic|ranking|redesign", "google ranking|first|page", "increase ~2 sales|traffic|revenue", "we|i ~1 offer|provide|help|specialize", "b2b|saas|erp|fundraiser|donation|donate|survey|charity|supplier|manufacturer|factory"]),
    ("account", &["password|login|username|register*|registration|signup|contraseña", "log|sign in|into", "my|an|create|new|user account", "sign up", "reset ~2 password", "verification email|code"]),
    ("policy-question", &["policy|policies|terms|guarantee|warranty", "how|what ~2 your|the ~2 policy|process|fee|cost|hours", "business|opening|store hours", "physical|retail store|location"]),
    ("just-ordered", &["just|accidentally|mistakenly ~1 ordered|placed|bought|purchased", "by mistake|accident", "minutes|hours|hour|moments ago", "wrong ~3 ordered|order", "ordered ~4 accident|mistake|twice", "duplicate order", "this morning"]),
    ("before-shipping", &["before ~2 ship|ships|shipped|goes|leaves|sent|dispatched", "hasn't|not|yet ~2 shipped|sent|gone", "if ~3 shipped|possible|late", "too late"]),
    ("quantity", &["one|two|three|four|1|2|3|4|both|several|pack ~1 of|out|bottle*|item*|thing*|were|was"]),
    ("preorder", &["preorder*|preventa", "pre order*|ordered|sale"]),
    ("human", &["human|agent|representative|supervisor|manager|operator|humano|agente", "real|live person|human", "speak|talk|chat ~2 with|to"]),
    ("question", &["do|does|can|could|is|are|will|would|what|which|how ~1 you|i|it|there|this|your|the|they|we"]),
    ("anger", &["ridiculous|unacceptable|terrible|horrible|worst|awful|disappointed|disappointing|frustrated|frustrating|angry|disgust*|joke|pathetic|unbelievable|upset"]),
];

static MATCHER: LazyLock<Matcher<u8>> = LazyLock::new(|| {
    let groups: Vec<Group<u8>> = CONCEPTS
        .iter()
        .enumerate()
        .map(|(i, (_, patterns))| Group { key: u8::try_from(i).unwrap_or(u8::MAX), patterns })
        .collect();
    Matcher::new(&groups, &[])
});

/// A concept found, with the sentence that it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    pub(crate) sentence: u32,
    pub(crate) concept: u8,
}

/// The concepts of a message, each once per sentence, sorted.
pub(crate) fn concepts(tokens: &[Token]) -> Vec<Found> {
    let hits = MATCHER.find(tokens);
    let mut found: Vec<Found> =
        hits.iter().map(|hit| Found { sentence: tokens[hit.start].sentence, concept: hit.key }).collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tokenize;

    fn names(text: &str) -> Vec<&'static str> {
        concepts(&tokenize(None, text)).iter().map(|f| CONCEPTS[usize::from(f.concept)].0).collect()
    }

    #[test]
    fn concepts_of_a_message() {
        let found = names("Tracking says delivered but I never received it");
        assert!(found.contains(&"says-delivered") && found.contains(&"not-received") && found.contains(&"track"));
        assert!(!names("hello").contains(&"parcel"));
        assert!(names("my laptop").is_empty());
    }

    #[test]
    fn the_table_fits_its_key() {
        assert!(CONCEPTS.len() < 256);
    }
}
