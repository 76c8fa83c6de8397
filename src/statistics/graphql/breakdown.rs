//! Breakdowns in the API. Deliberately absent: any order by value.

use std::sync::Arc;

use async_graphql::{Context, SimpleObject};

use super::figure::{Asking, Figure};
use super::node::{HierarchyNode, NodeArgs};
use crate::events::kinds::EventKind;
use crate::kernel::error::Result;
use crate::kernel::id::GlobalId;
use crate::linkage::{Node, Pin};
use crate::statistics::breakdown::{Dimension, Key, apart};
use crate::statistics::told_apart::{ToldRow, check, told_apart};

/// What a row stands for in one dimension (行标识).
#[derive(SimpleObject, Clone, Debug)]
pub struct BreakdownKey {
    /// The dimension (维度).
    pub dimension: Dimension,
    /// A stable key: an id, a kind's name, `2022-07`, `2022-Q3`, `2022` (键).
    pub key: String,
    /// What to show (显示名称).
    pub label: String,
    /// The node, of dimensions that are nodes (节点).
    pub node: Option<HierarchyNode>,
    /// The kind, of the dimension KIND (活动种类).
    pub kind: Option<EventKind>,
}

/// One row of a breakdown (分项行).
#[derive(SimpleObject, Clone, Debug)]
pub struct BreakdownRow {
    /// What the row stands for, a key for each dimension asked (行标识).
    pub keys: Vec<BreakdownKey>,
    /// The figures, in the order of the metrics asked; none when suppressed (数据).
    pub figures: Vec<Figure>,
    /// Whether the figures are withheld because fewer than five members would be compared (是否抑制).
    pub suppressed: bool,
}

/// A node's breakdown: every node, kind or stretch of time that the period holds, zero rows too.
pub async fn breakdown(
    ctx: &Context<'_>,
    pin: &Arc<Pin>,
    node: Node,
    by: Vec<Dimension>,
    args: NodeArgs,
) -> Result<Vec<BreakdownRow>> {
    check(&by)?;
    let Some((pin, asking)) = args.asking(ctx, pin, node, apart(&by)).await? else {
        return Ok(Vec::new());
    };
    let memory = (ctx.data_unchecked(), ctx.data_unchecked());
    let told = told_apart(memory, &pin, &asking, &by, &args.metrics).await?;
    let row = |row: ToldRow| {
        let asking = Asking {
            scope: row.scope,
            ..asking.clone()
        };
        let keys = row.keys.into_iter();
        BreakdownRow {
            keys: keys
                .map(|(dimension, key)| view(&pin, dimension, key))
                .collect(),
            figures: asking.figures(&pin, row.answered),
            suppressed: row.suppressed,
        }
    };
    Ok(told.into_iter().map(row).collect())
}

fn view(pin: &Arc<Pin>, dimension: Dimension, key: Key) -> BreakdownKey {
    match key {
        Key::Node(node) => {
            let view = HierarchyNode::of(pin, node);
            let label = pin
                .chain
                .organization
                .name_of(node.id())
                .unwrap_or_default()
                .to_owned();
            BreakdownKey {
                dimension,
                key: view.global_id().0,
                label,
                node: Some(view),
                kind: None,
            }
        }
        Key::Kind(kind) => BreakdownKey {
            dimension,
            key: sea_orm::ActiveEnum::to_value(&kind),
            label: kind.name_zh().to_owned(),
            node: None,
            kind: Some(kind),
        },
        Key::Campaign(id, name) => BreakdownKey {
            dimension,
            key: GlobalId::encode("Campaign", pin.district_id(), id.0).0,
            label: name,
            node: None,
            kind: None,
        },
        Key::Time(_, label) => BreakdownKey {
            dimension,
            key: label.clone(),
            label,
            node: None,
            kind: None,
        },
    }
}
