//! Language of a message: English, Spanish, or unknown.
//!
//! A bag of frequent words per language, the frequent words of neighbouring languages as counterweight, and a few
//! characters that only some languages write. English is claimed only when it clearly dominates, because only
//! English is answered automatically.

use std::collections::HashMap;
use std::sync::LazyLock;

use switchboard_domain::Language;

use crate::token::tokenize;

/// Fewest words from which a language can be told.
const MIN_WORDS: usize = 3;

/// Smallest share of known English words.
const MIN_ENGLISH_SHARE: f64 = 0.30;

/// Smallest share of known Spanish words.
const MIN_SPANISH_SHARE: f64 = 0.25;

/// How many times the runner-up the winner must have.
const DOMINANCE: f64 = 2.0;

#[rustfmt::skip]
const ENGLISH: &str = "the a an and or but of to in on at by for from with about is are was were be been being am \
i'm im i've i'll i'd it's its it this that these those my your you i we they he she our their his her them us what \
when where why how who which do does did don't dont didn't didnt doesn't doesnt can can't cant could couldn't will \
won't would should have has had haven't hasn't not never no yes please thanks thank hello hi hey there still just \
yet already again now today yesterday tomorrow week weeks day days month ago since order ordered orders package \
tracking track shipped ship shipping delivered delivery arrive arrived received receive get got getting want need \
like know help item items product box bottle oil scent broken damaged wrong missing refund return cancel \
subscription charge charged money back account email address change update send sent working work works tried \
anything something nothing everything someone any some all one two new because if so than then out up down off \
over after before only more very really much too see say says said told call contact call'd let make made \
waiting wait long soon asap status number customer service support discount code question buy bought purchase \
purchased paid pay card bank you're you've that's there's what's isn't wasn't and/or into stop keep use using used \
good great love first last time thought looking look find found come came give me been until without";

#[rustfmt::skip]
const SPANISH: &str = "el la los las un una unos unas de del al y o pero que qué como cómo cuando cuándo donde dónde \
por para con sin en mi mis tu tus su sus yo usted ustedes nosotros me te se lo le les nos es son está esta están \
estoy fue era ser estar tengo tiene tienen he ha han hice hizo quiero quisiera necesito puedo pueden puede \
no sí ya todavía aún nunca hola gracias favor buenos buenas días tardes noches pedido pedidos orden paquete envío \
envio enviado llegado llegó llega llegar rastreo seguimiento número numero producto cancelar suscripción \
suscripcion devolver devolución devolucion reembolso dinero cobro cobraron tarjeta cuenta correo dirección \
direccion cambiar caja botella aceite aroma roto rota dañado falta faltan equivocado difusor ayuda semana semanas \
hace desde muy más mas este esto ese eso aquí nada algo porque si también hasta sobre código descuento compra \
compré compre recibí recibi funciona aplicación";

#[rustfmt::skip]
const OTHERS: &[&str] = &[
    // French
    "le la les un une des du de et ou est sont je tu il nous vous ils mon ma mes votre vos ce cette ces que qui où \
     quand comment pourquoi pas ne pour avec sans dans sur bonjour merci commande colis livraison suivi reçu \
     rembourser remboursement retour annuler veux j'ai n'ai c'est été avez suis toujours encore mais très",
    // German
    "der die das ein eine einen und oder ist sind ich du er wir ihr sie mein meine meinen ihre nicht kein keine für \
     mit ohne auf von zu bei wo wann wie warum hallo danke bitte bestellung paket lieferung sendung habe haben \
     wurde noch immer aber auch möchte stornieren rückgabe geld zurück angekommen erhalten defekt",
    // Portuguese
    "o os as um uma uns umas de do da dos das em no na nos nas e ou é são eu você vocês meu minha meus minhas seu \
     sua não nunca para por com sem onde quando como porque olá obrigado obrigada pedido encomenda entrega recebi \
     chegou ainda quero preciso cancelar devolução reembolso mas muito também está",
    // Italian
    "il lo gli un uno una di del della dei delle e o è sono io tu lui noi voi loro mio mia miei il non per con senza \
     dove quando come perché ciao grazie ordine pacco spedizione consegna ricevuto ancora vorrei annullare reso \
     rimborso ma molto anche ho hanno questo questa che",
    // Dutch
    "de het een en of is zijn ik jij je u hij wij we jullie mijn uw niet geen voor met zonder op van naar bij waar \
     wanneer hoe waarom hallo bedankt dank bestelling pakket levering ontvangen nog steeds maar ook heb heeft wil \
     annuleren retour geld terug kapot dit dat",
];

