//! Makes a report: reads what is wanted, loads what stood at one journal number in a fixed number of statements, counts,
//! composes and renders. The same number and the same day give the same bytes. Deliberately absent: keeping what was made;
//! a statement freezes figures.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sea_orm::DbErr;

use super::composing::{Material, compose};
use super::counting::{Counting, Figure};
use super::definition::{self, Wanted};
use super::receipts::session;
use super::tables::{Table, Tabling};
use super::templates::{FIGURES, Templates};
use super::{docx, html, text};
use crate::hotline::queries::led;
use crate::kernel::authz::Action;
use crate::kernel::error::{Message, Problem};
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::period::Span;
use crate::linkage::{Attribution, Node, Pin, Request};
use crate::published::entity::published_figure::Model;
use crate::published::queries::over;
use crate::published::words::{list_of, metric_of};
use crate::statements::basis::Basis;
use crate::statements::rows::{self, MOST_ROWS};
use crate::statistics::asked;
use crate::statistics::figure::Credit;
use crate::statistics::narrowing::Narrowing;

/// More published figures than this are not held against a report.
const MOST_PRINTED: u64 = 1000;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// The calendar year.
    pub year: i32,
    /// The journal number; the newest if left out.
    pub as_of: Option<i64>,
    /// As what.
    pub format: Format,
}

/// What a report is rendered as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Plain text.
    Text,
    /// One page of HTML that needs nothing else.
    Html,
    /// A Word document.
    Docx,
}

/// Why there is no report.
#[derive(Debug)]
pub enum NotMade {
    /// The list of figures or a template is wrong; each mistake with its place.
    Wrong(Vec<Message>),
    /// Something else.
    Problem(Problem),
}

impl From<Problem> for NotMade {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<DbErr> for NotMade {
    fn from(error: DbErr) -> Self {
        Self::Problem(error.into())
    }
}

/// A wanted figure, with what its names mean in the district.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// Its key.
    pub key: String,
    /// How it is counted.
    pub basis: Basis,
    /// The name of its campaign.
    pub campaign: Option<String>,
}

/// A printed figure beside the same of records.
#[derive(Clone, Debug)]
pub struct Beside {
    /// What is printed.
    pub row: Model,
    /// What records say; none while no metric does.
    pub figure: Option<Figure>,
}

/// Makes a report. Refuses who may not read figures, an unknown district or number, and mistaken templates.
pub async fn make(
    request: &Request,
    district: &DistrictId,
    asked: &Asked,
    templates: &Templates,
) -> Result<Vec<u8>, NotMade> {
    let list = templates.get(FIGURES).unwrap_or_default();
    let definition = definition::read(list).map_err(NotMade::Wrong)?;
    let year = Span::year(asked.year).filter(|_| (1900..3000).contains(&asked.year));
    let year = year.ok_or_else(|| Problem::bad_input("year", "年份无效。", "This is no year."))?;
    if !request.may(Action::ReadFigures, district, None) {
        return Err(Problem::Forbidden.into());
    }
    let pin = request.pin(district).await?.ok_or(Problem::Forbidden)?;
    let memory = asked::Asked::default();
    let pin = memory.as_of(request, &pin, asked.as_of).await?;
    let campaigns = memory.campaigns(request, &pin).await?;
    let campaigns = campaigns.iter().map(|line| (line.name.as_str(), line.id));
    let names = Names {
        pin: &pin,
        year,
        campaigns: campaigns.collect(),
    };
    let mut missing = BTreeMap::new();
    let mut figures = Vec::new();
    for (key, wanted) in &definition.figures {
        match names.resolve(key, wanted) {
            Ok(resolved) => figures.push(resolved),
            Err(why) => {
                missing.insert(key.clone(), why);
            }
        }
    }
    let mut tables = BTreeMap::new();
    for (name, wanted) in &definition.tables {
        let columns = wanted.columns.iter();
        let columns = columns.map(|(title, wanted)| names.resolve(title, wanted));
        let columns: Result<Vec<Resolved>, String> = columns.collect();
        match columns {
            Ok(columns) => {
                tables.insert(name.clone(), columns);
            }
            Err(why) => {
                missing.insert(name.clone(), why);
            }
        }
    }
    let printed = printed(request, &pin, year).await?;
    let of_printed: Vec<Option<Resolved>> = printed.iter().map(|row| names.printed(row)).collect();

    let columns = tables.values().flatten();
    let all = figures
        .iter()
        .chain(columns)
        .chain(of_printed.iter().flatten());
    let bases: Vec<Basis> = all.map(|one| one.basis.clone()).collect();
    let sets = memory.sets(request, district).await?;
    let reader = request.db.for_figures();
    let stood = rows::load(&reader, &pin, &sets, &bases, MOST_ROWS).await?;
    let stood = stood.ok_or_else(|| {
        Problem::bad_input(
            "year",
            format!("该期间的记录超过{MOST_ROWS}条，无法汇总。"),
            format!("More than {MOST_ROWS} records are not put into a report."),
        )
    })?;
    let mut heard = BTreeMap::new();
    let spans: BTreeSet<Span> = bases.iter().map(|basis| basis.span).chain([year]).collect();
    for span in spans {
        heard.insert(span, memory.heard(request, &pin, &span).await?);
    }
    let units = pin.chain.organization.handling_units.keys().copied();
    let led = led(&reader, district, pin.number, &units.collect()).await?;

    let counting = Counting::new(&stood, &heard);
    let count = |one: Resolved| counting.figure(one.key, one.basis, one.campaign);
    let figures = figures.into_iter().map(|one| (one.key.clone(), count(one)));
    let figures = figures.collect();
    let beside = printed
        .into_iter()
        .zip(of_printed)
        .map(|(row, one)| Beside {
            row,
            figure: one.map(count),
        });
    let beside = beside.collect();
    let tabling = Tabling {
        counting: &counting,
        year,
        led: &led,
    };
    let tables = tables.into_iter().filter_map(|(name, columns)| {
        let wanted = definition.tables.get(&name)?;
        let table = tabling.table(&name, wanted, columns);
        Some((name, table))
    });
    let tables: BTreeMap<String, Table> = tables.collect();
    let district = Node::District(pin.chain.organization.district.id);
    let of_year = names.basis(district, year);
    let material = Material {
        year: asked.year,
        span: year,
        completeness: counting.completeness(&of_year),
        pin: Arc::clone(&pin),
        charts: definition.charts,
        figures,
        tables,
        beside,
        missing,
    };
    let document = compose(&material, templates).map_err(|wrong| NotMade::Wrong(vec![wrong]))?;
    Ok(match asked.format {
        Format::Text => text::render(&document).into_bytes(),
        Format::Html => html::render(&document).into_bytes(),
        Format::Docx => docx::render(&document)?,
    })
}

