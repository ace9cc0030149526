//! [`Output`]: a value that will be there, with its secrecy and what it came from.

use std::fmt;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared};

use crate::convert::FromValue;
use crate::deps::Dependencies;
use crate::error::Error;
use crate::panics;
use crate::scope::Scope;
use crate::value::Value;

/// What is known of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Known<T> {
    /// This.
    Value(T),
    /// It comes with the deployment (in a preview).
    Unknown,
    /// It will not come: its resource failed, or was left out of this update.
    Absent,
}

#[derive(Clone, Debug)]
pub(crate) struct State<T> {
    pub(crate) known: Known<T>,
    pub(crate) secret: bool,
    pub(crate) dependencies: Dependencies,
}

impl<T> State<T> {
    pub(crate) fn plain(value: T) -> Self {
        Self { known: Known::Value(value), secret: false, dependencies: Dependencies::default() }
    }

    /// The same secrecy and origin around something else.
    pub(crate) fn with<U>(&self, known: Known<U>) -> State<U> {
        State { known, secret: self.secret, dependencies: self.dependencies.clone() }
    }
}

/// A value that may not be there yet: a property of a resource, a secret, the result of a function call.
///
/// It remembers whether it is unknown (in a preview) or secret and which resources it came from, and whatever is made from
/// it does, too. Clones are cheap and share the value.
///
/// ```
/// # use pulumi::Output;
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let port = Output::new(8080_u16);
/// let url = pulumi::format!("http://{}:{port}", "localhost", port = port.map(|port| port + 1));
/// assert_eq!(url.peek().await, Some("http://localhost:8081".to_owned()));
/// assert!(Output::secret("x").map(str::len).is_secret().await);
/// # });
/// ```
pub struct Output<T> {
    future: Shared<BoxFuture<'static, Arc<State<T>>>>,
    scope: Option<Scope>,
}

impl<T> Clone for Output<T> {
    fn clone(&self) -> Self {
        Self { future: self.future.clone(), scope: self.scope.clone() }
    }
}

impl<T> fmt::Debug for Output<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Output(..)")
    }
}

impl<T: Send + Sync + 'static> Output<T> {
    /// A value that is there.
    pub fn new(value: T) -> Self {
        Self::from_state(State::plain(value))
    }

    /// A value that is there and must not be shown.
    pub fn secret(value: T) -> Self {
        Self::from_state(State { secret: true, ..State::plain(value) })
    }

    /// A value that comes with the deployment; for tests and for values that a preview cannot know.
    pub fn unknown() -> Self {
        Self::from_state(State { known: Known::Unknown, secret: false, dependencies: Dependencies::default() })
    }

    pub(crate) fn from_state(state: State<T>) -> Self {
        let state = Arc::new(state);
        Self { future: async move { state }.boxed().shared(), scope: None }
    }

    pub(crate) fn from_future(scope: Option<Scope>, future: impl Future<Output = State<T>> + Send + 'static) -> Self {
        let future = async move { Arc::new(future.await) }.boxed().shared();
        Self { future, scope }
    }

    /// A future that runs even if nobody asks for its value: a closure in it may have more to do than to return something.
    fn running(scope: Option<Scope>, future: impl Future<Output = State<T>> + Send + 'static) -> Self {
        let output = Self::from_future(scope.or_else(Scope::current), future);
        let wait = output.future.clone();
        let wait = async move { drop(wait.await) };
        match &output.scope {
            Some(scope) => scope.spawn(wait),
            None if tokio::runtime::Handle::try_current().is_ok() => drop(tokio::spawn(wait)),
            None => {}
        }
        output
    }

    pub(crate) async fn state(&self) -> Arc<State<T>> {
        self.future.clone().await
    }

    pub(crate) fn scope(&self) -> Option<&Scope> {
        self.scope.as_ref()
    }

    /// Whether the value must not be shown. Waits for it.
    pub async fn is_secret(&self) -> bool {
        self.state().await.secret
    }

    /// Whether the value is there. Waits until that is certain.
    pub async fn is_known(&self) -> bool {
        matches!(self.state().await.known, Known::Value(_))
    }
}

