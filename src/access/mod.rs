//! Who a caller is: API tokens, issued once, stored hashed, with an expiry, a scope and the addresses from which they are
//! taken; accounts with dated roles, for persons whom an OpenID Connect issuer vouches for or who sign in here; the gate that
//! turns what a caller shows into an `Actor`; and the journal of accesses. Deliberately absent: the policy (kernel).

pub mod accesses;
pub mod addresses;
pub mod commands;
pub mod entity;
pub mod gate;
pub mod graphql;
pub mod issuer;
pub mod last_use;
pub mod local;
pub mod queries;
pub mod refusals;
pub mod rules;
pub mod tokens;

pub use addresses::Range;
pub use gate::{Admitted, Gate, NotSignedIn, Right, Shown};
pub use local::{Desk, Presence};
pub use tokens::{Issued, TokenRequest, issue, list, revoke, set_open_queries};
