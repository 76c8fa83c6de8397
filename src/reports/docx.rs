//! A report as a Word document: headings that Word knows as headings, receipts as footnotes, tables as tables. The same
//! report gives the same bytes. Deliberately absent: charts, which would need the fonts of a machine to be drawn as
//! pictures; the table of the same numbers stands in their place.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, Docx, Footer, Footnote, LineSpacing, LineSpacingType, PageMargin, PageNum,
    Paragraph, Run, RunFonts, RunProperty, SpecialIndentType, Style, StyleType, Table, TableCell,
    TableLayoutType, TableRow, VAlignType, VertAlignType, WidthType,
};

use super::blocks::{Block, Grid, Mark, Piece};
use super::composing::Document;
use super::receipts::Receipt;
use crate::kernel::error::{Fault, Problem};

/// Room for text on a page, in twentieths of a point: A4 less the margins of official documents.
const ROOM: usize = 8845;
/// The narrow column of row numbers.
const NARROW: usize = 700;

/// The faces of official documents, by their names on Chinese machines.
fn fonts(face: &str) -> RunFonts {
    RunFonts::new()
        .ascii("Times New Roman")
        .hi_ansi("Times New Roman")
        .east_asia(face)
}

const BODY: &str = "仿宋_GB2312";
const BOLD: &str = "黑体";
const SECOND: &str = "楷体_GB2312";
const TITLE: &str = "方正小标宋简体";

fn heading(id: &str, name: &str, level: usize, face: &str) -> Style {
    Style::new(id, StyleType::Paragraph)
        .name(name)
        .fonts(fonts(face))
        .size(32)
        .outline_lvl(level)
        .first_line_chars(200)
        .q_format(true)
}

/// How the places of footnotes stand in the text.
fn superscript() -> Style {
    let mut style =
        Style::new("FootnoteReference", StyleType::Character).name("footnote reference");
    style.run_property = RunProperty::new().vert_align(VertAlignType::SuperScript);
    style
}

/// Renders it.
pub fn render(document: &Document) -> Result<Vec<u8>, Problem> {
    let lines = LineSpacing::new()
        .line_rule(LineSpacingType::Exact)
        .line(560);
    let mut docx = Docx::new()
        .page_size(11906, 16838)
        .page_margin(
            PageMargin::new()
                .top(2098)
                .bottom(1985)
                .left(1588)
                .right(1474),
        )
        .default_fonts(fonts(BODY))
        .default_size(32)
        .add_style(heading("Heading1", "heading 1", 0, BOLD))
        .add_style(heading("Heading2", "heading 2", 1, SECOND))
        .add_style(heading("Heading3", "heading 3", 2, BODY).bold())
        .add_style(
            Style::new("Title", StyleType::Paragraph)
                .name("Title")
                .fonts(fonts(TITLE))
                .size(44)
                .align(AlignmentType::Center),
        )
        .add_style(
            Style::new("FootnoteText", StyleType::Paragraph)
                .name("footnote text")
                .fonts(fonts(BODY))
                .size(18),
        )
        .add_style(superscript())
        .footer(
            Footer::new().add_paragraph(
                Paragraph::new()
                    .align(AlignmentType::Center)
                    .size(28)
                    .add_page_num(PageNum::new()),
            ),
        );
    let stamp = Run::new()
        .add_text(&document.stamp)
        .size(24)
        .color("AA0000");
    docx = docx.add_paragraph(Paragraph::new().fonts(fonts(BOLD)).add_run(stamp));
    for title in &document.title {
        let run = Run::new().add_text(title);
        docx = docx.add_paragraph(Paragraph::new().style("Title").add_run(run));
    }
    let mut notes = Notes {
        receipts: &document.receipts,
        told: vec![false; document.receipts.len()],
    };
    docx = push(docx, &document.front, &mut notes, &lines);
    let mut body = Paragraph::new().page_break_before(true);
    for title in &document.title {
        body = body.style("Title").add_run(Run::new().add_text(title));
        docx = docx.add_paragraph(body);
        body = Paragraph::new();
    }
    docx = push(docx, &document.body, &mut notes, &lines);
    docx = annex(docx, document, &mut notes, &lines);
    let mut bytes = Cursor::new(Vec::new());
    docx.build()
        .pack(&mut bytes)
        .map_err(|error| Fault::new(format!("a document was not packed: {error}")))?;
    Ok(bytes.into_inner())
}

/// Receipts become footnotes where they are first named.
struct Notes<'a> {
    receipts: &'a [Receipt],
    told: Vec<bool>,
}

impl Notes<'_> {
    /// What stands after a number: the footnote, or its number again.
    fn mark(&mut self, place: usize) -> Option<Run> {
        let index = place.checked_sub(1)?;
        let receipt = self.receipts.get(index)?;
        let told = self.told.get_mut(index)?;
        if std::mem::replace(told, true) {
            return Some(Run::new().add_text(format!("［{place}］")).size(18));
        }
        let text = format!("凭据{}：{}。", receipt.id, receipt.told);
        let note = Footnote {
            // The crate counts on through the whole program; a document's own places are always the same.
            id: place,
            content: vec![
                Paragraph::new()
                    .style("FootnoteText")
                    .add_run(Run::new().add_text(text).size(18)),
            ],
        };
        Some(Run::new().add_footnote_reference(note))
    }
}

