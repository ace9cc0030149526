//! The life of a resource: create, read, update, read, delete, read.

use serde_json::Value;
use switchboard_emulator::{Clients, Kind, Properties, Refusal, kind};

/// Takes a resource through its life. After each change a read must tell the inputs as they were given, and nothing of the
/// inputs that are gone. Gives what was read after creation and after the update.
pub(crate) async fn lifecycle(aws: &Clients, token: &str, inputs: Value, changed: Value) -> (Properties, Properties) {
    let kind = kind_of(token);
    let resource = Resource::create(aws, token, inputs).await;
    let first = resource.properties.clone();
    let resource = resource.update(aws, changed).await;
    kind.delete(aws, &resource.id, &resource.properties).await.unwrap();
    assert_eq!(kind.read(aws, &resource.id, &resource.properties).await.unwrap(), None, "{token} is still there");
    kind.delete(aws, &resource.id, &resource.properties).await.unwrap();
    (first, resource.properties)
}

/// A resource that exists.
pub(crate) struct Resource {
    token: &'static str,
    /// Its id.
    pub(crate) id: String,
    /// Its properties as they were read last.
    pub(crate) properties: Properties,
}

impl Resource {
    /// Creates a resource and reads it.
    pub(crate) async fn create(aws: &Clients, token: &str, inputs: Value) -> Self {
        let inputs = checked(inputs);
        let created = kind_of(token).create(aws, &inputs).await.unwrap_or_else(|error| panic!("{token}: {error}"));
        let mut known = inputs.clone();
        known.extend(created.outputs);
        let properties = read(aws, token, &created.id, &known).await;
        assert_told(token, &inputs, &properties);
        Self { token: String::from(token).leak(), id: created.id, properties }
    }

    /// Updates the resource and reads it.
    pub(crate) async fn update(self, aws: &Clients, inputs: Value) -> Self {
        let (token, inputs) = (self.token, checked(inputs));
        let updated = kind_of(token).update(aws, &self.id, &self.properties, &inputs).await;
        let mut known = inputs.clone();
        known.extend(updated.unwrap_or_else(|error| panic!("{token}: {error}")));
        let properties = read(aws, token, &self.id, &known).await;
        assert_told(token, &inputs, &properties);
        Self { properties, ..self }
    }

    /// An output that is a text.
    pub(crate) fn output(&self, name: &str) -> &str {
        self.properties[name].as_str().unwrap()
    }

    /// Reads the resource as the state knows it, or as an import that knows nothing.
    pub(crate) async fn read(&self, aws: &Clients, known: &Properties) -> Properties {
        read(aws, self.token, &self.id, known).await
    }

    /// Deletes the resource.
    pub(crate) async fn delete(self, aws: &Clients) {
        kind_of(self.token).delete(aws, &self.id, &self.properties).await.unwrap();
    }
}

/// The refusal of a creation.
pub(crate) async fn refusal(aws: &Clients, token: &str, inputs: Value) -> Refusal {
    kind_of(token).create(aws, &checked(inputs)).await.unwrap_err()
}

/// The rule by which a creation is refused.
pub(crate) async fn refused_by(aws: &Clients, token: &str, inputs: Value) -> &'static str {
    match refusal(aws, token, inputs).await {
        Refusal::Invalid { rule, .. } => rule,
        other => panic!("{token}: {other}"),
    }
}

/// The kind of a type.
pub(crate) fn kind_of(token: &str) -> &'static dyn Kind {
    kind(token).unwrap_or_else(|| panic!("there is no kind {token}"))
}

/// Inputs as the provider completes them: with all tags.
fn checked(inputs: Value) -> Properties {
    let Value::Object(mut inputs) = inputs else { panic!("inputs are an object") };
    if let Some(tags) = inputs.get("tags").cloned() {
        inputs.insert("tagsAll".to_owned(), tags);
    }
    inputs
}

async fn read(aws: &Clients, token: &str, id: &str, known: &Properties) -> Properties {
    let told = kind_of(token).read(aws, id, known).await.unwrap_or_else(|error| panic!("{token}: {error}"));
    told.unwrap_or_else(|| panic!("{token} {id} is not there"))
}

fn assert_told(token: &str, inputs: &Properties, told: &Properties) {
    for (name, value) in inputs {
        assert_eq!(told.get(name), Some(value), "{token}: {name}");
    }
}
