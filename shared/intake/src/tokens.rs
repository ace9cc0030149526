//! The active webhook tokens and their comparison.

use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};
use switchboard_domain::Secret;

/// The active tokens, or the knowledge that they cannot be read (then every request is answered with 503).
#[derive(Clone, Debug)]
pub struct TokenSet(Option<Vec<Active>>);

#[derive(Clone, Debug)]
struct Active {
    token: Secret,
    digest: [u8; 32],
}

impl TokenSet {
    /// The set of the active tokens; an empty one refuses everything.
    pub fn new(tokens: impl IntoIterator<Item = Secret>) -> Self {
        let active = |token: Secret| Active { digest: Sha256::digest(token.expose().as_bytes()).into(), token };
        Self(Some(tokens.into_iter().map(active).collect()))
    }

    /// The secret cannot be read.
    pub const fn unreadable() -> Self {
        Self(None)
    }

    /// Whether the tokens could be read; if not, nothing is accepted.
    pub const fn is_readable(&self) -> bool {
        self.0.is_some()
    }

    /// Whether the candidate is an active token. Digests are compared in constant time against all tokens, so that the
    /// duration tells neither a prefix nor which token it was.
    pub(crate) fn contains(&self, candidate: &str) -> bool {
        let digest: [u8; 32] = Sha256::digest(candidate.as_bytes()).into();
        let any = self.active().fold(Choice::from(0), |any, active| any | active.digest.ct_eq(&digest));
        bool::from(any)
    }

    /// The tokens as keys of a signature.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Secret> {
        self.active().map(|active| &active.token)
    }

    fn active(&self) -> impl Iterator<Item = &Active> {
        self.0.iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_active_token_matches_and_nothing_else() {
        let tokens = TokenSet::new(["new", "old"].map(|t| Secret::new(t.to_owned())));
        assert!(tokens.contains("new") && tokens.contains("old"));
        for wrong in ["", "ne", "new ", "NEW"] {
            assert!(!tokens.contains(wrong), "{wrong:?}");
        }
        assert!(!TokenSet::new([]).contains(""));
        assert!(!TokenSet::unreadable().contains("new"));
    }
}
