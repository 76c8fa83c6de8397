//! Consultations: 乡镇街道点题、政协组织、实地协商、广泛参与. Deliberately absent: HTTP.

mod demo;
pub mod desk;
mod life;
mod refusing;
mod seeing;
mod table;
