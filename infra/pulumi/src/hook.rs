//! Hooks: functions of the program that the engine calls before and after it works on a resource, or when that fails.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use prost_types::Struct;
use pulumi_proto as proto;
use pulumi_proto::register_resource_request::ResourceHooksBinding;
use tokio::sync::OnceCell;

use crate::callbacks::{Callback, Callbacks};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::options::ResourceOptions;
use crate::panics;
use crate::register::call_error;
use crate::value::Map;
use crate::wire;

/// When a hook is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HookPoint {
    /// Before the resource is created.
    BeforeCreate,
    /// After it was created.
    AfterCreate,
    /// Before it is updated.
    BeforeUpdate,
    /// After it was updated.
    AfterUpdate,
    /// Before it is deleted.
    BeforeDelete,
    /// After it was deleted.
    AfterDelete,
}

/// What a hook is told.
#[derive(Clone, Debug)]
pub struct HookArgs {
    /// URN of the resource.
    pub urn: String,
    /// The provider's id; empty before there is one.
    pub id: String,
    /// Name of the resource.
    pub name: String,
    /// Type token.
    pub type_: String,
    /// New inputs, if there are any.
    pub new_inputs: Option<Map>,
    /// Inputs before the operation.
    pub old_inputs: Option<Map>,
    /// New outputs, after the operation.
    pub new_outputs: Option<Map>,
    /// Outputs before the operation.
    pub old_outputs: Option<Map>,
}

/// What an error hook is told.
#[derive(Clone, Debug)]
pub struct ErrorHookArgs {
    /// The resource, and what was to be done with it.
    pub resource: HookArgs,
    /// `create`, `update` or `delete`.
    pub operation: String,
    /// What went wrong, the latest attempt first.
    pub errors: Vec<String>,
}

/// What becomes of a failed operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterError {
    /// It is tried again.
    Retry,
    /// It stays failed.
    Fail,
}

/// How a hook is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HookOptions {
    /// In previews, too.
    pub on_preview: bool,
    /// A failed hook is a warning. Otherwise a failed "before" hook stops the operation.
    pub ignore_errors: bool,
}

/// A registered hook. Clones are the same hook.
#[derive(Clone)]
pub struct Hook(Arc<Registration>);

/// A registered error hook. Clones are the same hook.
#[derive(Clone)]
pub struct ErrorHook(Arc<Registration>);

struct Registration {
    name: String,
    ctx: Context,
    callback: Callback,
    kind: Kind,
    done: OnceCell<()>,
}

enum Kind {
    Resource(HookOptions),
    Error,
}

/// Hooks of a resource by when they are called.
#[derive(Clone, Default)]
pub(crate) struct HookBindings {
    at: Vec<(HookPoint, Hook)>,
    on_error: Vec<ErrorHook>,
}

impl Context {
    /// A hook under a name of its own in this stack.
    pub fn hook<W>(
        &self,
        name: impl Into<String>,
        options: HookOptions,
        hook: impl Fn(HookArgs) -> W + Send + Sync + 'static,
    ) -> Hook
    where
        W: Future<Output = Result> + Send + 'static,
    {
        let callback: Callback = Arc::new(move |request| {
            let args = decode::<proto::ResourceHookRequest>(request).map(HookArgs::of);
            let work = args.map(|args| guarded(|| hook(args)));
            async move {
                let error = match work {
                    Ok(work) => work.await.err(),
                    Err(error) => Some(error),
                };
                let error = error.map(|error| error.to_string()).unwrap_or_default();
                encode(&proto::ResourceHookResponse { error })
            }
            .boxed()
        });
        Hook(Arc::new(Registration::new(self, name.into(), callback, Kind::Resource(options))))
    }

    /// An error hook under a name of its own in this stack.
    pub fn error_hook<W>(
        &self,
        name: impl Into<String>,
        hook: impl Fn(ErrorHookArgs) -> W + Send + Sync + 'static,
    ) -> ErrorHook
    where
        W: Future<Output = Result<AfterError>> + Send + 'static,
    {
        let callback: Callback = Arc::new(move |request| {
            let args = decode::<proto::ErrorHookRequest>(request).map(ErrorHookArgs::of);
            let work = args.map(|args| guarded(|| hook(args)));
            async move {
                let result = match work {
                    Ok(work) => work.await,
                    Err(error) => Err(error),
                };
                let (error, retry) = match result {
                    Ok(after) => (String::new(), after == AfterError::Retry),
                    Err(error) => (error.to_string(), false),
                };
                encode(&proto::ErrorHookResponse { error, retry })
            }
            .boxed()
        });
        ErrorHook(Arc::new(Registration::new(self, name.into(), callback, Kind::Error)))
    }
}

