//! API tokens: issued once, stored hashed, with an expiry and a scope; and turning one into an `Actor`.
//! Deliberately absent: the policy (kernel), sessions and passwords.

pub mod entity;
pub mod tokens;

pub use tokens::{Issued, NotSignedIn, TokenRequest, authenticate, issue, list, revoke};
