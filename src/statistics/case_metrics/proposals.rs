//! The metrics of proposals, P1 to P12, and of the quality of advice that proposals show, Q2 to Q10. F is what was filed
//! after merging, R replied, M met, K the feedback forms that came back. Deliberately absent: satisfaction without a form.

use super::{CONTENT, counted, metric};
use crate::casework::kinds::{CaseKind, Fact};
use crate::events::kinds::Unit;
use crate::statistics::cases::{Population, Test, What};
use crate::statistics::metrics::{Definition, MetricCode};

const KINDS: &[CaseKind] = &[CaseKind::Proposal];

/// The metrics.
pub const METRICS: [Definition; 25] = [
    metric(
        MetricCode::P0Submitted,
        ("提交件数", "Submitted"),
        (
            "提交的提案件数，按提交日。",
            "Proposals submitted, by the day of submission.",
        ),
        Unit::Cases,
        counted(KINDS, &[Fact::Submitted], What::Number),
    ),
    metric(
        MetricCode::P0Filed,
        ("立案件数（含并案）", "Filed, merged ones too"),
        (
            "立案的提案件数，含并入他案的，按立案日。",
            "Proposals filed, those merged into others too, by the day of filing.",
        ),
        Unit::Cases,
        counted(KINDS, &[Fact::Filed], What::Number),
    ),
    metric(
        MetricCode::P0InHand,
        ("立案件数", "Filed"),
        (
            "立案并作为主件办理的提案件数，并入他案的不计，按立案日。",
            "Proposals filed and handled as cases of their own, those merged into others not, by the day of filing.",
        ),
        Unit::Cases,
        counted(KINDS, &[Fact::InHand], What::Number),
    ),
    metric(
        MetricCode::P1,
        ("立案率", "Filing rate"),
        (
            "立案（含并案）÷ 提交，按提交日。",
            "Filed, merged ones too, over submitted, by the day of submission.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::Submitted],
            What::Share(Test::Has(Fact::Filed)),
        ),
    ),
    metric(
        MetricCode::P2,
        ("并案率", "Merging rate"),
        (
            "并案 ÷ 立案（含并案），按立案日。",
            "Merged over filed, merged ones too, by the day of filing.",
        ),
        Unit::Percent,
        counted(KINDS, &[Fact::Filed], What::Share(Test::Has(Fact::Merged))),
    ),
    metric(
        MetricCode::P3,
        ("办复率", "Reply rate"),
        (
            "办复 ÷ 立案（并案后），按立案日。",
            "Replied over filed after merging, by the day of filing.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::InHand],
            What::Share(Test::Has(Fact::Replied)),
        ),
    ),
    metric(
        MetricCode::P4,
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
        MetricCode::P5,
        ("见面率", "Meeting rate"),
        (
            "有面商记录的 ÷ 立案（并案后），按立案日。",
            "With a dated contact with the proposer over filed after merging, by the day of filing.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::InHand],
            What::Share(Test::Has(Fact::Contacted)),
        ),
    ),
    metric(
        MetricCode::P6Process,
        ("过程满意率", "Satisfaction with the handling"),
        (
            "过程评价满意和基本满意 ÷ 收回的反馈表，按立案日；未评价不计为满意。",
            "Satisfied and basically satisfied with the handling over returned forms, by the day of filing; silence is no satisfaction.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::InHand],
            What::Share(Test::HasValue(Fact::ProcessRated, CONTENT)),
        )
        .only(Test::Has(Fact::ReturnedForm)),
    ),
    metric(
        MetricCode::P6Result,
        (
            "结果满意率（以收回反馈表为分母）",
            "Satisfaction with the result, of returned forms",
        ),
        (
            "结果评价满意和基本满意 ÷ 收回的反馈表，按立案日；未评价不计为满意。",
            "Satisfied and basically satisfied with the result over returned forms, by the day of filing; silence is no satisfaction.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::InHand],
            What::Share(Test::HasValue(Fact::ResultRated, CONTENT)),
        )
        .only(Test::Has(Fact::ReturnedForm)),
    ),
    metric(
        MetricCode::P6ProcessStrict,
        ("过程满意率（仅满意）", "Satisfied with the handling"),
        (
            "过程评价满意 ÷ 收回的反馈表，按立案日；基本满意不计。",
            "Satisfied with the handling, basically satisfied not counted, over returned forms, by the day of filing.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::InHand],
            What::Share(Test::HasValue(Fact::ProcessRated, &["SATISFIED"])),
        )
        .only(Test::Has(Fact::ReturnedForm)),
    ),
    metric(
        MetricCode::P6ResultStrict,
        ("结果满意率（仅满意）", "Satisfied with the result"),
        (
            "结果评价满意 ÷ 收回的反馈表，按立案日；基本满意不计。",
            "Satisfied with the result, basically satisfied not counted, over returned forms, by the day of filing.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::InHand],
            What::Share(Test::HasValue(Fact::ResultRated, &["SATISFIED"])),
        )
        .only(Test::Has(Fact::ReturnedForm)),
    ),
    metric(
        MetricCode::P6Filed,
        (
            "结果满意率（以立案为分母）",
            "Satisfaction with the result, of filed ones",
        ),
        (
            "结果评价满意和基本满意 ÷ 立案（并案后），按立案日；未收回反馈表的留在分母中。",
            "Satisfied and basically satisfied with the result over filed after merging, by the day of filing; those without a returned form stay in the denominator.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::InHand],
            What::Share(Test::HasValue(Fact::ResultRated, CONTENT)),
        ),
    ),
    metric(
        MetricCode::P7,
        ("反馈率", "Response rate"),
        (
            "收回反馈表 ÷ 办复，按立案日。",
            "Returned forms over replied, by the day of filing.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::InHand],
            What::Share(Test::Has(Fact::ReturnedForm)),
        )
        .only(Test::Has(Fact::Replied)),
    ),
    metric(
        MetricCode::P8,
        ("落实率", "Realisation rate"),
        (
            "核实落实 ÷ 立案（并案后），按立案日；不同于办复率。",
            "Found realised over filed after merging, by the day of filing; not the reply rate.",
        ),
        Unit::Percent,
        counted(KINDS, &[Fact::InHand], What::Share(Test::Has(Fact::Solved))),
    ),
    metric(
        MetricCode::P9,
        ("承诺兑现率", "Promises kept"),
        (
            "核实落实 ÷ 承诺期限已到的，按承诺日。",
            "Found realised over those whose promised day has passed, by the promised day.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::Promised],
            What::ShareOfDue(Test::Has(Fact::Solved)),
        ),
    ),
    metric(
        MetricCode::P10,
        ("重点提案占比", "Share of key proposals"),
        (
            "重点提案 ÷ 立案（并案后），按立案日。",
            "Key proposals over filed after merging, by the day of filing.",
        ),
        Unit::Percent,
        counted(KINDS, &[Fact::InHand], What::Share(Test::Has(Fact::Key))),
    ),
    metric(
        MetricCode::P11,
        ("集体提案占比", "Share of collective proposals"),
        (
            "集体提案 ÷ 立案（并案后），按立案日。",
            "Collective ones over filed after merging, by the day of filing.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::InHand],
            What::Share(Test::AnyValue(Fact::Sorted, &["COLLECTIVE"])),
        ),
    ),
    metric(
        MetricCode::P12Lead,
        ("提案参与率（第一提案人）", "Members with a filed proposal"),
        (
            "有立案提案的第一提案人 ÷ 期内在任委员。",
            "Members who are first proposers of a filed proposal over members in office in the period.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::Filed],
            What::Population(Population::Authors, 1),
        ),
    ),
    metric(
        MetricCode::P12All,
        (
            "提案参与率（含联名）",
            "Members with a filed proposal, co-signers too",
        ),
        (
            "有立案提案的第一提案人和联名人 ÷ 期内在任委员。",
            "First proposers and co-signers of filed proposals over members in office in the period.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::Filed],
            What::Population(Population::AuthorsAndCosigners, 1),
        ),
    ),
    metric(
        MetricCode::Q2,
        ("退改率", "Sent back to be mended"),
        (
            "退回补充的 ÷ 提交的，按提交日。",
            "Sent back over submitted, by the day of submission.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::Submitted],
            What::Share(Test::Has(Fact::SentBack)),
        ),
    ),
    metric(
        MetricCode::Q3,
        ("调研支撑率", "Backed by research"),
        (
            "关联调研、视察、走访的 ÷ 立案（并案后），按立案日。",
            "With a research, inspection or visit on record over filed after merging, by the day of filing.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::InHand],
            What::Share(Test::AnyValue(
                Fact::Related,
                &["RESEARCH", "INSPECTION", "VISIT"],
            )),
        ),
    ),
    metric(
        MetricCode::Q8,
        ("单位评议分", "Marks of the units"),
        (
            "承办单位对提案评分（1 至 5）的平均，按评议日。",
            "The mean of the marks, from 1 to 5, that units give proposals, by the day of the rating.",
        ),
        Unit::Points,
        counted(KINDS, &[Fact::UnitRated], What::Mean(Fact::UnitRated)),
    ),
    metric(
        MetricCode::Q9,
        ("重复率", "Duplicates"),
        (
            "并案的 ÷ 提交的，按提交日。",
            "Merged over submitted, by the day of submission.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::Submitted],
            What::Share(Test::Has(Fact::Merged)),
        ),
    ),
    metric(
        MetricCode::Q10,
        ("一事一案合格率", "One matter each"),
        (
            "单位认定一事一案的 ÷ 单位评议的，按评议日。",
            "Those that keep to one matter over those that units rated, by the day of the rating.",
        ),
        Unit::Percent,
        counted(
            KINDS,
            &[Fact::OneMatter],
            What::Share(Test::HasValue(Fact::OneMatter, &["YES"])),
        ),
    ),
];
