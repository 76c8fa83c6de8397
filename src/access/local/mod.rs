//! The sign-in of a site without an issuer: name, password and one-time code give a session of one granted role. All of it
//! belongs to the installation, because a person may hold roles in several districts by one name.
//! A wrong name, a wrong password and a wrong code look alike and take alike; guessing locks the guesser out long before
//! it locks out whom he guesses at (`locks`). Deliberately absent: passwords that go by letter, and questions about pets.

pub mod attempt;
pub mod codes;
pub mod desk;
pub mod entity;
pub mod guard;
pub mod hashing;
pub mod keeping;
pub mod locks;
pub mod operator;
pub mod own;
pub mod refusals;
pub mod rules;
pub mod sessions;
pub mod sign_in;
pub mod tending;

pub use desk::{Desk, Presence, Settings};
pub use refusals::SignInErrorCode;
pub use sessions::{Duty, Session};

/// The issuer of those who sign in here; an OpenID Connect issuer is an address and never called so.
pub const ISSUER: &str = "local";
