//! switchboard-classify
