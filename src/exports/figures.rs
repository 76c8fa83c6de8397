//! A node's figures as rows: one sheet with each figure and what makes it up, and a sheet for each breakdown, zero rows
//! included. They are answered by the same calculation as those of the API, with the same cells withheld. A rate over nothing
//! is an empty cell, never a zero. Deliberately absent: the records behind figures.

use std::sync::Arc;

use super::file::{File, Format};
use super::order::FiguresOrder;
use super::refusals::{ExportErrorCode as Code, Outcome};
use super::table::{Cell, Column};
use super::words::{FUNDS, dimension, status, unit};
use crate::kernel::authz::Action;
use crate::kernel::id::GlobalId;
use crate::linkage::{Pin, Request};
use crate::statistics::asked::Asked;
use crate::statistics::asking::{Answered, Asking};
use crate::statistics::breakdown::{Dimension, Key, apart};
use crate::statistics::metrics::MetricCode;
use crate::statistics::question::Apart;
use crate::statistics::told_apart::{ToldRow, check, told_apart};

/// Breakdowns of one file at most.
const MOST_BREAKDOWNS: usize = 6;

/// What stands for a figure that is withheld.
pub const WITHHELD: &str = "已抑制";

/// What stands behind a figure that is a lower bound.
const AT_LEAST: &str = "不少于（余）";

/// The node's own figures with what they are true for.
#[derive(Debug)]
pub struct Told {
    /// The district at the journal number that was asked.
    pub pin: Arc<Pin>,
    /// The node's own figures; none for who may not see figures.
    pub figures: Vec<Answered>,
}

/// Refuses more breakdowns than a file of the format holds, and dimensions that are none.
pub fn check_order(order: &FiguresOrder, format: Format) -> Outcome<()> {
    if order.breakdowns.len() > MOST_BREAKDOWNS {
        return Err(Code::TooManyBreakdowns.at("breakdowns").into());
    }
    if format == Format::Csv && order.breakdowns.len() > 1 {
        return Err(Code::OneTableOnly.at("breakdowns").into());
    }
    for by in &order.breakdowns {
        check(by)?;
    }
    Ok(())
}

/// Asks what the order asks, without an answer: refuses what figures refuse.
pub async fn asking(request: &Request, pin: &Arc<Pin>, order: &FiguresOrder) -> Outcome<()> {
    let asked = Asked::default();
    if may(request, pin, order) {
        let pin = asked.as_of(request, pin, order.as_of).await?;
        for by in &order.breakdowns {
            order.wanted.of(request, &pin, order.node, apart(by))?;
        }
        order
            .wanted
            .of(request, &pin, order.node, Apart::default())?;
    }
    Ok(())
}

fn may(request: &Request, pin: &Pin, order: &FiguresOrder) -> bool {
    request.may(
        Action::ReadFigures,
        pin.district_id(),
        Some(order.node.id()),
    )
}

/// Writes the figures that the caller may see; of a csv the one breakdown, or else the figures.
pub async fn write(
    request: &Request,
    pin: &Arc<Pin>,
    order: &FiguresOrder,
    (format, file): (Format, &mut File),
) -> Outcome<Told> {
    check_order(order, format)?;
    let asked = Asked::default();
    let memory = (request, &asked);
    let sees = may(request, pin, order);
    let pin = match sees {
        true => asked.as_of(request, pin, order.as_of).await?,
        false => Arc::clone(pin),
    };
    let metrics = &order.wanted.metrics;
    let figures = match sees {
        true => {
            let asking = order
                .wanted
                .of(request, &pin, order.node, Apart::default())?;
            asking.answered(memory, &pin, metrics).await?
        }
        false => Vec::new(),
    };
    if format == Format::Xlsx || order.breakdowns.is_empty() {
        file.table("统计数据", receipt_columns())?;
        for figure in &figures {
            file.row(&receipt(figure))?;
        }
    }
    for by in &order.breakdowns {
        let rows = match sees {
            true => {
                let asking: Asking = order.wanted.of(request, &pin, order.node, apart(by))?;
                Box::pin(told_apart(memory, &pin, &asking, by, metrics)).await?
            }
            false => Vec::new(),
        };
        breakdown(&pin, by, metrics, &rows, file)?;
    }
    Ok(Told { pin, figures })
}

fn receipt_columns() -> Vec<Column> {
    let before = [
        ("指标代码", 20),
        ("指标", 24),
        ("数值", 14),
        ("单位", 16),
        ("精确程度", 14),
        ("分子", 12),
        ("分母", 12),
    ];
    let funds = FUNDS.iter().map(|(_, heading)| (*heading, 14));
    let after = [
        ("应报（个工作室）", 16),
        ("已报", 10),
        ("零报告", 10),
        ("沉默", 10),
        ("未到期", 10),
        ("不计入的记录", 40),
    ];
    before
        .into_iter()
        .chain(funds)
        .chain(after)
        .map(|(heading, width)| Column::new(heading, width))
        .collect()
}

