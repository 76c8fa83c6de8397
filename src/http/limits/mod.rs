//! What a document may ask for. Its shape (depth, aliases, root fields, directives, fields) is a property of the text and
//! is measured once; its cost, the number of objects that the answer may hold, is measured with each request's variables.
//! Both count a fragment once and in saturating arithmetic, so a bomb is refused for its size without being unrolled.
//! Deliberately absent: what a caller may spend in a minute (budget).

mod cost;
mod shape;
mod sizes;

pub use cost::{Cost, measure};
pub use shape::{Misshapen, Shape, place_of};

use crate::kernel::error::Message;

/// One number that is above its limit, as a sentence that says both and a cheaper way.
fn above(asked: u64, limit: u64, [zh, way_zh, en, way_en]: [&str; 4]) -> Message {
    Message::new(
        format!("查询的{zh}为 {asked}，超过上限 {limit}；请{way_zh}。"),
        format!("The query's {en} is {asked}, above the limit of {limit}; {way_en}."),
    )
}
