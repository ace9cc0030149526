//! What stands in for a model. It is none: it finds keywords in the data of the prompt and fills the requested schema
//! with the names that they stand for, always the same way. Good enough that a question about an order is answered as
//! one; worthless as evidence of how well a model understands customers.

mod fill;
mod topics;
mod understanding;

use serde_json::json;

pub(super) use self::fill::{choices, enum_values};
use self::understanding::Understanding;
use super::request::{Asked, Format};

/// What the stand-in writes.
pub(super) fn answer(asked: &Asked) -> String {
    let understanding = Understanding::of(&asked.question);
    match &asked.format {
        Format::Schema { schema, .. } => fill::fill(schema, &understanding).to_string(),
        // Without a schema there is nothing to fill: the instructions are not understood.
        Format::JsonObject => {
            let (name, certainty) = understanding.first();
            json!({"answer": name, "confidence": certainty}).to_string()
        }
        Format::Text => understanding.sentence(),
    }
}
