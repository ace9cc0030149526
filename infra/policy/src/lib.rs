//! Rules over the resource graph.
