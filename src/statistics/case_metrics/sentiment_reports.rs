//! The metrics of sentiment reports: I1 to I3. Deliberately absent: their texts, and points that would be stacked.

use super::{counted, metric};
use crate::casework::kinds::{CaseKind, Fact};
use crate::events::kinds::Unit;
use crate::statistics::cases::{Population, Test, What};
use crate::statistics::metrics::{Definition, MetricCode};

const KINDS: &[CaseKind] = &[CaseKind::SentimentReport];

/// The metrics.
pub const METRICS: [Definition; 8] = [
    metric(
        MetricCode::I0,
        ("提交篇数", "Submitted"),
        (
            "提交的社情民意信息篇数，按提交日。",
            "Sentiment reports submitted, by the day of submission.",
        ),
        Unit::Pieces,
        counted(KINDS, &[Fact::Submitted], What::Number),
    ),
    metric(
        MetricCode::I0City,
        ("市级采用篇数", "Adopted by the city"),
        (
            "被市政协采用的篇数，一篇计一次，按首次采用日。",
            "Reports adopted by the city, each once, by the day of the first adoption.",
        ),
        Unit::Pieces,
        counted(KINDS, &[Fact::Adopted], What::Number).valued(&["CITY"]),
    ),
    metric(
        MetricCode::I1,
        ("社情民意参与率", "Members with a report"),
        (
            "有提交信息的委员 ÷ 期内在任委员。",
            "Members with at least one submitted report over members in office in the period.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::Submitted],
            What::Population(Population::Authors, 1),
        ),
    ),
    metric(
        MetricCode::I2Issued,
        ("区级采用率", "Issued by the district"),
        (
            "编发 ÷ 提交，按提交日。",
            "Issued over submitted, by the day of submission.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::Submitted],
            What::Share(Test::Has(Fact::Issued)),
        ),
    ),
    metric(
        MetricCode::I2CityReported,
        (
            "市级采编率（以上报为分母）",
            "Adopted by the city, of reported up",
        ),
        (
            "市级采用 ÷ 上报市政协，按上报日。",
            "Adopted by the city over reported up, by the day of reporting.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::ReportedUp],
            What::Share(Test::AnyValue(Fact::Adopted, &["CITY"])),
        ),
    ),
    metric(
        MetricCode::I2CitySubmitted,
        (
            "市级采编率（以提交为分母）",
            "Adopted by the city, of submitted",
        ),
        (
            "市级采用 ÷ 提交，按提交日。",
            "Adopted by the city over submitted, by the day of submission.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::Submitted],
            What::Share(Test::AnyValue(Fact::Adopted, &["CITY"])),
        ),
    ),
    metric(
        MetricCode::Q7,
        ("市级以上采用率", "Adopted by the city or above"),
        (
            "市、省、全国任一级采用的 ÷ 提交，按提交日。",
            "Adopted by the city, the province or the nation over submitted, by the day of submission.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::Submitted],
            What::Share(Test::AnyValue(
                Fact::Adopted,
                &["CITY", "PROVINCE", "NATIONAL"],
            )),
        ),
    ),
    metric(
        MetricCode::I3,
        ("加权采用分", "Adoption points"),
        (
            "各篇最高采用层级的分值之和，不叠加，按提交日。",
            "The sum of the points of each report's highest level of adoption, not stacked, by the day of submission.",
        ),
        Unit::Points,
        counted(KINDS, &[Fact::Submitted], What::Sum(Fact::AdoptionScore)),
    ),
];