fn push(mut docx: Docx, blocks: &[Block], notes: &mut Notes<'_>, lines: &LineSpacing) -> Docx {
    for block in blocks {
        docx = match block {
            Block::Title(text) => {
                let run = Run::new().add_text(text);
                docx.add_paragraph(Paragraph::new().style("Title").add_run(run))
            }
            Block::Heading(level, number, pieces) => {
                let mut paragraph = Paragraph::new()
                    .style(&format!("Heading{level}"))
                    .keep_next(true)
                    .line_spacing(lines.clone());
                if let Some(number) = number {
                    paragraph = paragraph.add_run(Run::new().add_text(number));
                }
                docx.add_paragraph(runs(paragraph, pieces, notes))
            }
            Block::Paragraph(pieces) => {
                let paragraph = indented(lines);
                docx.add_paragraph(runs(paragraph, pieces, notes))
            }
            Block::Item(text) => {
                let run = Run::new().add_text(format!("· {text}")).size(24);
                docx.add_paragraph(indented(lines).add_run(run))
            }
            Block::Table(grid) => table(docx, grid, 21),
            Block::Chart(_) => docx,
        };
    }
    docx
}

fn indented(lines: &LineSpacing) -> Paragraph {
    Paragraph::new()
        .first_line_chars(200)
        .indent(None, Some(SpecialIndentType::FirstLine(640)), None, None)
        .align(AlignmentType::Both)
        .line_spacing(lines.clone())
}

fn runs(mut paragraph: Paragraph, pieces: &[Piece], notes: &mut Notes<'_>) -> Paragraph {
    for piece in pieces {
        match piece {
            Piece::Text(text) => paragraph = paragraph.add_run(Run::new().add_text(text)),
            Piece::Number {
                words,
                receipt,
                mark,
            } => {
                let text = format!("{words}{}", mark.sign());
                let mut run = Run::new().add_text(text);
                if *mark == Mark::Missing {
                    run = run.highlight("yellow");
                }
                paragraph = paragraph.add_run(run);
                if let Some(note) = notes.mark(*receipt) {
                    paragraph = paragraph.add_run(note);
                }
            }
        }
    }
    paragraph
}

fn table(docx: Docx, grid: &Grid, size: usize) -> Docx {
    let caption = Run::new().add_text(&grid.title).size(28).fonts(fonts(BOLD));
    let docx = docx.add_paragraph(Paragraph::new().keep_next(true).add_run(caption));
    let columns = grid.head.len();
    let rest = ROOM.saturating_sub(NARROW);
    // The second column holds names and is twice as wide as one of numbers.
    let unit = rest.checked_div(columns).unwrap_or(rest);
    let width = |column: usize| match column {
        0 => NARROW,
        1 => rest.saturating_sub(unit.saturating_mul(columns.saturating_sub(2))),
        _ => unit,
    };
    // At least as high as its letters, whatever the face.
    let within = LineSpacing::new()
        .line_rule(LineSpacingType::AtLeast)
        .line(240)
        .before(20)
        .after(20);
    let cell = |column: usize, text: &str, face: &str| {
        let run = Run::new().add_text(text).size(size).fonts(fonts(face));
        let align = match column {
            1 => AlignmentType::Left,
            _ => AlignmentType::Center,
        };
        TableCell::new()
            .width(width(column), WidthType::Dxa)
            .vertical_align(VAlignType::Center)
            .add_paragraph(
                Paragraph::new()
                    .align(align)
                    .line_spacing(within.clone())
                    .add_run(run),
            )
    };
    let head = grid.head.iter().enumerate();
    let head = head.map(|(column, text)| cell(column, text, BOLD));
    let mut rows = vec![TableRow::new(head.collect()).cant_split()];
    for row in &grid.rows {
        let cells = row.iter().enumerate();
        let cells = cells.map(|(column, told)| cell(column, &told.text, BODY));
        rows.push(TableRow::new(cells.collect()).cant_split());
    }
    let told = Table::new(rows)
        .width(ROOM, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .set_grid((0..columns).map(width).collect());
    let mut docx = docx.add_table(told);
    for note in &grid.notes {
        let run = Run::new().add_text(format!("注：{note}")).size(18);
        docx = docx.add_paragraph(Paragraph::new().add_run(run));
    }
    docx.add_paragraph(Paragraph::new())
}

/// The receipts in full, and those of the tables.
fn annex(mut docx: Docx, document: &Document, notes: &mut Notes<'_>, lines: &LineSpacing) -> Docx {
    let title = Paragraph::new()
        .style("Heading1")
        .page_break_before(true)
        .line_spacing(lines.clone())
        .add_run(Run::new().add_text("数据凭据"));
    docx = docx.add_paragraph(title);
    let line = |text: String| Paragraph::new().add_run(Run::new().add_text(text).size(18));
    for (place, receipt) in (1..).zip(&document.receipts) {
        let told = format!("［{place}］凭据{}：{}。", receipt.id, receipt.told);
        docx = docx.add_paragraph(line(told));
        for more in &receipt.in_full {
            docx = docx.add_paragraph(line(format!("　　{more}")));
        }
    }
    for block in &document.annex {
        docx = match block {
            Block::Table(grid) => table(docx, grid, 15),
            _ => push(docx, std::slice::from_ref(block), notes, lines),
        };
    }
    docx
}
