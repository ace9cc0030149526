//! A provider with settings, and short ways to call it.

use std::path::PathBuf;

use pulumi::value::{Map, Value};
use pulumi::wire::{map_from_wire, map_to_wire};
use pulumi_proto::resource_provider_server::ResourceProvider;
use pulumi_proto::{
    CheckRequest, CheckResponse, ConfigureRequest, CreateRequest, CreateResponse, DeleteRequest, DiffRequest,
    DiffResponse, InvokeRequest, InvokeResponse, ReadRequest, ReadResponse, UpdateRequest, UpdateResponse,
};
use serde_json::Value as Json;
use stand_in::journal::Journal;
use stand_in::property::{from_json, to_json};
use stand_in::{Provider, Settings};
use tempfile::TempDir;
use tonic::{Request, Status};

pub(crate) const QUEUE: &str = "aws:sqs/queue:Queue";

/// A provider in a folder of its own.
pub(crate) struct Harness {
    pub(crate) provider: Provider,
    folder: TempDir,
}

/// A resource that was created.
pub(crate) struct Created {
    pub(crate) id: String,
    pub(crate) inputs: Map,
    pub(crate) state: Map,
}

pub(crate) fn urn(type_token: &str, name: &str) -> String {
    format!("urn:pulumi:dev::shop::{type_token}::{name}")
}

/// Properties from JSON; `secret("x")` and `unknown()` make the special ones.
pub(crate) fn map(json: Json) -> Map {
    match from_json(&json) {
        Value::Object(map) => map,
        other => panic!("no object: {other:?}"),
    }
}

pub(crate) fn secret(json: Json) -> Json {
    to_json(&from_json(&json).into_secret())
}

pub(crate) fn unknown() -> Json {
    to_json(&Value::Unknown)
}

pub(crate) fn text(value: &str) -> Value {
    Value::String(value.into())
}

