//! The annual report (年度工作报告) as a document: the district's own headings and paragraphs, composed from figures that are
//! counted as statements are, at one journal number; every number carries a receipt that names its metric, days, records
//! and digest. What is counted and how it is worded is data: a list of figures and templates, which a district replaces
//! without a compiler. What cannot be told in full is marked at its place and listed at the front.
//! Deliberately absent: sums of figures, which a template cannot make; anything personal; and writing: a report is a
//! draft that changes nothing.

pub mod blocks;
pub mod composing;
pub mod counting;
pub mod definition;
pub mod docx;
pub mod filling;
pub mod front;
pub mod html;
pub mod making;
pub mod receipts;
pub mod tables;
pub mod templates;
pub mod text;
pub mod words;

pub use making::{Asked, Format, NotMade, make};
