//! What one request has asked so far: each question once, however many nodes and metrics share it, so that the number of
//! statements does not depend on the rows. Deliberately absent: anything kept between requests.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::Arc;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tokio::sync::{Mutex, OnceCell};

use super::breakdown::CampaignLine;
use super::case_rows;
use super::cases::CaseRow;
use super::cells::{Cells, Sets, load, load_sets};
use super::completeness::{Heard, load_heard};
use super::question::Question;
use super::reach_rows::{self, FirstEvent};
use crate::events::entity::campaign;
use crate::kernel::clock::day_in_china;
use crate::kernel::error::{Fault, Problem, Result};
use crate::kernel::id::DistrictId;
use crate::kernel::journal::entry;
use crate::kernel::period::Span;
use crate::kernel::versions::load_at;
use crate::linkage::{Pin, Request};

/// Answers by what was asked; the first asker computes, the others wait for it.
#[derive(Debug)]
struct Once<K, V>(Mutex<HashMap<K, Arc<OnceCell<V>>>>);

impl<K, V> Default for Once<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash + Clone, V: Clone> Once<K, V> {
    async fn get(&self, key: K, answer: impl Future<Output = Result<V>>) -> Result<V> {
        let cell = Arc::clone(self.0.lock().await.entry(key).or_default());
        cell.get_or_try_init(|| answer).await.cloned()
    }
}

/// The memory of one request.
#[derive(Debug, Default)]
pub struct Asked {
    cells: Once<Question, Arc<Cells>>,
    heard: Once<(DistrictId, i64, Span), Arc<Heard>>,
    sets: Once<DistrictId, Arc<Sets>>,
    campaigns: Once<(DistrictId, i64), Arc<Vec<CampaignLine>>>,
    pins: Once<(DistrictId, i64), Arc<Pin>>,
    cases: Once<(DistrictId, i64), Arc<Vec<CaseRow>>>,
    first_events: Once<Question, Arc<Vec<FirstEvent>>>,
}

impl Asked {
    /// The district at an earlier journal number, as the program would have answered just before the next change; the
    /// pin itself when no number is asked. Refuses numbers that the journal does not have.
    pub async fn as_of(
        &self,
        request: &Request,
        pin: &Arc<Pin>,
        number: Option<i64>,
    ) -> Result<Arc<Pin>> {
        let Some(number) = number.filter(|number| *number != pin.number) else {
            return Ok(Arc::clone(pin));
        };
        if number < 1 || number > pin.number {
            return Err(Problem::bad_input(
                "asOf",
                format!("asOf 须在 1 至 {} 之间。", pin.number),
                format!("asOf must be from 1 to {}.", pin.number),
            ));
        }
        let district = pin.district_id().clone();
        let answer = Box::pin(async {
            let chain = request.chain_at(&district, number).await?.ok_or_else(|| {
                Problem::bad_input(
                    "asOf",
                    "该序号时本区尚未建立。",
                    "The district did not exist at that number.",
                )
            })?;
            let next = entry::Entity::find()
                .filter(entry::Column::DistrictId.eq(district.clone()))
                .filter(entry::Column::Number.eq(number.saturating_add(1)))
                .one(&request.db.for_figures())
                .await?
                .ok_or_else(|| {
                    Fault::new(format!("journal {district} lacks the entry after {number}"))
                })?;
            Ok(Arc::new(Pin {
                number,
                chain,
                today: day_in_china(next.at).min(pin.today),
            }))
        });
        self.pins.get((district.clone(), number), answer).await
    }

    /// The cells that answer a question.
    pub async fn cells(
        &self,
        request: &Request,
        pin: &Pin,
        question: &Question,
    ) -> Result<Arc<Cells>> {
        let sets = self.sets(request, &question.district).await?;
        let answer = Box::pin(async {
            let newest = self.is_newest(request, pin).await?;
            let figures = request.db.for_figures();
            Ok(Arc::new(
                load(&figures, question, &pin.chain, pin.today, newest, sets).await?,
            ))
        });
        self.cells.get(question.clone(), answer).await
    }

    /// Who was heard of in a period.
    pub async fn heard(&self, request: &Request, pin: &Pin, span: &Span) -> Result<Arc<Heard>> {
        let district = pin.district_id();
        let sets = self.sets(request, district).await?;
        let answer = Box::pin(async {
            let newest = self.is_newest(request, pin).await?;
            let figures = request.db.for_figures();
            Ok(Arc::new(
                load_heard(&figures, district, pin.number, span, newest, &sets).await?,
            ))
        });
        self.heard
            .get((district.clone(), pin.number, *span), answer)
            .await
    }

    /// The interned sets of a district; read after the district was pinned, they hold every set of that number.
    pub async fn sets(&self, request: &Request, district: &DistrictId) -> Result<Arc<Sets>> {
        let answer = Box::pin(async {
            Ok(Arc::new(
                load_sets(&request.db.for_figures(), district).await?,
            ))
        });
        self.sets.get(district.clone(), answer).await
    }

    /// The campaigns of a district.
    pub async fn campaigns(&self, request: &Request, pin: &Pin) -> Result<Arc<Vec<CampaignLine>>> {
        let district = pin.district_id();
        let answer = Box::pin(async {
            let rows = load_at::<campaign::Entity>(&request.db.for_figures(), district, pin.number)
                .await?;
            let by_id: BTreeMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
            let line = |row: campaign::Model| CampaignLine {
                id: row.id,
                name: row.name,
                span: Span::new(row.starts_on, row.ends_on),
            };
            Ok(Arc::new(by_id.into_values().map(line).collect()))
        });
        self.campaigns
            .get((district.clone(), pin.number), answer)
            .await
    }

    /// The cases of a district at a number.
    pub async fn cases(&self, request: &Request, pin: &Pin) -> Result<Arc<Vec<CaseRow>>> {
        let (district, number) = (pin.district_id(), pin.number);
        let answer = Box::pin(async {
            let rows = case_rows::load(&request.db.for_figures(), district, number).await?;
            Ok(Arc::new(rows))
        });
        self.cases.get((district.clone(), number), answer).await
    }

    /// The first events that a question means.
    pub async fn first_events(
        &self,
        request: &Request,
        pin: &Pin,
        question: &Question,
    ) -> Result<Arc<Vec<FirstEvent>>> {
        let sets = self.sets(request, &question.district).await?;
        let answer = Box::pin(async {
            let (figures, chain) = (request.db.for_figures(), &pin.chain);
            let rows = reach_rows::load(&figures, question, chain, &sets, pin.today).await?;
            Ok(Arc::new(rows))
        });
        self.first_events.get(question.clone(), answer).await
    }

    /// Whether the request pinned the district at this very number, so that the tallies may still stand at it.
    async fn is_newest(&self, request: &Request, pin: &Pin) -> Result<bool> {
        Ok(request
            .pin(pin.district_id())
            .await?
            .is_some_and(|newest| newest.number == pin.number))
    }
}
