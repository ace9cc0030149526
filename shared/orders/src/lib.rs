//! switchboard-orders
