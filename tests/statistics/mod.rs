//! Stories of figures: what counts for whom, on which day, at which journal number, and that every one of them is the sum
//! of the records that it shows. Deliberately absent: HTTP; figures are asked of the schema.

mod stage;

mod crediting;
mod moving;
mod silence;
mod statements;