impl<T: Clone + Send + Sync + 'static> Output<T> {
    /// The value, once it is there; `None` if it is unknown. What is made of it is neither secret nor dependent any more:
    /// prefer [`Output::map`].
    pub async fn peek(&self) -> Option<T> {
        if let Known::Value(value) = &self.state().await.known { Some(value.clone()) } else { None }
    }

    /// Something made of the value. The closure does not run while the value is unknown.
    pub fn map<U, F>(&self, f: F) -> Output<U>
    where
        U: Send + Sync + 'static,
        F: FnOnce(T) -> U + Send + 'static,
    {
        self.try_map(move |value| Ok::<U, Error>(f(value)))
    }

    /// Something made of the value, or an error that ends the program with a failure once everything else is done.
    pub fn try_map<U, E, F>(&self, f: F) -> Output<U>
    where
        U: Send + Sync + 'static,
        E: Into<Error>,
        F: FnOnce(T) -> Result<U, E> + Send + 'static,
    {
        self.map_async(move |value| std::future::ready(f(value).map_err(Into::into)))
    }

    /// Something made of the value by asynchronous work.
    pub fn map_async<U, E, F, W>(&self, f: F) -> Output<U>
    where
        U: Send + Sync + 'static,
        E: Into<Error>,
        F: FnOnce(T) -> W + Send + 'static,
        W: Future<Output = Result<U, E>> + Send,
    {
        let (source, scope) = (self.clone(), self.scope.clone().or_else(Scope::current));
        Output::running(self.scope.clone(), async move {
            let state = source.state().await;
            let known = match &state.known {
                Known::Value(value) => {
                    let value = value.clone();
                    let work = async move { f(value).await.map_err(Into::into) };
                    let result = AssertUnwindSafe(work).catch_unwind().await;
                    settle(result.unwrap_or_else(|_| Err(panics::taken("a closure"))), &state, scope.as_ref()).await
                }
                Known::Unknown => Known::Unknown,
                Known::Absent => Known::Absent,
            };
            state.with(known)
        })
    }

    /// An output made of the value: unknown or secret if either is, from everything that both came from.
    pub fn and_then<U, F>(&self, f: F) -> Output<U>
    where
        U: Clone + Send + Sync + 'static,
        F: FnOnce(T) -> Output<U> + Send + 'static,
    {
        let inner = self.map(f);
        let scope = self.scope.clone();
        Output::running(scope, async move {
            let outer = inner.state().await;
            match &outer.known {
                Known::Value(next) => {
                    let next = next.state().await;
                    let mut dependencies = outer.dependencies.clone();
                    dependencies.merge(&next.dependencies);
                    State { known: next.known.clone(), secret: outer.secret || next.secret, dependencies }
                }
                Known::Unknown => outer.with(Known::Unknown),
                Known::Absent => outer.with(Known::Absent),
            }
        })
    }

    /// Something else instead of a value that will not come because its resource failed, or was left out of this update.
    /// The closure gets the reason. What came of it depends on nothing: resources that use it are created.
    #[must_use]
    pub fn recover(&self, f: impl FnOnce(String) -> T + Send + 'static) -> Self {
        let source = self.clone();
        Self::running(self.scope.clone(), async move {
            let state = source.state().await;
            if !matches!(state.known, Known::Absent) {
                return (*state).clone();
            }
            let failed = state.dependencies.resources.values().next();
            let what = failed.map_or_else(|| "a resource".to_owned(), |it| format!("{} `{}`", it.type_(), it.name()));
            State { secret: state.secret, ..State::plain(f(format!("{what} was not deployed"))) }
        })
    }

    /// The same value, marked as one that must not be shown.
    #[must_use]
    pub fn into_secret(self) -> Self {
        self.remade(|state| state.secret = true)
    }

    /// The same value without the mark of secrecy. It will be shown.
    #[must_use]
    pub fn reveal(self) -> Self {
        self.remade(|state| state.secret = false)
    }

    /// The same value as if it came from this resource as well.
    #[must_use]
    pub fn depending_on(self, resource: &impl crate::Resource) -> Self {
        let dependency = Dependencies::of(resource.state());
        self.remade(move |state| state.dependencies.merge(&dependency))
    }

    fn remade(self, change: impl FnOnce(&mut State<T>) + Send + 'static) -> Self {
        let scope = self.scope.clone();
        Self::from_future(scope, async move {
            let mut state = (*self.state().await).clone();
            change(&mut state);
            state
        })
    }
}

/// A failed closure fails the program; the error is shown beside a resource that the value came from.
async fn settle<T, U>(result: Result<U, Error>, state: &State<T>, scope: Option<&Scope>) -> Known<U> {
    match result {
        Ok(value) => Known::Value(value),
        Err(mut error) => {
            if error.resource.is_none() {
                error.resource = state.dependencies.resources.values().next().cloned();
            }
            match scope {
                Some(scope) => scope.fail(error),
                None => log::error!("{error}"),
            }
            Known::Absent
        }
    }
}

impl Output<Value> {
    /// The value as a Rust type. A value of another shape is an error of the program.
    pub fn convert<T: FromValue + Send + Sync + 'static>(&self) -> Output<T> {
        self.try_map(|value| T::from_value(&value))
    }

    /// A member of an object, or null where there is none.
    pub fn member(&self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.map(move |value| value.as_object().and_then(|map| map.get(&name)).cloned().unwrap_or_default())
    }
}
