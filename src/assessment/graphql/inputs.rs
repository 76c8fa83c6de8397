//! What callers say when they give a scheme; numbers that cannot be read become what every range refuses. Deliberately
//! absent: whether it is well made.

use async_graphql::InputObject;
use rust_decimal::Decimal as Number;

use crate::assessment::rules::scheme::{Deduction, Grade, Item, LevelPoints, Proration, Scheme};
use crate::casework::kinds::Level;
use crate::events::kinds::EventKind;
use crate::kernel::scalars::Decimal;
use crate::statistics::duty::Duty;

/// The points of a level of adoption (采用层级分值).
#[derive(InputObject, Debug)]
pub struct AssessmentLevelInput {
    /// The level (层级).
    level: Level,
    /// The points, not fewer than those of the level below (分值).
    points: Decimal,
}

/// What a scheme counts (计分项).
#[derive(InputObject, Debug)]
pub struct AssessmentItemInput {
    /// 1 to 30 letters, digits, hyphens or underscores, once in the scheme and the same in every version (代码).
    code: String,
    /// Its name, at most 100 characters (名称).
    name: String,
    /// The kinds of duty that it counts (履职种类).
    duties: Vec<Duty>,
    /// Only events of these kinds; all records if left out (活动种类).
    #[graphql(default)]
    event_kinds: Vec<EventKind>,
    /// What a record has, 0 to 1000 with two decimals at most (每次分值).
    points: Decimal,
    /// What a co-signer has of it, from 0 to 1; all of it if left out (联名比例).
    cosigner_share: Option<Decimal>,
    /// What a report has instead, by the highest level that adopted it (采用层级分值).
    #[graphql(default)]
    levels: Vec<AssessmentLevelInput>,
    /// The most that all its records have together; no cap if left out (上限).
    cap: Option<Decimal>,
}

/// What a scheme deducts (扣分规则).
#[derive(InputObject, Debug)]
pub struct AssessmentDeductionInput {
    /// As that of an item (代码).
    code: String,
    /// Its name, at most 100 characters (名称).
    name: String,
    /// What one of them takes, 0 to 1000 (每次扣分).
    points: Decimal,
    /// The most that all of them take together; no cap if left out (扣分上限).
    cap: Option<Decimal>,
}

/// A grade (等次).
#[derive(InputObject, Debug)]
pub struct AssessmentGradeInput {
    /// Its name, at most 100 characters (名称).
    name: String,
    /// From so many points on, below those of the grade above (分数线).
    from: Decimal,
}

/// What a scheme says (考核方案内容).
#[derive(InputObject, Debug)]
pub struct AssessmentSchemeContentInput {
    /// Its name, at most 100 characters (名称).
    name: String,
    /// The year that it assesses (考核年度).
    year: i32,
    /// What every member begins with; nothing if left out (基础分).
    base: Option<Decimal>,
    /// What counts, 1 to 40: a record counts under the first item that it fits (计分项).
    items: Vec<AssessmentItemInput>,
    /// What is deducted, at most 40 rules (扣分规则).
    #[graphql(default)]
    deductions: Vec<AssessmentDeductionInput>,
    /// The grades, 1 to 10, the highest first (等次).
    grades: Vec<AssessmentGradeInput>,
    /// How days out of office, on leave or suspended are allowed for (折算方式).
    #[graphql(default_with = "Proration::ThresholdsByDays")]
    proration: Proration,
}

/// A number; one that no range holds where it is none.
pub fn number(given: &Decimal) -> Number {
    given.number().unwrap_or(Number::NEGATIVE_ONE)
}

impl From<AssessmentItemInput> for Item {
    fn from(input: AssessmentItemInput) -> Self {
        let levels = input.levels.iter().map(|row| LevelPoints {
            level: row.level,
            points: number(&row.points),
        });
        Self {
            code: input.code,
            name: input.name,
            duties: input.duties,
            event_kinds: input.event_kinds,
            points: number(&input.points),
            cosigner_share: input.cosigner_share.as_ref().map_or(Number::ONE, number),
            levels: levels.collect(),
            cap: input.cap.as_ref().map(number),
        }
    }
}

impl From<AssessmentDeductionInput> for Deduction {
    fn from(input: AssessmentDeductionInput) -> Self {
        Self {
            code: input.code,
            name: input.name,
            points: number(&input.points),
            cap: input.cap.as_ref().map(number),
        }
    }
}

impl From<AssessmentSchemeContentInput> for Scheme {
    fn from(input: AssessmentSchemeContentInput) -> Self {
        let grades = input.grades.into_iter().map(|grade| Grade {
            from: number(&grade.from),
            name: grade.name,
        });
        Self {
            name: input.name,
            year: input.year,
            base: input.base.as_ref().map_or(Number::ZERO, number),
            items: input.items.into_iter().map(Item::from).collect(),
            deductions: input.deductions.into_iter().map(Deduction::from).collect(),
            grades: grades.collect(),
            proration: input.proration,
        }
    }
}
