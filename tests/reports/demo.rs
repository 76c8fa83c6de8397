//! The report of the 2022 data: every figure that the district printed and a metric says too stands in it, and the records
//! that its receipt asks for add up to it. Deliberately absent: how the records came about.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use workrooms::kernel::actor::{Actor, Role};
use workrooms::kernel::clock::Clock;
use workrooms::kernel::error::Lang;
use workrooms::kernel::id::DistrictId;
use workrooms::linkage::{KeptChains, Request};
use workrooms::reports::templates::Templates;
use workrooms::reports::{Asked, Format};

use super::{TEXT, items, made_by};
use crate::support::Store;
use crate::support::demo::ask;

fn leader(store: &Store) -> Request {
    let actor = Actor {
        id: uuid::Uuid::from_u128(1),
        role: Role::Leader,
        district: DistrictId::parse("430503").unwrap(),
        scope: None,
    };
    Request::new(
        store.db.clone(),
        Clock::System,
        KeptChains::default(),
        crate::support::vault(),
        Some(actor),
        Lang::Zh,
    )
}

/// What the paragraphs say of each figure, in their order; the text after a number's receipt is left out.
const SAID: [&str; 30] = [
    "开展学习宣讲活动25场次＊",
    "带动界别群众1700余人次＊",
    "收集群众意见建议265条＊",
    "为民办实事196件＊",
    "留言1.5万余条＊",
    "委员提出微建议65条",
    "开展微协商23场次＊",
    "微监督9场次＊",
    "暨安全知识宣讲15场次＊",
    "召开座谈会6场次＊",
    "，6位＊",
    "召开基层协商会5场次＊",
    "走访中小企业15家＊",
    "六届一次会议以来立案的76件",
    "办复率100%",
    "见面率97.4%",
    "满意率98.7%",
    "反映社情民意信息58篇",
    "其中6篇",
    "收集意见建议35条＊",
    "形成社情民意11篇",
    "，为8个＊",
    "解决发展资金30余万元＊",
    "帮助群众办实事22件＊",
    "开展防溺水巡河3次＊",
    "金秋助学资助16名＊",
    "学子3.5万元＊",
    "走访慰问困难群众7人＊",
    "开展志愿服务活动18场次＊",
    "捐款捐物40万余元＊",
];

on_both!(demo the_report_of_2022_says_what_the_district_printed);
async fn the_report_of_2022_says_what_the_district_printed(store: Store) {
    let text = made_by(&leader(&store), &TEXT, &Templates::default()).await;
    let text = String::from_utf8(text.unwrap()).unwrap();
    let (body, receipts) = text.split_once("\n数据凭据\n").unwrap();
    let (_, body) = body.split_once("────\n").unwrap();
    let mut rest = body;
    for said in SAID {
        let (before, after) = rest
            .split_once(said)
            .unwrap_or_else(|| panic!("{said} in\n{rest}"));
        assert!(!before.is_empty());
        assert!(after.starts_with('［'), "{said} carries a receipt");
        rest = after;
    }
    // What no metric says is told as printed.
    for said in [
        "依托14个［1］乡镇街道",
        "对7个△［",
        "进行7个月△［",
        "委员参与率达90%△［",
        "修订完善制度19项△［",
    ] {
        assert_eq!(body.matches(said).count(), 1, "{said}");
    }
    // Nothing differs from what was printed, and nothing is missing.
    assert_eq!(items(&text, "与公布数据不一致"), [""; 0]);
    assert_eq!(items(&text, "缺少的数据"), [""; 0]);
    receipts_add_up(&store, receipts).await;
    tables_tell_what_the_api_tells(&store).await;
    bytes_are_the_same(&store).await;
}

/// Asks each receipt's own question; its records make up the value, or a rate's numerator, and are as many as it says.
async fn receipts_add_up(store: &Store, receipts: &str) {
    let of_records = |line: &&str| line.starts_with('［') && line.contains("，记录");
    let told = receipts.lines().filter(of_records);
    let asked = receipts
        .lines()
        .filter_map(|line| line.trim().strip_prefix("查询："));
    let digests = receipts
        .lines()
        .filter_map(|line| line.trim().strip_prefix("记录摘要："));
    let digests: Vec<&str> = digests.collect();
    let pairs: Vec<(&str, &str)> = told.zip(asked).collect();
    assert_eq!((pairs.len(), digests.len()), (30, 30));
    for (told, query) in pairs {
        let answer = ask(store, query, json!({})).await;
        let figure = &answer["district"]["figures"][0];
        let edges = figure["records"]["edges"].as_array().unwrap();
        let amount = |edge: &Value| edge["amount"].as_str().unwrap().parse::<Decimal>().unwrap();
        let sum: Decimal = edges.iter().map(amount).sum();
        let whole = figure["numerator"].as_str().or(figure["value"].as_str());
        assert_eq!(Some(sum.normalize().to_string().as_str()), whole, "{told}");
        let total = figure["records"]["totalCount"].as_i64().unwrap();
        let counted = i64::try_from(edges.len()).unwrap();
        assert_eq!(total, counted, "{told}");
        // A rate's receipt covers its denominator's records too.
        let said = told
            .split_once("，记录")
            .unwrap()
            .1
            .split_once('条')
            .unwrap()
            .0;
        let due = figure["denominator"]
            .as_str()
            .map_or(total.to_string(), str::to_owned);
        assert_eq!(said, due, "{told}");
    }
    // They are the very records that the demo's statement froze.
    let query =
        "{ district(code: \"430503\") { statements { nodes { lines { recordsDigest } } } } }";
    let answer = ask(store, query, json!({})).await;
    let lines = answer["district"]["statements"]["nodes"][0]["lines"]
        .as_array()
        .unwrap();
    let mut frozen: Vec<&str> = lines
        .iter()
        .map(|line| line["recordsDigest"].as_str().unwrap())
        .collect();
    let mut digests = digests;
    frozen.sort_unstable();
    digests.sort_unstable();
    assert_eq!(digests, frozen);
}

