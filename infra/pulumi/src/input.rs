//! [`Input`]: what typed arguments take, a plain value or an output of the same type.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use crate::asset::{Archive, Asset, AssetOrArchive};
use crate::convert::IntoValue;
use crate::output::Output;
use crate::property::Property;
use crate::value::Value;

/// A property of type `T`, or an output of one, or a list or map of such.
pub struct Input<T> {
    property: Property,
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Input<T> {
    fn clone(&self) -> Self {
        Self::from_property(self.property.clone())
    }
}

impl<T> fmt::Debug for Input<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.property.fmt(f)
    }
}

impl<T> Input<T> {
    /// A property that is known to be of this type.
    pub fn from_property(property: impl Into<Property>) -> Self {
        Self { property: property.into(), kind: PhantomData }
    }

    /// The property.
    pub fn into_property(self) -> Property {
        self.property
    }

    /// The same input, marked as one that must not be shown.
    #[must_use]
    pub fn into_secret(self) -> Self {
        Self::from_property(self.property.into_secret())
    }
}

impl<T: IntoValue + Clone + Send + Sync + 'static> From<Output<T>> for Input<T> {
    fn from(output: Output<T>) -> Self {
        Self::from_property(output)
    }
}

impl<T: IntoValue + Clone + Send + Sync + 'static> From<&Output<T>> for Input<T> {
    fn from(output: &Output<T>) -> Self {
        Self::from_property(output)
    }
}

impl<T, I: Into<Input<T>>> From<Vec<I>> for Input<Vec<T>> {
    fn from(items: Vec<I>) -> Self {
        Self::from_property(Property::array(items.into_iter().map(Into::into)))
    }
}

impl<T, I: Into<Input<T>>, const N: usize> From<[I; N]> for Input<Vec<T>> {
    fn from(items: [I; N]) -> Self {
        Self::from_property(Property::array(items.into_iter().map(Into::into)))
    }
}

impl<T, K: Into<String>, I: Into<Input<T>>> From<BTreeMap<K, I>> for Input<BTreeMap<String, T>> {
    fn from(members: BTreeMap<K, I>) -> Self {
        Self::from_property(Property::object(members.into_iter().map(|(name, value)| (name, value.into()))))
    }
}

impl<T, K: Into<String>, I: Into<Input<T>>> From<Vec<(K, I)>> for Input<BTreeMap<String, T>> {
    fn from(members: Vec<(K, I)>) -> Self {
        Self::from_property(Property::object(members.into_iter().map(|(name, value)| (name, value.into()))))
    }
}

impl<T, K: Into<String>, I: Into<Input<T>>, const N: usize> From<[(K, I); N]> for Input<BTreeMap<String, T>> {
    fn from(members: [(K, I); N]) -> Self {
        Self::from_property(Property::object(members.into_iter().map(|(name, value)| (name, value.into()))))
    }
}

macro_rules! input_from {
    ($($plain:ty => $type:ty),+ $(,)?) => {$(
        impl From<$plain> for Input<$type> {
            fn from(value: $plain) -> Self {
                Self::from_property(value)
            }
        }
    )+};
}

input_from!(
    bool => bool,
    f64 => f64, f32 => f64, i32 => f64, i64 => f64, u16 => f64, u32 => f64, u64 => f64, usize => f64,
    i32 => i64, i64 => i64, u16 => i64, u32 => i64,
    String => String, &str => String, &String => String,
    Asset => Asset, Archive => Archive,
    Asset => AssetOrArchive, Archive => AssetOrArchive, AssetOrArchive => AssetOrArchive,
    Value => Value, Property => Value, bool => Value, f64 => Value, i64 => Value, String => Value, &str => Value,
);
