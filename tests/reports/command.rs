//! The report as an operator makes it: templates are written out, edited and used without a compiler.
//! Deliberately absent: PostgreSQL; where the database is makes no difference to the command.

use std::path::Path;
use std::process::{Command, Output};

fn workrooms(folder: &Path, arguments: &[&str]) -> Output {
    let database = format!("sqlite://{}/w.db", folder.display());
    let mut command = Command::new(env!("CARGO_BIN_EXE_workrooms"));
    command.args(arguments).env("DATABASE_URL", database);
    command.env_remove("WORKROOMS_KEYS");
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_report_is_made_from_templates_that_were_edited() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let found = "district found --code 430503 --name 大祥区 --name-en Daxiang --city 邵阳市 --province 湖南省";
    said(&workrooms(folder, &found.split(' ').collect::<Vec<_>>()));
    // Keys of personal data are not needed.
    std::fs::remove_file(folder.join("w.keys")).unwrap();
    let own = folder.join("own");
    let own = own.to_str().unwrap();
    said(&workrooms(folder, &["report", "--write-templates", own]));
    let twice = workrooms(folder, &["report", "--write-templates", own]);
    assert!(
        !twice.status.success(),
        "nothing that was edited is written over"
    );

    let carried = said(&workrooms(folder, &["report", "2022"]));
    assert!(
        carried.contains("2022年度整体支出绩效评价报告"),
        "{carried}"
    );
    let same = said(&workrooms(folder, &["report", "2022", "--templates", own]));
    assert_eq!(same, carried);
    let chapter = folder.join("own/micro.j2");
    std::fs::write(
        &chapter,
        "# 三微\n微建议{{ figure(\"micro.suggestions\") }}。\n",
    )
    .unwrap();
    let edited = said(&workrooms(folder, &["report", "2022", "--templates", own]));
    assert!(edited.contains("二、三微\n\n　　微建议0条［"), "{edited}");

    std::fs::write(
        &chapter,
        "# 三微\n微建议{{ figure(\"micro.sugestions\") }}。\n",
    )
    .unwrap();
    let wrong = workrooms(folder, &["report", "2022", "--templates", own]);
    assert_eq!(wrong.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(wrong.stdout).unwrap(),
        "模板 micro.j2 第2行：没有数据“micro.sugestions”。 template micro.j2, line 2: there is no figure `micro.sugestions`.\n"
    );
    let file = folder.join("report.docx");
    let to = file.to_str().unwrap();
    let arguments = ["report", "2022", "--format", "docx", "--output", to];
    assert_eq!(said(&workrooms(folder, &arguments)), "");
    assert!(std::fs::read(&file).unwrap().starts_with(b"PK"));
    let none = workrooms(folder, &["report", "2022", "--as-of", "99"]);
    assert_eq!(none.status.code(), Some(1));
    let none = workrooms(folder, &["report", "2022", "--district", "430502"]);
    assert_eq!(none.status.code(), Some(1));
}
