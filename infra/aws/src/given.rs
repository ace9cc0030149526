//! Marks of the type parameters of arguments.

use std::marker::PhantomData;

/// A required property that was given.
#[derive(Clone, Copy, Debug)]
pub enum Given {}

/// A required property that was not given yet; `Property` is its name in [`crate::required`]. A message of the compiler that
/// expects [`Given`] and finds `Missing<required::Role>` asks for a call of `.role(…)`.
#[derive(Clone, Copy, Debug)]
pub struct Missing<Property>(PhantomData<Property>);