/// The work of a hook; a panic in it is an error of the hook.
fn guarded<T: Send + 'static, W: Future<Output = Result<T>> + Send + 'static>(
    start: impl FnOnce() -> W,
) -> BoxFuture<'static, Result<T>> {
    match std::panic::catch_unwind(AssertUnwindSafe(start)) {
        Ok(work) => {
            async move { AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|_| Err(panics::taken("a hook"))) }
                .boxed()
        }
        Err(_) => {
            let error = panics::taken("a hook");
            async move { Err(error) }.boxed()
        }
    }
}

fn decode<M: prost::Message + Default>(request: Vec<u8>) -> Result<M> {
    M::decode(request.as_slice()).map_err(|error| Error::new(format!("the engine's call of a hook: {error}")))
}

fn encode<M: prost::Message>(response: &M) -> Vec<u8> {
    response.encode_to_vec()
}

fn map(properties: Option<Struct>) -> Option<Map> {
    properties.map(wire::map_from_wire)
}

impl HookArgs {
    fn of(request: proto::ResourceHookRequest) -> Self {
        Self {
            urn: request.urn,
            id: request.id,
            name: request.name,
            type_: request.r#type,
            new_inputs: map(request.new_inputs),
            old_inputs: map(request.old_inputs),
            new_outputs: map(request.new_outputs),
            old_outputs: map(request.old_outputs),
        }
    }
}

impl ErrorHookArgs {
    fn of(request: proto::ErrorHookRequest) -> Self {
        let resource = HookArgs {
            urn: request.urn,
            id: request.id,
            name: request.name,
            type_: request.r#type,
            new_inputs: map(request.new_inputs),
            old_inputs: map(request.old_inputs),
            new_outputs: None,
            old_outputs: map(request.old_outputs),
        };
        Self { resource, operation: request.failed_operation, errors: request.errors }
    }
}

impl Registration {
    fn new(ctx: &Context, name: String, callback: Callback, kind: Kind) -> Self {
        Self { name, ctx: ctx.clone(), callback, kind, done: OnceCell::new() }
    }

    /// The name, once the engine knows the hook.
    async fn registered(&self) -> Result<String> {
        let register = || async {
            let callbacks: &Callbacks = self.ctx.callbacks().await?;
            let callback = Some(callbacks.add(Arc::clone(&self.callback)));
            let name = self.name.clone();
            let answer = match self.kind {
                Kind::Resource(options) => {
                    let (on_dry_run, ignore_errors) = (options.on_preview, options.ignore_errors);
                    let request = proto::RegisterResourceHookRequest { name, callback, on_dry_run, ignore_errors };
                    self.ctx.monitor().register_hook(request).await
                }
                Kind::Error => {
                    self.ctx.monitor().register_error_hook(proto::RegisterErrorHookRequest { name, callback }).await
                }
            };
            answer.map_err(|status| call_error(&status, &format!("registration of hook `{}`", self.name)))
        };
        self.done.get_or_try_init(register).await?;
        Ok(self.name.clone())
    }
}

impl HookBindings {
    /// The hooks as they are sent; `None` without any.
    pub(crate) async fn sent(&self) -> Result<Option<ResourceHooksBinding>> {
        if self.at.is_empty() && self.on_error.is_empty() {
            return Ok(None);
        }
        let mut sent = ResourceHooksBinding::default();
        for (point, hook) in &self.at {
            let names = match point {
                HookPoint::BeforeCreate => &mut sent.before_create,
                HookPoint::AfterCreate => &mut sent.after_create,
                HookPoint::BeforeUpdate => &mut sent.before_update,
                HookPoint::AfterUpdate => &mut sent.after_update,
                HookPoint::BeforeDelete => &mut sent.before_delete,
                HookPoint::AfterDelete => &mut sent.after_delete,
            };
            names.push(hook.0.registered().await?);
        }
        for hook in &self.on_error {
            sent.on_error.push(hook.0.registered().await?);
        }
        Ok(Some(sent))
    }
}

impl ResourceOptions {
    /// Calls the hook then.
    #[must_use]
    pub fn hook(mut self, point: HookPoint, hook: &Hook) -> Self {
        self.hooks.at.push((point, hook.clone()));
        self
    }

    /// Asks the hook what to do when an operation fails.
    #[must_use]
    pub fn on_error(mut self, hook: &ErrorHook) -> Self {
        self.hooks.on_error.push(hook.clone());
        self
    }
}
