//! Outputs of other stacks.

use crate::context::Context;
use crate::convert::FromValue;
use crate::error::Error;
use crate::options::ResourceOptions;
use crate::output::Output;
use crate::read::ReadRequest;
use crate::resource::{CustomResource, PathSegment, Resource, ResourceState};
use crate::value::Value;

/// Another stack.
#[derive(Clone, Debug)]
pub struct StackReference {
    resource: CustomResource,
}

impl Context {
    /// Another stack by its full name, as `organization/project/stack`.
    pub fn stack_reference(&self, name: &str) -> StackReference {
        self.stack_reference_as(name, name, ResourceOptions::new())
    }

    /// Another stack, under a name of its own in this one.
    pub fn stack_reference_as(&self, name: &str, stack: &str, options: ResourceOptions) -> StackReference {
        let resource = self.read(ReadRequest {
            package: None,
            type_: "pulumi:pulumi:StackReference",
            name,
            id: Output::new(stack.to_owned()),
            state: crate::inputs! { "name" => stack },
            options,
        });
        StackReference { resource }
    }
}

impl StackReference {
    /// An output of that stack; null if there is none. A secret stays one.
    pub fn output(&self, name: &str) -> Output<Value> {
        self.resource.state().output_at(path(name))
    }

    /// An output of that stack as a Rust type. A missing one is an error of the program.
    pub fn require<T: FromValue + Send + Sync + 'static>(&self, name: &str) -> Output<T> {
        let (wanted, stack) = (name.to_owned(), self.resource.name().to_owned());
        self.output(name).try_map(move |value| {
            if value == Value::Null {
                return Err(Error::new(format!("stack `{stack}` has no output `{wanted}`")));
            }
            T::from_value(&value).map_err(|error| Error::from(error).context(format!("output `{wanted}` of `{stack}`")))
        })
    }
}

fn path(name: &str) -> Vec<PathSegment> {
    vec!["outputs".into(), name.into()]
}

impl Resource for StackReference {
    fn state(&self) -> &ResourceState {
        self.resource.state()
    }
}
