//! Panics become errors of the program: the hook keeps the text, whoever catches the panic takes it.

use std::cell::RefCell;
use std::panic::PanicHookInfo;

use crate::error::Error;

thread_local! {
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Replaces the hook that prints. Panics are reported through the engine, once.
pub(crate) fn keep_quiet() {
    std::panic::set_hook(Box::new(|info| {
        let text = describe(info);
        LAST.with(|last| last.replace(Some(text)));
    }));
}

fn describe(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let message = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let message = message.or_else(|| payload.downcast_ref::<String>().cloned());
    let place = info.location().map(|place| format!(" at {}:{}", place.file(), place.line())).unwrap_or_default();
    format!("the program panicked{place}: {}", message.unwrap_or_else(|| "no message".to_owned()))
}

/// The panic that was just caught on this thread.
pub(crate) fn taken(by: &str) -> Error {
    let text = LAST.with(RefCell::take);
    Error::new(text.unwrap_or_else(|| format!("{by} of the program panicked")))
}
