//! Sentiment reports: written, edited, issued, adopted, instructed on. Deliberately absent: HTTP.

pub mod desk;
mod life;
mod points;
mod random;
mod refusing;
mod seeing;
mod table;
