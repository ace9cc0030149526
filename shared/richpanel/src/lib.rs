//! switchboard-richpanel
