//! A statement in the API. Deliberately absent: writing, and comparing it with what is recorded since.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use super::line::StatementLine;
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::id::{GlobalId, NodeId};
use crate::kernel::scalars::{DateTime, Long};
use crate::linkage::{Pin, Request};
use crate::statements::commands::{Frozen, TYPE};
use crate::statements::entity::{statement, statement_line};
use crate::statements::queries;

/// Figures frozen under a title.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The district as it is seen.
    pub pin: Arc<Pin>,
    /// What was frozen.
    pub row: Arc<statement::Model>,
    /// Its lines, in their order.
    pub lines: Arc<Vec<statement_line::Model>>,
    /// What replaces it.
    pub replaced_by: Option<NodeId>,
}

impl Statement {
    /// A statement that was frozen just now.
    pub fn new(pin: &Arc<Pin>, (row, lines): Frozen) -> Self {
        Self {
            pin: Arc::clone(pin),
            row: Arc::new(row),
            lines: Arc::new(lines),
            replaced_by: None,
        }
    }

    fn told(&self, request: &Request) -> Vec<StatementLine> {
        let lines = self.lines.iter();
        lines
            .map(|line| StatementLine::new(request, &self.pin, line))
            .collect()
    }
}

/// Figures frozen under a title, each with how it was counted and a digest of its records; what is recorded later changes
/// none of them (定稿报表).
#[Object]
impl Statement {
    /// The opaque id (标识).
    pub async fn id(&self) -> ID {
        GlobalId::encode(TYPE, &self.row.district_id, self.row.id.0)
    }

    /// Its title (标题).
    async fn title(&self) -> &str {
        &self.row.title
    }

    /// The journal number of the freezing (版本序号).
    async fn since_sequence(&self) -> Long {
        Long(self.row.since_number)
    }

    /// The journal number that its figures are true for: asked as of it, they answer the same (数据序号).
    async fn frozen_as_of(&self) -> Long {
        Long(self.row.frozen_number)
    }

    /// When it was frozen (定稿时间).
    async fn frozen_at(&self) -> DateTime {
        DateTime(self.row.frozen_at)
    }

    /// The statement that it replaces, by its id; null for a first one (被替代的报表).
    async fn replaces_id(&self) -> Option<ID> {
        let id = self.row.replaces_id?;
        Some(GlobalId::encode(TYPE, &self.row.district_id, id.0))
    }

    /// Why it replaces that one (更正原因).
    async fn reason(&self) -> Option<&str> {
        self.row.reason.as_deref()
    }

    /// The statement that replaces it, by its id; null while it stands (替代它的报表).
    async fn replaced_by_id(&self) -> Option<ID> {
        let id = self.replaced_by?;
        Some(GlobalId::encode(TYPE, &self.row.district_id, id.0))
    }

    /// SHA-256, in hex, over the title and every line; the journal holds the same. Null when one of its lines is withheld
    /// from the caller, who could try which number gives it (摘要).
    async fn digest(&self, ctx: &Context<'_>) -> Option<&str> {
        let request = ctx.data_unchecked::<Request>();
        let withheld = self.told(request).iter().any(|line| line.suppressed);
        (!withheld).then_some(self.row.digest.as_str())
    }

    /// Its figures as they were frozen, at most 60 (数据项).
    async fn lines(&self, ctx: &Context<'_>) -> Vec<StatementLine> {
        self.told(ctx.data_unchecked::<Request>())
    }
}

/// One statement; none when there is none or the caller may not see it.
pub async fn load(request: &Request, pin: &Arc<Pin>, id: NodeId) -> Result<Option<Statement>> {
    let district = pin.district_id();
    if !request.may(Action::ReadFigures, district, None) {
        return Ok(None);
    }
    let Some(row) = queries::find(&request.db, district, pin.number, id).await? else {
        return Ok(None);
    };
    Ok(all(request, pin, vec![row]).await?.pop())
}

/// Statements with their lines, two statements of SQL however many.
pub async fn all(
    request: &Request,
    pin: &Arc<Pin>,
    rows: Vec<statement::Model>,
) -> Result<Vec<Statement>> {
    let ids: Vec<NodeId> = rows.iter().map(|row| row.id).collect();
    let (district, number) = (pin.district_id(), pin.number);
    let mut lines = queries::lines(&request.db, district, &ids).await?;
    let replaced = queries::replacements(&request.db, district, number, &ids).await?;
    let whole = rows.into_iter().map(|row| Statement {
        pin: Arc::clone(pin),
        lines: Arc::new(lines.remove(&row.id).unwrap_or_default()),
        replaced_by: replaced.get(&row.id).copied(),
        row: Arc::new(row),
    });
    Ok(whole.collect())
}
