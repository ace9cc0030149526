//! Switchboard on this machine as it is on AWS.
