//! REST and HTTP APIs, and what guards them.

mod http_api;
mod rest_api;
mod upstream;
mod web_acl;