/// One number gives the same bytes, of every sort.
async fn bytes_are_the_same(store: &Store) {
    for (format, begins) in [
        (Format::Text, "【初稿".as_bytes()),
        (Format::Html, b"<!DOCTYPE html>"),
        (Format::Docx, b"PK"),
    ] {
        let asked = Asked { format, ..TEXT };
        let first = made_by(&leader(store), &asked, &Templates::default())
            .await
            .unwrap();
        let again = made_by(&leader(store), &asked, &Templates::default())
            .await
            .unwrap();
        assert!(first.starts_with(begins), "{format:?}");
        assert!(first == again, "{format:?} differs from itself");
    }
}

/// Each row of a table is told by itself, as the API tells it.
async fn tables_tell_what_the_api_tells(store: &Store) {
    let text = made_by(&leader(store), &TEXT, &Templates::default()).await;
    let text = String::from_utf8(text.unwrap()).unwrap();
    let query = "{ district(code: \"430503\") {
        whole: figures(metrics: [W1, W2, VOICES, W4, MS1_SUBMITTED, I0], period: {year: 2022}) { value qualifier }
        rows: breakdown(by: [WORKROOM], metrics: [W1, W2, VOICES, W4, MS1_SUBMITTED, I0], period: {year: 2022}) {
            keys { label } figures { value qualifier } }
        units: handlingUnits { name } } }";
    let answer = ask(store, query, json!({})).await;
    let district = &answer["district"];
    let table: Vec<Vec<&str>> = table(&text, "各委员工作室履职情况");
    let rows = district["rows"].as_array().unwrap();
    assert_eq!(
        (table.len(), rows.len()),
        (17, 15),
        "a head, 15 workrooms and the district"
    );
    for (told, row) in table[1..].iter().zip(rows) {
        assert_eq!(told[1], row["keys"][0]["label"].as_str().unwrap());
        assert_eq!(told[2..], cells(&row["figures"]), "{told:?}");
    }
    assert_eq!(table[16][1], "全区");
    assert_eq!(table[16][2..], cells(&district["whole"]));
    let units = district["units"].as_array().unwrap().len();
    let told = self::table(&text, "各承办单位办理情况");
    assert_eq!(told.len(), units + 2);
    // Every case has one lead unit, so that the parts of the district's rates are those of the units.
    for column in 2..6 {
        let part = |row: &Vec<&str>| -> (i64, i64) {
            let Some((_, pair)) = row[column].split_once('(') else {
                return (0, 0);
            };
            let (part, whole) = pair.trim_end_matches(')').split_once('/').unwrap();
            (part.parse().unwrap(), whole.parse().unwrap())
        };
        let sum = told[1..=units].iter().map(part);
        let sum = sum.fold((0, 0), |(a, b), (part, whole)| (a + part, b + whole));
        assert_eq!(sum, part(&told[units + 1]), "{}", told[0][column]);
        assert_ne!(sum, (0, 0), "{}", told[0][column]);
    }
}

/// The cells of a table as the text tells them, without the sign of what is incomplete.
fn table<'a>(text: &'a str, title: &str) -> Vec<Vec<&'a str>> {
    let mut lines = text
        .lines()
        .skip_while(|line| !(line.starts_with('表') && line.ends_with(title)));
    assert!(lines.next().is_some(), "{title}");
    let rows = lines.take_while(|line| !line.starts_with('注') && !line.is_empty());
    rows.map(|row| {
        row.split("  ")
            .map(|cell| cell.trim().trim_end_matches('＊'))
            .filter(|cell| !cell.is_empty())
            .collect()
    })
    .collect()
}

fn cells(figures: &Value) -> Vec<String> {
    let figures = figures.as_array().unwrap().iter();
    let told = figures.map(|figure| {
        let value: Decimal = figure["value"].as_str().unwrap().parse().unwrap();
        let at_least = figure["qualifier"] == "AT_LEAST";
        let is_round = value >= Decimal::TEN && (value % Decimal::TEN).is_zero();
        match (at_least, is_round) {
            (false, _) => value.to_string(),
            (true, true) => format!("{value}余"),
            (true, false) => format!("不少于{value}"),
        }
    });
    told.collect()
}
