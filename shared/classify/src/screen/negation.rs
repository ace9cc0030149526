//! Negation and condition around a signal.

use crate::token::Token;

/// How far before a signal a negator counts, words.
const REACH: usize = 5;

#[rustfmt::skip]
const NEGATORS: &[&str] = &[
    "not", "no", "never", "without", "nor", "neither", "cannot", "dont", "wont", "cant", "didnt", "doesnt", "isnt",
    "wasnt", "wouldnt", "couldnt", "shouldnt", "havent", "hasnt", "aint", "nunca", "sin", "jamas", "jamás", "tampoco",
];

/// Words after which a negated phrase is in fact an announcement: "will not hesitate to sue".
#[rustfmt::skip]
const REVERSERS: &[&str] = &[
    "hesitate", "hesitating", "twice", "afraid", "choice", "option", "alternative", "only", "wait", "fail", "mind",
    "stop", "rest", "refrain", "scared", "problem", "qualms", "longer", "more", "opcion", "opción", "remedio", "make",
    "force", "forget", "surprised", "received", "heard", "how", "why", "who", "answered", "refunded", "resolved", "delivered", "responding",
];

/// Verbs that carry a negation on to the clause that depends on them: "I do not think I will sue".
#[rustfmt::skip]
const CARRIERS: &[&str] = &[
    "think", "believe", "say", "saying", "said", "mean", "imagine", "sure", "suppose", "that", "claim", "claiming",
    "whether", "if", "implying", "suggesting",
];

/// A signal that begins so depends on a negated verb without being negated: "I do not know who used my card".
const QUESTIONS: &[&str] = &["how", "why", "who", "what"];

const SUBJECTS: &[&str] = &["i", "i'm", "im", "i'll", "ill", "i've", "we", "we'll", "we're"];

/// Whether a negator stands within five words before the signal in the same clause, and reaches it.
pub(crate) fn is_negated(tokens: &[Token], start: usize) -> bool {
    if QUESTIONS.contains(&tokens[start].text.as_str()) {
        return false;
    }
    let clause = tokens[start].clause;
    let from = start.saturating_sub(REACH);
    (from..start).rev().take_while(|at| tokens[*at].clause == clause).any(|at| {
        negates(tokens, at) && !is_rhetorical(tokens, at) && {
            let between = &tokens[at + 1..start];
            let contrast = matches!(tokens[at].text.as_str(), "rather" | "instead");
            let ends = |t: &Token| REVERSERS.contains(&t.text.as_str()) || contrast && t.text == "and";
            !between.iter().any(ends) && !has_new_subject(tokens, at, start)
        }
    })
}

/// A negator, or the first word of "rather than" and "instead of".
fn negates(tokens: &[Token], at: usize) -> bool {
    let word = tokens[at].text.as_str();
    let next = tokens.get(at + 1).map_or("", |t| t.text.as_str());
    NEGATORS.contains(&word) || word.ends_with("n't") || matches!((word, next), ("rather", "than") | ("instead", "of"))
}

/// "Is there a reason I shouldn't sue", "why shouldn't I sue": the negator belongs to a question that threatens.
fn is_rhetorical(tokens: &[Token], negator: usize) -> bool {
    let word = tokens[negator].text.as_str();
    let advice = matches!(word, "shouldn't" | "shouldnt" | "wouldn't" | "wouldnt")
        || word == "not" && tokens.get(negator + 1).is_some_and(|next| next.text == "to");
    let before = &tokens[negator.saturating_sub(3)..negator];
    advice && before.iter().any(|t| matches!(t.text.as_str(), "why" | "reason" | "reasons"))
}

/// "without an answer I will …": a subject of its own ends the reach of the negator.
fn has_new_subject(tokens: &[Token], negator: usize, start: usize) -> bool {
    (negator + 1..start)
        .any(|at| SUBJECTS.contains(&tokens[at].text.as_str()) && !CARRIERS.contains(&tokens[at - 1].text.as_str()))
}

/// Whether a condition in the same or the next clause keeps a negated signal alive: "… but I will", "unless …",
/// "if you do not …".
pub(crate) fn is_conditional(tokens: &[Token], start: usize, end: usize) -> bool {
    let first_clause = tokens[start].clause;
    let last_clause = tokens[end.max(start + 1) - 1].clause + 1;
    let in_reach = |t: &&Token| (first_clause..=last_clause).contains(&t.clause);
    let words: Vec<&str> = tokens.iter().filter(in_reach).map(|t| t.text.as_str()).collect();
    words.iter().enumerate().any(|(i, word)| {
        let next = words.get(i + 1).copied().unwrap_or_default();
        match *word {
            "but" | "unless" | "otherwise" | "until" | "pero" | "salvo" => true,
            "or" => next == "else",
            "a" => next == "menos",
            "hasta" => next == "que",
            "if" | "si" => words[i + 1..].iter().take(4).any(|w| NEGATORS.contains(w) || w.ends_with("n't")),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tokenize;

    #[test]
    fn negation_and_condition_row_by_row() {
        for (text, negated, conditional) in [
            ("I do not want to sue", true, false),
            ("I never said I would sue", true, false),
            ("I will not hesitate to sue", false, false),
            ("without an answer I will sue", false, false),
            ("No, I will sue", false, false),
            ("I would fix it rather than sue", true, false),
            ("I'm not happy and I will sue", false, false),
            ("I don't think I will sue", true, false),
            ("not one two three four five sue", false, false),
            ("I do not want to sue but I will", true, true),
            ("I don't want to sue, unless you stay silent", true, true),
            ("I do not want to sue if you do not answer", true, true),
            ("I do not want to sue or else", true, true),
            ("I do not want to sue if you answer", true, false),
            ("I do not want to sue. Anyway, it was fine. But thanks", true, false),
            ("no quiero sue", true, false),
            ("why shouldn't I sue", false, false),
            ("give me a reason not to sue", false, false),
            ("the reason is that I did not sue", true, false),
        ] {
            let tokens = tokenize(None, text);
            let at = tokens.iter().position(|t| t.text == "sue").unwrap();
            assert_eq!(is_negated(&tokens, at), negated, "negated: {text}");
            assert_eq!(is_conditional(&tokens, at, at + 1), conditional, "conditional: {text}");
        }
    }
}
