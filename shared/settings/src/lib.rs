//! switchboard-settings
