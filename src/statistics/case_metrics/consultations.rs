//! The metrics of consultations: C1 to C6. Deliberately absent: sessions, which are events.

use super::{counted, metric};
use crate::casework::kinds::{CaseKind, Fact};
use crate::events::kinds::Unit;
use crate::statistics::cases::{Population, Test, What};
use crate::statistics::metrics::{Definition, MetricCode};

const KINDS: &[CaseKind] = &[CaseKind::Consultation];
const PLANNED: &[CaseKind] = &[CaseKind::Consultation, CaseKind::OversightCampaign];

/// The metrics.
pub const METRICS: [Definition; 11] = [
    metric(
        MetricCode::C0,
        ("协商件数", "Consultations held"),
        (
            "至少召开一次会议的协商件数，按首次会议日；场次见活动指标。",
            "Consultations with at least one session, by the day of the first; sessions are counted as events.",
        ),
        Unit::Items,
        counted(KINDS, &[Fact::SessionHeld], What::Number),
    ),
    metric(
        MetricCode::C1,
        ("计划完成率", "Plan items closed"),
        (
            "已办结的 ÷ 列入年度计划的协商和监督，按列入日。",
            "Closed over consultations and oversight campaigns in the annual plan, by the day of entry.",
        ),
        Unit::Percent,
        counted(
            PLANNED,
            &[Fact::Planned],
            What::Share(Test::Has(Fact::Closed)),
        )
        .valued(&["IN_PLAN"]),
    ),
    metric(
        MetricCode::C2,
        ("四要素符合率", "Meet all four phrases"),
        (
            "乡镇街道点题、政协组织、实地协商、广泛参与均符合的 ÷ 乡镇街道点题且已召开的协商，按点题日。",
            "Consultations that meet all four phrases of the district's mode over those on a topic of a township that were held, by the day of the topic.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::Topic],
            What::Share(Test::Has(Fact::Conforms)),
        )
        .valued(&["TOWNSHIP"])
        .only(Test::Has(Fact::SessionHeld)),
    ),
    metric(
        MetricCode::C3,
        ("意见采纳率", "Points adopted"),
        (
            "采纳和部分采纳的意见 ÷ 已反馈的意见，按反馈日。",
            "Points adopted, also in part, over points answered, by the day of the answer.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::FedBack],
            What::FactShare(&["ADOPTED", "PARTLY"]),
        ),
    ),
    metric(
        MetricCode::C3b,
        ("意见反馈率", "Points answered"),
        (
            "已反馈的意见 ÷ 交办的意见，按交办日。",
            "Points answered over points sent to units, by the day of sending.",
        ),
        Unit::Percent,
        counted(KINDS, &[Fact::PointSent], What::FactsOver(Fact::FedBack)),
    ),
    metric(
        MetricCode::C4,
        ("批示率", "Outcomes with an instruction"),
        (
            "成果获批示的 ÷ 报送成果的协商，按报送日。",
            "Consultations whose outcome got an instruction over those whose outcome was submitted, by the day of submission.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::OutcomeSubmitted],
            What::Share(Test::Has(Fact::Instructed)),
        ),
    ),
    metric(
        MetricCode::C4District,
        ("区级批示率", "Outcomes with an instruction of the district"),
        (
            "成果获区级批示的 ÷ 报送成果的协商，按报送日。",
            "With an instruction of a leader of the district over submitted, by the day of submission.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::OutcomeSubmitted],
            What::Share(Test::AnyValue(Fact::Instructed, &["DISTRICT"])),
        ),
    ),
    metric(
        MetricCode::C4City,
        ("市级批示率", "Outcomes with an instruction of the city"),
        (
            "成果获市级批示的 ÷ 报送成果的协商，按报送日。",
            "With an instruction of a leader of the city over submitted, by the day of submission.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::OutcomeSubmitted],
            What::Share(Test::AnyValue(Fact::Instructed, &["CITY"])),
        ),
    ),
    metric(
        MetricCode::C4Province,
        ("省级批示率", "Outcomes with an instruction of the province"),
        (
            "成果获省级批示的 ÷ 报送成果的协商，按报送日。",
            "With an instruction of a leader of the province over submitted, by the day of submission.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::OutcomeSubmitted],
            What::Share(Test::AnyValue(Fact::Instructed, &["PROVINCE"])),
        ),
    ),
    metric(
        MetricCode::C5,
        ("党政负责同志参加率", "Sessions with a principal leader"),
        (
            "党政主要负责同志参加的场次 ÷ 协商场次，按会议日。",
            "Sessions in which a principal leader took part over sessions, by the day of the session.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::SessionHeld],
            What::FactsOver(Fact::PrincipalLeader),
        ),
    ),
    metric(
        MetricCode::C6,
        ("工作室协商覆盖率", "Workrooms with two consultations"),
        (
            "期内至少承办两次协商的工作室 ÷ 工作室。",
            "Workrooms with at least two consultations of theirs, or that they host, over workrooms that exist in the period.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::SessionHeld],
            What::Population(Population::Workrooms, 2),
        ),
    ),
];
