//! What is counted from first records: whom or what they reach, and how evenly they are spread over members.
//! Deliberately absent: how that is counted.

use std::sync::Arc;

use async_graphql::Context;

use super::figure::ground;
use crate::kernel::error::Result;
use crate::linkage::{Attribution, Pin, Request};
use crate::statistics::asked::Asked;
use crate::statistics::balance::{self, Balance, Balanced};
use crate::statistics::cases::CaseRow;
use crate::statistics::cells::Sets;
use crate::statistics::figure::{Credit, Scope};
use crate::statistics::question::{Apart, Question};
use crate::statistics::reach::{self, Reach, Reached, Records};
use crate::statistics::reach_rows::FirstEvent;

/// Whom or what the records of a question's scope reach.
pub async fn reached(
    ctx: &Context<'_>,
    pin: &Arc<Pin>,
    reach: Reach,
    question: &Question,
    scope: &Scope,
    credit: Credit,
) -> Result<Reached> {
    let first = First::load(ctx, pin, question, (reach.by_member(), reach.by_case())).await?;
    let narrowing = &question.narrowing;
    let records = first.records();
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
    ctx: &Context<'_>,
    pin: &Arc<Pin>,
    balance: Balance,
    question: &Question,
    scope: &Scope,
    attribution: Attribution,
) -> Result<Balanced> {
    let first = First::load(ctx, pin, question, (true, true)).await?;
    let narrowing = &question.narrowing;
    let records = first.records();
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
        ctx: &Context<'_>,
        pin: &Arc<Pin>,
        question: &Question,
        (by_member, by_case): (bool, bool),
    ) -> Result<Self> {
        let (request, asked) = (
            ctx.data_unchecked::<Request>(),
            ctx.data_unchecked::<Asked>(),
        );
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
