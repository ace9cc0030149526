//! Alternatives that several concepts share. Accents are removed before matching, so none stand here.

#[rustfmt::skip]
pub(super) const SETS: &[(&str, &str)] = &[
    ("pay", "charge|charges|charged|payment%|payments|transaction%%|transactions|purchase%|purchases"),
    ("money", "charge|charges|payment|payments|transaction*|purchase|purchases|money|funds|cash|amount|it|this|that|everything|all"),
    ("bank", "bank|banks|bank's|paypal|amex|visa|mastercard|klarna|affirm|afterpay|venmo|issuer|creditor|barclays|barclaycard|chase|citi|citibank|discover|hsbc|santander|monzo|revolut|natwest|lloyds|halifax|clearpay|sezzle|zelle|usaa|paypal's"),
    ("open", "file|filed|filing|files|open|opened|opend|opening|start|started|starting|raise|raised|raising|initiate|initiated|initiating|submit|submitted|submitting|lodge|lodged|lodging|launch|launched|put|putting|begin|began|begun|escalate|escalated|escalating|make|making|made"),
    ("call", "call|calling|called|contact|contacting|contacted|phone|phoning|phoned|ask|asking|asked|tell|telling|told|notify|notifying|notified|have|having|had|get|getting|got|instruct|instructing|instructed|inform|informing|informed|involve|involving|use|alert|alerting|alerted|request|requesting|requested|speak|speaking|spoke|spoken|talk|talking|talked"),
    ("undo", "reverse|reverses|reversed|reversing|reversal|stop|stopped|stopping|cancel|block|dispute|disputing|disputed|pull|pulling|pulled|recover|recovering|claw|clawing|clawed|chargeback|recall|recalling|recalled|revoke|retrieve|retract|removed|reimburse*|returned|repay|claim"),
    ("lawyer", "lawyer%|lawyers|lawyered|lawyering|lawer|lawyar|loyer|attorney%|attorneys|attorny|atorney|atturney|solicitor|solicitors|soliciter|barrister*|litigator*"),
    ("never", "not|never|didn't|didnt|don't|dont|haven't|havent|wasn't|wasnt|hadn't|hadnt|doesn't|doesnt|isn't|isnt|cannot|can't|cant"),
    ("not-did", "not|never|didn't|didnt|haven't|havent|hadn't|hadnt|no"),
    ("relative", "wife|husband|son|daughter|father|mother|dad|mom|mum|brother|sister|friend|boss|neighbor|neighbour|partner|fiance|fiancee|cousin|uncle|aunt|niece|nephew|he|she|who"),
    ("you", "you|u|your|ur|you're|y'all|yall|them|they|him|her|someone|somebody|everyone|staff|employee*|worker*|agent*|people|these|those|all|any|driver*|whoever|idiot|idiots"),
    ("person", "you|u|ya|your|ur|y'all|yall|him|her|someone|somebody|everyone|staff|employee*|worker*|agent*|people|driver*|whoever|manager*|ceo|owner|girl|guy|guys|idiot|idiots|woman|man|rep|reps"),
    ("intent", "will|gonna|going|i'll|ill|we'll|want|wanna|should|could|can|may|might|must|would|i'd|about|ready|swear|promise|gotta|shall|come|coming|love|somebody|someone"),
    ("first", "i|i'll|ill|i'd|i'm|im|we|we'll|we're|gonna"),
    ("premises", "office|offices|warehouse|warehouses|store|stores|shop|shops|headquarters|hq|building|buildings|house|houses|home|homes|place|door|facility|doorstep"),
    ("ultimatum", "if|unless|until|otherwise|else|deadline|final|last|hours|tomorrow|today|monday|tuesday|wednesday|thursday|friday"),
    ("data", "data|information|informations|info|infos|details|records|record"),
    ("erase", "delete|delte|delet|deleting|erase|erasing|remove|removing|wipe|wiping|purge|purging|destroy|destroying|scrub|scrubbing|anonymize|anonymise|eliminate|clear|deletion|erasure|removal"),
    ("reveal", "show|print|reveal|tell|give|repeat|display|share|dump|list|output|paste|expose|leak|send|export|copy|provide|forward|read|disclose|summarize|summarise|want|need|what|whats|what's|dame|muestrame|dime|enviame|mandame|like|text|email"),
];
