//! The graph of a program with the origin of every value in it.
//!
//! A graph holds values only. To see that `queue.arn()` went into a policy, mock mode answers with a mark for every output:
//! a text (or number) that stands nowhere else. Whatever the program makes of its outputs, the marks in it tell where the
//! parts came from. A second run with the answers of the recording monitor tells where a program looked into a value
//! instead of passing it on; there the mark is no truth. A third one, as a preview, tells what is unknown then.

use std::sync::{Arc, Mutex, PoisonError};

use aws_schema::Schema;
use pulumi::mock::{Answer, Graph, Node, Run};
use pulumi::value::Map;
use pulumi::{Context, PathSegment, Value};

use crate::answers;
use crate::deployment::{Deployment, Operation};
use crate::error::Error;

/// Around the number of a mark in text.
const OPEN: char = '\u{27e6}';
const CLOSE: char = '\u{27e7}';
/// Marks of numbers start here: no program computes with such a number by itself.
const NUMBERS: u32 = 3_900_000_000;
/// Marks of accounts' ids, whose form programs check, start here: 12 digits.
const ACCOUNTS: u64 = 390_000_000_000;

/// Where a value came from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mark {
    pub(crate) origin: Origin,
    /// From the output's name to the place in it; empty is the id of a resource.
    pub(crate) path: Vec<PathSegment>,
    /// The value that the recording monitor gives.
    pub(crate) value: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// An output of a resource: its place among the custom resources of the graph.
    Resource(usize),
    /// A part of a function's result: its place among the calls.
    Call(usize),
}

/// A function that was called.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) token: String,
    pub(crate) arguments: Map,
    /// How many custom resources were registered before.
    pub(crate) after: usize,
}

/// What a program registered, and where every value in it came from.
#[derive(Clone, Debug)]
pub struct Capture {
    /// The graph with marks for outputs.
    pub(crate) marked: Graph,
    /// The graph with the answers of the recording monitor.
    pub(crate) plain: Graph,
    /// The same as a preview: what is unknown there.
    pub(crate) preview: Graph,
    pub(crate) marks: Vec<Mark>,
    pub(crate) calls: Vec<Call>,
}

#[derive(Debug, Default)]
struct Marks {
    marks: Vec<Mark>,
    calls: Vec<Call>,
    /// Type and name of every resource that was answered, in order.
    resources: Vec<(String, String)>,
}

impl Capture {
    /// Runs the program three times in mock mode. It must run inside a tokio runtime of one thread, so that resources are
    /// answered in the order in which they are registered.
    ///
    /// # Errors
    /// [`Error::Mock`] if the program fails, [`Error::Schema`] if the committed schema cannot be read.
    pub async fn of<P, W>(deployment: &Deployment, program: P) -> Result<Self, Error>
    where
        P: Fn(Context) -> W,
        W: Future<Output = pulumi::Result>,
    {
        let schema = Arc::new(Schema::embedded()?);
        let shared = Arc::new(Mutex::new(Marks::default()));
        let update = deployment.clone().operation(Operation::Update);
        let marked = run(&update, &schema, &program, Some(&shared)).await?;
        let plain = run(&update, &schema, &program, None).await?;
        let preview = run(&update.operation(Operation::Preview), &schema, &program, None).await?;
        let Marks { marks, calls, resources } =
            std::mem::take(&mut *shared.lock().unwrap_or_else(PoisonError::into_inner));
        let nodes = marked.nodes.iter().filter(|node| node.custom).map(|node| (&node.type_, &node.name));
        if !nodes.eq(resources.iter().map(|(type_, name)| (type_, name))) {
            return Err(Error::Mock("resources were answered out of order; use a runtime of one thread".into()));
        }
        Ok(Self { marked, plain, preview, marks, calls })
    }

    /// Custom resources in order.
    pub(crate) fn custom(&self) -> impl Iterator<Item = &Node> {
        self.marked.nodes.iter().filter(|node| node.custom)
    }

