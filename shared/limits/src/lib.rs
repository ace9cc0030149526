//! switchboard-limits