impl Harness {
    /// A provider before its configuration.
    pub(crate) fn unconfigured(variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("store.json");
        let log = folder.path().join("calls.jsonl");
        let settings = Settings::read(|name| match name {
            "STAND_IN_STORE" => Some(store.display().to_string()),
            name => variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()),
        });
        let provider = Provider::new(settings, Journal::open(&log).unwrap()).unwrap();
        Self { provider, folder }
    }

    /// A provider in us-east-2 with these variables.
    pub(crate) async fn new(variables: &[(&str, &str)], config: Json) -> Self {
        let harness = Self::unconfigured(variables);
        let mut arguments = map(config);
        arguments.entry("region".to_owned()).or_insert_with(|| text("us-east-2"));
        harness.configure(&arguments).await.unwrap();
        harness
    }

    /// A provider that keeps resources in a file.
    pub(crate) async fn file() -> Self {
        Self::new(&[("STAND_IN_MODE", "file")], Json::Object(serde_json::Map::default())).await
    }

    pub(crate) async fn configure(&self, arguments: &Map) -> Result<(), Status> {
        let request = ConfigureRequest {
            args: Some(map_to_wire(arguments)),
            accept_secrets: true,
            accept_resources: true,
            ..ConfigureRequest::default()
        };
        self.provider.configure(Request::new(request)).await.map(|_| ())
    }

    pub(crate) fn store_path(&self) -> PathBuf {
        self.folder.path().join("store.json")
    }

    pub(crate) fn store(&self) -> Json {
        serde_json::from_slice(&std::fs::read(self.store_path()).unwrap()).unwrap()
    }

    pub(crate) fn edit_store(&self, edit: impl FnOnce(&mut Json)) {
        let mut store = if self.store_path().exists() { self.store() } else { serde_json::json!({ "resources": {} }) };
        edit(&mut store);
        std::fs::write(self.store_path(), serde_json::to_vec(&store).unwrap()).unwrap();
    }

    /// Operations of the call log, with the names of the resources.
    pub(crate) fn calls(&self) -> Vec<(String, String)> {
        let log = std::fs::read_to_string(self.folder.path().join("calls.jsonl")).unwrap();
        let lines = log.lines().map(|line| serde_json::from_str::<Json>(line).unwrap());
        let name = |urn: &str| urn.rsplit("::").next().unwrap_or_default().to_owned();
        lines.map(|line| (line["op"].as_str().unwrap().to_owned(), name(line["urn"].as_str().unwrap()))).collect()
    }

    pub(crate) async fn check_with(&self, request: CheckRequest) -> CheckResponse {
        self.provider.check(Request::new(request)).await.unwrap().into_inner()
    }

    /// Checks inputs without any of before; gives the inputs and `property: reason` of every failure.
    pub(crate) async fn check(&self, type_token: &str, news: Json) -> (Map, Vec<String>) {
        let request = CheckRequest {
            urn: urn(type_token, "demo"),
            news: Some(map_to_wire(&map(news))),
            random_seed: b"seed".to_vec(),
            ..CheckRequest::default()
        };
        let response = self.check_with(request).await;
        let failures = response.failures.into_iter();
        let failures = failures.map(|failure| format!("{}: {}", failure.property, failure.reason)).collect();
        (map_from_wire(response.inputs.unwrap_or_default()), failures)
    }

    /// Checked inputs without failures.
    pub(crate) async fn checked(&self, type_token: &str, news: Json) -> Map {
        let (inputs, failures) = self.check(type_token, news).await;
        assert!(failures.is_empty(), "{failures:?}");
        inputs
    }

    pub(crate) async fn diff(&self, type_token: &str, olds: &Map, news: &Map, ignored: &[&str]) -> DiffResponse {
        let request = DiffRequest {
            id: "id".into(),
            urn: urn(type_token, "demo"),
            olds: Some(map_to_wire(olds)),
            old_inputs: Some(map_to_wire(olds)),
            news: Some(map_to_wire(news)),
            ignore_changes: ignored.iter().map(|path| (*path).to_owned()).collect(),
            ..DiffRequest::default()
        };
        self.provider.diff(Request::new(request)).await.unwrap().into_inner()
    }

    pub(crate) async fn create_with(
        &self,
        type_token: &str,
        inputs: &Map,
        preview: bool,
    ) -> Result<CreateResponse, Status> {
        let properties = Some(map_to_wire(inputs));
        let request = CreateRequest { urn: urn(type_token, "demo"), properties, preview, ..CreateRequest::default() };
        self.provider.create(Request::new(request)).await.map(tonic::Response::into_inner)
    }

    /// Checks and creates.
    pub(crate) async fn create(&self, type_token: &str, news: Json) -> Created {
        let inputs = self.checked(type_token, news).await;
        let response = self.create_with(type_token, &inputs, false).await.unwrap();
        Created { id: response.id, inputs, state: map_from_wire(response.properties.unwrap()) }
    }

    /// What a preview promises of a new resource.
    pub(crate) async fn preview(&self, type_token: &str, news: Json) -> Map {
        let inputs = self.checked(type_token, news).await;
        let response = self.create_with(type_token, &inputs, true).await.unwrap();
        assert_eq!(response.id, "");
        map_from_wire(response.properties.unwrap())
    }

    pub(crate) async fn update_with(
        &self,
        type_token: &str,
        created: &Created,
        inputs: &Map,
        preview: bool,
    ) -> Result<Map, Status> {
        let request = UpdateRequest {
            id: created.id.clone(),
            urn: urn(type_token, "demo"),
            olds: Some(map_to_wire(&created.state)),
            old_inputs: Some(map_to_wire(&created.inputs)),
            news: Some(map_to_wire(inputs)),
            preview,
            ..UpdateRequest::default()
        };
        let response: UpdateResponse = self.provider.update(Request::new(request)).await?.into_inner();
        Ok(map_from_wire(response.properties.unwrap()))
    }

    pub(crate) async fn read(&self, type_token: &str, id: &str, state: &Map, inputs: &Map) -> ReadResponse {
        let request = ReadRequest {
            id: id.to_owned(),
            urn: urn(type_token, "demo"),
            properties: Some(map_to_wire(state)),
            inputs: Some(map_to_wire(inputs)),
            ..ReadRequest::default()
        };
        self.provider.read(Request::new(request)).await.unwrap().into_inner()
    }

    pub(crate) async fn delete(&self, type_token: &str, created: &Created) -> Result<(), Status> {
        let request = DeleteRequest {
            id: created.id.clone(),
            urn: urn(type_token, "demo"),
            properties: Some(map_to_wire(&created.state)),
            ..DeleteRequest::default()
        };
        self.provider.delete(Request::new(request)).await.map(|_| ())
    }

    pub(crate) async fn invoke(&self, token: &str, arguments: Json) -> Result<InvokeResponse, Status> {
        let args = Some(map_to_wire(&map(arguments)));
        let request = InvokeRequest { tok: token.to_owned(), args, preview: false };
        self.provider.invoke(Request::new(request)).await.map(tonic::Response::into_inner)
    }
}
