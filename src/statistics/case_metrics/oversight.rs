//! The metrics of oversight: O1 to O5, and of its own character as the CPPCC's, D1 to D8. Deliberately absent: D5, which is
//! O3; D7, which counts events.

use super::{counted, metric};
use crate::casework::kinds::{CaseKind, Fact};
use crate::events::kinds::Unit;
use crate::statistics::cases::{DayCount, Quantile, Test, What};
use crate::statistics::metrics::{Definition, MetricCode};

const CAMPAIGNS: &[CaseKind] = &[CaseKind::OversightCampaign];
const FINDINGS: &[CaseKind] = &[CaseKind::Finding];
const CALLS: &[CaseKind] = &[CaseKind::MicroSuggestion, CaseKind::Proposal];
const PLANNED: &[CaseKind] = &[CaseKind::Consultation, CaseKind::OversightCampaign];

/// The metrics.
pub const METRICS: [Definition; 14] = [
    metric(
        MetricCode::O1,
        ("监督覆盖率", "Coverage of oversight"),
        (
            "已监督的乡镇街道·月 ÷ 计划的乡镇街道·月，按计划月份。",
            "Divisions and months visited over divisions and months planned, by the planned month.",
        ),
        Unit::Percent,
        counted(
            CAMPAIGNS,
            &[Fact::CellPlanned],
            What::Matched(Fact::CellVisited),
        ),
    ),
    metric(
        MetricCode::O2,
        ("问题整改率（自报）", "Put right, as units say"),
        (
            "单位报告已整改 ÷ 认领的问题，按认领日。",
            "Put right as the units say over accepted findings, by the day of acceptance.",
        ),
        Unit::Percent,
        counted(
            FINDINGS,
            &[Fact::Accepted],
            What::Share(Test::Has(Fact::Rectified)),
        ),
    ),
    metric(
        MetricCode::O3,
        ("销号率（核实）", "Verified"),
        (
            "政协核实销号 ÷ 认领的问题，按认领日。",
            "Verified by a group of the CPPCC over accepted findings, by the day of acceptance.",
        ),
        Unit::Percent,
        counted(
            FINDINGS,
            &[Fact::Accepted],
            What::Share(Test::Has(Fact::Verified)),
        ),
    ),
    metric(
        MetricCode::O4,
        ("复发率", "Relapse rate"),
        (
            "复发 ÷ 销号，按首次销号日。",
            "Relapsed over verified, by the day of the first verification.",
        ),
        Unit::Percent,
        counted(
            FINDINGS,
            &[Fact::Verified],
            What::Share(Test::Has(Fact::Relapsed)),
        ),
    ),
    metric(
        MetricCode::O5,
        ("整改天数", "Days to put right"),
        (
            "通报至核实销号的自然日中位数，按首次销号日。",
            "The median of calendar days from telling the unit to verification, by the day of verification.",
        ),
        Unit::Days,
        counted(
            FINDINGS,
            &[Fact::Verified],
            What::Days(
                Fact::Notified,
                Fact::Verified,
                DayCount::Calendar,
                Quantile::Median,
            ),
        ),
    ),
    metric(
        MetricCode::O5P90,
        (
            "整改天数（第 90 百分位）",
            "Days to put right, 90th percentile",
        ),
        (
            "通报至核实销号的自然日第 90 百分位，按首次销号日。",
            "The 90th percentile of calendar days from telling the unit to verification, by the day of verification.",
        ),
        Unit::Days,
        counted(
            FINDINGS,
            &[Fact::Verified],
            What::Days(
                Fact::Notified,
                Fact::Verified,
                DayCount::Calendar,
                Quantile::NinetiethPercentile,
            ),
        ),
    ),
    metric(
        MetricCode::D1,
        ("监督性议题占比", "Share of oversight in the plan"),
        (
            "专项监督 ÷ 列入年度计划的协商和监督，按列入日。",
            "Oversight campaigns over consultations and oversight campaigns in the annual plan, by the day of entry.",
        ),
        Unit::Percent,
        counted(
            PLANNED,
            &[Fact::Planned],
            What::Share(Test::IsOf(CaseKind::OversightCampaign)),
        )
        .valued(&["IN_PLAN"]),
    ),
    metric(
        MetricCode::D2,
        ("协商式监督比例", "Rounds with consultation"),
        (
            "与被监督单位协商的监督活动 ÷ 监督活动，按活动日。",
            "Rounds in which the unit under oversight was consulted with over rounds, by the day of the round.",
        ),
        Unit::Percent,
        counted(
            CAMPAIGNS,
            &[Fact::RoundHeld],
            What::FactShare(&["CONSULTED"]),
        ),
    ),
    metric(
        MetricCode::D3,
        ("每次监督发现问题数", "Findings per round"),
        (
            "发现的问题 ÷ 监督活动，按首次活动日。",
            "Findings over rounds, by the day of the first round in the period.",
        ),
        Unit::Records,
        counted(CAMPAIGNS, &[Fact::RoundHeld], What::PartsOver),
    ),
    metric(
        MetricCode::D3Evidence,
        ("问题有据率", "Findings with evidence"),
        (
            "有证据的问题 ÷ 问题，按发现日。",
            "Findings with evidence over findings, by the day they were found.",
        ),
        Unit::Percent,
        counted(FINDINGS, &[Fact::Sorted], What::FactShare(&["EVIDENCE"])),
    ),
    metric(
        MetricCode::D4,
        ("监督意见回应率", "Opinions answered"),
        (
            "单位答复 ÷ 交办单位的监督意见，按交办日。",
            "Answers of units over assignments to units, by the day of assignment.",
        ),
        Unit::Percent,
        counted(CAMPAIGNS, &[Fact::Assigned], What::FactsOver(Fact::FedBack)),
    ),
    metric(
        MetricCode::D6,
        ("回头看率", "Looked at again"),
        (
            "已回头看的 ÷ 办结的专项监督，按办结日。",
            "Looked at again over closed campaigns, by the day of closing.",
        ),
        Unit::Percent,
        counted(
            CAMPAIGNS,
            &[Fact::Closed],
            What::Share(Test::Has(Fact::LookedAgain)),
        ),
    ),
    metric(
        MetricCode::D8,
        ("委员呼应时长", "From a member's call to the inspection"),
        (
            "微建议、提案提交至关联视察之日的日历天数，中位数，按首次视察日。",
            "Calendar days from the submission of a micro-suggestion or proposal to the first inspection that belongs to it, the median, by the day of the inspection.",
        ),
        Unit::Days,
        counted(CALLS, &[Fact::Related], CALL_TO_INSPECTION).valued(INSPECTION),
    ),
    metric(
        MetricCode::D8P90,
        (
            "委员呼应时长（第 90 百分位）",
            "From a member's call to the inspection, 90th percentile",
        ),
        (
            "微建议、提案提交至关联视察之日的日历天数，第 90 百分位，按首次视察日。",
            "Calendar days from the submission of a micro-suggestion or proposal to the first inspection that belongs to it, the 90th percentile, by the day of the inspection.",
        ),
        Unit::Days,
        counted(CALLS, &[Fact::Related], CALL_TO_INSPECTION_P90).valued(INSPECTION),
    ),
];

const INSPECTION: &[&str] = &["INSPECTION"];
const CALL_TO_INSPECTION: What = What::Days(
    Fact::Submitted,
    Fact::Related,
    DayCount::Calendar,
    Quantile::Median,
);
const CALL_TO_INSPECTION_P90: What = What::Days(
    Fact::Submitted,
    Fact::Related,
    DayCount::Calendar,
    Quantile::NinetiethPercentile,
);
