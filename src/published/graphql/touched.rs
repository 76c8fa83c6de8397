//! Which published figures a late post touches: those that the records bear out otherwise after it than before it, by the
//! same computation at both journal numbers, so that nobody has to foresee what a metric counts.
//! Deliberately absent: changing what is printed; that is a correction, by a person.

use std::sync::Arc;

use async_graphql::{Context, SimpleObject};
use chrono::NaiveDate;
use futures_util::future::try_join_all;

use super::figure::PublishedFigure;
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::scalars::Decimal;
use crate::linkage::{Pin, Request};
use crate::published::queries::computable_over;
use crate::statistics::asked::Asked;
use crate::statistics::graphql::figure::Figure;

/// So many figures are looked at.
const MOST: u64 = 100;

/// A published figure that a post touches (触及的公布数据).
#[derive(SimpleObject, Clone, Debug)]
pub struct TouchedFigure {
    /// The figure as it is printed; it stays so until somebody corrects it (公布数据).
    pub published: PublishedFigure,
    /// The computed figure just before the post (报送前计算值).
    pub before: Figure,
    /// The computed figure just after it (报送后计算值).
    pub after: Figure,
}

/// What was written between two journal numbers, of these days.
#[derive(Clone, Debug)]
pub struct Written {
    /// The district as it is seen.
    pub pin: Arc<Pin>,
    /// Before and after.
    pub numbers: (i64, i64),
    /// The first and the last day.
    pub days: (NaiveDate, NaiveDate),
}

/// The figures that are touched; none for who may not see figures.
pub async fn touched(ctx: &Context<'_>, written: &Written) -> Result<Vec<TouchedFigure>> {
    let (request, asked) = (
        ctx.data_unchecked::<Request>(),
        ctx.data_unchecked::<Asked>(),
    );
    let (pin, (before, after)) = (&written.pin, written.numbers);
    let district = pin.district_id();
    if !request.may(Action::ReadFigures, district, None) {
        return Ok(Vec::new());
    }
    let rows = computable_over(&request.db, district, after, written.days, MOST).await?;
    let before = asked.as_of(request, pin, Some(before)).await?;
    let after = asked.as_of(request, pin, Some(after)).await?;
    let each = rows.into_iter().map(async |row| {
        let row = Arc::new(row);
        let at = |pin: &Arc<Pin>| PublishedFigure {
            pin: Arc::clone(pin),
            row: Arc::clone(&row),
        };
        let (earlier, published) = (at(&before), at(&after));
        let (was, is) = tokio::try_join!(earlier.computed(ctx), published.computed(ctx))?;
        Ok(was.zip(is).map(|(before, after)| TouchedFigure {
            published,
            before,
            after,
        }))
    });
    let each: Result<Vec<_>> = try_join_all(each).await;
    let touched = each?.into_iter().flatten();
    Ok(touched.filter(is_touched).collect())
}

fn is_touched(figure: &TouchedFigure) -> bool {
    let told = |figure: &Figure| {
        let numbers = [&figure.value, &figure.numerator, &figure.denominator];
        numbers.map(|number| number.as_ref().and_then(Decimal::number))
    };
    let (before, after) = (&figure.before, &figure.after);
    told(before) != told(after) || before.qualifier != after.qualifier
}
