//! Which frozen figures a late post touches: those that come to something else just after it than just before, counted as
//! they were frozen. Deliberately absent: changing what is frozen; that is a statement of its own, by a person.

use async_graphql::{Context, SimpleObject};

use super::difference::StatementCurrent;
use super::line::{StatementLine, is_small, sees_small};
use super::statement::{Statement, all};
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::period::Span;
use crate::linkage::Request;
use crate::published::graphql::touched::Written;
use crate::statements::comparing::{Compared, compare};
use crate::statements::entity::statement_line;
use crate::statements::queries::unreplaced;
use crate::statistics::asked::Asked;

/// So many statements are looked at.
const MOST: u64 = 20;

/// So many rows of events are looked through for them.
const MOST_ROWS: usize = 50_000;

/// A frozen figure that a post touches (触及的定稿数据).
#[derive(SimpleObject, Clone, Debug)]
pub struct TouchedStatementLine {
    /// The statement; it stays as it is until somebody replaces it (定稿报表).
    pub statement: Statement,
    /// The figure as it was frozen (定稿值).
    pub frozen: StatementLine,
    /// What it came to just before the post (报送前重算值).
    pub before: StatementCurrent,
    /// What it comes to just after it (报送后重算值).
    pub after: StatementCurrent,
}

/// The lines that are touched, by statement, the newest first; none of who may not see figures, and none at all when there
/// are too many events to be looked through.
pub async fn touched(
    ctx: &Context<'_>,
    written: &Written,
) -> Result<Option<Vec<TouchedStatementLine>>> {
    let (request, asked) = (
        ctx.data_unchecked::<Request>(),
        ctx.data_unchecked::<Asked>(),
    );
    let (pin, (before, after)) = (&written.pin, written.numbers);
    let district = pin.district_id();
    if !request.may(Action::ReadFigures, district, None) {
        return Ok(Some(Vec::new()));
    }
    let rows = unreplaced(&request.db, district, after, MOST).await?;
    let statements = all(request, pin, rows).await?;
    let (first, last) = written.days;
    let days = Span::new(first, last.succ_opt());
    let over = |line: &statement_line::Model| {
        let span = Span::new(line.from_day, line.to_day);
        span.intersect(&days).is_some()
    };
    let (mut of, mut lines) = (Vec::new(), Vec::new());
    for statement in &statements {
        for line in statement.lines.iter().filter(|line| over(line)) {
            of.push(statement);
            lines.push(line.clone());
        }
    }
    if lines.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let then = asked.as_of(request, pin, Some(before)).await?;
    let now = asked.as_of(request, pin, Some(after)).await?;
    let figures = request.db.for_figures();
    let Some(compared) = compare(&figures, &lines, (&then, &now), MOST_ROWS).await? else {
        return Ok(None);
    };
    let sees_small = sees_small(request, district);
    let each = of.into_iter().zip(&lines).zip(compared);
    let touched = each.filter_map(|((statement, line), compared)| {
        let compared = compared.filter(is_touched)?;
        let small = |value| !sees_small && is_small(&compared.basis, value);
        let suppressed = small(compared.before.value) || small(compared.current.value);
        Some(TouchedStatementLine {
            statement: statement.clone(),
            frozen: StatementLine::new(request, pin, line),
            before: StatementCurrent::new(&compared.before, suppressed),
            after: StatementCurrent::new(&compared.current, suppressed),
        })
    });
    Ok(Some(touched.collect()))
}

fn is_touched(compared: &Compared) -> bool {
    compared.before != compared.current || !compared.explanations.is_empty()
}
