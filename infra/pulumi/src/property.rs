//! Inputs as a program writes them: values with outputs and resources inside.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::asset::{Archive, Asset, AssetOrArchive};
use crate::convert::IntoValue;
use crate::deps::Dependencies;
use crate::error::Error;
use crate::input::Input;
use crate::output::{Known, Output};
use crate::resource::ResourceState;
use crate::value::{Map, OutputValue, Value};

/// An input property: a value that may hold outputs and resources.
#[derive(Clone, Debug)]
pub enum Property {
    /// A value that is there.
    Value(Value),
    /// A list.
    Array(Vec<Property>),
    /// Properties by name.
    Object(BTreeMap<String, Property>),
    /// A value that comes later. As a member it is left out if it turns out to be null.
    Output(Output<Value>),
    /// A reference to a resource.
    Resource(ResourceState),
    /// Must not be shown.
    Secret(Box<Property>),
    /// Cannot be sent, and why.
    Invalid(String),
}

/// How outputs inside a property are written.
#[derive(Clone, Debug)]
pub(crate) enum Form {
    /// As their values: secrets are marked, and what they came from is told beside the property.
    Values,
    /// As output values, which carry secrecy and origin to where they are used: for providers that make components and
    /// run methods. A resource inside is not something that the property came from; the provider sees it by itself. Holds
    /// the numbers of the resource and everything above it.
    OutputValues(Arc<BTreeSet<u64>>),
}

/// A property with everything in it resolved.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resolved {
    pub(crate) value: Value,
    pub(crate) dependencies: Dependencies,
    /// A value inside will not come.
    pub(crate) absent: bool,
}

impl Property {
    /// A list.
    pub fn array<P: Into<Self>>(items: impl IntoIterator<Item = P>) -> Self {
        Self::Array(items.into_iter().map(Into::into).collect())
    }

