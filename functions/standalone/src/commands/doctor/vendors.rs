//! One call to each vendor, within the budget that all processes share.

use std::path::Path;
use std::sync::Arc;

use switchboard_domain::vendor::Vendor;
use switchboard_domain::{ChannelClass, Clock, EventClass, Intent, Millis, Randomness};
use switchboard_host::{Base, Clocks, OsRandomness, bucket, model_client, richpanel_client, shopify_client};
use switchboard_limits::SharedBucket;
use switchboard_openai::{
    ClassifierMessage, ClassifierPrompt, OpenGate, OrderLink, Slot, VerifierMessage, VerifierPrompt,
};
use switchboard_settings::values::llm::Provider;
use switchboard_settings::{SecretName, SecretSource, Settings};
use switchboard_store::Store;

use super::Check;
use crate::clock::DirectoryClock;
use crate::failure::Failure;
use crate::host::{Secrets, secrets_of};

/// Longest wait for a place in a budget.
const WAIT: Millis = Millis::from_secs(15);
/// What the model is asked.
const QUESTION: &str = "Where is my order? Has it shipped yet?";

/// Clocks and budgets. Without state nobody else calls either, and there is no budget to share.
struct Ports {
    clock: Arc<dyn Clock>,
    base: Option<Base>,
}

pub(super) async fn check(data: &Path, settings: &Settings, store: Option<Arc<dyn Store>>, checks: &mut Vec<Check>) {
    let source = secrets_of(data, settings.environment());
    // Budgets hold the times of the directory's own clock.
    let clock = match DirectoryClock::in_use(data) {
        Ok(clock) => clock,
        Err(failure) => return checks.push(Check::failed("vendors", &failure)),
    };
    let base =
        |store| Base { store, clock: Arc::clone(&clock), randomness: Arc::new(OsRandomness), clocks: Clocks::One };
    let ports = Ports { base: store.map(base), clock };
    let mut results = vec![
        ("vendor richpanel", richpanel(settings, &source, &ports).await),
        ("vendor shopify", shopify(settings, &source, &ports).await),
    ];
    if settings.llm.provider == Provider::Openai {
        for (name, slot) in [("model classifier", Slot::Classifier), ("model verifier", Slot::Verifier)] {
            results.push((name, model(name, slot, settings, &source, &ports).await));
        }
    }
    for (name, result) in results {
        checks.push(match result {
            Ok(check) => check,
            Err(failure) => Check::failed(name, &failure),
        });
    }
}

async fn richpanel(settings: &Settings, source: &Secrets, ports: &Ports) -> Result<Check, Failure> {
    let client = richpanel_client(settings, source, &ports.clock)?;
    if let Some(base) = &ports.base {
        granted(&bucket(Vendor::Richpanel, settings, base), ports).await?;
    }
    let users = client.users(1).await.map_err(|error| {
        Failure::new(error.kind.code(), error)
            .help("check richpanel.base_url, and `switchboard secrets put richpanel/api_key`")
    })?;
    let bot = source.read(SecretName::RichpanelBotAgentId)?;
    let bot = bot.and_then(|raw| switchboard_settings::secrets::text(SecretName::RichpanelBotAgentId, &raw).ok());
    let name = "vendor richpanel";
    Ok(match bot {
        Some(bot) if users.items.iter().any(|user| user.id == *bot.expose()) => {
            Check::ok(name, format!("{} users, the bot agent is one of them", users.items.len()))
        }
        Some(_) => Check::warn(
            name,
            format!("{} users on the first page, the bot agent is not one of them", users.items.len()),
            "check the seat, and `switchboard secrets put richpanel/bot_agent_id`",
        ),
        None => Check::ok(name, format!("{} users", users.items.len())),
    })
}

async fn shopify(settings: &Settings, source: &Secrets, ports: &Ports) -> Result<Check, Failure> {
    let client = shopify_client(settings, source, &ports.clock)?;
    if let Some(base) = &ports.base {
        granted(&bucket(Vendor::Shopify, settings, base), ports).await?;
    }
    let shop = client.shop().await.result.map_err(|error| {
        Failure::new(error.kind.code(), error).help(
            "check shopify.shop_domain and shopify.api_version, and `switchboard secrets put shopify/admin_api_token`",
        )
    })?;
    Ok(Check::ok("vendor shopify", shop.name.unwrap_or_else(|| "the shop answers".to_owned())))
}

/// Asks the model a question of no customer's: that alone shows that key, model and schema are accepted. Costs less than
/// a cent.
async fn model(
    name: &'static str,
    slot: Slot,
    settings: &Settings,
    source: &Secrets,
    ports: &Ports,
) -> Result<Check, Failure> {
    let randomness: Arc<dyn Randomness> = Arc::new(OsRandomness);
    let client = model_client(settings, source, &ports.clock, &randomness)?;
    let (key, named) = match slot {
        Slot::Classifier => ("llm.classifier.model", &settings.llm.classifier.model),
        Slot::Verifier => ("llm.verifier.model", &settings.llm.verifier.model),
    };
    let asked = named.as_deref().ok_or_else(|| Failure::new("settings", format!("{key} is not set")))?;
    if let Some(base) = &ports.base {
        granted(&bucket(Vendor::Openai, settings, base), ports).await?;
    }
    let end = ports.clock.now() + settings.llm.total_timeout();
    let (channel, unredacted) = (ChannelClass::Email, |_| Failure::new("redaction", "the question cannot be redacted"));
    let (failure, record) = match slot {
        Slot::Classifier => {
            let message = ClassifierMessage {
                text: QUESTION,
                previous: None,
                channel,
                order_link: OrderLink::Unknown,
                has_attachments: false,
                is_first_message: true,
            };
            let prompt = ClassifierPrompt::new(&message).map_err(unredacted)?;
            let answer = client.classify(asked, &prompt, &OpenGate, end).await;
            (answer.result.err(), answer.record)
        }
        Slot::Verifier => {
            let primary_intent = Intent::OrderStatusTracking;
            let message = VerifierMessage { text: QUESTION, channel, order_link: OrderLink::Linked, primary_intent };
            let prompt = VerifierPrompt::new(&message).map_err(unredacted)?;
            let answer = client.verify(asked, &prompt, &OpenGate, end).await;
            (answer.result.err(), answer.record)
        }
    };
    match failure {
        None => Ok(Check::ok(name, format!("{asked} answers in {} ms", record.latency.0))),
        Some(failure) => Err(Failure::new(failure.code(), format!("{asked}: {failure}")).help(format!(
            "check {key}, llm.base_url and `switchboard secrets put openai/api_key`; until it works, messages are routed \
             without a model"
        ))),
    }
}

async fn granted(bucket: &SharedBucket, ports: &Ports) -> Result<(), Failure> {
    let granted = bucket.acquire(1, EventClass::Normal, WAIT).await.map_err(|denied| {
        Failure::new("budget", format!("the budget has no place before {}", denied.retry_at)).help("try again then")
    })?;
    granted.sleep_until_start(ports.clock.as_ref()).await;
    Ok(())
}
