//! The kinds of records that a file can hold, each with its columns: the heading that the template writes, the others by
//! which it is known, and what is explained to clerks. Deliberately absent: reading the values.

use std::collections::BTreeMap;

use super::values::plain;
use crate::events::kinds::Measure;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The workroom.
    Host,
    /// What was done.
    Kind,
    /// The title.
    Title,
    /// The first day.
    From,
    /// The last day.
    Until,
    /// Where, as a division code.
    Place,
    /// The members who took part.
    Participants,
    /// An amount.
    Amount(Measure),
    /// Of money, which kind.
    FundKind,
    /// The account.
    Narrative,
}

impl Column {
    /// How it is kept.
    pub fn code(self) -> String {
        match self {
            Self::Host => "HOST",
            Self::Kind => "KIND",
            Self::Title => "TITLE",
            Self::From => "FROM",
            Self::Until => "UNTIL",
            Self::Place => "PLACE",
            Self::Participants => "PARTICIPANTS",
            Self::Amount(measure) => match serde_json::to_value(measure) {
                Ok(serde_json::Value::String(name)) => return format!("AMOUNT_{name}"),
                _ => "",
            },
            Self::FundKind => "FUND_KIND",
            Self::Narrative => "NARRATIVE",
        }
        .to_owned()
    }
}

impl Kind {
    /// The column of a code.
    pub fn column(&self, code: &str) -> Option<Column> {
        let mut columns = self.columns.iter().map(|heading| heading.column);
        columns.find(|column| column.code() == code)
    }

    /// The template's heading of a column.
    pub fn heading(&self, column: Column) -> Option<&'static str> {
        let found = self.columns.iter().find(|known| known.column == column);
        found.map(|heading| heading.name)
    }

    /// The column that a heading means without being taught.
    pub fn named(&self, said: &str) -> Option<Column> {
        let known = self.columns.iter().find(|heading| {
            folded(heading.name) == said || heading.others.iter().any(|other| folded(other) == said)
        });
        known.map(|heading| heading.column)
    }
}

/// A column of a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct Heading {
    /// What it holds.
    pub column: Column,
    /// The heading of the template.
    pub name: &'static str,
    /// Other headings.
    pub others: &'static [&'static str],
    /// Whether a file must have it and a row must fill it.
    pub required: bool,
    /// What clerks are told.
    pub note: &'static str,
}

/// A kind of record.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its name in addresses and at the command line.
    pub code: &'static str,
    /// Its Chinese name.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [Heading],
}

const fn must(
    column: Column,
    name: &'static str,
    others: &'static [&'static str],
    note: &'static str,
) -> Heading {
    Heading {
        column,
        name,
        others,
        required: true,
        note,
    }
}

const fn may(
    column: Column,
    name: &'static str,
    others: &'static [&'static str],
    note: &'static str,
) -> Heading {
    Heading {
        column,
        name,
        others,
        required: false,
        note,
    }
}

const AMOUNT: &str = "填写数字；“1700余”表示至少 1700，不要写“约”。";

/// All kinds of records.
pub const KINDS: &[Kind] = &[Kind {
    code: "posts",
    name: "工作室活动",
    columns: &[
        must(
            Column::Host,
            "工作室",
            &["委员工作室", "主办工作室", "主办单位", "主办"],
            "委员工作室全称，从下拉列表中选择。",
        ),
        must(
            Column::Kind,
            "活动种类",
            &["种类", "类型", "活动类型", "活动类别"],
            "从下拉列表中选择。",
        ),
        must(
            Column::Title,
            "活动名称",
            &["标题", "名称", "活动主题", "主题", "活动标题"],
            "不超过 200 字。",
        ),
        must(
            Column::From,
            "日期",
            &["活动日期", "时间", "活动时间", "开始日期", "开展时间"],
            "写作 2022年7月3日 或 2022-07-03。",
        ),
        may(
            Column::Until,
            "结束日期",
            &["截止日期"],
            "最后一天（含当日）；只有一天的不填。",
        ),
        may(
            Column::Place,
            "地点区划代码",
            &["区划代码", "地点代码"],
            "6、9 或 12 位区划代码，可不填。",
        ),
        may(
            Column::Participants,
            "参加委员",
            &["委员", "参与委员", "参会委员"],
            "委员姓名，以顿号分隔；同名的由政协机关认定。",
        ),
        may(Column::Amount(Measure::Sessions), "场次", &["场数"], AMOUNT),
        may(
            Column::Amount(Measure::PersonTimes),
            "人次",
            &["参加人次", "参与人次"],
            AMOUNT,
        ),
        may(
            Column::Amount(Measure::Persons),
            "人数",
            &["受益人数"],
            AMOUNT,
        ),
        may(
            Column::Amount(Measure::GoodDeeds),
            "办实事件数",
            &["实事件数", "办实事"],
            AMOUNT,
        ),
        may(
            Column::Amount(Measure::Voices),
            "意见建议条数",
            &["意见条数", "意见建议"],
            AMOUNT,
        ),
        may(
            Column::Amount(Measure::Enterprises),
            "走访企业家数",
            &["企业家数"],
            AMOUNT,
        ),
        may(
            Column::Amount(Measure::Villages),
            "村社区个数",
            &["村（社区）个数", "村居个数"],
            AMOUNT,
        ),
        may(
            Column::Amount(Measure::Funds),
            "资金（元）",
            &["资金", "金额", "资金金额", "金额（元）"],
            "以元计；“3.5万元”即 35000。填写时须同时选择资金类别。",
        ),
        may(
            Column::FundKind,
            "资金类别",
            &["资金种类"],
            "从下拉列表中选择。",
        ),
        may(
            Column::Narrative,
            "活动详情",
            &["详情", "内容", "活动内容", "备注"],
            "不超过 5000 字。",
        ),
    ],
}];

