//! switchboard-intake
