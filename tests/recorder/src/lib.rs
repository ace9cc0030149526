//! Recording monitor.
