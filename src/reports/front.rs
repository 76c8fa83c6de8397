//! The front of a draft: what must be known before a number of it is used. Which workrooms were silent, which figures hold
//! records that nobody verified, where a document prints another number than records say, and what is not there at all.
//! No template can leave it out. Pure. Deliberately absent: judging which of them matter.

use super::blocks::{Block, Piece};
use super::composing::Material;
use super::counting::Figure;
use super::making::Beside;
use super::words::{Form, date, days, months};
use crate::events::kinds::Qualifier;
use crate::kernel::period::Span;
use crate::published::comparing::{Comparison, Printed, compare};
use crate::published::entity::published_figure::Model;

/// What a report uses, and what it could not.
#[derive(Clone, Debug, Default)]
pub struct Lacks {
    /// The keys of its figures, with the places of their receipts.
    pub used: Vec<(usize, String)>,
    /// The keys of what is not there.
    pub missing: Vec<String>,
}

/// Makes the front.
pub fn front(material: &Material, lacks: &Lacks) -> Vec<Block> {
    let mut blocks = vec![
        heading("编制说明"),
        paragraph(
            "本稿由系统根据记录自动汇总，为初稿，须经核对后方可使用。每个数据后的编号为凭据号，载明指标口径、期间、记录数和\
             摘要，见文末“数据凭据”。标有“＊”的数据尚不完整；标有“△”的数据引自已公布文件，系统中没有对应记录。",
        ),
    ];
    let mut section = |title: &str, none: &str, items: Vec<String>| {
        blocks.push(heading(title));
        match items.is_empty() {
            true => blocks.push(paragraph(none)),
            false => blocks.extend(items.into_iter().map(Block::Item)),
        }
    };
    section("期间", "本年度已结束。", unfinished(material));
    section("报送不全的工作室", "各工作室均已报送。", silent(material));
    section(
        "尚不完整的数据",
        "正文所用数据均已核实。",
        incomplete(material, lacks),
    );
    section(
        "与公布数据不一致",
        "系统记录与本年度公布数据一致。",
        differing(&material.beside),
    );
    section("缺少的数据", "无。", missing(material, lacks));
    blocks
}

fn heading(text: &str) -> Block {
    Block::Heading(2, None, vec![Piece::Text(text.to_owned())])
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(vec![Piece::Text(text.to_owned())])
}

fn unfinished(material: &Material) -> Vec<String> {
    let today = material.pin.today;
    let goes_on = material.span.to.is_none_or(|to| today < to);
    let told = format!("{}年尚未结束，数据只到{}。", material.year, date(today));
    goes_on.then_some(told).into_iter().collect()
}

fn silent(material: &Material) -> Vec<String> {
    let organization = &material.pin.chain.organization;
    let silences = material.completeness.silences.iter();
    let told = silences.map(|(workroom, silent)| {
        let name = organization.name_of(*workroom).unwrap_or_default();
        format!("{name}：{}无活动记录，也无零报告。", months(silent))
    });
    told.collect()
}

fn incomplete(material: &Material, lacks: &Lacks) -> Vec<String> {
    let used = lacks.used.iter();
    let figures = used.filter_map(|(place, key)| Some((*place, material.figures.get(key)?)));
    let told = figures
        .filter(|(_, figure)| figure.is_incomplete())
        .map(|(place, figure)| {
            let words = figure.words(None, Form::Plain).unwrap_or_default();
            let name = figure.basis.metric.definition().name_zh;
            format!(
                "［{place}］{name}{words}（{}）：{}。",
                figure.key,
                why(figure)
            )
        });
    let mut told: Vec<String> = told.collect();
    let in_tables = material.tables.values().flat_map(|table| table.figures());
    let cells = in_tables.filter(|figure| figure.is_incomplete()).count();
    if cells > 0 {
        told.push(format!("各表中标有“＊”的数据{cells}个，同此。"));
    }
    told
}

fn why(figure: &Figure) -> String {
    let records = figure.count.parts.len();
    let mut why = Vec::new();
    if figure.unverified > 0 {
        why.push(match figure.is_withheld {
            true => "含待核实记录".to_owned(),
            false => format!("{records}条记录中{}条待核实", figure.unverified),
        });
    }
    if figure.silent > 0 {
        why.push(format!("{}个工作室有未报月份", figure.silent));
    }
    why.join("，")
}

/// What a document prints as it is compared.
fn printed(row: &Model) -> Option<Printed> {
    let number = |text: &String| text.parse().ok();
    match (&row.value, &row.percent) {
        (Some(value), _) => number(value).map(Printed::Number),
        (None, Some(percent)) => number(percent).map(Printed::Percent),
        (None, None) => None,
    }
}

/// A printed figure beside records, where both can be compared.
pub fn compared(beside: &Beside) -> Option<(&Figure, Comparison)> {
    let figure = beside.figure.as_ref()?;
    let compared = compare(
        printed(&beside.row)?,
        beside.row.qualifier,
        figure.computed()?,
    )?;
    Some((figure, compared))
}

fn differing(beside: &[Beside]) -> Vec<String> {
    let told = beside.iter().filter_map(|beside| {
        let (figure, compared) = compared(beside)?;
        let differs = !compared.agrees && !figure.is_withheld;
        let row = &beside.row;
        let bound = match row.qualifier {
            Qualifier::Exact => "",
            Qualifier::AtLeast => "不少于",
        };
        let value = row.value.clone();
        let value = value.or_else(|| row.percent.as_ref().map(|percent| format!("{percent}%")));
        differs.then(|| {
            format!(
                "{}“{}”：公布{bound}{}，系统记录{}，相差{}（{}）。",
                row.document,
                row.phrase,
                value.unwrap_or_default(),
                figure.words(None, Form::Plain).unwrap_or_default(),
                compared.difference.normalize(),
                days_of(row),
            )
        })
    });
    told.collect()
}

fn days_of(row: &Model) -> String {
    days(&Span::new(row.from_day, row.to_day))
}

fn missing(material: &Material, lacks: &Lacks) -> Vec<String> {
    let told = lacks
        .missing
        .iter()
        .map(|key| match material.missing.get(key) {
            Some(why) => format!("{key}：{why}。"),
            None => format!("{key}：系统中没有对应记录，也没有登记本年度的公布数据，请填写。"),
        });
    told.collect()
}
