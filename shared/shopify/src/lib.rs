//! switchboard-shopify
