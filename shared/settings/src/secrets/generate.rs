//! Values for secrets that nobody gave, for local runs.

use data_encoding::{BASE64, HEXLOWER};
use switchboard_domain::Secret;

use super::error::SecretError;
use super::name::SecretName;

/// A new random value in the secret's form: 32 bytes from the operating system, base64 for the identity key, else
/// lower-case hex.
///
/// # Errors
/// The operating system has no randomness to give.
pub fn generate(name: SecretName) -> Result<Secret, SecretError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| SecretError::Store("no randomness from the operating system".into()))?;
    Ok(Secret::new(match name {
        SecretName::IdentityKey => BASE64.encode(&bytes),
        _ => HEXLOWER.encode(&bytes),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::{identity_key, webhook_tokens};

    #[test]
    fn generated_values_have_an_accepted_form_and_differ() {
        let key = generate(SecretName::IdentityKey).unwrap();
        assert_eq!(identity_key(&key).unwrap().expose().len(), 32);
        let token = generate(SecretName::RichpanelWebhookToken).unwrap();
        assert_eq!(webhook_tokens(&token).unwrap().len(), 1);
        assert!(token != generate(SecretName::RichpanelWebhookToken).unwrap());
    }
}
