//! The deployed middleware: real engine, emulator, real functions, simulated vendors.

mod deployment;
mod life;
mod privilege;
mod statements;
