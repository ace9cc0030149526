//! What a running program still has to do, and what went wrong so far.

use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures::FutureExt as _;
use tokio::sync::Notify;

use crate::error::Error;
use crate::panics;

tokio::task_local! {
    static CURRENT: Scope;
}

/// Counts the tasks of a program and keeps its errors. Clones share everything.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    tasks: AtomicUsize,
    idle: Notify,
    errors: Mutex<Vec<Error>>,
    failed: AtomicBool,
}

struct Running(Scope);

impl Drop for Running {
    fn drop(&mut self) {
        if self.0.0.tasks.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.0.idle.notify_waiters();
        }
    }
}

impl Scope {
    /// Runs a task that the program's end waits for. A panic in it is an error of the program.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.0.tasks.fetch_add(1, Ordering::AcqRel);
        let running = Running(self.clone());
        let task = async move {
            let scope = running.0.clone();
            if std::panic::AssertUnwindSafe(task).catch_unwind().await.is_err() {
                scope.fail(panics::taken("a task"));
            }
            drop(running);
        };
        tokio::spawn(CURRENT.scope(self.clone(), task));
    }

    /// Runs something of the program itself.
    pub(crate) async fn enter<T>(&self, work: impl Future<Output = T>) -> T {
        CURRENT.scope(self.clone(), work).await
    }

    /// The program that this code runs in.
    pub(crate) fn current() -> Option<Self> {
        CURRENT.try_with(Self::clone).ok()
    }

    /// Waits until no task runs.
    pub(crate) async fn idle(&self) {
        loop {
            let notified = self.0.idle.notified();
            tokio::pin!(notified);
            notified.as_mut().enable();
            if self.0.tasks.load(Ordering::Acquire) == 0 {
                return;
            }
            notified.await;
        }
    }

    /// The program will end with a failure.
    pub(crate) fn fail(&self, error: Error) {
        self.0.failed.store(true, Ordering::Release);
        self.0.errors.lock().unwrap_or_else(PoisonError::into_inner).push(error);
    }

    /// The program will end with a failure that the engine has shown already.
    pub(crate) fn fail_silently(&self) {
        self.0.failed.store(true, Ordering::Release);
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.0.failed.load(Ordering::Acquire)
    }

    /// Errors since the last call.
    pub(crate) fn take_errors(&self) -> Vec<Error> {
        std::mem::take(&mut *self.0.errors.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
