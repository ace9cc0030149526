//! switchboard-queue
