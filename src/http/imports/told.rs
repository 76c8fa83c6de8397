//! What became of a file, as it is told in JSON. Deliberately absent: finding it out.

use serde_json::{Value, json};

use crate::kernel::error::Lang;
use crate::kernel::id::{DistrictId, GlobalId};
use crate::spreadsheets::report::{Report, TOLD};

/// What became of a file.
pub fn told(report: &Report, district: &DistrictId, lang: Lang) -> Value {
    let counts = &report.counts;
    let troubles: Vec<Value> = report
        .troubles
        .iter()
        .take(TOLD)
        .map(|told| {
            let (letters, heading) = told.column.clone().unzip();
            json!({
                "sheet": told.sheet,
                "row": told.row,
                "column": letters,
                "heading": heading,
                "code": told.wrong.code(),
                "message": told.message().in_lang(lang),
            })
        })
        .collect();
    let figures: Vec<Value> = report
        .figures
        .iter()
        .map(
            |((workroom, month, measure, fund_kind), (amount, at_least))| {
                json!({
                    "workroomId": GlobalId::encode("Workroom", district, workroom.0).0,
                    "month": month,
                    "measure": measure,
                    "fundKind": fund_kind,
                    "unit": measure.unit(),
                    "amount": rust_decimal::Decimal::new(*amount, 2).normalize().to_string(),
                    "qualifier": if *at_least { "AT_LEAST" } else { "EXACT" },
                })
            },
        )
        .collect();
    let taken: Vec<Value> = report
        .taken
        .iter()
        .map(|((_, member), taken)| {
            json!({
                "workroom": taken.workroom,
                "member": taken.member,
                "memberId": GlobalId::encode("Member", district, member.0).0,
                "rows": taken.rows,
                "firstRow": taken.first,
            })
        })
        .collect();
    json!({
        "batch": report.batch,
        "rows": counts.rows,
        "accepted": counts.accepted,
        "held": counts.held,
        "waiting": counts.waiting,
        "duplicate": counts.duplicate,
        "unclear": counts.unclear,
        "refused": counts.refused,
        "unknownHeadings": report.unknown_headings,
        "skippedSheets": report.skipped_sheets,
        "takenByName": taken,
        "troubles": troubles,
        "troublesLeftOut": report.left_out,
        "figures": figures,
    })
}