struct Words {
    english: bool,
    spanish: bool,
    /// Bit per language of [`OTHERS`].
    others: u8,
}

static WORDS: LazyLock<HashMap<&'static str, Words>> = LazyLock::new(|| {
    let mut words: HashMap<&'static str, Words> = HashMap::new();
    let mut add = |list: &'static str, mark: &dyn Fn(&mut Words)| {
        for word in list.split_whitespace() {
            mark(words.entry(word).or_insert(Words { english: false, spanish: false, others: 0 }));
        }
    };
    add(ENGLISH, &|w| w.english = true);
    add(SPANISH, &|w| w.spanish = true);
    for (i, list) in OTHERS.iter().enumerate() {
        add(list, &|w| w.others |= 1 << i);
    }
    words
});

/// The language of a text. Fewer than three words, and every language but English and Spanish, are unknown; so is a
/// text in which two languages are mixed.
pub fn detect_language(text: &str) -> Language {
    let tokens = tokenize(None, text);
    let words: Vec<&str> = tokens.iter().map(|t| t.text.as_str()).filter(|w| w.contains(char::is_alphabetic)).collect();
    if words.len() < MIN_WORDS {
        return Language::Unknown;
    }
    let letters = || words.iter().flat_map(|w| w.chars()).filter(|c| c.is_alphabetic());
    let latin = letters().filter(|c| *c < '\u{250}').count();
    if latin * 10 < letters().count() * 9 {
        return Language::Unknown;
    }
    let (mut english, mut spanish) = (0_usize, spanish_characters(text));
    let mut others = [0_usize; OTHERS.len()];
    for found in words.iter().filter_map(|word| WORDS.get(word)) {
        english += usize::from(found.english);
        spanish += usize::from(found.spanish);
        for (i, count) in others.iter_mut().enumerate() {
            *count += usize::from(found.others >> i & 1);
        }
    }
    let strongest_other = others.into_iter().max().unwrap_or(0);
    let share = |count: usize| count as f64 / words.len() as f64;
    let dominates = |a: usize, b: usize| a as f64 >= DOMINANCE * b as f64;
    if share(english) >= MIN_ENGLISH_SHARE && dominates(english, spanish) && dominates(english, strongest_other) {
        Language::En
    } else if share(spanish) >= MIN_SPANISH_SHARE
        && dominates(spanish, english)
        && spanish as f64 >= 1.2 * strongest_other as f64
    {
        Language::Es
    } else {
        Language::Unknown
    }
}

/// Characters that Spanish alone has among the languages told apart; each counts as a word.
fn spanish_characters(text: &str) -> usize {
    text.chars().filter(|c| matches!(c, 'ñ' | 'Ñ' | '¿' | '¡')).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn languages_row_by_row() {
        for (text, language) in [
            ("Where is my order?", Language::En),
            ("refund please now", Language::En),
            ("my difuser doesnt wrk anymoar can u help", Language::En),
            ("I ordered three bottles of Santal and only two came in the box", Language::En),
            ("Unit stopped misting after update", Language::En),
            ("¿Dónde está mi pedido?", Language::Es),
            ("hola no ha llegado mi paquete", Language::Es),
            ("quiero cancelar mi suscripcion por favor", Language::Es),
            ("Where is it", Language::En),
            ("Where?", Language::Unknown),
            ("12345 67890 11111", Language::Unknown),
            ("Où est ma commande, je ne l'ai pas reçue", Language::Unknown),
            ("Wo ist meine Bestellung, ich habe sie nicht erhalten", Language::Unknown),
            ("Onde está meu pedido? Eu não recebi", Language::Unknown),
            ("Dov'è il mio ordine, non è ancora arrivato", Language::Unknown),
            ("Waar is mijn bestelling, ik heb het niet ontvangen", Language::Unknown),
            ("Где мой заказ, пожалуйста", Language::Unknown),
            ("我的订单 在哪里 请告诉我", Language::Unknown),
            ("Gdzie jest moje zamówienie, jeszcze nie dotarło", Language::Unknown),
            ("Hi quiero saber where is my pedido por favor", Language::Unknown),
            ("", Language::Unknown),
        ] {
            assert_eq!(detect_language(text), language, "{text}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(text in "\\PC{0,300}") {
            let _ = detect_language(&text);
        }
    }
}
