//! The simulated store: GraphQL reads of orders.

mod document;
mod order_shape;
mod search;
mod select;

use std::sync::Arc;

use axum::http::Method;
use serde_json::{Value, json};
use switchboard_domain::{Millis, Timestamp};

use self::document::{Argument, Document, Kind, Selection};
pub(crate) use self::order_shape::normalised;
use crate::context::Context;
use crate::fate::chance;
use crate::reply::{Outcome, Reply, Timed};
use crate::richpanel::{Moment, Request, carry_out};
use crate::violation::Rule;
use crate::world::World;

/// Points of the cost bucket.
const BUCKET: f64 = 2_000.0;

/// Points that come back per second.
const RESTORE_RATE: f64 = 100.0;

/// Cost of every query here.
const QUERY_COST: f64 = 20.0;

/// Answers a request under `/admin`.
pub(crate) fn handle(context: &Arc<Context>, request: &Request<'_>) -> Timed {
    context.change(|world, now| {
        let Some(version) = version(request) else {
            world.violate(Rule::UnlistedCall, now, None, &format!("{} /admin/…", request.method));
            return at_once(Reply::error(404, "not found"));
        };
        let body: Value = serde_json::from_slice(request.body).unwrap_or(Value::Null);
        let text = body.get("query").and_then(Value::as_str).unwrap_or_default();
        let document = Document::parse(text);
        let operation = document.as_ref().map_or("shopify_unknown", |document| operation(document));
        world.count_call(operation, None, now);
        let token = request.headers.get("x-shopify-access-token").and_then(|value| value.to_str().ok());
        if world.faults.shopify_unauthorized || token != Some(context.keys.shopify_token.expose().as_str()) {
            return at_once(Reply::new(401, json!({"errors": "[API] Invalid API key or access token"})));
        }
        let served = world.faults.shopify_served_version.clone().unwrap_or(version);
        let moment = Moment { now, applied: now, context };
        let mut timed = carry_out(world, moment, operation, |world, moment| {
            if chance(world.faults.shopify_throttle_rate, &moment.context.random) {
                return throttled();
            }
            match &document {
                Some(document) => answer(world, document, body.get("variables").unwrap_or(&Value::Null), moment.now),
                None => Reply::ok(graphql_error("syntax error", "parseError")),
            }
        });
        if let Outcome::Whole(reply) | Outcome::Half(reply) = &mut timed.outcome {
            reply.headers.push(("x-request-id", format!("req-{:08x}", context.random_below(u64::from(u32::MAX)))));
            reply.headers.push(("x-shopify-api-version", served));
        }
        timed
    })
}

fn at_once(reply: Reply) -> Timed {
    Timed { outcome: Outcome::Whole(reply), latency: Millis(0) }
}

/// The version in the path of the one endpoint.
fn version(request: &Request<'_>) -> Option<String> {
    let version = request.path.strip_prefix("/admin/api/")?.strip_suffix("/graphql.json")?;
    (request.method == Method::POST && !version.contains('/')).then(|| version.to_owned())
}

/// The operation's name in the report, by what is asked for, not by what it calls itself.
fn operation(document: &Document) -> &'static str {
    match (document.kind, document.selections.first().map(|selection| selection.name.as_str())) {
        (Kind::Mutation, _) => "shopify_mutation",
        (_, Some("order")) => "order_by_id",
        (_, Some("orders")) => "order_by_name",
        (_, Some("shop")) => "shop",
        _ => "shopify_unknown",
    }
}

fn answer(world: &mut World, document: &Document, variables: &Value, now: Timestamp) -> Reply {
    if document.kind == Kind::Mutation {
        world.violate(Rule::ShopifyMutation, now, None, "mutation");
        return Reply::ok(graphql_error("access denied", "ACCESS_DENIED"));
    }
    let mut data = serde_json::Map::new();
    for selection in &document.selections {
        let argument = |name: &str| selection.argument(name, variables);
        let value = match selection.name.as_str() {
            "order" => order_by_id(world, argument("id").as_ref()),
            "orders" => match search(world, argument("query").as_ref(), argument("first").as_ref(), now) {
                Some(found) => found,
                None => return Reply::ok(graphql_error("the search cannot be read", "argumentLiteralsIncompatible")),
            },
            "shop" => json!({"name": "Example Shop", "plan": {"displayName": "Basic"}}),
            other => {
                world.violate(Rule::UnlistedCall, now, None, other);
                return Reply::ok(graphql_error("field does not exist", "undefinedField"));
            }
        };
        match select::prune(&value, selection, variables) {
            Ok(pruned) => data.insert(selection.key.clone(), pruned),
            Err(select::UnknownField) => return Reply::ok(graphql_error("field does not exist", "undefinedField")),
        };
    }
    Reply::ok(json!({"data": data, "extensions": {"cost": cost(BUCKET - QUERY_COST, QUERY_COST)}}))
}

fn order_by_id(world: &World, id: Option<&Value>) -> Value {
    let digits = id.and_then(Value::as_str).and_then(|id| id.strip_prefix("gid://shopify/Order/"));
    digits.and_then(|id| world.orders.get(id)).map_or(Value::Null, order_shape::graphql)
}

fn search(world: &mut World, query: Option<&Value>, first: Option<&Value>, now: Timestamp) -> Option<Value> {
    let query = query.and_then(Value::as_str).unwrap_or_default().to_lowercase();
    if ["email", "phone", "customer", "@"].iter().any(|word| query.contains(word)) {
        world.violate(Rule::ShopifyIdentitySearch, now, None, "orders");
    }
    let name = query.strip_prefix("name:")?.trim_matches(['"', '\'', '#']).to_owned();
    let limit = usize::try_from(first.and_then(Value::as_u64).unwrap_or(50)).ok()?;
    let nodes: Vec<Value> = search::candidates(world, &name).iter().take(limit).map(order_shape::graphql).collect();
    let edges: Vec<Value> = nodes.iter().map(|node| json!({ "node": node })).collect();
    Some(json!({"nodes": nodes, "edges": edges, "pageInfo": {"hasNextPage": false}}))
}

fn cost(available: f64, requested: f64) -> Value {
    json!({"requestedQueryCost": requested, "actualQueryCost": requested, "throttleStatus": {
        "maximumAvailable": BUCKET, "currentlyAvailable": available, "restoreRate": RESTORE_RATE,
    }})
}

/// The bucket is empty: 2 s until a query of this cost fits.
fn throttled() -> Reply {
    let mut body = graphql_error("Throttled", "THROTTLED");
    body["extensions"] = json!({"cost": cost(0.0, 2.0 * RESTORE_RATE)});
    Reply::ok(body)
}

fn graphql_error(message: &str, code: &str) -> Value {
    json!({"errors": [{"message": message, "extensions": {"code": code}}]})
}

impl Selection {
    /// The argument's value, variables put in.
    fn argument(&self, name: &str, variables: &Value) -> Option<Value> {
        let (_, argument) = self.arguments.iter().find(|(key, _)| key == name)?;
        match argument {
            Argument::Variable(variable) => variables.get(variable).cloned(),
            Argument::Literal(value) => Some(value.clone()),
        }
    }
}