    /// A text as pieces: what stands there, and marks.
    pub(crate) fn pieces<'a>(&'a self, text: &'a str) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((start, end, mark)) = self.first_mark(rest) {
            if start > 0 {
                pieces.push(Piece::Text(&rest[..start]));
            }
            pieces.push(Piece::Mark(mark));
            rest = &rest[end..];
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest));
        }
        pieces
    }

    /// The mark that a number is.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub(crate) fn number(&self, number: f64) -> Option<&Mark> {
        let index = number - f64::from(NUMBERS);
        (index >= 0.0 && index.fract() == 0.0).then(|| self.marks.get(index as usize)).flatten()
    }

    /// The mark that 12 digits are.
    fn account(&self, digits: &str) -> Option<&Mark> {
        let index = digits.parse::<u64>().ok()?.checked_sub(ACCOUNTS)?;
        let mark = self.marks.get(usize::try_from(index).ok()?)?;
        mark.value.as_str().is_some_and(answers::is_account).then_some(mark)
    }

    fn first_mark(&self, text: &str) -> Option<(usize, usize, &Mark)> {
        let in_brackets = text.find(OPEN).and_then(|start| {
            let inside = start + OPEN.len_utf8();
            let end = inside + text[inside..].find(CLOSE)?;
            let mark = self.marks.get(text[inside..end].parse::<usize>().ok()?)?;
            Some((start, end + CLOSE.len_utf8(), mark))
        });
        let digits = text.match_indices("39").find_map(|(start, _)| {
            let of_account = || Some((start, start + 12, self.account(text.get(start..start + 12)?)?));
            let of_number = || {
                let number = text.get(start..start + 10)?;
                Some((start, start + 10, self.number(f64::from(number.parse::<u32>().ok()?))?))
            };
            of_account().or_else(of_number)
        });
        in_brackets.into_iter().chain(digits).min_by_key(|(start, ..)| *start)
    }
}

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Piece<'a> {
    /// What stands there.
    Text(&'a str),
    /// A value from elsewhere.
    Mark(&'a Mark),
}

async fn run<P, W>(
    deployment: &Deployment,
    schema: &Arc<Schema>,
    program: &P,
    marks: Option<&Arc<Mutex<Marks>>>,
) -> Result<Graph, Error>
where
    P: Fn(Context) -> W,
    W: Future<Output = pulumi::Result>,
{
    let mut run = Run::new().project(&deployment.project).stack(&deployment.stack);
    run = run.organization(&deployment.organization);
    let preview = deployment.is_preview();
    if preview {
        run = run.preview();
    }
    for (key, value) in &deployment.config {
        run = match deployment.secret_keys.contains(key) {
            true => run.secret_config(key, value),
            false => run.config(key, value),
        };
    }
    let (of_resources, of_functions) = (marks.cloned(), marks.cloned());
    let (schema, functions) = (Arc::clone(schema), Arc::clone(schema));
    let run = run.resources(move |resource| {
        let id = answers::id(&resource.type_, &resource.name, resource.id.as_deref(), preview);
        // What exists already is known in a preview, too.
        let unknown = preview && resource.id.is_none();
        let outputs = answers::outputs(&schema, &resource.type_, &resource.name, &resource.inputs, unknown);
        let (id, outputs) = match (&of_resources, id) {
            (Some(marks), Some(id)) => {
                let (id, outputs) =
                    marks.lock().unwrap_or_else(PoisonError::into_inner).resource(resource, &id, outputs);
                (Some(id), outputs)
            }
            (_, id) => (id, outputs),
        };
        Answer { id, outputs, failure: None }
    });
    let run = run.functions(move |call| {
        let result = answers::result(&functions, &call.token, &call.arguments);
        let result = result.ok_or_else(|| format!("no function {} in the schema", call.token))?;
        Ok(match &of_functions {
            None => result,
            Some(marks) => marks.lock().unwrap_or_else(PoisonError::into_inner).call(call, result),
        })
    });
    let graph = run.program(program).await;
    if graph.failed {
        return Err(Error::Mock(graph.errors.join("; ")));
    }
    Ok(graph)
}

impl Marks {
    fn resource(&mut self, resource: &pulumi::mock::MockResource, id: &str, outputs: Map) -> (String, Map) {
        let origin = Origin::Resource(self.resources.len());
        self.resources.push((resource.type_.clone(), resource.name.clone()));
        let id = self.text(origin, &[], Value::String(id.to_owned()));
        (id, self.members(origin, &[], outputs))
    }

    fn call(&mut self, call: &pulumi::mock::MockCall, result: Map) -> Map {
        let origin = Origin::Call(self.calls.len());
        let (token, arguments) = (call.token.clone(), call.arguments.clone());
        self.calls.push(Call { token, arguments, after: self.resources.len() });
        self.members(origin, &[], result)
    }

    fn members(&mut self, origin: Origin, path: &[PathSegment], members: Map) -> Map {
        let mark = |(name, value): (String, Value)| {
            let value = self.mark(origin, &[path, &[PathSegment::Member(name.clone())]].concat(), value);
            (name, value)
        };
        members.into_iter().map(mark).collect()
    }

    fn mark(&mut self, origin: Origin, path: &[PathSegment], value: Value) -> Value {
        match value {
            Value::String(_) => Value::String(self.text(origin, path, value)),
            Value::Number(_) => {
                let number = f64::from(NUMBERS) + f64::from(u32::try_from(self.marks.len()).unwrap_or(u32::MAX));
                self.marks.push(Mark { origin, path: path.to_vec(), value });
                Value::Number(number)
            }
            Value::Array(items) => {
                let items = items.into_iter().enumerate();
                let mark = |(index, item)| self.mark(origin, &[path, &[PathSegment::Item(index)]].concat(), item);
                Value::Array(items.map(mark).collect())
            }
            Value::Object(members) => Value::Object(self.members(origin, path, members)),
            other => other,
        }
    }

    fn text(&mut self, origin: Origin, path: &[PathSegment], value: Value) -> String {
        let number = self.marks.len();
        let account = value.as_str().is_some_and(answers::is_account);
        self.marks.push(Mark { origin, path: path.to_vec(), value });
        if account { (ACCOUNTS + number as u64).to_string() } else { format!("{OPEN}{number}{CLOSE}") }
    }
}
