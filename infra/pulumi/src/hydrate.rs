//! Hydration: from a reference in a property back to the resource that it names.

use std::collections::{BTreeSet, HashMap};

use pulumi_proto as proto;

use crate::context::Context;
use crate::error::Error;
use crate::output::Known;
use crate::resource::{CustomResource, Kind, NewResource, Provider, Registered, ResourceState};
use crate::value::{Map, ResourceReference, Value};
use crate::wire;

/// A function of the engine itself: what it knows of a resource of this run.
const GET_RESOURCE: &str = "pulumi:pulumi:getResource";

impl Context {
    /// The resource that a reference names, as one in the outputs of a component that a provider has made. Nothing is
    /// registered; the engine is asked for the outputs.
    pub fn hydrate(&self, reference: &ResourceReference) -> CustomResource {
        CustomResource::new(self.hydrated_state(reference))
    }

    /// The provider instance that a reference names.
    pub fn hydrate_provider(&self, reference: &ResourceReference) -> Provider {
        Provider::new(self.hydrate(reference))
    }

    fn hydrated_state(&self, reference: &ResourceReference) -> ResourceState {
        let mut parts = reference.urn.splitn(4, "::").skip(2);
        let type_ = parts.next().and_then(|types| types.rsplit('$').next()).unwrap_or_default();
        let (state, answer) = ResourceState::new(NewResource {
            type_,
            name: parts.next().unwrap_or_default(),
            kind: if reference.id.is_some() { Kind::Custom } else { Kind::Remote },
            version: reference.package_version.clone(),
            secret_outputs: BTreeSet::new(),
            transforms: Vec::new(),
            providers: Vec::new(),
            parent: None,
            scope: self.scope().clone(),
        });
        let (ctx, reference) = (self.clone(), reference.clone());
        self.scope().spawn(async move {
            let registered = looked_up(&ctx, &reference).await.unwrap_or_else(|error| {
                ctx.scope().fail(error.context(format!("resource {}", reference.urn)));
                Registered::absent(None)
            });
            // Nobody may hold the handle any more.
            drop(answer.send(registered));
        });
        state
    }
}

async fn looked_up(ctx: &Context, reference: &ResourceReference) -> Result<Registered, Error> {
    let args = Map::from([("urn".to_owned(), Value::String(reference.urn.clone()))]);
    let request = proto::ResourceInvokeRequest {
        tok: GET_RESOURCE.to_owned(),
        args: Some(wire::map_to_wire(&args)),
        accept_resources: true,
        accepts_byte_string: true,
        ..Default::default()
    };
    let answer = ctx.monitor().invoke(request).await;
    let answer = answer.map_err(|status| Error::new(status.message().to_owned()))?;
    if let Some(failure) = answer.failures.first() {
        return Err(Error::new(failure.reason.clone()));
    }
    let mut found = answer.r#return.map(wire::map_from_wire).unwrap_or_default();
    // A reference may be older than the id: the engine knows best, but has an empty one in a preview.
    let id = match (found.remove("id"), reference.id.as_deref()) {
        (Some(Value::String(id)), _) if !id.is_empty() => Known::Value(id),
        (_, Some(Value::String(id))) if !id.is_empty() => Known::Value(id.clone()),
        _ => Known::Unknown,
    };
    let outputs = match found.remove("state") {
        Some(Value::Object(outputs)) => Known::Value(outputs),
        Some(Value::Unknown) => Known::Unknown,
        _ => Known::Value(Map::new()),
    };
    let urn = Some(reference.urn.clone());
    Ok(Registered { urn, id, outputs, output_dependencies: HashMap::new(), dry_run: ctx.is_preview() })
}
