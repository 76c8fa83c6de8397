//! A report as one page of HTML that needs nothing else: no script, no outside link, its style inside; the bars of its
//! charts are HTML's own. Numbers link to their receipts, and the receipts back. Deliberately absent: fonts; the reader's
//! machine has them or their like.

use rust_decimal::Decimal;

use super::blocks::{Bars, Block, Grid, Mark, Piece};
use super::composing::Document;

const STYLE: &str = "body{max-width:52em;margin:2em auto;padding:0 1em;font-family:FangSong,仿宋,仿宋_GB2312,STFangsong,\
'Noto Serif CJK SC',serif;line-height:1.8;color:#111}h1,h2,h3,h4,th,.stamp{font-family:SimHei,黑体,'Noto Sans CJK SC',\
sans-serif}h1{text-align:center;font-size:1.5em;margin:.2em 0}p{text-indent:2em;margin:.4em 0}.stamp{color:#a00}\
.front{border:1px solid #a00;padding:0 1em;margin:1em 0}.short{background:#fff3c4}.printed{background:#e4eefc}\
.missing{background:#fbd5d5}sup a{text-decoration:none}table{border-collapse:collapse;width:100%;font-size:.9em;\
margin:.5em 0}caption{font-weight:bold;text-align:left}td,th{border:1px solid #888;padding:.2em .5em}\
.note{font-size:.85em;text-indent:0}.receipts{font-size:.85em;overflow-wrap:anywhere}.annex td{font-size:.75em}\
figure{margin:1em 0}meter{width:60%;vertical-align:middle}";

/// Renders it.
pub fn render(document: &Document) -> String {
    let title = document.title.join("");
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n<style>{STYLE}</style>\n\
         </head>\n<body>\n<p class=\"stamp\">{}</p>\n",
        escaped(&title),
        escaped(&document.stamp)
    );
    for line in &document.title {
        page.push_str(&format!("<h1>{}</h1>\n", escaped(line)));
    }
    page.push_str("<section class=\"front\">\n");
    push(&mut page, &document.front);
    page.push_str("</section>\n");
    push(&mut page, &document.body);
    page.push_str("<section class=\"receipts\">\n<h2>数据凭据</h2>\n<ol>\n");
    for (place, receipt) in (1..).zip(&document.receipts) {
        let in_full: Vec<String> = receipt.in_full.iter().map(|line| escaped(line)).collect();
        page.push_str(&format!(
            "<li id=\"r{place}\"><b>凭据{}</b>：{}。<br>{} <a href=\"#n{place}\">↩</a></li>\n",
            escaped(&receipt.id),
            escaped(&receipt.told),
            in_full.join("<br>")
        ));
    }
    page.push_str("</ol>\n</section>\n<section class=\"annex\">\n");
    push(&mut page, &document.annex);
    page.push_str("</section>\n</body>\n</html>\n");
    page
}

fn push(page: &mut String, blocks: &[Block]) {
    let mut in_list = false;
    for block in blocks {
        let is_item = matches!(block, Block::Item(_));
        match (in_list, is_item) {
            (false, true) => page.push_str("<ul>\n"),
            (true, false) => page.push_str("</ul>\n"),
            _ => {}
        }
        in_list = is_item;
        match block {
            Block::Title(text) => page.push_str(&format!("<h1>{}</h1>\n", escaped(text))),
            Block::Heading(level, number, pieces) => {
                let below = level.saturating_add(1);
                let number = escaped(number.as_deref().unwrap_or_default());
                let text = line(pieces);
                page.push_str(&format!("<h{below}>{number}{text}</h{below}>\n"));
            }
            Block::Paragraph(pieces) => page.push_str(&format!("<p>{}</p>\n", line(pieces))),
            Block::Item(text) => page.push_str(&format!("<li>{}</li>\n", escaped(text))),
            Block::Table(grid) => table(page, grid),
            Block::Chart(bars) => page.push_str(&chart(bars)),
        }
    }
    if in_list {
        page.push_str("</ul>\n");
    }
}

fn chart(bars: &Bars) -> String {
    let values = bars.bars.iter().map(|(_, value, _)| *value);
    // A scale that ended where it begins would be none.
    let most = values
        .max()
        .unwrap_or_default()
        .max(Decimal::ONE)
        .normalize();
    let rows: String = bars
        .bars
        .iter()
        .map(|(label, value, told)| {
            let (label, value, told) = (escaped(label), value.normalize(), escaped(told));
            format!(
                "<tr><th>{label}</th><td><meter max=\"{most}\" value=\"{value}\">{told}</meter> {told}</td></tr>\n"
            )
        })
        .collect();
    let caption = escaped(&bars.title);
    format!("<figure><table>\n{rows}</table><figcaption>{caption}</figcaption></figure>\n")
}

fn line(pieces: &[Piece]) -> String {
    let told = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => escaped(text),
        Piece::Number {
            words,
            receipt,
            mark,
        } => {
            let class = match mark {
                Mark::None => "whole",
                Mark::Incomplete => "short",
                Mark::Printed => "printed",
                Mark::Missing => "missing",
            };
            let words = format!(
                "<span class=\"{class}\">{}{}</span>",
                escaped(words),
                mark.sign()
            );
            match receipt {
                0 => words,
                place => format!(
                    "{words}<sup><a id=\"n{place}\" href=\"#r{place}\">［{place}］</a></sup>"
                ),
            }
        }
    });
    told.collect()
}

fn table(page: &mut String, grid: &Grid) {
    page.push_str(&format!(
        "<table>\n<caption>{}</caption>\n<tr>",
        escaped(&grid.title)
    ));
    for head in &grid.head {
        page.push_str(&format!("<th>{}</th>", escaped(head)));
    }
    page.push_str("</tr>\n");
    for row in &grid.rows {
        page.push_str("<tr>");
        for cell in row {
            let receipt = cell.receipt.as_ref();
            let receipt = receipt.map(|id| format!(" title=\"凭据{}\"", escaped(id)));
            let receipt = receipt.unwrap_or_default();
            page.push_str(&format!("<td{receipt}>{}</td>", escaped(&cell.text)));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</table>\n");
    for note in &grid.notes {
        page.push_str(&format!("<p class=\"note\">注：{}</p>\n", escaped(note)));
    }
}

/// Text that is no markup.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_markup() {
        assert_eq!(
            escaped("<b onclick='x'>\"甲\"&乙"),
            "&lt;b onclick=&#39;x&#39;&gt;&quot;甲&quot;&amp;乙"
        );
    }
}
