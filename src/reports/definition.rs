//! The list of a report's figures, tables and charts, as data: read from TOML and checked, every mistake told with the key
//! at which it is. Deliberately absent: counting; and figures that have no records of their own (whom records reach, who is
//! silent), because a receipt would have nothing to show.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::InputType;
use serde::Deserialize;

use crate::events::kinds::{EventKind, FundKind};
use crate::kernel::error::Message;
use crate::statements::basis::read_word;
use crate::statistics::breakdown::Dimension;
use crate::statistics::metrics::{Counts, MetricCode};

/// The most figures of a report.
const FIGURES: usize = 200;
/// The most tables, and the most columns of one.
const TABLES: usize = 20;
const COLUMNS: usize = 12;

/// What a report counts.
#[derive(Clone, Debug, Default)]
pub struct Definition {
    /// Figures by key.
    pub figures: BTreeMap<String, Wanted>,
    /// Tables by name.
    pub tables: BTreeMap<String, WantedTable>,
    /// Charts by name.
    pub charts: BTreeMap<String, WantedChart>,
}

/// A figure as it is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What is counted.
    pub metric: MetricCode,
    /// Of events of these kinds.
    pub kinds: Option<BTreeSet<EventKind>>,
    /// Of funds of these kinds.
    pub fund_kinds: Option<BTreeSet<FundKind>>,
    /// Of the campaign of this name.
    pub campaign: Option<String>,
    /// Of parts of other events only, or of none of them.
    pub is_part: Option<bool>,
    /// Since a session, by term and ordinal, up to the end of the year; the year alone otherwise.
    pub since_session: Option<(i32, i32)>,
}

/// By what a table tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// By a dimension of breakdowns.
    Dimension(Dimension),
    /// By the unit that leads the handling of cases.
    HandlingUnit,
}

/// A table as it is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedTable {
    /// Its title.
    pub title: String,
    /// What its rows are.
    pub by: By,
    /// Its columns: what stands above, and what is counted.
    pub columns: Vec<(String, Wanted)>,
}

