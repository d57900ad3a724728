//! What a program may say when it crashes: where, never what was in its hands.

use std::panic::PanicHookInfo;

/// One line about a panic. Its message is left out: it may quote a record.
#[must_use]
pub fn told(panic: &PanicHookInfo<'_>) -> String {
    match panic.location() {
        Some(at) => format!("crashed at {}:{}:{}", at.file(), at.line(), at.column()),
        None => "crashed".to_owned(),
    }
}