/// The figures that documents print of a year: those whose last day lies in it.
async fn printed(request: &Request, pin: &Pin, year: Span) -> Result<Vec<Model>, NotMade> {
    let to = year.to.unwrap_or(year.from);
    let last = to.pred_opt().unwrap_or(to);
    let district = pin.district_id();
    let most = MOST_PRINTED.saturating_add(1);
    let found = over(&request.db, district, pin.number, (year.from, last), most).await?;
    if u64::try_from(found.len()).is_ok_and(|found| found > MOST_PRINTED) {
        let (zh, en) = ("公布数据过多。", "There are too many published figures.");
        return Err(Problem::bad_input("year", zh, en).into());
    }
    let of_year = |row: &Model| {
        let last = row.to_day.and_then(|to| to.pred_opt());
        last.is_some_and(|last| year.contains(last))
    };
    Ok(found.into_iter().filter(of_year).collect())
}

/// What the names of a list of figures mean in a district.
struct Names<'a> {
    pin: &'a Pin,
    year: Span,
    campaigns: BTreeMap<&'a str, NodeId>,
}

impl Names<'_> {
    fn resolve(&self, key: &str, wanted: &Wanted) -> Result<Resolved, String> {
        let span = match wanted.since_session {
            None => self.year,
            Some((term, ordinal)) => {
                let mut sessions = self.pin.chain.organization.sessions.values();
                let found = sessions.find(|row| row.term == term && row.ordinal == ordinal);
                let found = found.filter(|row| self.year.to.is_none_or(|to| row.opened_on < to));
                let opened = found.map(|row| row.opened_on);
                let none = || format!("没有{}", session((term, ordinal)));
                Span::new(opened.ok_or_else(none)?, self.year.to)
            }
        };
        let campaign = wanted.campaign.as_deref();
        let found = campaign.map(|name| {
            let found = self.campaigns.get(name).copied();
            found.ok_or_else(|| format!("没有主题活动“{name}”"))
        });
        let found = found.transpose()?;
        Ok(Resolved {
            key: key.to_owned(),
            campaign: wanted.campaign.clone(),
            basis: Basis {
                metric: wanted.metric,
                narrowing: Narrowing {
                    kinds: wanted.kinds.clone(),
                    campaigns: found.map(|id| BTreeSet::from([id])),
                    fund_kinds: wanted.fund_kinds.clone(),
                    is_part: wanted.is_part,
                    ..Narrowing::default()
                },
                ..self.basis(self.district(), span)
            },
        })
    }

    /// A printed figure as it is counted; none while no metric says the same.
    fn printed(&self, row: &Model) -> Option<Resolved> {
        let metric = metric_of(row.metric.as_deref()?)?;
        let named = self
            .campaigns
            .iter()
            .find(|(_, id)| Some(**id) == row.campaign_id);
        Some(Resolved {
            key: row.key.clone(),
            campaign: named.map(|(name, _)| (*name).to_owned()),
            basis: Basis {
                metric,
                narrowing: Narrowing {
                    kinds: row.kinds.as_deref().map(list_of),
                    campaigns: row.campaign_id.map(|id| BTreeSet::from([id])),
                    fund_kinds: row.fund_kinds.as_deref().map(list_of),
                    is_part: row.is_part,
                    ..Narrowing::default()
                },
                ..self.basis(self.district(), Span::new(row.from_day, row.to_day))
            },
        })
    }

    fn district(&self) -> Node {
        Node::District(self.pin.chain.organization.district.id)
    }

    fn basis(&self, node: Node, span: Span) -> Basis {
        Basis {
            metric: crate::statistics::metrics::MetricCode::Events,
            node,
            span,
            narrowing: Narrowing::default(),
            attribution: Attribution::AtEvent,
            credit: Credit::Full,
        }
    }
}
