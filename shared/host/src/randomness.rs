//! Randomness of the operating system.

use switchboard_domain::Randomness;

/// Random bits from the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRandomness;

impl Randomness for OsRandomness {
    fn next_u64(&self) -> u64 {
        // Without a random source ids would repeat; the address of a fresh allocation at least differs by process.
        getrandom::u64().unwrap_or_else(|_| std::ptr::from_ref(Box::new(0_u8).as_ref()) as u64)
    }
}
