//! switchboard-workflow
