//! The ports on a running emulator of the services. Its program is named by the variable MINISTACK, else it is
//! `.tools/emulator/bin/ministack` of the checkout; without it the tests fail.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod clock;
mod dynamo;
mod emulator;
mod lossy;
mod secrets;
mod sqs;
mod switches;