    /// Properties by name.
    pub fn object<N: Into<String>, P: Into<Self>>(members: impl IntoIterator<Item = (N, P)>) -> Self {
        Self::Object(members.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// The same property, marked as one that must not be shown.
    #[must_use]
    pub fn into_secret(self) -> Self {
        Self::Secret(Box::new(self))
    }

    /// The property as an output.
    pub fn into_output(self) -> Output<Value> {
        if let Self::Output(output) = self {
            return output;
        }
        let scope = crate::scope::Scope::current();
        Output::from_future(scope.clone(), async move {
            match self.resolve().await {
                Ok(resolved) => resolved.into_state(),
                Err(error) => {
                    if let Some(scope) = scope {
                        scope.fail(error);
                    }
                    crate::output::State { known: Known::Absent, secret: false, dependencies: Dependencies::default() }
                }
            }
        })
    }

    /// Whether it comes later: then it may turn out that there is no value, and nothing is sent.
    pub(crate) fn is_output(&self) -> bool {
        match self {
            Self::Output(_) => true,
            Self::Secret(inner) => inner.is_output(),
            _ => false,
        }
    }

    /// Waits for everything inside.
    pub(crate) fn resolve(self) -> Pin<Box<dyn Future<Output = Result<Resolved, Error>> + Send>> {
        self.resolve_as(Form::Values)
    }

    /// Waits for everything inside.
    pub(crate) fn resolve_as(self, form: Form) -> Pin<Box<dyn Future<Output = Result<Resolved, Error>> + Send>> {
        Box::pin(async move {
            Ok(match self {
                Self::Value(value) => Resolved { value, ..Resolved::default() },
                Self::Array(items) => {
                    let mut all = Resolved::default();
                    let mut values = Vec::with_capacity(items.len());
                    for (index, item) in items.into_iter().enumerate() {
                        let item =
                            item.resolve_as(form.clone()).await.map_err(|error| error.context(format!("[{index}]")))?;
                        values.push(all.absorb(item));
                    }
                    Resolved { value: Value::Array(values), ..all }
                }
                Self::Object(members) => {
                    let mut all = Resolved::default();
                    let mut values = Map::new();
                    for (name, member) in members {
                        let optional = member.is_output();
                        let member = member.resolve_as(form.clone()).await.map_err(|error| error.context(&name))?;
                        let left_out = optional && member.is_null();
                        let value = all.absorb(member);
                        if !left_out {
                            values.insert(name, value);
                        }
                    }
                    Resolved { value: Value::Object(values), ..all }
                }
                Self::Output(output) => {
                    let state = output.state().await;
                    let (value, absent) = match &state.known {
                        Known::Value(value) => (value.clone(), false),
                        Known::Unknown => (Value::Unknown, false),
                        Known::Absent => (Value::Unknown, true),
                    };
                    let value = form.mark(value, state.secret, &state.dependencies).await;
                    Resolved { value, dependencies: state.dependencies.clone(), absent }
                }
                Self::Resource(resource) => {
                    let (reference, absent) = resource.reference().await;
                    let dependencies = match form {
                        Form::Values => Dependencies::of(&resource),
                        Form::OutputValues(_) => Dependencies::default(),
                    };
                    Resolved { value: Value::Resource(reference), dependencies, absent }
                }
                Self::Secret(inner) => {
                    let Resolved { value, dependencies, absent } = inner.resolve_as(form.clone()).await?;
                    Resolved { value: form.mark(value, true, &dependencies).await, dependencies, absent }
                }
                Self::Invalid(reason) => return Err(Error::new(reason)),
            })
        })
    }
}

impl Form {
    /// The value of an output with what is known about it.
    async fn mark(&self, value: Value, secret: bool, dependencies: &Dependencies) -> Value {
        let lineage = match self {
            Self::Values if secret => return value.into_secret(),
            Self::Values => return value,
            Self::OutputValues(lineage) => lineage,
        };
        let dependencies: Vec<String> = dependencies.expanded(lineage).await.urns.into_iter().collect();
        if !secret && dependencies.is_empty() {
            return value;
        }
        let known = !value.is_pending();
        Value::Output(OutputValue { value: known.then(|| Box::new(value.revealed())), secret, dependencies })
    }
}

impl Resolved {
    /// Takes over what the other depends on; gives its value back.
    fn absorb(&mut self, other: Self) -> Value {
        self.dependencies.merge(&other.dependencies);
        self.absent |= other.absent;
        other.value
    }

    pub(crate) fn is_null(&self) -> bool {
        match &self.value {
            Value::Secret(inner) => **inner == Value::Null,
            Value::Output(output) => output.value.as_deref() == Some(&Value::Null),
            value => *value == Value::Null,
        }
    }

    fn into_state(self) -> crate::output::State<Value> {
        let secret = self.value.has_secret();
        let known = match self.value.revealed() {
            _ if self.absent => Known::Absent,
            value if value.has_unknown() => Known::Unknown,
            value => Known::Value(value),
        };
        crate::output::State { known, secret, dependencies: self.dependencies }
    }
}

/// Inputs of a resource or function by name. `None` leaves a property out.
#[derive(Clone, Debug, Default)]
pub struct Inputs(pub(crate) BTreeMap<String, Property>);

impl Inputs {
    /// No inputs.
    pub fn new() -> Self {
        Self::default()
    }

    /// With this property.
    #[must_use]
    pub fn set(mut self, name: impl Into<String>, value: impl Into<Property>) -> Self {
        self.insert(name, value);
        self
    }

    /// With this property if there is a value.
    #[must_use]
    pub fn set_if<P: Into<Property>>(mut self, name: impl Into<String>, value: Option<P>) -> Self {
        if let Some(value) = value {
            self.insert(name, value);
        }
        self
    }

    /// Adds or replaces a property.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Property>) {
        self.0.insert(name.into(), value.into());
    }

    /// Takes a property out.
    pub fn remove(&mut self, name: &str) -> Option<Property> {
        self.0.remove(name)
    }

    /// A property.
    pub fn get(&self, name: &str) -> Option<&Property> {
        self.0.get(name)
    }

    /// Names in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl<N: Into<String>, P: Into<Property>> FromIterator<(N, P)> for Inputs {
    fn from_iter<I: IntoIterator<Item = (N, P)>>(members: I) -> Self {
        Self(members.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

/// Inputs by name: `inputs! { "name" => "x", "size" => 3, "queue" => queue.arn() }`.
#[macro_export]
macro_rules! inputs {
    ($($name:expr => $value:expr),* $(,)?) => {
        $crate::Inputs::new()$(.set($name, $value))*
    };
}

/// A list property of parts of different types: `list!["a", 1, queue.arn()]`.
#[macro_export]
macro_rules! list {
    ($($item:expr),* $(,)?) => {
        $crate::Property::Array(::std::vec![$($crate::Property::from($item)),*])
    };
}

/// An object property: `object! { "name" => "x", "arn" => queue.arn() }`.
#[macro_export]
macro_rules! object {
    ($($name:expr => $value:expr),* $(,)?) => {
        $crate::Property::from($crate::inputs! { $($name => $value),* })
    };
}

impl From<Inputs> for Property {
    fn from(inputs: Inputs) -> Self {
        Self::Object(inputs.0)
    }
}

impl<T> From<Input<T>> for Property {
    fn from(input: Input<T>) -> Self {
        input.into_property()
    }
}

impl<T: IntoValue + Clone + Send + Sync + 'static> From<Output<T>> for Property {
    fn from(output: Output<T>) -> Self {
        Self::Output(output.try_map(IntoValue::into_value))
    }
}

impl<T: IntoValue + Clone + Send + Sync + 'static> From<&Output<T>> for Property {
    fn from(output: &Output<T>) -> Self {
        Self::Output(output.try_map(IntoValue::into_value))
    }
}

impl<P: Into<Self>> From<Vec<P>> for Property {
    fn from(items: Vec<P>) -> Self {
        Self::array(items)
    }
}

impl<P: Into<Self>, const N: usize> From<[P; N]> for Property {
    fn from(items: [P; N]) -> Self {
        Self::array(items)
    }
}

impl<N: Into<String>, P: Into<Self>> From<BTreeMap<N, P>> for Property {
    fn from(members: BTreeMap<N, P>) -> Self {
        Self::object(members)
    }
}

impl<R: crate::Resource> From<&R> for Property {
    fn from(resource: &R) -> Self {
        Self::Resource(resource.state().clone())
    }
}

macro_rules! property_from_value {
    ($($type:ty),+ $(,)?) => {$(
        impl From<$type> for Property {
            fn from(value: $type) -> Self {
                value.into_value().map_or_else(|error| Self::Invalid(error.to_string()), Self::Value)
            }
        }
    )+};
}

property_from_value!(
    bool,
    f32,
    f64,
    i8,
    i16,
    i32,
    i64,
    isize,
    u8,
    u16,
    u32,
    u64,
    usize,
    String,
    &str,
    &String,
    Value,
    Asset,
    Archive,
    AssetOrArchive,
    serde_json::Value,
);
