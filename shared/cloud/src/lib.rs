//! The ports of Switchboard on AWS services.
