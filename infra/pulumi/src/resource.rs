//! Handles of resources: what a program holds once it has asked for one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared};
use tokio::sync::oneshot;

use crate::convert::FromValue;
use crate::deps::Dependencies;
use crate::options::Transform;
use crate::output::{Known, Output, State};
use crate::scope::Scope;
use crate::value::{Map, ResourceReference, Value};

static NUMBERS: AtomicU64 = AtomicU64::new(1);

/// Anything that is a resource: it can be a parent, be waited for, be referred to.
pub trait Resource {
    /// The handle behind it.
    fn state(&self) -> &ResourceState;

    /// The URN.
    fn urn(&self) -> Output<String> {
        self.state().urn()
    }

    /// What stands for it in a property, as an output.
    fn reference(&self) -> Output<ResourceReference> {
        self.state().reference_output()
    }

    /// The name that the program gave it.
    fn name(&self) -> &str {
        self.state().name()
    }

    /// The type token, as `aws:sqs/queue:Queue`.
    fn type_token(&self) -> &str {
        self.state().type_()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Custom,
    /// Made of other resources by this program.
    Component,
    /// Made of other resources by a provider.
    Remote,
    /// Read, not managed.
    Read,
}

/// The engine's answer to a registration.
#[derive(Clone, Debug)]
pub(crate) struct Registered {
    /// `None`: it was never registered.
    pub(crate) urn: Option<String>,
    pub(crate) id: Known<String>,
    pub(crate) outputs: Known<Map>,
    /// URNs of what outputs came from, by output.
    pub(crate) output_dependencies: HashMap<String, BTreeSet<String>>,
    pub(crate) dry_run: bool,
}

impl Registered {
    pub(crate) fn absent(urn: Option<String>) -> Self {
        Self { urn, id: Known::Absent, outputs: Known::Absent, output_dependencies: HashMap::new(), dry_run: false }
    }
}

/// The handle of a resource. Clones are the same resource.
#[derive(Clone)]
pub struct ResourceState(Arc<Inner>);

struct Inner {
    number: u64,
    type_: String,
    name: String,
    kind: Kind,
    version: String,
    /// The resource itself and everything above it.
    lineage: BTreeSet<u64>,
    types: String,
    secret_outputs: BTreeSet<String>,
    transforms: Vec<Transform>,
    /// Provider instances for what is below it, by package.
    providers: BTreeMap<String, ResourceState>,
    children: Mutex<Vec<ResourceState>>,
    registered: Shared<BoxFuture<'static, Arc<Registered>>>,
    scope: Scope,
}

pub(crate) struct NewResource<'a> {
    pub(crate) type_: &'a str,
    pub(crate) name: &'a str,
    pub(crate) kind: Kind,
    pub(crate) version: String,
    pub(crate) secret_outputs: BTreeSet<String>,
    pub(crate) transforms: Vec<Transform>,
    /// Provider instances that its options name.
    pub(crate) providers: Vec<ResourceState>,
    pub(crate) parent: Option<&'a ResourceState>,
    pub(crate) scope: Scope,
}

impl fmt::Debug for ResourceState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.type_, self.0.name)
    }
}

impl ResourceState {
    /// A handle and where the engine's answer goes.
    pub(crate) fn new(new: NewResource<'_>) -> (Self, oneshot::Sender<Registered>) {
        let (answer, answered) = oneshot::channel();
        let registered = async move { Arc::new(answered.await.unwrap_or_else(|_| Registered::absent(None))) };
        let number = NUMBERS.fetch_add(1, Ordering::Relaxed);
        let mut lineage = new.parent.map(|parent| parent.0.lineage.clone()).unwrap_or_default();
        lineage.insert(number);
        let above = new.parent.map_or("", |parent| &parent.0.types);
        let own = if new.type_ == crate::STACK_TYPE { "" } else { new.type_ };
        let types = if above.is_empty() { own.to_owned() } else { format!("{above}${own}") };
        let mut providers = new.parent.map(|parent| parent.0.providers.clone()).unwrap_or_default();
        let named = new.providers.into_iter().map(|provider| (package_of(provider.type_()).to_owned(), provider));
        providers.extend(named);
        let state = Self(Arc::new(Inner {
            number,
            type_: new.type_.to_owned(),
            name: new.name.to_owned(),
            kind: new.kind,
            version: new.version,
            lineage,
            types,
            secret_outputs: new.secret_outputs,
            transforms: new.transforms,
            providers,
            children: Mutex::default(),
            registered: registered.boxed().shared(),
            scope: new.scope,
        }));
        if let Some(parent) = new.parent {
            parent.0.children.lock().unwrap_or_else(PoisonError::into_inner).push(state.clone());
        }
        (state, answer)
    }

