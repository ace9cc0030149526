//! Components: resources that a program makes of other resources.

use std::collections::BTreeMap;

use pulumi_proto as proto;

use crate::context::{Context, ResourceRequest};
use crate::convert::FromValue;
use crate::options::ResourceOptions;
use crate::output::Output;
use crate::property::{Inputs, Property};
use crate::register;
use crate::resource::{Resource, ResourceState};
use crate::wire;

/// A component of this program. Resources become its parts by `ResourceOptions::parent`.
#[derive(Clone)]
pub struct Component {
    state: ResourceState,
    ctx: Context,
}

impl Context {
    /// A component of this type (`module:file:Type`) and name. Its inputs are only recorded.
    pub fn component(&self, type_: &str, name: &str, inputs: Inputs, options: ResourceOptions) -> Component {
        Component { state: register::component(self, type_, name, inputs, options), ctx: self.clone() }
    }

    /// A component that a provider makes.
    pub fn remote_component(&self, request: ResourceRequest<'_>) -> RemoteComponent {
        RemoteComponent { state: register::remote(self, request) }
    }
}

impl Component {
    /// The context that it was made in.
    pub fn context(&self) -> &Context {
        &self.ctx
    }

    /// Records its outputs and with that its end; call it last, once, also with nothing to record.
    pub fn register_outputs(&self, outputs: Inputs) {
        let (state, ctx) = (self.state.clone(), self.ctx.clone());
        self.ctx.scope().spawn(async move {
            let outputs: BTreeMap<String, Property> = outputs.0;
            match register::resolve_outputs(outputs, ctx.is_preview()).await {
                Ok(object) => {
                    let Some(urn) = state.urn_text().await else { return };
                    let outputs = Some(wire::map_to_wire(&object));
                    let request = proto::RegisterResourceOutputsRequest { urn, outputs };
                    if let Err(status) = ctx.monitor().register_outputs(request).await {
                        ctx.scope().fail(register::call_error(&status, "outputs of a component"));
                    }
                }
                Err(error) => {
                    let urn = register::expected_urn(&ctx, &state);
                    ctx.scope().fail(error.at_urn(urn));
                }
            }
        });
    }
}

impl Resource for Component {
    fn state(&self) -> &ResourceState {
        &self.state
    }
}

/// A component that a provider has made.
#[derive(Clone, Debug)]
pub struct RemoteComponent {
    state: ResourceState,
}

impl RemoteComponent {
    /// An output.
    pub fn output<T: FromValue + Send + Sync + 'static>(&self, name: &str) -> Output<T> {
        self.state.typed_output_at(vec![name.into()])
    }
}

impl Resource for RemoteComponent {
    fn state(&self) -> &ResourceState {
        &self.state
    }
}
