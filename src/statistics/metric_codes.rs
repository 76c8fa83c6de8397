//! The codes of metrics, by the district's list of indicators where it has one. Deliberately absent: what each counts.

use async_graphql::Enum;

/// A metric (指标).
#[derive(
    Enum,
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
)]
pub enum MetricCode {
    /// Records of events (活动记录数).
    Events,
    /// Sessions (场次).
    Sessions,
    /// Person-times (人次).
    PersonTimes,
    /// Persons (人数).
    Persons,
    /// Good deeds (实事件数).
    GoodDeeds,
    /// Opinions and suggestions of residents (意见建议条数).
    Voices,
    /// Enterprises visited (企业数).
    Enterprises,
    /// Villages and communities (村社区数).
    Villages,
    /// Comments; shown, never scored or ranked (留言条数).
    Comments,
    /// Money of the fund kinds asked for (资金).
    Funds,
    /// Activities: events that are no part of another (活动数).
    W1,
    /// Person-times (人次).
    W2,
    /// Good deeds (办实事数).
    W4,
    /// Members with a record of duty (驻室委员活跃率).
    W5,
    /// Silent months (沉默月数).
    W6,
    /// Communities visited (社区覆盖率).
    W7,
    /// Activities per hundred members (每百名委员活动数).
    W10,
    /// The share of counted events that the office has verified (核实率).
    VerifiedShare,
    /// Submitted of micro-suggestions (提交数).
    #[graphql(name = "MS1_SUBMITTED")]
    Ms1Submitted,
    /// Accepted of micro-suggestions (受理数).
    #[graphql(name = "MS1_ACCEPTED")]
    Ms1Accepted,
    /// Acceptance rate of micro-suggestions (受理率).
    #[graphql(name = "MS2")]
    Ms2,
    /// Claim rate of micro-suggestions (领办率).
    #[graphql(name = "MS3")]
    Ms3,
    /// Claim rate of leaders of micro-suggestions (领导领办率).
    #[graphql(name = "MS3_LEADER")]
    Ms3Leader,
    /// Replies in time of micro-suggestions (按期办复率).
    #[graphql(name = "MS4")]
    Ms4,
    /// Closing rate of micro-suggestions (办结率).
    #[graphql(name = "MS5")]
    Ms5,
    /// Solution rate of micro-suggestions (解决率).
    #[graphql(name = "MS6")]
    Ms6,
    /// Satisfaction with the handling of micro-suggestions (过程满意率).
    #[graphql(name = "MS7_PROCESS")]
    Ms7Process,
    /// Satisfaction with the result of micro-suggestions (结果满意率).
    #[graphql(name = "MS7_RESULT")]
    Ms7Result,
    /// Response rate of micro-suggestions (评价回收率).
    #[graphql(name = "MS7_RESPONSE")]
    Ms7Response,
    /// Satisfaction of the public of micro-suggestions (回访满意率).
    #[graphql(name = "MS8")]
    Ms8,
    /// Rework rate of micro-suggestions (发回重办率).
    #[graphql(name = "MS9_REWORK")]
    Ms9Rework,
    /// Return rate of micro-suggestions (退单率).
    #[graphql(name = "MS9_RETURN")]
    Ms9Return,
    /// Extension rate of micro-suggestions (延期率).
    #[graphql(name = "MS9_EXTENSION")]
    Ms9Extension,
    /// Time to the first reply of micro-suggestions (首复时长).
    #[graphql(name = "MS10_FIRST_REPLY")]
    Ms10FirstReply,
    /// Time to the solution of micro-suggestions (解决时长).
    #[graphql(name = "MS10_SOLVED")]
    Ms10Solved,
    /// Linkage of the three micros of micro-suggestions (三微联动率).
    #[graphql(name = "MS11")]
    Ms11,
    /// Time to the first reply of micro-suggestions, 90th percentile (首复时长，第 90 百分位).
    #[graphql(name = "MS10_FIRST_REPLY_P90")]
    Ms10FirstReplyP90,
    /// Time to the solution of micro-suggestions, 90th percentile (解决时长，第 90 百分位).
    #[graphql(name = "MS10_SOLVED_P90")]
    Ms10SolvedP90,
    /// Submitted (提交件数).
    #[graphql(name = "P0_SUBMITTED")]
    P0Submitted,
    /// Filed, merged ones too (立案件数，含并案).
    #[graphql(name = "P0_FILED")]
    P0Filed,
    /// Filed (立案件数).
    #[graphql(name = "P0_IN_HAND")]
    P0InHand,
    /// Filing rate (立案率).
    #[graphql(name = "P1")]
    P1,
    /// Merging rate (并案率).
    #[graphql(name = "P2")]
    P2,
    /// Reply rate (办复率).
    #[graphql(name = "P3")]
    P3,
    /// Replies in time (按期办复率).
    #[graphql(name = "P4")]
    P4,
    /// Meeting rate (见面率).
    #[graphql(name = "P5")]
    P5,
    /// Satisfaction with the handling (过程满意率).
    #[graphql(name = "P6_PROCESS")]
    P6Process,
    /// Satisfaction with the result, of returned forms (结果满意率，以收回反馈表为分母).
    #[graphql(name = "P6_RESULT")]
    P6Result,
    /// Satisfied with the handling (过程满意率，仅满意).
    #[graphql(name = "P6_PROCESS_STRICT")]
    P6ProcessStrict,
    /// Satisfied with the result (结果满意率，仅满意).
    #[graphql(name = "P6_RESULT_STRICT")]
    P6ResultStrict,
    /// Satisfaction with the result, of filed ones (结果满意率，以立案为分母).
    #[graphql(name = "P6_FILED")]
    P6Filed,
    /// Response rate (反馈率).
    #[graphql(name = "P7")]
    P7,
    /// Realisation rate (落实率).
    #[graphql(name = "P8")]
    P8,
    /// Promises kept (承诺兑现率).
    #[graphql(name = "P9")]
    P9,
    /// Share of key proposals (重点提案占比).
    #[graphql(name = "P10")]
    P10,
    /// Share of collective proposals (集体提案占比).
    #[graphql(name = "P11")]
    P11,
    /// Members with a filed proposal (提案参与率，第一提案人).
    #[graphql(name = "P12_LEAD")]
    P12Lead,
    /// Members with a filed proposal, co-signers too (提案参与率，含联名).
    #[graphql(name = "P12_ALL")]
    P12All,
    /// Sent back to be mended (退改率).
    #[graphql(name = "Q2")]
    Q2,
    /// Adopted by the city or above (市级以上采用率).
    #[graphql(name = "Q7")]
    Q7,
    /// Backed by research (调研支撑率).
    #[graphql(name = "Q3")]
    Q3,
    /// Marks of the units (单位评议分).
    #[graphql(name = "Q8")]
    Q8,
    /// Duplicates (重复率).
    #[graphql(name = "Q9")]
    Q9,
    /// One matter each (一事一案合格率).
    #[graphql(name = "Q10")]
    Q10,
    /// Consultations held (协商件数).
    #[graphql(name = "C0")]
    C0,
    /// Plan items closed (计划完成率).
    #[graphql(name = "C1")]
    C1,
    /// Meet all four phrases (四要素符合率).
    #[graphql(name = "C2")]
    C2,
    /// Points adopted (意见采纳率).
    #[graphql(name = "C3")]
    C3,
    /// Points answered (意见反馈率).
    #[graphql(name = "C3B")]
    C3b,
    /// Outcomes with an instruction (批示率).
    #[graphql(name = "C4")]
    C4,
    /// Outcomes with an instruction of the district (区级批示率).
    #[graphql(name = "C4_DISTRICT")]
    C4District,
    /// Outcomes with an instruction of the city (市级批示率).
    #[graphql(name = "C4_CITY")]
    C4City,
    /// Outcomes with an instruction of the province (省级批示率).
    #[graphql(name = "C4_PROVINCE")]
    C4Province,
    /// Sessions with a principal leader (党政负责同志参加率).
    #[graphql(name = "C5")]
    C5,
    /// Workrooms with two consultations (工作室协商覆盖率).
    #[graphql(name = "C6")]
    C6,
    /// Submitted (提交篇数).
    #[graphql(name = "I0")]
    I0,
    /// Adopted by the city (市级采用篇数).
    #[graphql(name = "I0_CITY")]
    I0City,
    /// Members with a report (社情民意参与率).
    #[graphql(name = "I1")]
    I1,
    /// Issued by the district (区级采用率).
    #[graphql(name = "I2_ISSUED")]
    I2Issued,
    /// Adopted by the city, of reported up (市级采编率，以上报为分母).
    #[graphql(name = "I2_CITY_REPORTED")]
    I2CityReported,
    /// Adopted by the city, of submitted (市级采编率，以提交为分母).
    #[graphql(name = "I2_CITY_SUBMITTED")]
    I2CitySubmitted,
    /// Adoption points (加权采用分).
    #[graphql(name = "I3")]
    I3,
    /// Coverage of oversight (监督覆盖率).
    #[graphql(name = "O1")]
    O1,
    /// Put right, as units say (问题整改率，自报).
    #[graphql(name = "O2")]
    O2,
    /// Verified (销号率，核实).
    #[graphql(name = "O3")]
    O3,
    /// Relapse rate (复发率).
    #[graphql(name = "O4")]
    O4,
    /// Days to put right (整改天数).
    #[graphql(name = "O5")]
    O5,
    /// Days to put right, 90th percentile (整改天数，第 90 百分位).
    #[graphql(name = "O5_P90")]
    O5P90,
    /// Share of oversight in the plan (监督性议题占比).
    #[graphql(name = "D1")]
    D1,
    /// Rounds with consultation (协商式监督比例).
    #[graphql(name = "D2")]
    D2,
    /// Findings per round (每次监督发现问题数).
    #[graphql(name = "D3")]
    D3,
    /// Findings with evidence (问题有据率).
    #[graphql(name = "D3_EVIDENCE")]
    D3Evidence,
    /// Opinions answered (监督意见回应率).
    #[graphql(name = "D4")]
    D4,
    /// Looked at again (回头看率).
    #[graphql(name = "D6")]
    D6,
    /// Sectors in oversight (监督参与界别广度).
    #[graphql(name = "D7")]
    D7,
    /// From a member's call to the inspection (委员呼应时长).
    #[graphql(name = "D8")]
    D8,
    /// From a member's call to the inspection, 90th percentile (委员呼应时长，第 90 百分位).
    #[graphql(name = "D8_P90")]
    D8P90,
    /// Opinions collected (意见收集数).
    #[graphql(name = "W3")]
    W3,
    /// Opinions that came to something (意见转化率).
    #[graphql(name = "W3_CONVERSION")]
    W3Conversion,
    /// Residents who were told (群众反馈率).
    #[graphql(name = "W8")]
    W8,
    /// Members without any record (零履职率).
    #[graphql(name = "B1")]
    B1,
    /// Inequality of duty between members (履职种类基尼系数).
    #[graphql(name = "B3")]
    B3,
    /// The share of the most active tenth (前百分之十集中度).
    #[graphql(name = "B4")]
    B4,
    /// Kinds of duty of a member, the median (履职种类中位数).
    #[graphql(name = "B5")]
    B5,
    /// Gap between sectors (界别间差距).
    #[graphql(name = "B5_SECTORS")]
    B5Sectors,
    /// Gap between workrooms (工作室间差距).
    #[graphql(name = "B5_WORKROOMS")]
    B5Workrooms,
    /// Members with three kinds of duty or more (履职广度).
    #[graphql(name = "B6")]
    B6,
    /// Members with two contacts or more (联系覆盖率).
    #[graphql(name = "K1")]
    K1,
}
