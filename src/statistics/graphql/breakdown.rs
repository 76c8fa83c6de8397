//! Breakdowns in the API. Deliberately absent: any order by value.

use std::sync::Arc;

use async_graphql::{Context, SimpleObject};

use super::figure::{Asking, Figure};
use super::node::{HierarchyNode, NodeArgs};
use crate::events::kinds::{EventKind, Qualifier};
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::GlobalId;
use crate::linkage::{Node, Pin, Request};
use crate::statistics::asked::Asked;
use crate::statistics::breakdown::{
    Dimension, FEWEST_MEMBERS, Ground, Key, MOST_ROWS, apart, keys, narrow,
};
use crate::statistics::figure::Scope;
use crate::statistics::small_cells::also_withheld;

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

/// A row before its figures.
struct Row {
    keys: Vec<(Dimension, Key)>,
    scope: Scope,
    suppressed: bool,
}

/// A node's breakdown: every node, kind or stretch of time that the period holds, zero rows too.
pub async fn breakdown(
    ctx: &Context<'_>,
    pin: &Arc<Pin>,
    node: Node,
    by: Vec<Dimension>,
    args: NodeArgs,
) -> Result<Vec<BreakdownRow>> {
    let distinct = by.first() != by.get(1);
    if by.is_empty() || by.len() > 2 || !distinct {
        return Err(Problem::bad_input(
            "by",
            "请给出一个或两个不同的维度。",
            "Give one or two different dimensions.",
        ));
    }
    let (request, asked) = (
        ctx.data_unchecked::<Request>(),
        ctx.data_unchecked::<Asked>(),
    );
    let Some((pin, asking)) = args.asking(ctx, pin, node, apart(&by)).await? else {
        return Ok(Vec::new());
    };
    let campaigns = match by.contains(&Dimension::Campaign) {
        true => asked.campaigns(request, &pin).await?,
        false => Arc::default(),
    };
    let ground = Ground {
        chain: &pin.chain,
        attribution: asking.attribution,
        today: pin.today,
        narrowing: &asking.question.narrowing,
        campaigns: &campaigns,
    };
    let mut rows = vec![Row {
        keys: Vec::new(),
        scope: asking.scope.clone(),
        suppressed: false,
    }];
    for dimension in by {
        let mut finer = Vec::new();
        for row in rows {
            let below = keys(&ground, dimension, &row.scope);
            let too_few = dimension == Dimension::Member && below.len() < FEWEST_MEMBERS;
            for key in below {
                let scope = narrow(&ground, &row.scope, &key);
                let mut keys = row.keys.clone();
                keys.push((dimension, key));
                finer.push(Row {
                    keys,
                    scope,
                    suppressed: row.suppressed || too_few,
                });
            }
            if finer.len() > MOST_ROWS {
                return Err(Problem::bad_input(
                    "by",
                    format!("结果超过 {MOST_ROWS} 行，请缩小范围。"),
                    format!("More than {MOST_ROWS} rows; ask for less."),
                ));
            }
        }
        rows = finer;
    }
    let mut answer = Vec::with_capacity(rows.len());
    for row in rows {
        let figures = if row.suppressed {
            Vec::new()
        } else {
            let asking = Asking {
                scope: row.scope,
                ..asking.clone()
            };
            asking.answer(ctx, &pin, &args.metrics).await?
        };
        let keys = row.keys.into_iter();
        answer.push(BreakdownRow {
            keys: keys
                .map(|(dimension, key)| view(&pin, dimension, key))
                .collect(),
            figures,
            suppressed: row.suppressed,
        });
    }
    withhold_with_the_only_one(&mut answer, args.metrics.len());
    Ok(answer)
}

impl Figure {
    /// Tells neither the value nor what makes it up.
    pub fn withhold(&mut self) {
        self.suppressed = true;
        self.value = None;
        self.numerator = None;
        self.denominator = None;
        self.qualifier = Qualifier::Exact;
    }
}

/// Of each metric, whose only withheld row the total would give away.
fn withhold_with_the_only_one(rows: &mut [BreakdownRow], metrics: usize) {
    for metric in 0..metrics {
        let figures: Vec<&mut Figure> = rows
            .iter_mut()
            .filter_map(|row| row.figures.get_mut(metric))
            .collect();
        let told: Vec<_> = figures
            .iter()
            .map(|figure| (figure.counted, figure.suppressed))
            .collect();
        if let Some(figure) = also_withheld(&told).and_then(|place| figures.into_iter().nth(place))
        {
            figure.withhold();
        }
    }
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
