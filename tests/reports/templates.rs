//! Templates that a district edits: what they may write, and what is refused by file and line.
//! Deliberately absent: the templates that the program carries; the 2022 data tells them.

use workrooms::events::kinds::{EventKind, Measure, Qualifier};

use super::{TEXT, made, refused, templates, text};
use crate::statistics::stage::{Town, much};
use crate::support::Store;

const FIGURES: &str = "
[[figure]]
key = \"talks\"
metric = \"SESSIONS\"
kinds = [\"PUBLIC_TALK\"]

[[figure]]
key = \"deeds\"
metric = \"GOOD_DEEDS\"

[[figure]]
key = \"campaign\"
metric = \"SESSIONS\"
campaign = \"没有的主题活动\"
";

async fn scene(store: &Store) -> Town {
    let town = Town::new(store, 2).await;
    let host = ("Workroom", town.workrooms[0]);
    let mut draft = town.draft(host, EventKind::PublicTalk, "恳谈会（示例）", "2022-03-01");
    draft.quantities = vec![much(Measure::GoodDeeds, 4, Qualifier::Exact, None)];
    town.post(1, draft).await;
    town
}

on_both!(a_mistaken_template_is_refused_by_file_and_line);
async fn a_mistaken_template_is_refused_by_file_and_line(store: Store) {
    let town = scene(&store).await;
    for (report, due) in [
        (
            "= 报告\n{{ figure(\"tlaks\") }}",
            "template report.j2, line 2: there is no figure `tlaks`.",
        ),
        (
            "{% if some(\"tlaks\") %}是{% endif %}",
            "template report.j2, line 1: there is no figure `tlaks`.",
        ),
        (
            "{{ figure(\"talks\", \"件\") }}",
            "template report.j2, line 1: the unit of figure `talks` is not written `件`.",
        ),
        (
            "{{ figure(\"talks\", form=\"余万\") }}",
            "template report.j2, line 1: figure `talks` is no lower bound of whole hundreds of thousands.",
        ),
        (
            "{{ bodies(\"ministries\") }}",
            "template report.j2, line 1: there are no bodies `ministries`.",
        ),
        ("@table 没有", "there is no table `没有`."),
        ("@chart 没有", "there is no chart `没有`."),
    ] {
        assert_eq!(refused(&town, &templates(FIGURES, report)).await, [due]);
    }
    // What the engine refuses by itself is told with its place too.
    for (report, place) in [
        ("一\n二\n{{ yaer }}", "template report.j2, line 3: "),
        ("{{ figure(\"talks\") ", "template report.j2, line 1: "),
        (
            "{% include \"chapter.j2\" %}",
            "template chapter.j2, line 2: ",
        ),
    ] {
        let templates = templates(FIGURES, report).with("chapter.j2", "一\n{{ fgure(\"talks\") }}");
        let told = refused(&town, &templates).await;
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with(place), "{told:?}");
    }
    let wrong = FIGURES.replace("PUBLIC_TALK", "PUBLIC_WALK");
    let told = refused(&town, &templates(&wrong, "一")).await;
    assert_eq!(told, ["talks: kinds has no PUBLIC_WALK."]);
}

on_both!(no_template_adds_two_numbers);
async fn no_template_adds_two_numbers(store: Store) {
    let town = scene(&store).await;
    for sum in [
        "figure(\"talks\") + figure(\"deeds\")",
        "figure(\"deeds\") * 2",
        "[figure(\"talks\"), figure(\"deeds\")]|sum",
        "figure(\"deeds\")|int",
        "figure(\"deeds\")|string|int",
        "figure(\"deeds\").value",
    ] {
        let told = refused(&town, &templates(FIGURES, &format!("{{{{ {sum} }}}}"))).await;
        assert!(
            told[0].starts_with("template report.j2, line 1: "),
            "{sum}: {told:?}"
        );
    }
    let both = "共{{ figure(\"talks\") }}、{{ figure(\"deeds\") }}。";
    let told = text(&town, &templates(FIGURES, both)).await;
    assert!(told.contains("共1场次＊［1］、4件＊［2］。"), "{told}");
}

on_both!(order_and_headings_are_the_templates_own);
async fn order_and_headings_are_the_templates_own(store: Store) {
    let town = scene(&store).await;
    let report = "= 某年小结\n# 甲\n## 乙\n{{ year }}年办实事{{ figure(\"deeds\") }}，再说一次{{ figure(\"deeds\") }}。\n# 丙\n\
        {{ district.name }}{{ figure(\"campaign\") }}。\n{# 不写出来 #}";
    let told = text(&town, &templates(FIGURES, report)).await;
    let (_, body) = told.split_once("────\n").unwrap();
    let lines: Vec<&str> = body
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(
        lines[..5],
        [
            "一、甲",
            "（一）乙",
            "2022年办实事4件＊［1］，再说一次4件＊［1］。",
            "二、丙",
            "大祥区〔缺〕。",
        ]
    );
    assert!(
        told.contains("· campaign：没有主题活动“没有的主题活动”。"),
        "{told}"
    );
    let (_, receipts) = body.split_once("\n数据凭据\n").unwrap();
    assert_eq!(receipts.matches("［1］凭据").count(), 1);
    assert_eq!(receipts.matches("［2］").count(), 0);
}

on_both!(names_pass_neither_for_markup_nor_for_lines);
async fn names_pass_neither_for_markup_nor_for_lines(store: Store) {
    let town = scene(&store).await;
    let report = "# 甲<script>alert(1)</script>\n{{ figure(\"deeds\") }}<b>";
    let asked = workrooms::reports::Asked {
        format: workrooms::reports::Format::Html,
        ..TEXT
    };
    let page = made(&town, &asked, &templates(FIGURES, report)).await;
    let page = String::from_utf8(page).unwrap();
    assert_eq!(page.matches("<script").count(), 0);
    assert!(
        page.contains("<h2>一、甲&lt;script&gt;alert(1)&lt;/script&gt;</h2>"),
        "{page}"
    );
    assert!(page.contains(
        "<span class=\"short\">4件＊</span><sup><a id=\"n1\" href=\"#r1\">［1］</a></sup>&lt;b&gt;"
    ));
    assert_eq!(
        page.matches("http").count(),
        0,
        "no address of anything outside"
    );
}
