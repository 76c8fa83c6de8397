//! The rules of casework that a deed can break, each with its sentence. Deliberately absent: the rules themselves.

use async_graphql::Enum;

use super::case::Case;
use super::kinds::Need;
use crate::kernel::error::{Failure, Refusal};

/// How a command of casework ends.
pub type Outcome<T> = std::result::Result<T, Failure<CaseErrorCode>>;

/// A refusal.
pub type Refused = Refusal<CaseErrorCode>;

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident $zh:literal $en:literal),+ $(,)?) => {
        /// Which rule of casework was broken (办件规则代码).
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum CaseErrorCode { $($(#[$doc])* $code),+ }

        impl CaseErrorCode {
            fn sentence(self) -> (&'static str, &'static str) {
                match self { $(Self::$code => ($zh, $en)),+ }
            }
        }
    };
}

codes! {
    /// No such case, or not to be seen by the caller (办件不存在).
    UnknownCase "找不到该办件。" "There is no such case.",
    /// Not an id of the right kind in this district (标识无效).
    InvalidId "标识无法识别。" "Not an id of the right kind.",
    /// Not a day of the calendar, written 2022-07-01 (日期无效).
    InvalidDate "日期无效，应写作 2022-07-01。" "Not a date; write 2022-07-01.",
    /// The day lies in the future (日期晚于今天).
    DateInFuture "日期不能晚于今天。" "The day lies in the future.",
    /// The day lies before that of the step before (日期早于上一步).
    DateBeforePrevious "日期不能早于上一步。" "The day lies before that of the step before.",
    /// Somebody acted since the step that the caller saw (办件已有变化).
    ChangedMeanwhile "办件已有变化，请核对后再操作。" "Somebody acted meanwhile; look again.",
    /// The state does not allow this action (当前状态不允许).
    StateForbids "当前状态不允许此操作。" "The state does not allow this.",
    /// The same id was proposed with another content (编号已用于其他内容).
    IdTaken "该编号已用于其他内容。" "This id was proposed with another content.",
    /// A text that must be there is empty (文本为空).
    TextEmpty "文本不能为空。" "The text is empty.",
    /// A text is too long (文本过长).
    TextTooLong "文本过长。" "The text is too long.",
    /// The leg has no limit (该环节无时限).
    LegWithoutLimit "该环节没有时限。" "This leg has no limit.",
    /// Not between 1 and 250 (时限超出范围).
    LimitOutside "时限须在 1 至 250 之间。" "A limit is from 1 to 250 of its unit.",
    /// A list is too long (项目过多).
    TooMany "项目过多。" "Too many items.",
    /// The author is not dissatisfied; there is nothing to decide (无需裁定).
    NothingToDecide "提出人并未不满意，无需裁定。" "The author is not dissatisfied; there is nothing to decide.",
    /// It cannot be turned into that (去向不符).
    WrongConversion "此类办件不能转为该去向。" "Such a case cannot be turned into that.",
    /// A text holds a control character (控制字符).
    ControlCharacter "文本含有控制字符。" "The text holds a control character.",
    /// No such member, or not in office on the day (委员不存在或不在任).
    UnknownMember "找不到该委员，或其当日不在任。" "No such member in office on that day.",
    /// The member is not contacted by the officer's workroom on the day (委员不属本工作室).
    MemberOfOtherWorkroom "该委员当日不由本工作室联系。" "The workroom does not contact this member on that day.",
    /// No such handling unit on the day (承办单位不存在).
    UnknownUnit "找不到该承办单位，或其当日不存在。" "No such handling unit on that day.",
    /// The same unit twice (单位重复).
    UnitTwice "同一单位出现两次。" "The same unit twice.",
    /// No such campaign (主题活动不存在).
    UnknownCampaign "找不到该主题活动。" "There is no such campaign.",
    /// No such event that counts (活动不存在).
    UnknownEvent "找不到该活动，或其未计入。" "There is no such event that counts.",
    /// No place of this district (地点不在本区).
    UnknownPlace "该区划代码不在本区。" "Not a code of this district.",
    /// A reply without a contact with the author (未与提出人沟通).
    ContactMissing "答复前须有与提出人沟通的记录。" "A reply needs a record of contact with the author.",
    /// A promise without its date (承诺未注明期限).
    PromiseDateMissing "正在解决或列入计划的，须注明承诺日期。" "A promise needs its date.",
    /// A promised date that is not after the day of the reply (承诺期限无效).
    PromiseDatePast "承诺日期须晚于答复日期。" "The promised date must come after the day itself.",
    /// A date was promised where nothing is still to come (无需承诺期限).
    PromiseUnexpected "该结果类别无需承诺日期。" "This result promises nothing.",
    /// Merged into itself (不能并入自身).
    MergeIntoItself "不能并入自身。" "A case cannot be merged into itself.",
    /// The master is itself merged into this one, directly or not (并案成环).
    MergeCircle "该主件已并入本件，不能成环。" "The master is itself merged into this case.",
    /// The master is not open (主件未受理或已结束).
    MasterNotOpen "主件须已受理且未办结。" "The master must be accepted and open.",
    /// The member claims the case already (已领办).
    AlreadyClaimed "该委员已领办本件。" "This member claims it already.",
    /// The member does not claim the case (未领办).
    NotClaimed "该委员未领办本件。" "This member does not claim it.",
    /// Another's claim (他人的领办).
    AnothersClaim "只能处理本人的领办。" "Only one's own claim.",
    /// A leader must say as which member (须指明领办人).
    ClaimantMissing "须指明领办人。" "Say who claims.",
    /// The number is another case's of the kind (编号已用).
    ReferenceTaken "该编号已用于另一件。" "Another case has this number.",
    /// A joint proposal without a co-signature (缺少联名).
    CosignerMissing "联名提案须至少有一名联名委员。" "A joint proposal needs a co-signature.",
    /// The member was invited or has co-signed already (已邀请或已联名).
    InvitedAlready "该委员已受邀或已联名。" "This member was invited or has co-signed already.",
    /// Not an invited co-signer (未受邀联名).
    NotInvited "未受邀联名。" "Not invited to co-sign.",
    /// A collective proposal must name its body, and no other may (提案主体不符).
    BodyMismatch "集体提案须指明提案主体，其他提案不得指明。" "A collective proposal names its body, no other does.",
    /// No such body on the day (组织不存在).
    UnknownBody "找不到该组织，或其当日不存在。" "No such body on that day.",
    /// The opinion of a supporting unit is missing (缺少会办意见).
    OpinionMissing "会办单位尚未提出意见。" "A supporting unit has not given its opinion.",
    /// The draft of the reply is not approved (答复稿未经审核).
    ApprovalMissing "答复稿尚未审核通过。" "The draft of the reply is not approved.",
    /// A supporting unit has not countersigned (尚未会签).
    CountersignatureMissing "会办单位尚未会签。" "A supporting unit has not countersigned.",
    /// Done already by this unit or person (已办理过).
    DoneAlready "已办理过，不能重复。" "Done already.",
    /// A mark is from 1 to 5 (评分超出范围).
    MarkOutside "评分须在 1 至 5 之间。" "A mark is from 1 to 5.",
    /// The master has not been replied to (主件尚未答复).
    MasterNotReplied "主件尚未答复。" "The master has not been replied to.",
    /// Not adopted without a reason (须说明理由).
    ReasonMissing "须说明理由。" "Say why.",
    /// Not among those of the minutes (序号不在纪要之内).
    UnknownPoint "纪要中没有该项。" "The minutes have no such item.",
    /// A unit has not answered every point (尚有意见未反馈).
    FeedbackMissing "尚有意见未逐条反馈。" "A point has not been answered.",
    /// A promised action has not been followed up (尚有承诺事项未跟踪).
    PromisesOpen "尚有承诺事项未跟踪。" "A promised action has not been followed up.",
    /// A session on site whose event has no place (缺少地点).
    PlaceMissing "实地协商须有地点，请先更正该活动的地点。" "A session on site needs a place; correct the event first.",
    /// The event lies after the day of the step (活动晚于办理日期).
    EventLater "活动日期不能晚于办理日期。" "The event lies after the day of the step.",
    /// The planned day is over (计划日期已过).
    PlannedDayPast "计划日期不能早于办理日期。" "The planned day lies before the day of the step.",
    /// A finding is not settled (尚有问题未销号).
    FindingsOpen "尚有问题未销号。" "A finding is not settled.",
    /// No round is on record (没有监督活动).
    RoundMissing "尚无监督活动记录。" "No round is on record.",
    /// No outcome is on record (没有成果).
    OutcomeMissing "尚无协商成果。" "No outcome is on record.",
    /// The division is not among those of the plan (单位不在监督计划内).
    DivisionNotPlanned "该乡镇街道不在监督计划内。" "The division is not in the plan.",
    /// The month is not among those of the plan (月份不在监督计划内).
    MonthNotPlanned "该月份不在监督计划内。" "The month is not in the plan.",
    /// The proposal or campaign that it belongs to is not there, or not open (所属事项不存在或已结束).
    WholeNotOpen "所属提案或监督活动不存在，或已结束。" "The proposal or campaign that it belongs to is not there, or has ended.",
    /// Of which campaign and round a finding is stays as it was (所属监督活动不能更改).
    WholeFixed "所属监督活动和监督轮次不能更改。" "Of which campaign and round it is cannot be changed.",
    /// The same division or body twice (重复列入).
    NamedTwice "同一乡镇街道或组织出现两次。" "The same division or body twice.",
    /// A consultation on a proposal names it, and no other does (所属提案不符).
    ProposalMismatch "提案办理协商须指明提案，其他协商不得指明。" "A consultation on the handling of a proposal names it, no other does.",
    /// A case cannot come out of itself, directly or through others (来源成环).
    DerivedCircle "不能以自身为来源，来源不能成环。" "A case cannot come out of itself.",
    /// That came out of it already (来源已登记).
    DerivedAlready "该来源已登记。" "This is on record already.",
    /// Fewer than one or more than the most (数量超出范围).
    CountOutside "数量超出范围。" "Outside the range.",
    /// The sort of the case does not allow it (类别不允许).
    SortForbids "该类别不允许此操作。" "The sort of the case does not allow this.",
    /// Returned twice; the office must rule first (两次退单须先裁定).
    RulingMissing "已两次退单，须先由政协机关裁定。" "Returned twice; the office must rule first.",
    /// The ruling names another unit (与裁定单位不符).
    NotRuledUnit "须交办给裁定的单位。" "The ruling names another unit.",
    /// An order that was ruled cannot be returned (裁定后不得退单).
    RuledOrder "裁定后的工单不得再退。" "An order under a ruling cannot be returned.",
    /// More time was granted already (已延期一次).
    ExtendedAlready "只能延期一次。" "More time is granted once only.",
    /// The new day is beyond the most (延期超过上限).
    ExtensionTooLong "延期超过上限。" "Beyond the most that can be granted.",
    /// The new day is not after the present limit (延期未延后).
    ExtensionTooShort "延期日期须晚于现期限。" "The new day must come after the present limit.",
    /// No request for more time waits (无待批延期).
    NoRequest "没有待批的延期申请。" "No request for more time waits.",
    /// A request for more time waits already (已有待批延期).
    RequestPending "已有待批的延期申请。" "A request for more time waits already.",
    /// The clock stands still (计时已暂停).
    ClockStopped "计时已暂停，请先恢复。" "The clock stands still; let it go on first.",
    /// The clock is running (计时未暂停).
    ClockRunning "计时未暂停。" "The clock is running.",
    /// The author's time to evaluate is not over (评价期限未到).
    EvaluationPending "提出人的评价期限未到。" "The author's time to evaluate is not over.",
    /// The author stays dissatisfied and no leader has decided (须领导裁定).
    DecisionMissing "提出人仍不满意，须先由领导裁定。" "The author stays dissatisfied; a leader must decide.",
    /// The result is a promise that must be tracked first (承诺须先跟踪).
    PromiseOpen "该结果为承诺，须先跟踪。" "The result is a promise; follow it first.",
    /// The result is no promise (结果不是承诺).
    NoPromise "该结果不是承诺，无需跟踪。" "The result is no promise.",
    /// Two rounds of handling again are the most (重办次数已满).
    ReworkedTwice "重办次数已满，须由领导裁定。" "It was handled again as often as it may be; a leader must decide.",
    /// Silence is recorded, not rated (未评价不可作为评价).
    SilenceIsNoRating "未评价不是评价选项。" "Silence is no rating.",
    /// The revision says what already stands (内容未变).
    NothingChanges "内容未变。" "Nothing changes.",
    /// The event belongs to the case already (已关联).
    RelatedAlready "该活动已关联本件。" "The event belongs to it already.",
    /// The event is no micro-consultation, micro-oversight or consultation (活动种类不符).
    EventOfOtherKind "只能关联协商或监督类活动。" "Only events of consultation or oversight.",
    /// The district's own adoption is the issue; only higher levels are recorded apart (采用层级不符).
    WrongLevel "区级采用即编发，此处登记市级及以上采用。" "The district adopts by issuing; record the city and above.",
    /// A text holds the number of a mobile telephone (含手机号码).
    PersonalNumber "文本含有手机号码；请勿登记群众的个人信息。" "The text holds a mobile number; leave out what tells who a resident is.",
    /// Another workroom than one's own, or than the one that contacts the member (不是本人的工作室).
    OtherWorkroom "只能登记本工作室收集的意见建议。" "Only what one's own workroom collected.",
    /// No such workroom on the day, or none named (工作室不存在).
    UnknownWorkroom "须指明当日存在的委员工作室。" "Name a workroom that exists on that day.",
    /// Other cases are merged into it (有办件并入本件).
    HasMerged "有其他办件并入本件，须先处理并入的办件。" "Other cases are merged into it; deal with them first.",
    /// The leg stands as overdue in the journal since a later day (已记录超期).
    OverdueOnRecord "该环节已记录超期，办理日期不能早于记录之日。" "The leg is on record as overdue; the day cannot lie before that record.",
    /// Solved before it was submitted or filed (解决早于提出).
    SolvedTooEarly "解决日期不能早于提交或立案之日。" "It cannot have been solved before it was submitted or filed.",
    /// The reply is not the draft that was approved (与答复稿不符).
    ReplyDiffers "办理结果和承诺日期须与审核通过的答复稿一致。" "Result and promise must be those of the approved draft.",
    /// The event was at another place than the division (活动不在该乡镇街道).
    EventElsewhere "该活动的地点不在此乡镇街道，请先更正活动的地点。" "The event was not in this division; correct its place first.",
    /// The event was in another month (活动不在该月份).
    EventOfOtherMonth "该活动不在此月份。" "The event was not in this month.",
    /// The event lies before the case began (活动早于本件).
    EventEarlier "该活动早于本件，不能登记。" "The event lies before the case began.",
    /// The event is a session of another consultation (活动已属其他协商).
    SessionOfAnother "该活动已是另一件协商的场次。" "The event is a session of another consultation.",
    /// The caller, or the body named, takes no part in the campaign (不属参加监督的组).
    NotOfGroup "不属于参加该监督活动的组。" "Not of a group that takes part in the campaign.",
    /// The event is no round of the campaign (不是登记的监督轮次).
    RoundUnknown "该活动不是此监督活动已登记的轮次。" "The event is no recorded round of the campaign.",
    /// A contact of the author with himself (本人不能为沟通对方).
    OwnContact "与提出人的沟通须由他人登记。" "A contact with the author is recorded by somebody else.",
    /// Nothing was returned that could be ruled on (尚无退单).
    NothingToRule "尚无退单，无需裁定。" "No order was returned; there is nothing to rule on.",
    /// A limit cannot hold from a day that is over (施行日期已过).
    LimitInPast "施行日期不能早于今天。" "A limit cannot hold from a day that is over.",
    /// The kind of case has no such leg (无此环节).
    LegOfOtherKind "该类办件没有此环节。" "This kind of case has no such leg.",
    /// It is not in the annual plan, nor marked off-plan (未列入计划).
    PlanMissing "须先列入年度计划，或注明计划外。" "Enter it in the annual plan first, or mark it off-plan.",
    /// The case has no such step (没有该步骤).
    UnknownStep "本件没有该步骤。" "The case has no such step.",
    /// The first month lies more than a year from the launch (起始月份超出范围).
    MonthOutside "起始月份须在启动日前后一年之内。" "The first month must lie within a year of the launch.",
    /// The working days of a year are not known; the office loads them (缺少工作日历).
    CalendarMissing "缺少该年度的工作日历，请先录入。" "The working days of that year are not known; load them first.",
}

impl CaseErrorCode {
    /// The refusal at a field, with the code's own sentence.
    pub fn at(self, field: &str) -> Refused {
        let (zh, en) = self.sentence();
        Refusal::of(self, field, zh, en)
    }

    /// The refusal of the whole.
    pub fn whole(self) -> Refused {
        let (zh, en) = self.sentence();
        Refusal::whole(self, zh, en)
    }
}

/// The code of what is not on record.
pub fn lacking(need: Need) -> CaseErrorCode {
    match need {
        Need::Contact => CaseErrorCode::ContactMissing,
        Need::Silence => CaseErrorCode::EvaluationPending,
        Need::Decision => CaseErrorCode::DecisionMissing,
        Need::Ruling => CaseErrorCode::RulingMissing,
        Need::Promise => CaseErrorCode::NoPromise,
        Need::Finished => CaseErrorCode::PromiseOpen,
        Need::Request => CaseErrorCode::NoRequest,
        Need::Paused => CaseErrorCode::ClockRunning,
        Need::Running => CaseErrorCode::ClockStopped,
        Need::Cosigner => CaseErrorCode::CosignerMissing,
        Need::Opinions => CaseErrorCode::OpinionMissing,
        Need::Approval => CaseErrorCode::ApprovalMissing,
        Need::Countersignatures => CaseErrorCode::CountersignatureMissing,
        Need::Dissatisfied => CaseErrorCode::NothingToDecide,
        Need::Feedback => CaseErrorCode::FeedbackMissing,
        Need::Promises => CaseErrorCode::PromisesOpen,
        Need::Rounds => CaseErrorCode::RoundMissing,
        Need::Outcome => CaseErrorCode::OutcomeMissing,
        Need::Planned => CaseErrorCode::PlanMissing,
        Need::MasterReply => CaseErrorCode::MasterNotReplied,
        Need::OrderReturned => CaseErrorCode::NothingToRule,
    }
}

/// Somebody acted after the step that the caller saw: it tells what was done, and where the case stands.
pub fn changed(case: &Case, seen: i32) -> Refused {
    let since = case.acted_since(seen).map(|step| step.row.act.called());
    let (zh, en): (Vec<_>, Vec<_>) = since.unzip();
    let state = case.version.state.called();
    Refusal::of(
        CaseErrorCode::ChangedMeanwhile,
        "afterStep",
        format!(
            "办件已有变化：{}；现为“{}”，请核对后再操作。",
            zh.join("、"),
            state.0
        ),
        format!(
            "Somebody acted meanwhile ({}); it is now {}. Look again.",
            en.join(", "),
            state.1
        ),
    )
}
