//! switchboard-simulators
