//! The metrics of micro-suggestions: MS1 to MS11. Deliberately absent: MS12, which sets a unit beside what the hotline says
//! of it and is told with the unit.

use super::{CONTENT, RATED, counted, metric};
use crate::casework::kinds::{CaseKind, Fact};
use crate::events::kinds::Unit;
use crate::statistics::cases::{DayCount, Quantile, Test, What};
use crate::statistics::metrics::{Definition, MetricCode};

const KINDS: &[CaseKind] = &[CaseKind::MicroSuggestion];

/// The metrics.
pub const METRICS: [Definition; 20] = [
    metric(
        MetricCode::Ms1Submitted,
        ("提交数", "Submitted"),
        (
            "提交的微建议件数，按提交日。",
            "Micro-suggestions submitted, by the day of submission.",
        ),
        Unit::Items,
        counted(KINDS, &[Fact::Submitted], What::Number),
    ),
    metric(
        MetricCode::Ms1Accepted,
        ("受理数", "Accepted"),
        (
            "受理的微建议件数，按受理日。",
            "Micro-suggestions accepted, by the day of acceptance.",
        ),
        Unit::Items,
        counted(KINDS, &[Fact::Accepted], What::Number),
    ),
    metric(
        MetricCode::Ms2,
        ("受理率", "Acceptance rate"),
        (
            "受理 ÷（受理＋不受理），按决定日。",
            "Accepted over accepted and declined, by the day of the decision.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::Accepted, Fact::Declined],
            What::Share(Test::Has(Fact::Accepted)),
        ),
    ),
    metric(
        MetricCode::Ms3,
        ("领办率", "Claim rate"),
        (
            "受理件中有人领办的 ÷ 受理件，按受理日。",
            "Accepted ones with at least one claim over accepted ones, by the day of acceptance.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::Accepted],
            What::Share(Test::Has(Fact::Claimed)),
        ),
    ),
    metric(
        MetricCode::Ms3Leader,
        ("领导领办率", "Claim rate of leaders"),
        (
            "受理件中有领导领办的 ÷ 受理件，按受理日。",
            "Accepted ones that a leader claims over accepted ones, by the day of acceptance.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::Accepted],
            What::Share(Test::AnyValue(Fact::Claimed, &["LEADER"])),
        ),
    ),
    metric(
        MetricCode::Ms4,
        ("按期办复率", "Replies in time"),
        (
            "首次答复不晚于应复日的 ÷ 应复日在期内且已到期的，按应复日。",
            "First replies not after the due day over those due in the period, by the due day; what is not yet due is left out.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::ReplyDue],
            What::ShareOfDue(Test::InTime(Fact::FirstReply)),
        ),
    ),
    metric(
        MetricCode::Ms5,
        ("办结率", "Closing rate"),
        (
            "办结 ÷ 交办，按交办日。",
            "Closed over dispatched, by the day of dispatch.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::Dispatched],
            What::Share(Test::Has(Fact::Closed)),
        ),
    ),
    metric(
        MetricCode::Ms6,
        ("解决率", "Solution rate"),
        (
            "核实已解决 ÷ 答复，按首次答复日；不同于办结率。",
            "Verified as solved over replied, by the day of the first reply; not the closing rate.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::FirstReply],
            What::Share(Test::Has(Fact::Solved)),
        ),
    ),
    metric(
        MetricCode::Ms7Process,
        ("过程满意率", "Satisfaction with the handling"),
        (
            "过程评价满意和基本满意 ÷ 作出评价的，按评价日；未评价不计为满意。",
            "Satisfied and basically satisfied with the handling over evaluated, by the day of evaluation; silence is no satisfaction.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::ProcessRated],
            What::Share(Test::HasValue(Fact::ProcessRated, CONTENT)),
        )
        .valued(RATED),
    ),
    metric(
        MetricCode::Ms7Result,
        ("结果满意率", "Satisfaction with the result"),
        (
            "结果评价满意和基本满意 ÷ 作出评价的，按评价日；未评价不计为满意。",
            "Satisfied and basically satisfied with the result over evaluated, by the day of evaluation; silence is no satisfaction.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::ResultRated],
            What::Share(Test::HasValue(Fact::ResultRated, CONTENT)),
        )
        .valued(RATED),
    ),
    metric(
        MetricCode::Ms7Response,
        ("评价回收率", "Response rate"),
        (
            "作出评价的 ÷ 答复的，按首次答复日。",
            "Evaluated over replied, by the day of the first reply.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::FirstReply],
            What::Share(Test::HasValue(Fact::Evaluated, RATED)),
        ),
    ),
    metric(
        MetricCode::Ms8,
        ("回访满意率", "Satisfaction of the public"),
        (
            "回访满意和基本满意 ÷ 回访到的，按首次回访到的日期。",
            "Satisfied and basically satisfied over those reached by a call-back, by the day of the first that reached somebody.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::CalledBack],
            What::Share(Test::HasValue(Fact::CalledBack, CONTENT)),
        )
        .valued(RATED),
    ),
    metric(
        MetricCode::Ms9Rework,
        ("发回重办率", "Rework rate"),
        (
            "发回重办 ÷ 答复，按首次答复日。",
            "Sent back to be handled again over replied, by the day of the first reply.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::FirstReply],
            What::Share(Test::Has(Fact::Reworked)),
        ),
    ),
    metric(
        MetricCode::Ms9Return,
        ("退单率", "Return rate"),
        (
            "退单 ÷ 交办，按首次交办日。",
            "Returned over dispatched, by the day of the first dispatch.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::Dispatched],
            What::Share(Test::Has(Fact::OrderReturned)),
        ),
    ),
    metric(
        MetricCode::Ms9Extension,
        ("延期率", "Extension rate"),
        (
            "延期 ÷ 交办，按首次交办日。",
            "Extended over dispatched, by the day of the first dispatch.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::Dispatched],
            What::Share(Test::Has(Fact::Extended)),
        ),
    ),
    metric(
        MetricCode::Ms10FirstReply,
        ("首复时长", "Time to the first reply"),
        (
            "提交至首次答复的工作日中位数，按首次答复日。",
            "The median of working days from submission to the first reply, by the day of the first reply.",
        ),
        Unit::WorkingDays,
        counted(
            KINDS,
            &[Fact::FirstReply],
            What::Days(
                Fact::Submitted,
                Fact::FirstReply,
                DayCount::Working,
                Quantile::Median,
            ),
        ),
    ),
    metric(
        MetricCode::Ms10FirstReplyP90,
        (
            "首复时长（第 90 百分位）",
            "Time to the first reply, 90th percentile",
        ),
        (
            "提交至首次答复的工作日第 90 百分位，按首次答复日。",
            "The 90th percentile of working days from submission to the first reply, by the day of the first reply.",
        ),
        Unit::WorkingDays,
        counted(
            KINDS,
            &[Fact::FirstReply],
            What::Days(
                Fact::Submitted,
                Fact::FirstReply,
                DayCount::Working,
                Quantile::NinetiethPercentile,
            ),
        ),
    ),
    metric(
        MetricCode::Ms10Solved,
        ("解决时长", "Time to the solution"),
        (
            "提交至核实解决的自然日中位数，按核实解决日。",
            "The median of calendar days from submission to the verified solution, by the day of the solution.",
        ),
        Unit::Days,
        counted(
            KINDS,
            &[Fact::Solved],
            What::Days(
                Fact::Submitted,
                Fact::Solved,
                DayCount::Calendar,
                Quantile::Median,
            ),
        ),
    ),
    metric(
        MetricCode::Ms10SolvedP90,
        (
            "解决时长（第 90 百分位）",
            "Time to the solution, 90th percentile",
        ),
        (
            "提交至核实解决的自然日第 90 百分位，按核实解决日。",
            "The 90th percentile of calendar days from submission to the verified solution, by the day of the solution.",
        ),
        Unit::Days,
        counted(
            KINDS,
            &[Fact::Solved],
            What::Days(
                Fact::Submitted,
                Fact::Solved,
                DayCount::Calendar,
                Quantile::NinetiethPercentile,
            ),
        ),
    ),
    metric(
        MetricCode::Ms11,
        ("三微联动率", "Linkage of the three micros"),
        (
            "关联微协商或微监督的 ÷ 受理件，按受理日。",
            "Accepted ones to which a micro-consultation or micro-oversight belongs over accepted ones, by the day of acceptance.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::Accepted],
            What::Share(Test::AnyValue(
                Fact::Related,
                &["MICRO_CONSULTATION", "MICRO_OVERSIGHT"],
            )),
        ),
    ),
];
