//! The handling units of the demo. Which departments the district names is not published: the list is an inference, and
//! the office edits it. Deliberately absent: persons in them.

use super::{Stopped, day, told};
use crate::kernel::id::NodeId;
use crate::linkage::Request;
use crate::organization::commands::bodies::{EstablishBody, establish_handling_unit};

const UNITS: [&str; 12] = [
    "区城管局",
    "区住建局",
    "区教育局",
    "区民政局",
    "区农业农村局",
    "区卫健局",
    "区交通运输局",
    "区市场监管局",
    "区应急管理局",
    "区司法局",
    "区文旅广体局",
    "区公安分局",
];

/// Establishes them.
pub async fn load(office: &Request) -> Result<Vec<NodeId>, Stopped> {
    let mut units = Vec::new();
    for name in UNITS {
        let body = EstablishBody {
            name: name.to_owned(),
            from: day(2016, 1, 1),
        };
        let done = establish_handling_unit(office, body).await;
        units.push(done.map_err(|failure| told("unit", &failure))?.id);
    }
    Ok(units)
}
