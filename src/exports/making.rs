//! Makes the file of an order for a caller, whole, at one journal number. Deliberately absent: by which door it was ordered.

use super::explained::explained;
use super::file::{File, MOST_ROWS};
use super::order::{Order, What};
use super::refusals::Outcome;
use super::{cases, events, figures, members};
use crate::kernel::error::Problem;
use crate::linkage::Request;

/// A file that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its name, in Chinese.
    pub name: String,
    /// Its name in letters that every header takes.
    pub plain_name: String,
    /// Its media type.
    pub media: &'static str,
}

/// Whether an order can be met: refuses what the file would be refused for, as far as it is known before it is made.
pub async fn check(request: &Request, order: &Order) -> Outcome<()> {
    let pin = request
        .pin(&order.district)
        .await?
        .ok_or(Problem::Forbidden)?;
    let file = File::new(order.format, MOST_ROWS);
    match &order.what {
        What::Events(order) => file.has_room_for(events::count(request, &pin, order).await?),
        What::Cases(order) => file.has_room_for(cases::count(request, &pin, order).await?),
        What::Members(_) => Ok(()),
        What::Figures(figures) => {
            figures::check_order(figures, order.format)?;
            figures::asking(request, &pin, figures).await
        }
    }
}

/// Makes the file. What the caller may not see is not in it.
pub async fn make(request: &Request, order: &Order) -> Outcome<Made> {
    make_up_to(request, order, MOST_ROWS).await
}

/// The same, of another number of rows at most.
pub async fn make_up_to(request: &Request, order: &Order, most: u64) -> Outcome<Made> {
    let pin = request
        .pin(&order.district)
        .await?
        .ok_or(Problem::Forbidden)?;
    let mut file = File::new(order.format, most);
    let told = match &order.what {
        What::Events(order) => {
            Box::pin(events::write(request, &pin, order, &mut file)).await?;
            None
        }
        What::Cases(order) => {
            Box::pin(cases::write(request, &pin, order, &mut file)).await?;
            None
        }
        What::Members(order) => {
            members::write(request, &pin, order, &mut file)?;
            None
        }
        What::Figures(figures) => {
            let into = (order.format, &mut file);
            Some(Box::pin(figures::write(request, &pin, figures, into)).await?)
        }
    };
    let at = request.clock.now();
    file.explain(explained((request, &pin), order, told.as_ref(), at))?;
    let number = told.as_ref().map_or(pin.number, |told| told.pin.number);
    let ((zh, en), district) = (order.what.called(), &order.district);
    let ending = order.format.ending();
    Ok(Made {
        bytes: file.finish()?,
        name: format!("{zh}-{district}-{number}.{ending}"),
        plain_name: format!("{en}-{district}-{number}.{ending}"),
        media: order.format.media(),
    })
}
