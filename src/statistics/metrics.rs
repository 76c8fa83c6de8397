//! The metric catalogue: what each metric counts, in words and in code, with its unit and whether it adds up.
//! Deliberately absent: metrics that would rank people by log-ins, likes, comments or time online.

use super::balance::Balance;
use super::balance_metrics::BALANCE;
use super::case_metrics;
use super::cases::CaseCount;
use super::reach::Reach;
use crate::events::kinds::{Measure, Unit};

pub use super::metric_codes::MetricCode;

/// What a metric adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// The amounts of one measure.
    Measure(Measure),
    /// Events that are no part of another event.
    WholeEvents,
    /// Verified events over counted events.
    VerifiedOverCounted,
    /// Events that are no part of another event, per hundred members.
    PerHundredMembers,
    /// Months of workrooms of which nothing was heard.
    SilentMonths,
    /// The share of a population that records reach.
    Reach(Reach),
    /// How evenly duty is spread over members.
    Balance(Balance),
    /// Cases, by what became of them.
    Cases(CaseCount),
}

/// A metric's entry in the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// Its code.
    pub code: MetricCode,
    /// Its Chinese name.
    pub name_zh: &'static str,
    /// Its English name.
    pub name_en: &'static str,
    /// The wording of what it counts, in Chinese.
    pub definition_zh: &'static str,
    /// The wording of what it counts, in English.
    pub definition_en: &'static str,
    /// Raised when the wording changes.
    pub version: i32,
    /// Its unit.
    pub unit: Unit,
    /// Whether values of disjoint sets of records may be added.
    pub additive: bool,
    /// What it adds up.
    pub counts: Counts,
}

impl Definition {
    /// An entry whose wording is the first; its names and definitions are Chinese, then English.
    pub const fn new(
        code: MetricCode,
        names: (&'static str, &'static str),
        definitions: (&'static str, &'static str),
        unit: Unit,
        additive: bool,
        counts: Counts,
    ) -> Self {
        Self {
            code,
            name_zh: names.0,
            name_en: names.1,
            definition_zh: definitions.0,
            definition_en: definitions.1,
            version: 1,
            unit,
            additive,
            counts,
        }
    }
}

const fn base(
    code: MetricCode,
    measure: Measure,
    unit: Unit,
    names: (&'static str, &'static str),
    definitions: (&'static str, &'static str),
) -> Definition {
    let counts = Counts::Measure(measure);
    Definition::new(code, names, definitions, unit, true, counts)
}

