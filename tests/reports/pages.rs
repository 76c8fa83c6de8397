//! The Word document as programs read it: headings, footnotes and tables are what Word knows as such.
//! Deliberately absent: how it looks; that is looked at by hand.

use std::io::{Cursor, Read};

use workrooms::events::kinds::EventKind;
use workrooms::reports::{Asked, Format};

use super::{TEXT, made, templates};
use crate::statistics::stage::Town;
use crate::support::Store;

const FIGURES: &str = "
[[figure]]
key = \"a\"
metric = \"W1\"

[[figure]]
key = \"b\"
metric = \"GOOD_DEEDS\"

[[table]]
name = \"t\"
title = \"活动\"
by = \"WORKROOM\"
columns = [{ title = \"活动\", metric = \"W1\" }]

[[chart]]
name = \"c\"
title = \"活动\"
table = \"t\"
column = 1
";
const REPORT: &str = "= 小结\n# 甲\n## 乙\n活动{{ figure(\"a\") }}，实事{{ figure(\"b\") }}，活动{{ figure(\"a\") }}。\n@table t\n@chart c";

fn part(docx: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut text = String::new();
    let mut file = archive.by_name(name).unwrap();
    file.read_to_string(&mut text).unwrap();
    text
}

on_both!(headings_footnotes_and_tables_are_words_own);
async fn headings_footnotes_and_tables_are_words_own(store: Store) {
    let town = Town::new(&store, 2).await;
    let host = ("Workroom", town.workrooms[0]);
    let draft = town.draft(host, EventKind::PublicTalk, "恳谈会（示例）", "2022-03-01");
    town.post(1, draft).await;
    let asked = Asked {
        format: Format::Docx,
        ..TEXT
    };
    let docx = made(&town, &asked, &templates(FIGURES, REPORT)).await;
    let document = part(&docx, "word/document.xml");
    for (what, due) in [
        ("<w:footnoteReference ", 2),
        ("<w:pStyle w:val=\"Title\"", 2),
        // The table and its receipts, each with a head, two workrooms and the district.
        ("<w:tbl>", 2),
        ("<w:tr>", 8),
    ] {
        assert_eq!(document.matches(what).count(), due, "{what}");
    }
    // One chapter and the receipts; one section and the six headings of the front.
    assert_eq!(document.matches("<w:pStyle w:val=\"Heading1\"").count(), 2);
    assert_eq!(document.matches("<w:pStyle w:val=\"Heading2\"").count(), 7);
    let notes = part(&docx, "word/footnotes.xml");
    assert_eq!(notes.matches("<w:footnote ").count(), 2);
    assert!(notes.contains("活动数（W1）1条记录"), "{notes}");
    let mut archive = zip::ZipArchive::new(Cursor::new(&docx)).unwrap();
    for place in 0..archive.len() {
        let file = archive.by_index(place).unwrap();
        let year = file.last_modified().map(|at| at.year());
        assert_eq!(year, Some(1980), "{} has no time of its own", file.name());
    }
}

on_both!(a_chart_is_drawn_in_the_page);
async fn a_chart_is_drawn_in_the_page(store: Store) {
    let town = Town::new(&store, 2).await;
    let host = ("Workroom", town.workrooms[0]);
    let draft = town.draft(host, EventKind::PublicTalk, "恳谈会（示例）", "2022-03-01");
    town.post(1, draft).await;
    let asked = Asked {
        format: Format::Html,
        ..TEXT
    };
    let page = made(&town, &asked, &templates(FIGURES, REPORT)).await;
    let page = String::from_utf8(page).unwrap();
    assert_eq!(page.matches("<meter ").count(), 2);
    for value in ["1", "0"] {
        let bar = format!("<meter max=\"1\" value=\"{value}\">{value}</meter>");
        assert_eq!(page.matches(&bar).count(), 1, "{bar}");
    }
    let text = super::text(&town, &templates(FIGURES, REPORT)).await;
    let bar = format!("委员工作室0（示例） {}1\n", "█".repeat(40));
    assert!(text.contains(&bar), "{text}");
}
