//! `workrooms`: the GraphQL backend of a district committee's members' workrooms.
//!
//! **Bird's eye.** Workrooms post what they did; the chain vice-chairperson → special committee → sector group →
//! workroom → member is dated; leaders ask for figures at any node of it; every figure can show the records that it
//! counted. Vertical slices by subject over a small kernel. A district has one writer at a time, whose transaction adds
//! rows, moves the tallies and appends to the journal under one number; every read is true for a number.
//!
//! **Where to start reading.** `kernel::db::begin_write` and `kernel::journal` (what a number is), `linkage::chain`
//! (who was below whom), `events::commands` (a post), `casework::taking` with `micro_suggestions` (a case of one kind),
//! `statistics` (a figure and its receipt).
//!
//! **Invariants.** Imports go one way, down this list: `main`, `http`, `schema`, `synth`, `demo`, `reminding`, `app`, `config`, `live`, `webhooks`, `personal`, `reports`, `hotline`, `exports`,
//! `assessment`, `statements`, `published`, `statistics`, `practices`, the kinds of case (`public_voices`, `oversight`, `consultations`, `sentiment_reports`, `proposals`,
//! `micro_suggestions`), `casework`, `spreadsheets`, `events`, `access`, `linkage`, `organization`, `kernel`; only the `graphql` modules of slices name each other freely.
//! Two places differ from the first plan: `access` stands above `linkage`, because a token's scope is looked up in the
//! chain, and the tallies live in `events`, because a post moves them in its own transaction and `statistics` only reads.
//! On PostgreSQL a second wall stands behind the filters: each transaction tells for whom it is (`kernel::viewpoint`), every
//! table has forced row-level security (`migrations::walls`), and what the program does past it is the list `Errand`.
//! Who reads live (`live`) is given what follows the last number that he has, wherever it lies, and holds nothing while he
//! waits; a wake-up (`kernel::bus`) is a hint and carries nothing that could be lost with it.
//! An answer belongs to a number: whole answers are kept under it (`http::kept`), a reader tells a witness what an answer was
//! made of (`kernel::witness`), and whoever is given a kept one is given it after a look at the head that began after he
//! asked. Such looks, and those for tokens, are shared by all who ask at once (`kernel::together`); so is the transaction of
//! posts that wait for one district (`events::commands::sharing`).
//! A request reads through its `kernel::reader` alone, one snapshot an answer, and never holds two connections.
//! Nothing that figures depend on is updated in place or deleted. Nothing but `kernel::clock` reads the time. No statement
//! leaves out the district. What is personal lies sealed (`kernel::seal`), and what is masked is told in full only once the
//! journal says so (`kernel::accesses`).

pub mod access;
pub mod app;
pub mod assessment;
pub mod casework;
pub mod config;
pub mod consultations;
pub mod demo;
pub mod events;
pub mod exports;
pub mod hotline;
pub mod http;
pub mod kernel;
pub mod linkage;
pub mod live;
pub mod micro_suggestions;
pub mod organization;
pub mod oversight;
pub mod personal;
pub mod practices;
pub mod proposals;
pub mod public_voices;
pub mod published;
pub mod reminding;
pub mod reports;
pub mod schema;
pub mod sentiment_reports;
pub mod spreadsheets;
pub mod statements;
pub mod statistics;
pub mod synth;
pub mod webhooks;
