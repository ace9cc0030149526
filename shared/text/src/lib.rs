//! switchboard-text