    pub(crate) fn number(&self) -> u64 {
        self.0.number
    }

    pub(crate) fn type_(&self) -> &str {
        &self.0.type_
    }

    /// The name that the program gave it.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    pub(crate) fn lineage(&self) -> &BTreeSet<u64> {
        &self.0.lineage
    }

    /// Types from the top to here, as a URN has them.
    pub(crate) fn qualified_type(&self) -> &str {
        &self.0.types
    }

    pub(crate) fn transforms(&self) -> &[Transform] {
        &self.0.transforms
    }

    /// The provider instance that a resource of this type gets below it, unless it names one.
    pub(crate) fn provider_for(&self, type_: &str) -> Option<&Self> {
        self.0.providers.get(package_of(type_))
    }

    pub(crate) fn is_local_component(&self) -> bool {
        self.0.kind == Kind::Component
    }

    pub(crate) fn children(&self) -> Vec<Self> {
        self.0.children.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) async fn registered(&self) -> Arc<Registered> {
        self.0.registered.clone().await
    }

    /// The URN, once it is registered; `None` if it never will be.
    pub(crate) async fn urn_text(&self) -> Option<String> {
        self.registered().await.urn.clone()
    }

    /// `<urn>::<id>`, as a provider is referred to.
    pub(crate) async fn provider_reference(&self) -> Option<String> {
        let registered = self.registered().await;
        let urn = registered.urn.as_ref()?;
        let id = match &registered.id {
            Known::Value(id) => id.as_str(),
            Known::Unknown | Known::Absent => crate::wire::UNKNOWN,
        };
        Some(format!("{urn}::{id}"))
    }

    /// What stands for it in a property, and whether it will not come.
    pub(crate) async fn reference(&self) -> (ResourceReference, bool) {
        let registered = self.registered().await;
        let id = match (&registered.id, self.0.kind) {
            (_, Kind::Component | Kind::Remote) => None,
            (Known::Value(id), _) => Some(Value::String(id.clone())),
            (Known::Unknown | Known::Absent, _) => Some(Value::Unknown),
        };
        let urn = registered.urn.clone();
        let absent = urn.is_none() || registered.id == Known::Absent && id.is_some();
        let package_version = self.0.version.clone();
        (ResourceReference { urn: urn.unwrap_or_default(), id: id.map(Box::new), package_version }, absent)
    }

    fn reference_output(&self) -> Output<ResourceReference> {
        let state = self.clone();
        Output::from_future(Some(self.0.scope.clone()), async move {
            let (reference, absent) = state.reference().await;
            let known = if absent { Known::Absent } else { Known::Value(reference) };
            State { known, secret: false, dependencies: Dependencies::of(&state) }
        })
    }

    /// The URN.
    pub fn urn(&self) -> Output<String> {
        let state = self.clone();
        Output::from_future(Some(self.0.scope.clone()), async move {
            let registered = state.registered().await;
            // What failed has a URN in the engine's books; a program that uses it would not notice the failure.
            let urn = registered.urn.clone().filter(|_| registered.outputs != Known::Absent);
            let dependencies = Dependencies::of(&state);
            State { known: urn.map_or(Known::Absent, Known::Value), secret: false, dependencies }
        })
    }

    pub(crate) fn id(&self) -> Output<String> {
        let state = self.clone();
        Output::from_future(Some(self.0.scope.clone()), async move {
            let known = state.registered().await.id.clone();
            State { known, secret: false, dependencies: Dependencies::of(&state) }
        })
    }

    /// An output as a Rust type; an error names it.
    pub(crate) fn typed_output_at<T: FromValue + Send + Sync + 'static>(&self, path: Vec<PathSegment>) -> Output<T> {
        let state = self.clone();
        let place = path.clone();
        self.output_at(path).try_map(move |value| {
            T::from_value(&value).map_err(|error| {
                let place = place.iter().map(ToString::to_string).collect::<String>();
                let place = place.trim_start_matches('.');
                crate::Error::from(error).context(format!("output `{place}` of {} `{}`", state.type_(), state.name()))
            })
        })
    }

    /// An output, or a part of one: `path` leads from the output's name through members of objects and items of lists.
    pub(crate) fn output_at(&self, path: Vec<PathSegment>) -> Output<Value> {
        let state = self.clone();
        Output::from_future(Some(self.0.scope.clone()), async move {
            let registered = state.registered().await;
            let mut dependencies = Dependencies::of(&state);
            let mut secret = false;
            if let Some(PathSegment::Member(name)) = path.first() {
                dependencies.urns.extend(registered.output_dependencies.get(name).into_iter().flatten().cloned());
                secret = state.0.secret_outputs.contains(name);
            }
            let known = match &registered.outputs {
                Known::Value(outputs) => {
                    let found = look_up(&Value::Object(outputs.clone()), &path);
                    secret |= found.secret;
                    match found.value {
                        Some(value) if value.is_pending() => Known::Unknown,
                        Some(value) => Known::Value(value),
                        // A preview does not know all outputs yet.
                        None if registered.dry_run => Known::Unknown,
                        None => Known::Value(Value::Null),
                    }
                }
                Known::Unknown => Known::Unknown,
                Known::Absent => Known::Absent,
            };
            State { known, secret, dependencies }
        })
    }
}