fn receipt(figure: &Answered) -> Vec<Cell> {
    let (definition, result) = (figure.metric.definition(), &figure.result);
    let (told, (numerator, denominator)) = (value(figure), figure.told_parts());
    let mut cells: Vec<Cell> = vec![
        code(figure.metric).into(),
        definition.name_zh.into(),
        told,
        unit(definition.unit).into(),
        match (figure.told(), figure.tells_at_least()) {
            (None, _) => Cell::Empty,
            (_, true) => AT_LEAST.into(),
            (_, false) => "精确".into(),
        },
        numerator.into(),
        denominator.into(),
    ];
    let funds = FUNDS.iter().map(|(kind, _)| result.funds.get(kind));
    cells.extend(funds.map(|sum| Cell::from(sum.map(|sum| sum.value()))));
    let heard = &figure.completeness;
    cells.extend(
        [
            heard.expected,
            heard.reported,
            heard.declared_zero,
            heard.silent,
            heard.not_yet_due,
        ]
        .map(Cell::from),
    );
    let excluded = result.excluded.iter();
    let excluded = excluded.map(|(why, count)| format!("{}{count}条", left_out(*why)));
    let excluded: Vec<String> = excluded.collect();
    cells.push(excluded.join("、").into());
    cells
}

/// Why records with a status are left out; posted ones where only verified ones are asked for.
fn left_out(why: crate::events::kinds::EventStatus) -> &'static str {
    match why {
        crate::events::kinds::EventStatus::Posted => "未核实",
        other => status(other),
    }
}

/// The value, what stands for one that is withheld, or nothing.
fn value(figure: &Answered) -> Cell {
    match figure.suppressed {
        true => WITHHELD.into(),
        false => figure.told().into(),
    }
}

/// The code as the API spells it.
pub fn code(metric: MetricCode) -> String {
    match async_graphql::resolver_utils::enum_value(metric) {
        async_graphql::Value::Enum(name) => name.to_string(),
        _ => String::new(),
    }
}

fn breakdown(
    pin: &Pin,
    by: &[Dimension],
    metrics: &[MetricCode],
    rows: &[ToldRow],
    file: &mut File,
) -> Outcome<()> {
    let names: Vec<&str> = by.iter().map(|one| dimension(*one)).collect();
    let any = |metric: usize, is: &dyn Fn(&Answered) -> bool| {
        let mut figures = rows.iter().filter_map(|row| row.answered.get(metric));
        figures.any(is)
    };
    // Columns that would be empty in every row are left out.
    let beside: Vec<(bool, bool)> = (0..metrics.len())
        .map(|metric| {
            (
                any(metric, &|figure| figure.result.denominator.is_some()),
                any(metric, &Answered::tells_at_least),
            )
        })
        .collect();
    let mut columns: Vec<Column> = Vec::new();
    for name in &names {
        columns.push(Column::new(format!("{name}编号"), 20));
        columns.push(Column::new(*name, 24));
    }
    for (metric, (is_rate, bounded)) in metrics.iter().zip(&beside) {
        let definition = metric.definition();
        let name = definition.name_zh;
        let heading = format!("{name}（{}）", unit(definition.unit));
        columns.push(Column::new(heading, 16));
        if *is_rate {
            columns.push(Column::new(format!("{name}·分子"), 12));
            columns.push(Column::new(format!("{name}·分母"), 12));
        }
        if *bounded {
            columns.push(Column::new(format!("{name}·精确程度"), 14));
        }
    }
    file.table(&format!("按{}", names.join("×")), columns)?;
    for row in rows {
        let mut cells: Vec<Cell> = Vec::new();
        for (_, key) in &row.keys {
            let (id, label) = named(pin, key);
            cells.extend([id.into(), label.into()]);
        }
        for (metric, (is_rate, bounded)) in beside.iter().enumerate() {
            let figure = row.answered.get(metric);
            cells.push(match (row.suppressed, figure) {
                (true, _) => WITHHELD.into(),
                (false, figure) => figure.map_or(Cell::Empty, value),
            });
            if *is_rate {
                let parts = figure.map(Answered::told_parts).unwrap_or_default();
                cells.extend([parts.0.into(), parts.1.into()]);
            }
            if *bounded {
                let is = figure.is_some_and(Answered::tells_at_least);
                cells.push(is.then_some(AT_LEAST).into());
            }
        }
        file.row(&cells)?;
    }
    Ok(())
}

/// A row's id, and what it is called.
fn named(pin: &Pin, key: &Key) -> (String, String) {
    match key {
        Key::Node(node) => {
            let id = node.id();
            let name = pin.chain.organization.name_of(id).unwrap_or_default();
            (id.to_string(), name.to_owned())
        }
        Key::Kind(kind) => (
            sea_orm::ActiveEnum::to_value(kind),
            kind.name_zh().to_owned(),
        ),
        Key::Campaign(id, name) => (
            GlobalId::encode("Campaign", pin.district_id(), id.0).0,
            name.clone(),
        ),
        Key::Time(_, label) => (label.clone(), label.clone()),
    }
}
