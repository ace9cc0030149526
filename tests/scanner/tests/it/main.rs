//! checkov over every stack of the project, and over a stack that is bad on purpose.

mod scan;
