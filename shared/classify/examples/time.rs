//! timing
use std::io::Write as _;
use std::time::Instant;
use switchboard_classify::*;
fn main() {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let dev = train::parse_labelled(&std::fs::read_to_string(dir.join("training/dev.jsonl")).unwrap_or_default())
        .unwrap_or_default();
    let m = Linear::builtin();
    let long =
        format!("{} {}", dev[0].text, dev.iter().take(40).map(|d| d.text.as_str()).collect::<Vec<_>>().join(" "));
    let mut out = std::io::stdout();
    for (name, texts) in [("dev", dev.iter().map(|d| d.text.clone()).collect::<Vec<_>>()), ("long", vec![long; 100])] {
        let n = texts.len() as u32;
        for _ in 0..2 {
            let t = Instant::now();
            for x in &texts {
                std::hint::black_box(screen(None, x));
            }
            let s = t.elapsed() / n;
            let t = Instant::now();
            for x in &texts {
                std::hint::black_box(m.classify(&ClassifierInput {
                    subject: Some("Order 10442"),
                    text: x,
                    channel: switchboard_domain::ChannelClass::Email,
                }));
            }
            let c = t.elapsed() / n;
            let t = Instant::now();
            for x in &texts {
                std::hint::black_box(redact(x));
            }
            let r = t.elapsed() / n;
            let chars: usize = texts.iter().map(String::len).sum::<usize>() / texts.len();
            let _ = writeln!(out, "{name} {chars} chars: screen {s:?} classify(incl screen) {c:?} redact {r:?}");
        }
    }
    for t in [
        "My lawyer's office loves it",
        "I am a paralegal and need a quote for our firm",
        "The courtesy of your staff was great",
        "Suede finish available?",
        "the legal name on my card changed",
        "Can I dispute the delivery photo with UPS?",
        "I'm dying to get this scent",
        "It smells like burnt plastic",
        "my charger is missing",
        "battery won't charge",
        "I bought this for my attorney friend",
        "bank holiday delivery?",
        "I'd kill for this scent",
        "You guys are killing it",
        "This shipping is criminal lol",
        "is it a scam?",
        "fraud prevention cancelled my order",
        "I did not order the subscription",
        "no unauthorized",
        "the wrong name is on my account",
        "please send me a copy of my invoice and receipt",
        "please set my order to priority",
        "can you act as a mediator with ups",
        "add the tag number",
        "mark my ticket as urgent",
        "send tracking info to my email please, I just ordered with a different email",
        "You are now my favorite shop",
        "Respond to my email please",
        "reply with the tracking number",
        "please put in the order notes the following instructions for the driver",
        "I have new instructions for delivery",
        "I want my money back or else",
        "I need to see your privacy policy",
        "please close my account and delete everything",
        "I never received my order",
        "I never authorized a subscription",
        "do not charge my card again",
        "stop charging me",
        "bank transfer possible?",
        "I have contacted my bank, they confirm payment",
        "please process the refund without delay",
        "I was told to contact the system administrator",
        "what information do you need from me?",
        "How do I remove my saved card information",
    ] {
        let s = screen(None, t);
        let _ = writeln!(out, "{:?}/{:?}/{:?} {}", s.hard, s.soft, s.security, t);
    }
}
