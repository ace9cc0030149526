//! Several outputs as one.

use crate::deps::Dependencies;
use crate::output::{Known, Output, State};
use crate::scope::Scope;

/// Several outputs that can become one output of all their values.
pub trait Join {
    /// All the values.
    type Values;

    /// Unknown if any is unknown, secret if any is secret, from everything that they came from.
    fn join(self) -> Output<Self::Values>;
}

struct Gathered {
    secret: bool,
    dependencies: Dependencies,
    unknown: bool,
    absent: bool,
}

impl Gathered {
    fn new() -> Self {
        Self { secret: false, dependencies: Dependencies::default(), unknown: false, absent: false }
    }

    fn add<T: Clone>(&mut self, state: &State<T>) -> Option<T> {
        self.secret |= state.secret;
        self.dependencies.merge(&state.dependencies);
        match &state.known {
            Known::Value(value) => return Some(value.clone()),
            Known::Unknown => self.unknown = true,
            Known::Absent => self.absent = true,
        }
        None
    }

    fn finish<T>(self, values: Option<T>) -> State<T> {
        let known = match values {
            Some(values) => Known::Value(values),
            None if self.absent => Known::Absent,
            None => Known::Unknown,
        };
        State { known, secret: self.secret, dependencies: self.dependencies }
    }
}

macro_rules! join_tuple {
    ($($name:ident $index:tt),+) => {
        impl<$($name: Clone + Send + Sync + 'static),+> Join for ($(Output<$name>,)+) {
            type Values = ($($name,)+);

            fn join(self) -> Output<Self::Values> {
                let scope: Option<Scope> = None$(.or(self.$index.scope().cloned()))+;
                Output::from_future(scope, async move {
                    let mut gathered = Gathered::new();
                    let values = ($(gathered.add(&*self.$index.state().await),)+);
                    let values = (|| Some(($(values.$index?,)+)))();
                    gathered.finish(values)
                })
            }
        }
    };
}

join_tuple!(A 0);
join_tuple!(A 0, B 1);
join_tuple!(A 0, B 1, C 2);
join_tuple!(A 0, B 1, C 2, D 3);
join_tuple!(A 0, B 1, C 2, D 3, E 4);
join_tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
join_tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
join_tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
join_tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
join_tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);

impl<T: Clone + Send + Sync + 'static> Join for Vec<Output<T>> {
    type Values = Vec<T>;

    fn join(self) -> Output<Vec<T>> {
        let scope = self.iter().find_map(|output| output.scope().cloned());
        Output::from_future(scope, async move {
            let mut gathered = Gathered::new();
            let mut values = Vec::with_capacity(self.len());
            for output in &self {
                values.extend(gathered.add(&*output.state().await));
            }
            let complete = values.len() == self.len();
            gathered.finish(complete.then_some(values))
        })
    }
}

/// One output of several: `all!(a, b).map(|(a, b)| …)`.
#[macro_export]
macro_rules! all {
    ($($output:expr),+ $(,)?) => {
        $crate::Join::join(($($crate::IntoOutput::into_output($output),)+))
    };
}

/// Text with outputs in it: like `std::format!`, but the result is an output and so may the arguments be. Arguments are
/// given by position or as `name = value`; names captured from the surroundings are not seen.
#[macro_export]
macro_rules! format {
    ($text:literal $(,)?) => { $crate::Output::new(::std::format!($text)) };
    ($text:literal, $($arguments:tt)+) => { $crate::__format!([$text] [] [] $($arguments)+ ,) };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __format {
    ([$text:literal] [$(($value:ident $output:expr))+] [$($argument:tt)*] $(,)?) => {
        $crate::Join::join(($($output,)+)).map(move |($($value,)+)| ::std::format!($text, $($argument)*))
    };
    ([$text:literal] [$($values:tt)*] [$($argument:tt)*] $name:ident = $output:expr, $($rest:tt)*) => {
        $crate::__format!([$text] [$($values)* (value $crate::IntoOutput::into_output($output))]
            [$($argument)* $name = value,] $($rest)*)
    };
    ([$text:literal] [$($values:tt)*] [$($argument:tt)*] $output:expr, $($rest:tt)*) => {
        $crate::__format!([$text] [$($values)* (value $crate::IntoOutput::into_output($output))]
            [$($argument)* value,] $($rest)*)
    };
}

/// What can stand where an output is wanted: outputs, references to them, and plain values.
pub trait IntoOutput {
    /// Type of the value.
    type Value;

    /// The output.
    fn into_output(self) -> Output<Self::Value>;
}

impl<T> IntoOutput for Output<T> {
    type Value = T;
    fn into_output(self) -> Self {
        self
    }
}

impl<T> IntoOutput for &Output<T> {
    type Value = T;
    fn into_output(self) -> Output<T> {
        self.clone()
    }
}

macro_rules! plain_into_output {
    ($($plain:ty => $value:ty),+ $(,)?) => {$(
        impl IntoOutput for $plain {
            type Value = $value;
            fn into_output(self) -> Output<$value> {
                Output::new(self.into())
            }
        }
    )+};
}

plain_into_output!(
    bool => bool, f64 => f64, i32 => i32, i64 => i64, u16 => u16, u32 => u32, u64 => u64, usize => usize,
    String => String, &str => String, &String => String,
);

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_tuple_is_unknown_and_secret_if_a_part_is() {
        let joined = all!(Output::new(1), Output::secret("x".to_owned()), 2.5);
        assert_eq!(joined.peek().await, Some((1, "x".to_owned(), 2.5)));
        assert!(joined.is_secret().await);
        let unknown = all!(joined, Output::<bool>::unknown());
        assert!(!unknown.is_known().await && unknown.is_secret().await);
    }

    #[tokio::test]
    async fn a_list_keeps_its_order() {
        let outputs: Vec<Output<i64>> = (0..5).map(Output::new).collect();
        assert_eq!(outputs.join().peek().await, Some(vec![0, 1, 2, 3, 4]));
        assert!(!vec![Output::new(1), Output::unknown()].join().is_known().await);
    }

    #[tokio::test]
    async fn text_takes_arguments_by_position_and_name() {
        let text = crate::format!("{}-{b}-{:>3}", "a", 7_i64, b = Output::new(true));
        assert_eq!(text.peek().await, Some("a-true-  7".to_owned()));
        assert_eq!(crate::format!("plain").peek().await, Some("plain".to_owned()));
        assert!(crate::format!("{}", Output::secret("s".to_owned())).is_secret().await);
    }
}
