//! Who stands how to a case, what is true of it, what must be on record, and the stretches that it passes through.
//! Deliberately absent: which kind of case has which; the machines and rules say so.

use super::word_list;

word_list! {
    /// Who stands how to a case (相关方).
    #[graphql(name = "CaseParty")]
    Party {
        /// Who proposed it; its words are this member's (提出人).
        Author,
        /// The workroom whose officer entered it (代录工作室).
        Workroom,
        /// Who claims it and drives it (领办人).
        Claimant,
        /// The unit that is responsible (主办单位).
        LeadUnit,
        /// A unit that supports the lead (协办单位).
        CoUnit,
        /// A member who was invited to co-sign and has not answered (受邀联名委员).
        Invited,
        /// A member who co-signed (联名委员).
        Cosigner,
        /// A body that proposes: a party, an organisation, a committee, a sector group (集体提案者).
        Proposer,
        /// The leader who leads or supervises it (领衔督办领导).
        Supervisor,
        /// The CPPCC body that organises it (组织单位).
        Organizer,
        /// The workroom where it is held or was collected (承办工作室).
        Host,
        /// A group that takes part, as a workroom, a committee or a sector group (监督小组).
        Group,
    }
}

word_list! {
    /// What must be on record before an action (必要条件).
    #[graphql(name = "CaseNeed")]
    Need {
        /// A contact with the author since the order was signed for (与提出人沟通记录).
        Contact,
        /// An author who did not answer in time (评价期限已过).
        Silence,
        /// A leader's decision where the author stays dissatisfied (领导裁定).
        Decision,
        /// A ruling after the second return (退单裁定).
        Ruling,
        /// A promise with its date (承诺期限).
        Promise,
        /// A result that is solved or explained, not promised (非承诺类结果).
        Finished,
        /// A request for more time that waits (待批延期).
        Request,
        /// A clock that stands still (计时已暂停).
        Paused,
        /// A clock that runs (计时未暂停).
        Running,
        /// A co-signature, of a joint proposal (联名).
        Cosigner,
        /// The opinion of every supporting unit (会办意见).
        Opinions,
        /// The approval of the draft reply (督办审核).
        Approval,
        /// The countersignature of every supporting unit (会签).
        Countersignatures,
        /// An author who is dissatisfied with the result (提出人不满意).
        Dissatisfied,
        /// The answer of every unit, point by point (逐条反馈).
        Feedback,
        /// Every promised action followed up (承诺事项跟踪).
        Promises,
        /// At least one round (监督活动).
        Rounds,
        /// The outcome of it (成果).
        Outcome,
        /// It is in the annual plan, or marked off-plan (列入计划).
        Planned,
        /// The master that it was merged into has been replied to (主件已答复).
        MasterReply,
        /// An order was returned (已有退单).
        OrderReturned,
    }
}

word_list! {
    /// A stretch of a case with an owner and a limit (办理环节).
    #[graphql(name = "CaseLeg")]
    Leg {
        /// Mending after a return; no limit (修改).
        Mend,
        /// Review (审核).
        Review,
        /// Forwarding (转交).
        Forward,
        /// Dispatching (交办).
        Dispatch,
        /// Signing for (签收).
        Sign,
        /// Handling up to the reply (办复).
        Reply,
        /// Handling again up to the next reply (重办).
        Rework,
        /// Evaluation by the author (评价).
        Evaluate,
        /// Closing (办结).
        Close,
        /// Following a promise up to its date (跟踪).
        Promise,
        /// No leg of its own: the most that handling may take with more time granted (延期上限).
        Extension,
        /// Deciding on filing (立案审查).
        File,
        /// Assigning (交办).
        Assign,
        /// Reviewing the draft of a reply (答复审核).
        ReplyReview,
        /// Mending the draft of a reply that was sent back (修改答复稿).
        Redraft,
        /// No leg of its own: the opinion of a supporting unit (会办意见).
        Opinion,
        /// No leg of its own: the first contact with the proposer (首次面商).
        FirstContact,
        /// Editing (编辑).
        Edit,
        /// Reporting up (上报).
        ReportUp,
        /// Giving to a unit (转办单位).
        Transfer,
        /// The units' answer (反馈).
        Feedback,
        /// Choosing the topic (选题).
        Select,
        /// Preparing (筹备).
        Prepare,
        /// Minutes (纪要).
        Minute,
        /// Submitting the outcome (报送成果).
        SubmitOutcome,
        /// Following what was promised (跟踪).
        Track,
        /// Rounds of oversight (监督活动).
        Round,
        /// Drafting and submitting the opinion (监督意见).
        Opine,
        /// Telling the unit (通报).
        Notify,
        /// The unit's answer to a finding (单位答复).
        Answer,
        /// Settling a dispute (协商异议).
        Settle,
        /// Putting right, up to the promised day (整改).
        Rectify,
        /// Verifying (核实).
        Verify,
        /// Telling the resident (回告).
        Tell,
    }
}

word_list! {
    /// Whom a leg waits for (责任方).
    #[graphql(name = "CaseLegOwner")]
    LegOwner {
        /// The author (提出人).
        Author,
        /// The CPPCC office (政协机关).
        Office,
        /// The hotline centre (热线中心).
        Hotline,
        /// The handling unit (承办单位).
        Unit,
        /// A leader (领导).
        Leader,
        /// The organiser (组织单位).
        Organizer,
        /// The group of the CPPCC (监督小组).
        Group,
    }
}

