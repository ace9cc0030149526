//! Secrets.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use aws_sdk_secretsmanager::primitives::Blob;
use switchboard_cloud::{AwsConfig, CallPolicy, Namespace, SecretStore, SecretsManagerSecrets};
use switchboard_domain::Secret;
use switchboard_settings::secrets::{Presence, SecretError, SecretName, SecretSource};

use crate::clock::ManualClock;
use crate::emulator::{config, config_at, deployment};
use crate::lossy::{First, lossy};

const TOKEN: SecretName = SecretName::RichpanelWebhookToken;
const KEY: SecretName = SecretName::RichpanelApiKey;

async fn container(namespace: &Namespace, name: SecretName) {
    let request = config().secrets_manager().create_secret().name(namespace.secret(name.path()));
    request.send().await.unwrap();
}

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

fn store(config: &AwsConfig, namespace: &Namespace, clock: &Arc<ManualClock>) -> SecretStore {
    let secrets = SecretsManagerSecrets::new(config.secrets_manager(), namespace.clone());
    SecretStore::new(secrets, Arc::clone(clock) as _)
}

#[tokio::test]
async fn a_container_is_empty_until_a_value_is_put() {
    let namespace = deployment();
    let secrets = SecretsManagerSecrets::new(config().secrets_manager(), namespace.clone());
    assert_eq!(secrets.fetch(KEY).await, Ok(None));
    let error = secrets.put(KEY, &secret("planted")).await.unwrap_err();
    assert!(error.to_string().contains("deploy the stack first") && !error.to_string().contains("planted"));
    container(&namespace, KEY).await;
    // The service answers that there is no such resource; the emulator answers with a version that has no value.
    assert_eq!(secrets.fetch(KEY).await, Ok(None));
    let absent = r#"{"__type": "ResourceNotFoundException", "message": "no value for staging label: AWSCURRENT"}"#;
    let (url, _) = lossy(First::Refuse(9, absent)).await;
    let empty = config_at(&url, CallPolicy::DEFAULT).secrets_manager();
    assert_eq!(SecretsManagerSecrets::new(empty, namespace.clone()).fetch(KEY).await, Ok(None));
    assert_eq!(secrets.put(KEY, &secret(" \n")).await.unwrap_err().code(), "secret_form");
    for value in ["first", "second\r\n"] {
        secrets.put(KEY, &secret(value)).await.unwrap();
    }
    assert_eq!(secrets.fetch(KEY).await.unwrap().unwrap().expose(), "second");
    let set: Vec<_> = secrets.list().await.unwrap().into_iter().filter(|(_, is)| *is == Presence::Set).collect();
    assert_eq!(set, [(KEY, Presence::Set)]);

    let client = config().secrets_manager();
    let binary = client.put_secret_value().secret_id(namespace.secret(KEY.path())).secret_binary(Blob::new([1_u8]));
    binary.send().await.unwrap();
    assert_eq!(secrets.fetch(KEY).await.unwrap_err().code(), "secret_form");
}

#[tokio::test]
async fn a_value_is_kept_five_minutes_and_a_missing_one_not_at_all() {
    let (namespace, clock) = (deployment(), ManualClock::new());
    let (url, calls) = lossy(First::LoseAnswers(0)).await;
    let store = store(&config_at(&url, CallPolicy::DEFAULT), &namespace, &clock);
    let writer = SecretsManagerSecrets::new(config().secrets_manager(), namespace.clone());
    container(&namespace, TOKEN).await;
    assert_eq!(store.get(TOKEN).await, Err(SecretError::Missing(TOKEN)));
    writer.put(TOKEN, &secret("sesame")).await.unwrap();
    let loaded = store.load(&[TOKEN, KEY]).await.unwrap();
    assert_eq!(loaded.read(TOKEN).unwrap().unwrap().expose(), "sesame");
    assert_eq!(loaded.read(KEY), Ok(None));
    assert_eq!(loaded.read(SecretName::IdentityKey).unwrap_err().code(), "secret_store");
    assert!(!format!("{loaded:?}").contains("sesame"));
    writer.put(TOKEN, &secret("two")).await.unwrap();
    clock.pass_secs(299);
    let before = calls.load(Ordering::SeqCst);
    assert_eq!(store.get(TOKEN).await.unwrap().expose(), "sesame");
    assert_eq!(calls.load(Ordering::SeqCst), before, "no call while the value is kept");
    clock.pass_secs(1);
    assert_eq!(store.get(TOKEN).await.unwrap().expose(), "two");
    assert_eq!(calls.load(Ordering::SeqCst), before + 1);
}

#[tokio::test]
async fn a_mismatch_reads_once_per_30_seconds() {
    let (namespace, clock) = (deployment(), ManualClock::new());
    container(&namespace, TOKEN).await;
    let writer = SecretsManagerSecrets::new(config().secrets_manager(), namespace.clone());
    let store = store(&config(), &namespace, &clock);
    assert_eq!(store.refresh(TOKEN).await, Err(SecretError::Missing(TOKEN)));
    writer.put(TOKEN, &secret("sesame")).await.unwrap();
    store.get(TOKEN).await.unwrap();
    assert_eq!(store.refresh(TOKEN).await, Ok(None), "the same value");
    writer.put(TOKEN, &secret("two")).await.unwrap();
    clock.pass_secs(29);
    assert_eq!(store.refresh(TOKEN).await, Ok(None), "too early");
    clock.pass_secs(1);
    assert_eq!(store.refresh(TOKEN).await.unwrap().unwrap().expose(), "two");
    assert_eq!(store.get(TOKEN).await.unwrap().expose(), "two");
}

#[tokio::test]
async fn an_unreadable_store_is_an_error_that_tells_nothing() {
    let quick = CallPolicy { connect: Duration::from_millis(200), attempt: Duration::from_millis(200), attempts: 1 };
    let clock = ManualClock::new();
    let denied = r#"{"__type": "AccessDeniedException", "message": "planted"}"#;
    let (url, _) = lossy(First::Refuse(9, denied)).await;
    for endpoint in [url.as_str(), "http://127.0.0.1:1"] {
        let store = store(&config_at(endpoint, quick), &deployment(), &clock);
        let error = store.load(&[TOKEN]).await.unwrap_err();
        assert_eq!(error.code(), "secret_store");
        assert!(!format!("{error} {error:?}").contains("planted"));
    }
}
