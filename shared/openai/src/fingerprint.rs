//! Short digests that tell two texts apart without keeping either.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// The first `digits` (at most 64) hex digits of the SHA-256 of the parts in a row.
pub(crate) fn sha256_hex(parts: &[&[u8]], digits: usize) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    let mut hex = HEXLOWER.encode(&hash.finalize());
    hex.truncate(digits);
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_digest() {
        assert_eq!(sha256_hex(&[b"a", b"bc"], 16), "ba7816bf8f01cfea");
    }
}
