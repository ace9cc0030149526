//! The GraphQL documents. All three are queries; there is no mutation in this crate.

use crate::config::Metafield;

/// Candidates asked for by a name search.
pub const MAX_CANDIDATES: u8 = 5;

/// A call of the contract. All are reads and safe to repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// One order by its store id.
    OrderById,
    /// Candidates by order name.
    OrderByName,
    /// The shop itself: health check.
    Shop,
}

impl Operation {
    /// Every operation.
    pub const ALL: [Self; 3] = [Self::OrderById, Self::OrderByName, Self::Shop];

    /// The name in failures, logs and metrics; also the GraphQL operation name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OrderById => "order_by_id",
            Self::OrderByName => "order_by_name",
            Self::Shop => "shop",
        }
    }
}

/// Fields of an order. Street, city, names, prices, payment details and item titles are not asked for.
const ORDER_FIELDS: &str = "id name number email phone createdAt processedAt updatedAt cancelledAt cancelReason closedAt \
    displayFulfillmentStatus displayFinancialStatus statusPageUrl tags \
    customer { id email phone } \
    lineItems(first: 50) { nodes { quantity unfulfilledQuantity product { id } } } \
    fulfillments(first: 20) { id status displayStatus createdAt updatedAt deliveredAt trackingInfo { company number url } } \
    shippingLines(first: 5) { nodes { title code deliveryCategory } } \
    refunds(first: 20) { id createdAt }";

/// The document of an operation.
pub(crate) fn document(operation: Operation, preorder_eta: Option<&Metafield>, with_zip: bool) -> String {
    let name = operation.name();
    let mut fields = ORDER_FIELDS.to_owned();
    if with_zip {
        fields.push_str(" shippingAddress { zip }");
    }
    if let Some(Metafield { namespace, key }) = preorder_eta {
        fields.push_str(&format!(" metafield(namespace: \"{namespace}\", key: \"{key}\") {{ namespace key value }}"));
    }
    match operation {
        Operation::OrderById => format!("query {name}($id: ID!) {{ order(id: $id) {{ {fields} }} }}"),
        Operation::OrderByName => {
            format!(
                "query {name}($query: String!) {{ orders(first: {MAX_CANDIDATES}, query: $query) {{ nodes {{ {fields} }} }} }}"
            )
        }
        Operation::Shop => format!("query {name} {{ shop {{ name plan {{ displayName }} }} }}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_balanced_queries_without_forbidden_fields() {
        let eta = Metafield::parse("custom.eta").unwrap();
        for operation in Operation::ALL {
            let text = document(operation, Some(&eta), true);
            assert!(text.starts_with("query "), "{text}");
            assert!(!text.contains("mutation"));
            assert_eq!(text.matches('{').count(), text.matches('}').count());
            for forbidden in ["address1", "city", "firstName", "lastName", "Price", "title }  }", "transactions"] {
                assert!(!text.contains(forbidden), "{forbidden}");
            }
        }
    }

    #[test]
    fn zip_and_metafield_are_asked_for_only_when_configured() {
        let plain = document(Operation::OrderById, None, false);
        assert!(!plain.contains("zip") && !plain.contains("metafield"));
        let eta = Metafield::parse("custom.eta").unwrap();
        let full = document(Operation::OrderById, Some(&eta), true);
        assert!(full.contains("shippingAddress { zip }") && full.contains("key: \"eta\""));
    }
}