word_list! {
    /// What is true of a case from a day on; figures count these (办理事实).
    Fact {
        /// A party of the case; which one is the value (相关方).
        Party,
        /// Submitted (提交).
        Submitted,
        /// Accepted (受理).
        Accepted,
        /// Declined; the ground is the value (不受理).
        Declined,
        /// Merged (并案).
        Merged,
        /// Converted; into what is the value (转为其他).
        Converted,
        /// Forwarded (转交).
        Forwarded,
        /// Dispatched (交办).
        Dispatched,
        /// The reply is due; the day is the date (应复日).
        ReplyDue,
        /// A work order was returned (退单).
        OrderReturned,
        /// A ruling on a returned order was given (退单裁定).
        Ruled,
        /// Signed for (签收).
        Signed,
        /// Claimed; by a member or a leader is the value (领办).
        Claimed,
        /// A claim was finished (领办完成).
        ClaimFinished,
        /// The author was contacted; how is the value (沟通).
        Contacted,
        /// More time was granted (延期).
        Extended,
        /// Urged (督办).
        Urged,
        /// The first reply, against its due date (首次答复).
        FirstReply,
        /// The reply that stands; its class is the value (答复).
        Replied,
        /// Sent back to be handled again (重办).
        Reworked,
        /// Evaluated, or silence recorded (评价).
        Evaluated,
        /// How the author rates the handling (过程评价).
        ProcessRated,
        /// How the author rates the result (结果评价).
        ResultRated,
        /// Called back; the outcome is the value (回访).
        CalledBack,
        /// A leader decided (领导裁定).
        Decided,
        /// A result was promised; the day is the promised one (承诺).
        Promised,
        /// The result was verified (核实解决).
        Solved,
        /// Closed (办结).
        Closed,
        /// Taken further (升级).
        Escalated,
        /// A micro-consultation or micro-oversight belongs to it (三微联动).
        Related,
        /// Of which sort it is; which one is the value (类别).
        Sorted,
        /// Something came out of it, or it out of something; of which kind is the value (来源与转化).
        Derived,
        /// Co-signed by a member (联名).
        Cosigned,
        /// Taken back (撤回).
        Withdrawn,
        /// Filed, merged ones too (立案).
        Filed,
        /// Filed and handled as a case of its own, merged ones not (立案主件).
        InHand,
        /// Not filed; the ground is the value (不予立案).
        NotFiled,
        /// Made a key proposal (重点提案).
        Key,
        /// Assigned to a unit (交办).
        Assigned,
        /// A supporting unit gave its opinion (会办意见).
        Opined,
        /// A unit drafted its reply (起草答复).
        Drafted,
        /// One of several units replied; the class is the value (分办答复).
        UnitReplied,
        /// The draft of the reply, or the plan, was approved (审核通过).
        Approved,
        /// A supporting unit countersigned (会签).
        Countersigned,
        /// How a co-signer or a merged proposer rates the result (联名人评价).
        CosignerRated,
        /// A feedback form came back (反馈表).
        ReturnedForm,
        /// How the unit rates the proposal, the mean of its marks from 1 to 5 (单位评议分).
        UnitRated,
        /// Whether the proposal keeps to one matter; yes or no is the value (一事一案).
        OneMatter,
        /// Named an excellent one (优秀).
        Excellent,
        /// Sent back to mend (退回修改).
        SentBack,
        /// Issued by the district (编发).
        Issued,
        /// Reported up to the city (上报).
        ReportedUp,
        /// Adopted; the level is the value (采用).
        Adopted,
        /// The points of the highest level, the value in points (采用计分).
        AdoptionScore,
        /// A leader's instruction; the level is the value (批示).
        Instructed,
        /// Given to a unit (转办单位).
        Transferred,
        /// A point was sent to the units (意见交办).
        PointSent,
        /// A unit answered; of points the adoption is the value (反馈).
        FedBack,
        /// The topic was chosen (选题).
        Selected,
        /// In the annual plan, or off it; which is the value (列入计划).
        Planned,
        /// A session was held; on site or not is the value (场次).
        SessionHeld,
        /// A class of people took part; which is the value (参加人员类别).
        TookPart,
        /// A principal leader took part (党政主要负责同志参加).
        PrincipalLeader,
        /// The minutes were done (纪要).
        Minuted,
        /// The outcome was submitted; its form is the value (成果报送).
        OutcomeSubmitted,
        /// A promised action was followed up; done or not is the value (承诺事项).
        PromiseKept,
        /// The four phrases of the district's mode all hold (四要素符合).
        Conforms,
        /// The topic came from a township or subdistrict, or elsewhere; which is the value (点题来源).
        Topic,
        /// Launched (启动).
        Launched,
        /// A division and month is to be visited; both are the value (计划监督单元).
        CellPlanned,
        /// A division and month was visited; both are the value (已监督单元).
        CellVisited,
        /// A round was held; its form is the value (监督活动).
        RoundHeld,
        /// The opinion was submitted (监督意见报送).
        OpinionSubmitted,
        /// The unit was told (通报).
        Notified,
        /// The unit disputed it (异议).
        Disputed,
        /// Put right, as the unit says (自报整改).
        Rectified,
        /// Found put right (销号).
        Verified,
        /// It came back (复发).
        Relapsed,
        /// Looked at again (回头看).
        LookedAgain,
        /// Collected (收集).
        Collected,
        /// The resident was told (回告).
        Told,
    }
}

word_list! {
    /// How a case is tied to another thing (关联方式).
    #[graphql(name = "CaseLinkKind")]
    LinkKind {
        /// Merged into this master (并入).
        MergedInto,
        /// Turned into this (转为).
        ConvertedTo,
        /// Came out of this (来源于).
        DerivedFrom,
        /// An event that belongs to it (关联活动).
        Related,
        /// A part of this case: a consultation of its proposal, a finding of its campaign (属于).
        PartOf,
    }
}
