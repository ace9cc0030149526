//! Assembles a worker from settings and ports.
