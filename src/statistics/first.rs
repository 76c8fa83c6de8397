//! What is counted from first records: whom or what they reach, and how evenly they are spread over members.
//! Deliberately absent: how that is counted.

use std::sync::Arc;

use super::asked::Asked;
use super::asking::ground;
use super::balance::{self, Balance, Balanced};
use super::cases::CaseRow;
use super::cells::Sets;
use super::figure::{Credit, Scope};
use super::question::{Apart, Question};
use super::reach::{self, Reach, Reached, Records};
use super::reach_rows::FirstEvent;
use crate::kernel::error::Result;
use crate::linkage::{Attribution, Pin, Request};

/// Whom or what the records of a question's scope reach.
pub async fn reached(
    memory: (&Request, &Asked),
    pin: &Arc<Pin>,
    (reach, question, scope): (Reach, &Question, &Scope),
    credit: Credit,
) -> Result<Reached> {
    let first = First::load(memory, pin, question, (reach.by_member(), reach.by_case())).await?;
    let (records, narrowing) = (first.records(), &question.narrowing);
    Ok(reach::count(
        reach,
        records,
        scope,
        credit,
        narrowing,
        ground(pin),
    ))
}

/// How evenly duty is spread over the members of a question's scope.
pub async fn balanced(
    memory: (&Request, &Asked),
    pin: &Arc<Pin>,
    (balance, question, scope): (Balance, &Question, &Scope),
    attribution: Attribution,
) -> Result<Balanced> {
    let first = First::load(memory, pin, question, (true, true)).await?;
    let (records, narrowing) = (first.records(), &question.narrowing);
    Ok(balance::count(
        balance,
        records,
        scope,
        attribution,
        narrowing,
        pin,
    ))
}

/// The first records of a question.
struct First {
    events: Arc<Vec<FirstEvent>>,
    cases: Arc<Vec<CaseRow>>,
    sets: Arc<Sets>,
}

impl First {
    async fn load(
        (request, asked): (&Request, &Asked),
        pin: &Arc<Pin>,
        question: &Question,
        (by_member, by_case): (bool, bool),
    ) -> Result<Self> {
        let question = Question {
            apart: Apart {
                member: question.apart.member || by_member,
                ..question.apart
            },
            ..question.clone()
        };
        Ok(Self {
            events: asked.first_events(request, pin, &question).await?,
            sets: asked.sets(request, pin.district_id()).await?,
            cases: match by_case {
                true => asked.cases(request, pin).await?,
                false => Arc::default(),
            },
        })
    }

    fn records(&self) -> Records<'_> {
        Records {
            events: &self.events,
            cases: &self.cases,
            sets: &self.sets,
        }
    }
}
