//! switchboard-replies
