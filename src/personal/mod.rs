//! Personal data of one subject: telling everything that is held of it, erasing it, and for how long words of each kind
//! are kept. Erasing deletes a data key and nothing else: ciphertext, digests, figures and the journal stay as they were.
//!
//! A member's name, offices, memberships, links and the events that he took part in stay: they are the public record of an
//! office. Words in cases and events go case by case and event by event, because they belong to residents and authors alike.
//! Deliberately absent: sealing; each slice seals what it holds.

pub mod assessed;
pub mod entity;
pub mod erasing;
pub mod exporting;
pub mod graphql;
pub mod keeping;
pub mod refusals;
pub mod subject;