/// The package that a type belongs to; of a provider's type, the one that it provides.
pub(crate) fn package_of(type_: &str) -> &str {
    let provided = type_.strip_prefix("pulumi:providers:");
    provided.or_else(|| type_.split(':').next()).unwrap_or_default()
}

/// A step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathSegment {
    /// Member of an object.
    Member(String),
    /// Item of a list, from 0.
    Item(usize),
}

impl fmt::Display for PathSegment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(name) => write!(f, ".{name}"),
            Self::Item(index) => write!(f, "[{index}]"),
        }
    }
}

impl From<&str> for PathSegment {
    fn from(name: &str) -> Self {
        Self::Member(name.to_owned())
    }
}

impl From<usize> for PathSegment {
    fn from(index: usize) -> Self {
        Self::Item(index)
    }
}

struct Found {
    value: Option<Value>,
    secret: bool,
}

/// Secrets around the place and inside of it count; those beside it do not.
fn look_up(value: &Value, path: &[PathSegment]) -> Found {
    let mut secret = false;
    let mut here = value;
    for segment in path {
        while let Value::Secret(inner) = here {
            secret = true;
            here = inner;
        }
        let next = match (here, segment) {
            (Value::Unknown, _) => Some(here),
            (Value::Object(map), PathSegment::Member(name)) => map.get(name),
            (Value::Array(items), PathSegment::Item(index)) => items.get(*index),
            _ => None,
        };
        let Some(next) = next else { return Found { value: None, secret } };
        here = next;
    }
    Found { secret: secret || here.has_secret(), value: Some(here.clone().revealed()) }
}

/// A resource that a provider manages.
#[derive(Clone, Debug)]
pub struct CustomResource {
    state: ResourceState,
}

impl CustomResource {
    pub(crate) fn new(state: ResourceState) -> Self {
        Self { state }
    }

    /// The provider's id; unknown in a preview before it exists.
    pub fn id(&self) -> Output<String> {
        self.state.id()
    }

    /// An output. One that the provider did not send is unknown in a preview and null after it.
    pub fn output<T: FromValue + Send + Sync + 'static>(&self, name: &str) -> Output<T> {
        self.state.typed_output_at(vec![name.into()])
    }

    /// A part of an output: known as soon as that part is.
    pub fn output_at<T: FromValue + Send + Sync + 'static>(&self, path: &[PathSegment]) -> Output<T> {
        self.state.typed_output_at(path.to_vec())
    }
}

impl Resource for CustomResource {
    fn state(&self) -> &ResourceState {
        &self.state
    }
}

/// An instance of a provider, with a configuration of its own.
#[derive(Clone, Debug)]
pub struct Provider(CustomResource);

impl Provider {
    pub(crate) fn new(resource: CustomResource) -> Self {
        Self(resource)
    }

    /// The provider's id.
    pub fn id(&self) -> Output<String> {
        self.0.id()
    }

    /// An output of the configuration.
    pub fn output<T: FromValue + Send + Sync + 'static>(&self, name: &str) -> Output<T> {
        self.0.output(name)
    }
}

impl Resource for Provider {
    fn state(&self) -> &ResourceState {
        self.0.state()
    }
}
