//! A question with the part of it that is one node's or row's, and what its metrics come to, small cells withheld from who
//! may not see them. Deliberately absent: how the API shows it.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::asked::Asked;
use super::cases::{self, CaseCount, CaseRow, Ground};
use super::cells::Cells;
use super::completeness::{Completeness, tell};
use super::figure::{self, Credit, Scope, add_named_funds, add_up};
use super::first::{balanced, reached};
use super::metrics::{Counts, MetricCode};
use super::narrowing::Narrowing;
use super::population::per_hundred_members;
use super::question::{Apart, Question};
use super::small_cells::{is_small_figure, sees};
use crate::events::kinds::EventStatus;
use crate::kernel::error::Result;
use crate::linkage::{Attribution, Pin, Request};

/// A question with the part of it that is one node's or row's.
#[derive(Clone, Debug)]
pub struct Asking {
    /// The question.
    pub question: Question,
    /// The part.
    pub scope: Scope,
    /// By which chain records are attributed.
    pub attribution: Attribution,
    /// How joint records count.
    pub credit: Credit,
}

/// What a metric comes to.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The metric.
    pub metric: MetricCode,
    /// What it comes to, told or not.
    pub result: figure::Result,
    /// Whether the value and the records are withheld.
    pub suppressed: bool,
    /// Who was heard of.
    pub completeness: Arc<Completeness>,
}

impl Answered {
    /// The value, as far as the caller is told it.
    pub fn told(&self) -> Option<Decimal> {
        self.result.value.filter(|_| !self.suppressed)
    }

    /// A rate's numerator and denominator, as far as the caller is told them.
    pub fn told_parts(&self) -> (Option<Decimal>, Option<Decimal>) {
        let told = |part: Option<Decimal>| part.filter(|_| !self.suppressed);
        (told(self.result.numerator), told(self.result.denominator))
    }

    /// Whether the value that is told is a lower bound.
    pub fn tells_at_least(&self) -> bool {
        self.result.at_least && !self.suppressed
    }
}

impl Asking {
    /// What several metrics come to, in their order.
    pub async fn answered(
        &self,
        memory: (&Request, &Asked),
        pin: &Arc<Pin>,
        metrics: &[MetricCode],
    ) -> Result<Vec<Answered>> {
        let (request, asked) = memory;
        let cells = asked.cells(request, pin, &self.question).await?;
        self.answered_from(memory, pin, metrics, &cells).await
    }

    /// The same, from sums of the period told apart by kind and campaign: askings of one period that differ only in
    /// their filters share one statement.
    pub async fn answered_together(
        &self,
        memory: (&Request, &Asked),
        pin: &Arc<Pin>,
        metrics: &[MetricCode],
    ) -> Result<Vec<Answered>> {
        let (request, asked) = memory;
        let all = Question {
            narrowing: Narrowing::default(),
            apart: Apart {
                kind: true,
                campaign: true,
                ..self.question.apart
            },
            ..self.question.clone()
        };
        let cells = asked.cells(request, pin, &all).await?;
        match cells.narrowed(&self.question.narrowing) {
            Some(cells) => self.answered_from(memory, pin, metrics, &cells).await,
            None => self.answered(memory, pin, metrics).await,
        }
    }

    async fn answered_from(
        &self,
        memory: (&Request, &Asked),
        pin: &Arc<Pin>,
        metrics: &[MetricCode],
        cells: &Cells,
    ) -> Result<Vec<Answered>> {
        let (request, asked) = memory;
        let heard = asked.heard(request, pin, &self.question.span).await?;
        let told = Arc::new(tell(
            &pin.chain.organization,
            &self.scope.hosts,
            &self.scope.span,
            &heard,
            pin.today,
        ));
        let narrowing = &self.question.narrowing;
        let results = add_up(
            cells,
            &self.scope,
            self.credit,
            narrowing.verified_only,
            metrics,
        );
        let of_cases = |metric: &MetricCode| metric.definition().counts.cases().is_some();
        let cases = match metrics.iter().any(of_cases) {
            true => asked.cases(request, pin).await?,
            false => Arc::default(),
        };
        let sees_small = sees(request.actor.as_ref(), pin, &self.scope.hosts);
        let mut all = Vec::with_capacity(metrics.len());
        for (metric, mut result) in metrics.iter().zip(results) {
            let counts = metric.definition().counts;
            let mut is_of_few = false;
            match counts {
                Counts::Cases(count) => result = self.of_cases(pin, &cases, &count),
                Counts::Balance(balance) => {
                    let asked = (balance, &self.question, &self.scope);
                    let balanced = balanced(memory, pin, asked, self.attribution).await?;
                    is_of_few = balanced.is_of_few;
                    result.value = balanced.value;
                    result.numerator = balanced.numerator;
                    result.denominator = balanced.denominator;
                }
                Counts::Reach(reach) => {
                    let asked = (reach, &self.question, &self.scope);
                    let reached = reached(memory, pin, asked, self.credit).await?;
                    result.value = reached.share();
                    result.numerator = Some(reached.numerator);
                    result.denominator = Some(reached.denominator);
                }
                Counts::PerHundredMembers => {
                    per_hundred_members(&mut result, &self.scope, &pin.chain.organization);
                }
                Counts::SilentMonths => result = figure::Result::whole(told.silent_months()),
                _ => add_named_funds(&mut result, narrowing.fund_kinds.as_ref()),
            }
            let small = is_small_figure(counts, narrowing, &self.scope, result.value);
            all.push(Answered {
                metric: *metric,
                result,
                suppressed: is_of_few || (small && !sees_small),
                completeness: Arc::clone(&told),
            });
        }
        Ok(all)
    }

    fn of_cases(&self, pin: &Pin, cases: &[CaseRow], count: &CaseCount) -> figure::Result {
        let narrowing = &self.question.narrowing;
        let counted = cases::count(
            cases,
            count,
            &self.scope,
            self.credit,
            narrowing,
            ground(pin),
        );
        figure::Result {
            value: counted.value,
            numerator: counted.numerator,
            denominator: counted.denominator,
            excluded: match counted.void {
                0 => BTreeMap::new(),
                void => [(EventStatus::Void, void)].into(),
            },
            ..figure::Result::default()
        }
    }
}

/// What figures of cases need to know of a district.
pub fn ground(pin: &Pin) -> Ground<'_> {
    Ground {
        organization: &pin.chain.organization,
        calendar: &pin.chain.organization.calendar,
        today: pin.today,
    }
}