/// The kind of a name.
pub fn kind_of(code: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.code == code)
}

/// A heading in one form: without blanks, brackets as one writes them.
pub fn folded(text: &str) -> String {
    let text: String = plain(text).split_whitespace().collect();
    text.trim_end_matches('*')
        .replace('（', "(")
        .replace('）', ")")
}

/// The headings of a file, by the place of their columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where each column stands, and under which words.
    pub columns: Vec<(usize, Column, String)>,
    /// Headings that are no column's.
    pub unknown: Vec<String>,
    /// Headings of columns that the row lacks and the kind must have.
    pub missing: Vec<&'static str>,
    /// Headings that stand twice.
    pub twice: Vec<String>,
}

/// The columns that a row names, when it names at least two; by the headings that are known and those that were taught.
pub fn headings(kind: &Kind, taught: &BTreeMap<String, Column>, texts: &[String]) -> Option<Found> {
    let mut found = Found {
        columns: Vec::new(),
        unknown: Vec::new(),
        missing: Vec::new(),
        twice: Vec::new(),
    };
    for (place, text) in texts.iter().enumerate() {
        let said = folded(text);
        if said.is_empty() {
            continue;
        }
        let known = kind.named(&said).or_else(|| taught.get(&said).copied());
        let text = text.trim().to_owned();
        match known {
            None => found.unknown.push(text),
            Some(column) if found.has(column) => found.twice.push(text),
            Some(column) => found.columns.push((place, column, text)),
        }
    }
    let lacking = kind.columns.iter().filter(|heading| heading.required);
    found.missing = lacking
        .filter(|heading| !found.has(heading.column))
        .map(|heading| heading.name)
        .collect();
    (found.columns.len() >= 2).then_some(found)
}

impl Found {
    fn has(&self, column: Column) -> bool {
        self.columns.iter().any(|(_, known, _)| *known == column)
    }

    /// The words over a column.
    pub fn heading(&self, column: Column) -> Option<&str> {
        let found = self.columns.iter().find(|(_, known, _)| *known == column);
        found.map(|(_, _, text)| text.as_str())
    }
}

/// The letters of a column, as spreadsheets name it: A, B, … AA.
pub fn letters(place: usize) -> String {
    let (mut rest, mut out) = (place, String::new());
    loop {
        let letter = u8::try_from(rest % 26).unwrap_or_default();
        out.insert(0, char::from(b'A'.saturating_add(letter)));
        match (rest / 26).checked_sub(1) {
            Some(next) => rest = next,
            None => return out,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_by_their_other_names() {
        let posts = kind_of("posts").unwrap();
        let texts =
            ["序号", "主办单位", "类 型", "活动主题", "时间", "资金(元)"].map(str::to_owned);
        let found = headings(posts, &BTreeMap::new(), &texts).unwrap();
        let columns: Vec<_> = found.columns.iter().map(|(at, it, _)| (*at, *it)).collect();
        assert_eq!(
            columns,
            [
                (1, Column::Host),
                (2, Column::Kind),
                (3, Column::Title),
                (4, Column::From),
                (5, Column::Amount(Measure::Funds)),
            ]
        );
        assert_eq!(found.unknown, ["序号"]);
        assert!(found.missing.is_empty());
        assert_eq!(
            headings(posts, &BTreeMap::new(), &["2022年台账".to_owned()]),
            None
        );
        let some = headings(
            posts,
            &BTreeMap::new(),
            &["日期".to_owned(), "时间".into(), "标题".into()],
        )
        .unwrap();
        assert_eq!(some.twice, ["时间"]);
        assert_eq!(some.missing, ["工作室", "活动种类"]);
        let taught = BTreeMap::from([(folded("承办 点位（室）"), Column::Host)]);
        let texts = ["承办点位(室)", "日期"].map(str::to_owned);
        let found = headings(posts, &taught, &texts).unwrap();
        assert_eq!(found.columns.first().map(|it| it.1), Some(Column::Host));
        assert_eq!(headings(posts, &BTreeMap::new(), &texts), None);
    }

    #[test]
    fn no_two_columns_share_a_heading() {
        for kind in KINDS {
            let mut seen = std::collections::BTreeSet::new();
            for heading in kind.columns {
                for name in std::iter::once(&heading.name).chain(heading.others) {
                    assert!(seen.insert(folded(name)), "{name}");
                }
            }
        }
    }

    #[test]
    fn columns_are_known_by_their_codes() {
        for kind in KINDS {
            for heading in kind.columns {
                assert_eq!(kind.column(&heading.column.code()), Some(heading.column));
                assert_eq!(kind.heading(heading.column), Some(heading.name));
            }
        }
    }

    #[test]
    fn columns_have_letters() {
        for (place, letters_of) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(place), letters_of);
        }
    }
}
