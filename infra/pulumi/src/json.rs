//! JSON documents with outputs inside.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::join::Join as _;
use crate::output::Output;

/// A JSON document whose parts may be outputs. Members are in the order of their names: the text of the same document is
/// always the same. Integers of 64 bits are exact.
#[derive(Clone, Debug)]
pub enum Json {
    /// A part that is there.
    Plain(serde_json::Value),
    /// A list.
    Array(Vec<Json>),
    /// Members by name.
    Object(BTreeMap<String, Json>),
    /// A part that comes later.
    Output(Output<serde_json::Value>),
}

impl Json {
    /// The document.
    pub fn into_output(self) -> Output<serde_json::Value> {
        match self {
            Self::Plain(value) => Output::new(value),
            Self::Array(items) => {
                let items: Vec<_> = items.into_iter().map(Self::into_output).collect();
                items.join().map(serde_json::Value::Array)
            }
            Self::Object(members) => {
                let (names, members): (Vec<_>, Vec<_>) = members.into_iter().unzip();
                let members: Vec<_> = members.into_iter().map(Self::into_output).collect();
                members.join().map(|members| names.into_iter().zip(members).collect())
            }
            Self::Output(output) => output,
        }
    }

    /// The document as compact text.
    pub fn into_text(self) -> Output<String> {
        self.into_output().map(|value| value.to_string())
    }
}

/// What can be a part of a document.
pub trait IntoJson {
    /// The part.
    fn into_json(self) -> Json;
}

impl IntoJson for Json {
    fn into_json(self) -> Json {
        self
    }
}

impl<T: Serialize + Clone + Send + Sync + 'static> IntoJson for Output<T> {
    fn into_json(self) -> Json {
        Json::Output(self.try_map(|value| serde_json::to_value(value)))
    }
}

impl<T: Serialize + Clone + Send + Sync + 'static> IntoJson for &Output<T> {
    fn into_json(self) -> Json {
        self.clone().into_json()
    }
}

impl<T: IntoJson> IntoJson for Vec<T> {
    fn into_json(self) -> Json {
        Json::Array(self.into_iter().map(IntoJson::into_json).collect())
    }
}

impl<T: IntoJson, const N: usize> IntoJson for [T; N] {
    fn into_json(self) -> Json {
        Json::Array(self.into_iter().map(IntoJson::into_json).collect())
    }
}

impl<T: IntoJson> IntoJson for Option<T> {
    fn into_json(self) -> Json {
        self.map_or(Json::Plain(serde_json::Value::Null), IntoJson::into_json)
    }
}

impl<N: Into<String>, T: IntoJson> IntoJson for BTreeMap<N, T> {
    fn into_json(self) -> Json {
        Json::Object(self.into_iter().map(|(name, value)| (name.into(), value.into_json())).collect())
    }
}

macro_rules! plain_into_json {
    ($($type:ty),+ $(,)?) => {$(
        impl IntoJson for $type {
            fn into_json(self) -> Json {
                Json::Plain(self.into())
            }
        }
    )+};
}

plain_into_json!(bool, f64, i32, i64, u16, u32, u64, String, &str, serde_json::Value);

impl IntoJson for &String {
    fn into_json(self) -> Json {
        Json::Plain(self.as_str().into())
    }
}

/// A JSON document with outputs inside, written as JSON:
///
/// ```
/// # use pulumi::Output;
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let arn = Output::new("arn:x".to_owned());
/// let text = pulumi::json!({ "b": [1, arn, null], "a": { "n": 18_446_744_073_709_551_615_u64 } }).into_text();
/// assert_eq!(text.peek().await.unwrap(), r#"{"a":{"n":18446744073709551615},"b":[1,"arn:x",null]}"#);
/// # });
/// ```
#[macro_export]
macro_rules! json {
    (null) => { $crate::Json::Plain($crate::JsonValue::Null) };
    ([ $($items:tt)* ]) => { $crate::__json!(@list [] [] $($items)*) };
    ({ $($members:tt)* }) => { $crate::__json!(@object [] $($members)*) };
    ($value:expr) => { $crate::IntoJson::into_json($value) };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __json {
    // Lists: [finished items] [tokens of the current item] rest.
    (@list [$($done:expr,)*] []) => { $crate::Json::Array(::std::vec![$($done),*]) };
    (@list [$($done:expr,)*] [$($item:tt)+]) => {
        $crate::Json::Array(::std::vec![$($done,)* $crate::json!($($item)+)])
    };
    (@list [$($done:expr,)*] [$($item:tt)+] , $($rest:tt)*) => {
        $crate::__json!(@list [$($done,)* $crate::json!($($item)+),] [] $($rest)*)
    };
    (@list [$($done:expr,)*] [$($item:tt)*] $next:tt $($rest:tt)*) => {
        $crate::__json!(@list [$($done,)*] [$($item)* $next] $($rest)*)
    };
    // Objects: [finished members], then `name: tokens of the value, rest`.
    (@object [$(($name:expr, $value:expr))*]) => {
        $crate::Json::Object(::std::collections::BTreeMap::from([
            $((::std::string::String::from($name), $value)),*
        ]))
    };
    (@object [$($done:tt)*] $name:literal : $($rest:tt)+) => {
        $crate::__json!(@member [$($done)*] $name [] $($rest)+)
    };
    (@object [$($done:tt)*] ($name:expr) : $($rest:tt)+) => {
        $crate::__json!(@member [$($done)*] $name [] $($rest)+)
    };
    (@member [$($done:tt)*] $name:tt [$($value:tt)+]) => {
        $crate::__json!(@object [$($done)* ($name, $crate::json!($($value)+))])
    };
    (@member [$($done:tt)*] $name:tt [$($value:tt)+] , $($rest:tt)*) => {
        $crate::__json!(@object [$($done)* ($name, $crate::json!($($value)+))] $($rest)*)
    };
    (@member [$($done:tt)*] $name:tt [$($value:tt)*] $next:tt $($rest:tt)*) => {
        $crate::__json!(@member [$($done)*] $name [$($value)* $next] $($rest)*)
    };
}

#[cfg(test)]
mod tests {
    use crate::Output;

    #[tokio::test]
    async fn unknown_and_secret_parts_make_the_document_so() {
        let document = crate::json!({ "a": [Output::secret("x".to_owned()), 1 + 1], "b": {}, "c": [], });
        let text = document.into_text();
        assert!(text.is_secret().await);
        assert_eq!(text.peek().await, Some(r#"{"a":["x",2],"b":{},"c":[]}"#.to_owned()));
        assert!(!crate::json!([Output::<bool>::unknown()]).into_text().is_known().await);
    }
}
