//! The sheet 说明 of a workbook: which district, true for which journal number, made when and for which role; what was asked;
//! of each figure the wording of its definition, its unit and its source; and what the cells mean. Deliberately absent: a
//! person's name.

use chrono::{DateTime, Utc};

use super::figures::{Told, code};
use super::order::{FiguresOrder, Order, What};
use super::table::Cell;
use super::words::{attribution, credit, unit};
use crate::casework::words::role;
use crate::events::filter::EventFilter;
use crate::kernel::period::Span;
use crate::linkage::{Pin, Request};
use crate::statistics::metrics::Counts;

type Row = [Cell; 2];

fn row(name: &str, told: impl Into<Cell>) -> Row {
    [name.into(), told.into()]
}

/// The rows of the sheet.
pub fn explained(
    (request, pin): (&Request, &Pin),
    order: &Order,
    told: Option<&Told>,
    at: DateTime<Utc>,
) -> Vec<Row> {
    let organization = &pin.chain.organization;
    let number = told.map_or(pin.number, |told| told.pin.number);
    let mut rows = vec![
        row("区县", organization.district.name.as_str()),
        row("区划代码", pin.district_id().as_str()),
        row("内容", order.what.called().0),
        row("截至日志序号", number),
        row("生成时间（北京时间）", at),
        row(
            "导出角色",
            request.actor.as_ref().map(|actor| role(actor.role).0),
        ),
    ];
    match &order.what {
        What::Events(order) => rows.extend(of_events(
            pin,
            order.node.map(|node| node.id()),
            &order.filter,
        )),
        What::Cases(order) => {
            rows.push(row("建件期间", order.filter.opened.as_ref().map(days)));
            rows.push(row("筛选", narrowed(order.filter != Default::default())));
            rows.push(row(
                "说明",
                "办件内容、办理说明与群众原话不在导出之列，请在系统中逐件查看。",
            ));
        }
        What::Members(order) => {
            rows.push(row("在任日期", order.on.unwrap_or(pin.today)));
            rows.push(row(
                "说明",
                "电话、民族、宗教信仰与是否中共党员不在导出之列，请在系统中逐人查看。",
            ));
        }
        What::Figures(order) => rows.extend(of_figures(pin, order, told)),
    }
    rows.push(row(
        "空单元格",
        "未填报、不适用、无权查看，或分母为零的比率；不是 0。",
    ));
    rows
}

fn of_events(pin: &Pin, node: Option<crate::kernel::id::NodeId>, filter: &EventFilter) -> Vec<Row> {
    let organization = &pin.chain.organization;
    let node = node.unwrap_or(organization.district.id);
    let without_days = EventFilter {
        span: None,
        ..filter.clone()
    };
    vec![
        row("节点", organization.name_of(node)),
        row("起始日期间", filter.span.as_ref().map(days)),
        row("筛选", narrowed(without_days != EventFilter::default())),
        row(
            "不少于（余）",
            "该列所列的计量项，其数量为“不少于”所填的数（原报为“…余”）。",
        ),
        row(
            "说明",
            "活动详情与理由可能含群众原话，不在导出之列；困难群众不足 5 人的人数，只对有权查看详情的角色显示。",
        ),
    ]
}

fn of_figures(pin: &Pin, order: &FiguresOrder, told: Option<&Told>) -> Vec<Row> {
    let wanted = &order.wanted;
    let organization = &pin.chain.organization;
    let mut rows = vec![
        row("节点", organization.name_of(order.node.id())),
        row("期间", days(&wanted.span)),
        row("归属口径", attribution(wanted.attribution)),
        row("计入方式", credit(wanted.credit)),
        row("筛选", narrowed(wanted.narrowing != Default::default())),
        row(
            "已抑制",
            "困难群众不足 5 人的数据，或不足 5 名委员之间的比较，依规定不予显示。",
        ),
        row("不少于（余）", "所计记录中有“余”数，数值为下限。"),
    ];
    if let Some(heard) = told.and_then(|told| told.figures.first()) {
        let heard = &heard.completeness;
        let said = format!(
            "应报 {} 个工作室：已报 {}，零报告 {}，沉默 {}，未到期 {}。",
            heard.expected, heard.reported, heard.declared_zero, heard.silent, heard.not_yet_due
        );
        rows.push(row("报送完整性", said));
    }
    for metric in &wanted.metrics {
        let definition = metric.definition();
        let source = match definition.counts {
            Counts::Cases(_) => "办件记录",
            Counts::SilentMonths => "报送情况",
            Counts::Reach(_) | Counts::Balance(_) => "活动记录与办件记录",
            _ => "活动记录",
        };
        let said = format!(
            "{}。定义：{}单位：{}。来源：{source}。版本：{}。",
            definition.name_zh,
            definition.definition_zh,
            unit(definition.unit),
            definition.version
        );
        rows.push(row(&format!("指标 {}", code(*metric)), said));
    }
    rows
}

/// The days of a span, the last one told as the last.
fn days(span: &Span) -> String {
    match span.to.and_then(|to| to.pred_opt()) {
        Some(last) => format!("{} 至 {last}", span.from),
        None => format!("{} 起", span.from),
    }
}

fn narrowed(is: bool) -> &'static str {
    match is {
        true => "按导出时所选条件筛选",
        false => "无",
    }
}
