//! switchboard-simulation