/// A chart of one column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedChart {
    /// Its title.
    pub title: String,
    /// The name of the table.
    pub table: String,
    /// The column's place, from 1.
    pub column: usize,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    figure: Vec<FigureLine>,
    #[serde(default)]
    table: Vec<TableLine>,
    #[serde(default)]
    chart: Vec<ChartLine>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct FigureLine {
    key: String,
    metric: String,
    kinds: Option<Vec<String>>,
    fund_kinds: Option<Vec<String>>,
    campaign: Option<String>,
    level: Option<String>,
    since_session: Option<SessionLine>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct SessionLine {
    term: i32,
    ordinal: i32,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct TableLine {
    name: String,
    title: String,
    by: String,
    columns: Vec<ColumnLine>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct ColumnLine {
    title: String,
    metric: String,
    kinds: Option<Vec<String>>,
    fund_kinds: Option<Vec<String>>,
    campaign: Option<String>,
    level: Option<String>,
    since_session: Option<SessionLine>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct ChartLine {
    name: String,
    title: String,
    table: String,
    column: usize,
}

/// Reads the list, or tells everything that is wrong with it.
pub fn read(text: &str) -> Result<Definition, Vec<Message>> {
    let file: File = toml::from_str(text).map_err(|error| {
        let why = error.to_string();
        vec![Message::new(
            format!("figures.toml 无法读取：{why}"),
            format!("figures.toml cannot be read: {why}"),
        )]
    })?;
    let mut reader = Reader::default();
    let mut definition = Definition::default();
    if file.figure.len() > FIGURES || file.table.len() > TABLES {
        reader.wrong(
            "figures.toml",
            format!("数据至多{FIGURES}项，表至多{TABLES}张"),
            format!("at most {FIGURES} figures and {TABLES} tables"),
        );
        return Err(reader.wrongs);
    }
    for line in file.figure {
        let key = line.key.clone();
        let wanted = reader.wanted(&key, line);
        if let Some(wanted) = wanted
            && definition.figures.insert(key.clone(), wanted).is_some()
        {
            reader.twice(&key);
        }
    }
    for line in file.table {
        let name = line.name.clone();
        let wanted = reader.table(line);
        if let Some(wanted) = wanted
            && definition.tables.insert(name.clone(), wanted).is_some()
        {
            reader.twice(&name);
        }
    }
    for line in file.chart {
        let columns = definition.tables.get(&line.table);
        let columns = columns.map_or(0, |table| table.columns.len());
        if line.column == 0 || line.column > columns {
            reader.wrong(
                &line.name,
                format!("表“{}”没有第{}列", line.table, line.column),
                format!("table {} has no column {}", line.table, line.column),
            );
        }
        let wanted = WantedChart {
            title: line.title,
            table: line.table,
            column: line.column,
        };
        if definition
            .charts
            .insert(line.name.clone(), wanted)
            .is_some()
        {
            reader.twice(&line.name);
        }
    }
    match reader.wrongs.is_empty() {
        true => Ok(definition),
        false => Err(reader.wrongs),
    }
}

#[derive(Default)]
struct Reader {
    wrongs: Vec<Message>,
}

impl Reader {
    fn wrong(&mut self, key: &str, zh: String, en: String) {
        let message = Message::new(format!("{key}：{zh}。"), format!("{key}: {en}."));
        self.wrongs.push(message);
    }

    fn twice(&mut self, key: &str) {
        self.wrong(key, "重复".to_owned(), "stands twice".to_owned());
    }

    fn word<E: InputType>(&mut self, key: &str, field: &str, word: &str) -> Option<E> {
        let found = read_word(word);
        if found.is_none() {
            self.wrong(
                key,
                format!("{field} 没有“{word}”"),
                format!("{field} has no {word}"),
            );
        }
        found
    }

    fn set<E: InputType + Ord>(
        &mut self,
        key: &str,
        field: &str,
        words: Option<Vec<String>>,
    ) -> Option<BTreeSet<E>> {
        let words = words?;
        let found = words.iter().filter_map(|word| self.word(key, field, word));
        Some(found.collect())
    }

    fn wanted(&mut self, key: &str, line: FigureLine) -> Option<Wanted> {
        let is_part = match line.level.as_deref() {
            None => None,
            Some("PART") => Some(true),
            Some("WHOLE") => Some(false),
            Some(other) => {
                self.wrong(
                    key,
                    format!("level 只能是 PART 或 WHOLE，不是“{other}”"),
                    format!("level is PART or WHOLE, not {other}"),
                );
                None
            }
        };
        let metric: Option<MetricCode> = self.word(key, "metric", &line.metric);
        let wanted = Wanted {
            metric: metric?,
            kinds: self.set(key, "kinds", line.kinds),
            fund_kinds: self.set(key, "fund_kinds", line.fund_kinds),
            campaign: line.campaign,
            is_part,
            since_session: line.since_session.map(|line| (line.term, line.ordinal)),
        };
        let counts = wanted.metric.definition().counts;
        if matches!(
            counts,
            Counts::Reach(_) | Counts::Balance(_) | Counts::SilentMonths
        ) {
            self.wrong(
                key,
                format!("指标 {} 没有可列的记录", line.metric),
                format!("metric {} has no records to show", line.metric),
            );
        }
        let of_events =
            wanted.kinds.is_some() || wanted.fund_kinds.is_some() || wanted.is_part.is_some();
        if !counts.of_events() && of_events {
            self.wrong(
                key,
                "kinds、fund_kinds、level 只用于活动类指标".to_owned(),
                "kinds, fund_kinds and level narrow metrics of events only".to_owned(),
            );
        }
        Some(wanted)
    }

    fn table(&mut self, line: TableLine) -> Option<WantedTable> {
        let name = line.name;
        let by = match line.by.as_str() {
            "HANDLING_UNIT" => Some(By::HandlingUnit),
            word => self.word(&name, "by", word).map(By::Dimension),
        };
        let told_apart_otherwise = [Dimension::Member, Dimension::Kind, Dimension::Campaign];
        if matches!(by, Some(By::Dimension(by)) if told_apart_otherwise.contains(&by)) {
            self.wrong(
                &name,
                format!("不能按 {} 列表", line.by),
                format!("no table is told apart by {}", line.by),
            );
        }
        if line.columns.is_empty() || line.columns.len() > COLUMNS {
            self.wrong(
                &name,
                format!("列数须在1至{COLUMNS}之间"),
                format!("a table has 1 to {COLUMNS} columns"),
            );
        }
        let mut columns = Vec::with_capacity(line.columns.len());
        for column in line.columns {
            let key = format!("{name}.{}", column.title);
            let title = column.title.clone();
            let figure = FigureLine {
                key: key.clone(),
                metric: column.metric,
                kinds: column.kinds,
                fund_kinds: column.fund_kinds,
                campaign: column.campaign,
                level: column.level,
                since_session: column.since_session,
            };
            let wanted = self.wanted(&key, figure);
            let of_cases = |wanted: &Wanted| wanted.metric.definition().counts.cases().is_some();
            if by == Some(By::HandlingUnit) && wanted.as_ref().is_some_and(|one| !of_cases(one)) {
                self.wrong(
                    &key,
                    "承办单位只有办理类指标".to_owned(),
                    "handling units have metrics of cases only".to_owned(),
                );
            }
            columns.extend(wanted.map(|wanted| (title, wanted)));
        }
        Some(WantedTable {
            title: line.title,
            by: by?,
            columns,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_told_with_their_key() {
        for (text, due) in [
            (
                "[[figure]]\nkey = \"a\"\nmetric = \"W99\"",
                "a: metric has no W99.",
            ),
            (
                "[[figure]]\nkey = \"a\"\nmetric = \"W6\"",
                "a: metric W6 has no records to show.",
            ),
            (
                "[[figure]]\nkey = \"a\"\nmetric = \"I0\"\nkinds = [\"LECTURE\"]",
                "a: kinds, fund_kinds and level narrow metrics of events only.",
            ),
            (
                "[[figure]]\nkey = \"a\"\nmetric = \"W1\"\n[[figure]]\nkey = \"a\"\nmetric = \"W1\"",
                "a: stands twice.",
            ),
            (
                "[[table]]\nname = \"t\"\ntitle = \"t\"\nby = \"MEMBER\"\ncolumns = [{ title = \"c\", metric = \"W1\" }]",
                "t: no table is told apart by MEMBER.",
            ),
            (
                "[[table]]\nname = \"t\"\ntitle = \"t\"\nby = \"HANDLING_UNIT\"\ncolumns = [{ title = \"c\", metric = \"W1\" }]",
                "t.c: handling units have metrics of cases only.",
            ),
            (
                "[[chart]]\nname = \"c\"\ntitle = \"c\"\ntable = \"t\"\ncolumn = 1",
                "c: table t has no column 1.",
            ),
        ] {
            let wrongs = read(text).unwrap_err();
            let told: Vec<&str> = wrongs.iter().map(|wrong| wrong.en.as_str()).collect();
            assert_eq!(told, [due]);
        }
        let wrongs = read("[[figure]]\nkye = \"a\"\nmetric = \"W1\"").unwrap_err();
        assert!(wrongs[0].en.contains("kye"), "{wrongs:?}");
    }
}