/// The metrics of events. The codes W1 to W10 and D7 are those of the district's list of indicators.
const EVENTS: [Definition; 19] = [
    base(
        MetricCode::Events,
        Measure::Events,
        Unit::Records,
        ("活动记录", "Events"),
        (
            "已计入的活动记录，每条计一次，活动的组成部分另计。",
            "Counted records of events, each once; the parts of an event are records of their own.",
        ),
    ),
    base(
        MetricCode::Sessions,
        Measure::Sessions,
        Unit::Sessions,
        ("场次", "Sessions"),
        (
            "已计入活动的场次之和。",
            "The sum of the sessions of counted events.",
        ),
    ),
    base(
        MetricCode::PersonTimes,
        Measure::PersonTimes,
        Unit::PersonTimes,
        ("人次", "Person-times"),
        (
            "参加人次之和，同一人参加两次计两次。",
            "The sum of attendances; the same person twice counts twice.",
        ),
    ),
    base(
        MetricCode::Persons,
        Measure::Persons,
        Unit::Persons,
        ("人数", "Persons"),
        (
            "各活动所报人数之和，活动内不重复计。",
            "The sum of the persons told by each event, each once within the event.",
        ),
    ),
    base(
        MetricCode::GoodDeeds,
        Measure::GoodDeeds,
        Unit::Cases,
        ("实事", "Good deeds"),
        (
            "为民办实事件数之和。",
            "The sum of good deeds for residents.",
        ),
    ),
    base(
        MetricCode::Voices,
        Measure::Voices,
        Unit::Items,
        ("意见建议", "Voices"),
        (
            "收集群众意见建议条数之和。",
            "The sum of opinions and suggestions of residents.",
        ),
    ),
    base(
        MetricCode::Enterprises,
        Measure::Enterprises,
        Unit::Enterprises,
        ("走访企业", "Enterprises"),
        ("走访企业家数之和。", "The sum of enterprises visited."),
    ),
    base(
        MetricCode::Villages,
        Measure::Villages,
        Unit::Villages,
        ("村（社区）", "Villages"),
        (
            "涉及村（社区）个数之和。",
            "The sum of villages and communities concerned.",
        ),
    ),
    base(
        MetricCode::Comments,
        Measure::Comments,
        Unit::Comments,
        ("留言", "Comments"),
        (
            "留言条数之和，只展示，不计分、不排名。",
            "The sum of comments; shown only, never scored or ranked.",
        ),
    ),
    base(
        MetricCode::Funds,
        Measure::Funds,
        Unit::Yuan,
        ("资金", "Funds"),
        (
            "资金之和。捐款、捐物、争取资金、资助不相加：未指定资金类别而涉及多类时不给合计。",
            "The sum of funds. Kinds of funds are never added unasked: without a filter of fund kinds there is no value when several are concerned.",
        ),
    ),
    Definition {
        code: MetricCode::W1,
        name_zh: "活动数",
        name_en: "Activities",
        definition_zh: "已计入的活动数，一项活动的组成部分不另计。",
        definition_en: "Counted events that are no part of another event.",
        version: 1,
        unit: Unit::Records,
        additive: true,
        counts: Counts::WholeEvents,
    },
    Definition {
        code: MetricCode::W2,
        name_zh: "参加人次",
        name_en: "Attendance",
        definition_zh: "参加人次之和；含“余”的记录使合计为“不少于”。",
        definition_en: "The sum of attendances; one lower bound makes the sum a lower bound.",
        version: 1,
        unit: Unit::PersonTimes,
        additive: true,
        counts: Counts::Measure(Measure::PersonTimes),
    },
    Definition {
        code: MetricCode::W4,
        name_zh: "办实事数",
        name_en: "Good deeds done",
        definition_zh: "为民办实事件数之和。",
        definition_en: "The sum of good deeds for residents.",
        version: 1,
        unit: Unit::Cases,
        additive: true,
        counts: Counts::Measure(Measure::GoodDeeds),
    },
    Definition {
        code: MetricCode::VerifiedShare,
        name_zh: "核实率",
        name_en: "Verified share",
        definition_zh: "已核实的活动记录 ÷ 已计入的活动记录；无记录时为空。",
        definition_en: "Verified events over counted events; null when nothing was counted.",
        version: 1,
        unit: Unit::Percent,
        additive: false,
        counts: Counts::VerifiedOverCounted,
    },
    Definition {
        code: MetricCode::W5,
        name_zh: "驻室委员活跃率",
        name_en: "Active members",
        definition_zh: "期内有履职记录（参加活动，或提交、联名、领办、收集意见）的委员 ÷ 期内在任委员；每人以首条记录为凭。",
        definition_en: "Members with a record of duty in the period (an event that they took part in, or a case that they submitted, co-signed, claimed or collected) over members in office; of each one the first record is shown.",
        version: 1,
        unit: Unit::Percent,
        additive: false,
        counts: Counts::Reach(Reach::Members),
    },
    Definition {
        code: MetricCode::W6,
        name_zh: "沉默月数",
        name_en: "Silent months",
        definition_zh: "应报而既无活动记录、也无零报告的月数，按工作室逐月相加；沉默没有记录，月份见报送完整性。",
        definition_en: "Months that were due without an event and without a nil return, workroom by workroom; silence has no records, so the months stand in completeness.",
        version: 1,
        unit: Unit::Months,
        additive: false,
        counts: Counts::SilentMonths,
    },
    Definition {
        code: MetricCode::W7,
        name_zh: "社区（村）覆盖率",
        name_en: "Communities visited",
        definition_zh: "期内有活动在其地的社区（村） ÷ 所辖社区（村）；每处以首条记录为凭。",
        definition_en: "Communities and villages with an event at them over all of the townships served; of each one the first record is shown.",
        version: 1,
        unit: Unit::Percent,
        additive: false,
        counts: Counts::Reach(Reach::Communities),
    },
    Definition {
        code: MetricCode::W10,
        name_zh: "每百名委员活动数",
        name_en: "Activities per hundred members",
        definition_zh: "活动数（W1）× 100 ÷ 期内在任委员；无委员时为空。",
        definition_en: "Activities (W1) times 100 over members in office in the period; null without members.",
        version: 1,
        unit: Unit::PerHundredMembers,
        additive: false,
        counts: Counts::PerHundredMembers,
    },
    Definition {
        code: MetricCode::D7,
        name_zh: "监督参与界别广度",
        name_en: "Sectors in oversight",
        definition_zh: "有委员参加监督类活动的界别 ÷ 全区界别；每个界别以首条记录为凭。",
        definition_en: "Sectors of which a member took part in an event of oversight over the sectors of the district; of each one the first record is shown.",
        version: 1,
        unit: Unit::Percent,
        additive: false,
        counts: Counts::Reach(Reach::Sectors),
    },
];

/// Every metric.
pub fn catalog() -> impl Iterator<Item = &'static Definition> {
    let events = EVENTS.iter().chain(&BALANCE);
    events.chain(case_metrics::all())
}

impl MetricCode {
    /// The metric's entry in the catalogue.
    pub fn definition(self) -> &'static Definition {
        let [first, ..] = &EVENTS;
        catalog()
            .find(|definition| definition.code == self)
            .unwrap_or(first)
    }
}

impl Counts {
    /// The measure whose quantities make up the value, or a rate's numerator and denominator.
    pub fn measure(self) -> Measure {
        match self {
            Self::Measure(measure) => measure,
            Self::WholeEvents
            | Self::VerifiedOverCounted
            | Self::PerHundredMembers
            | Self::SilentMonths
            | Self::Reach(_)
            | Self::Balance(_)
            | Self::Cases(_) => Measure::Events,
        }
    }

    /// Whether it counts events alone, so that what only events know can narrow it.
    pub fn of_events(self) -> bool {
        !matches!(
            self,
            Self::Cases(_) | Self::SilentMonths | Self::Balance(_) | Self::Reach(Reach::Members)
        )
    }

    /// What is counted of cases; none of metrics of events.
    pub fn cases(self) -> Option<CaseCount> {
        match self {
            Self::Cases(count) => Some(count),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_own_entry() {
        for definition in catalog() {
            assert_eq!(definition.code.definition().name_en, definition.name_en);
        }
    }
}
