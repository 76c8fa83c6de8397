//! The metrics of residents' opinions: W3 and W8. Deliberately absent: the other indicators of workrooms, which count events.

use super::{counted, metric};
use crate::casework::kinds::{CaseKind, Fact};
use crate::events::kinds::Unit;
use crate::statistics::cases::{Test, What};
use crate::statistics::metrics::{Definition, MetricCode};

const KINDS: &[CaseKind] = &[CaseKind::PublicVoice];

/// The metrics.
pub const METRICS: [Definition; 3] = [
    metric(
        MetricCode::W3,
        ("意见收集数", "Opinions collected"),
        (
            "收集的群众意见建议件数，一条计一次，按收集日。",
            "Opinions and suggestions of residents, each once, by the day they were collected.",
        ),
        Unit::Items,
        counted(KINDS, &[Fact::Collected], What::Number),
    ),
    metric(
        MetricCode::W3Conversion,
        ("意见转化率", "Opinions that came to something"),
        (
            "转化为微建议、提案或社情民意的 ÷ 收集的，按收集日。",
            "Those out of which a micro-suggestion, a proposal or a sentiment report came over those collected, by the day they were collected.",
        ),
        Unit::Percent,
        counted(KINDS, &[Fact::Collected], What::Share(Test::HasProduct)),
    ),
    metric(
        MetricCode::W8,
        ("群众反馈率", "Residents who were told"),
        (
            "已向群众回告的 ÷ 收集的，按收集日。",
            "Those whose resident was told what came of it over those collected, by the day they were collected.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::Collected],
            What::Share(Test::Has(Fact::Told)),
        ),
    ),
];
