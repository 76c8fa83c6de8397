//! What can be done in a case. Deliberately absent: by whom and in which state; the machines say so.

use super::word_list;

word_list! {
    /// What can be done in a case (办理动作).
    CaseAct {
        /// Make the case: propose, record, or write a draft (提).
        Propose,
        /// Revise the content (修改).
        Revise,
        /// Submit a draft, or again after a return (提交).
        Submit,
        /// Send back to mend (退回修改).
        Return,
        /// Not accept (不受理).
        Decline,
        /// Merge into a master (并案).
        Merge,
        /// Turn into another instrument (转为其他).
        Convert,
        /// Accept (审).
        Accept,
        /// Forward to the hotline centre (转).
        Forward,
        /// Claim, or appoint a claimant (领).
        Claim,
        /// Drop a claim (放弃领办).
        DropClaim,
        /// Say what came of a claim (领办完成).
        FinishClaim,
        /// Dispatch as a work order (交).
        Dispatch,
        /// Return an order: not ours (退单).
        ReturnOrder,
        /// Rule to whom a twice returned order goes (退单裁定).
        RuleReturn,
        /// Sign for an order (签收).
        Sign,
        /// Record a contact with the author (商).
        Contact,
        /// Stop the clock while the author is waited for (暂停计时).
        Pause,
        /// Let the clock go on (恢复计时).
        Resume,
        /// Ask for more time (申请延期).
        RequestExtension,
        /// Grant or refuse more time (审批延期).
        DecideExtension,
        /// Urge (督).
        Urge,
        /// Reply to the author (办复).
        Reply,
        /// Send back to be handled again (发回重办).
        Rework,
        /// Evaluate process and result (评价).
        Evaluate,
        /// Record that the author did not evaluate in time (未评价).
        RecordSilence,
        /// Record a call-back to the public (回访).
        CallBack,
        /// Decide, as a leader, on a case that stays unsatisfying (领导裁定).
        LeaderDecide,
        /// Follow a promise (跟踪).
        Track,
        /// Report on a promise (报告进展).
        ReportProgress,
        /// Close (办结).
        Close,
        /// Take further by another instrument (升级).
        Escalate,
        /// Relate an event that belongs to it (关联活动).
        Relate,
        /// Say out of what it came (来源).
        Derive,
        /// Withdraw for good (作废).
        Void,
        /// Invite co-signers (邀请联名).
        InviteCosigners,
        /// Co-sign (联名).
        Cosign,
        /// Refuse to co-sign (谢绝联名).
        RefuseCosign,
        /// Take back (撤回).
        Withdraw,
        /// File (立案).
        File,
        /// Not file, on a ground (不予立案).
        NotFile,
        /// Make it a key proposal with a leader (列为重点).
        MakeKey,
        /// Assign to handling units (交办).
        Assign,
        /// Give the opinion of a supporting unit (会办意见).
        Opine,
        /// Draft a reply (起草答复).
        DraftReply,
        /// Send the draft of a reply back (退回答复稿).
        SendBackReply,
        /// Countersign the draft of a reply (会签).
        Countersign,
        /// Approve the draft of a reply (督办审核).
        ApproveReply,
        /// Rate the proposal, as its unit (评议提案).
        RateProposal,
        /// Find a promise kept (认定落实).
        Realize,
        /// Find a promise not kept (认定未落实).
        NotRealize,
        /// Name it an excellent one (评为优秀).
        Award,
        /// File away (归档).
        Archive,
        /// Take up for editing (编辑).
        TakeUp,
        /// Edit the text (编辑文稿).
        Edit,
        /// Not issue (不采用).
        NotAdopt,
        /// Issue (编发).
        Issue,
        /// Report up to the city (报市政协).
        ReportUp,
        /// Record an adoption (采用).
        Adopt,
        /// Record a leader's instruction (批示).
        Instruct,
        /// Give to a unit to answer (转办单位).
        Transfer,
        /// Answer, as a unit (反馈).
        GiveFeedback,
        /// Choose the topic and name the organiser (选题).
        Select,
        /// Enter in the annual plan, or mark off-plan (列入计划).
        Plan,
        /// Prepare and give notice (筹备).
        Prepare,
        /// Record a session that was held (召开).
        Hold,
        /// Record the minutes (形成纪要).
        Minute,
        /// Submit the outcome to the district's leaders (报送成果).
        SubmitOutcome,
        /// Say what became of a promised action (落实承诺).
        KeepPromise,
        /// Put off (延期).
        Postpone,
        /// Call off (取消).
        Cancel,
        /// Approve (批准).
        Approve,
        /// Launch with its plan (启动).
        Launch,
        /// Record a round (记录监督).
        RecordRound,
        /// Draft the opinion (起草监督意见).
        DraftOpinion,
        /// Submit the opinion (报送监督意见).
        SubmitOpinion,
        /// Begin to put right (开始整改).
        BeginRectifying,
        /// Look again (回头看).
        LookAgain,
        /// Tell the unit (通报).
        Notify,
        /// Accept the finding, as the unit (认领问题).
        AcceptFinding,
        /// Dispute the finding, as the unit (提出异议).
        Dispute,
        /// Settle a dispute by consultation (协商异议).
        SettleDispute,
        /// Say that it is put right, as the unit (报告已整改).
        ClaimRectified,
        /// Find it not put right (认定未整改).
        RefuseRectified,
        /// Find it put right, as a group of the CPPCC (销号).
        Verify,
        /// Find that it came back (认定复发).
        Relapse,
        /// Open again (重新通报).
        Reopen,
        /// Tell the resident what came of it (回告).
        Tell,
        /// Move the last day of the leg, as the program does when a limit or a calendar changes (期限调整).
        MoveDue,
    }
}

impl CaseAct {
    /// What it is called in Chinese and in English.
    pub fn called(self) -> (&'static str, &'static str) {
        match self {
            Self::Propose => ("提", "propose"),
            Self::Revise => ("修改", "revise"),
            Self::Submit => ("提交", "submit"),
            Self::Return => ("退回修改", "return"),
            Self::Decline => ("不受理", "decline"),
            Self::Merge => ("并案", "merge"),
            Self::Convert => ("转为其他", "convert"),
            Self::Accept => ("审", "accept"),
            Self::Forward => ("转", "forward"),
            Self::Claim => ("领", "claim"),
            Self::DropClaim => ("放弃领办", "drop claim"),
            Self::FinishClaim => ("领办完成", "finish claim"),
            Self::Dispatch => ("交", "dispatch"),
            Self::ReturnOrder => ("退单", "return order"),
            Self::RuleReturn => ("退单裁定", "rule return"),
            Self::Sign => ("签收", "sign"),
            Self::Contact => ("商", "contact"),
            Self::Pause => ("暂停计时", "pause"),
            Self::Resume => ("恢复计时", "resume"),
            Self::RequestExtension => ("申请延期", "request extension"),
            Self::DecideExtension => ("审批延期", "decide extension"),
            Self::Urge => ("督", "urge"),
            Self::Reply => ("办复", "reply"),
            Self::Rework => ("发回重办", "rework"),
            Self::Evaluate => ("评价", "evaluate"),
            Self::RecordSilence => ("未评价", "record silence"),
            Self::CallBack => ("回访", "call back"),
            Self::LeaderDecide => ("领导裁定", "leader decide"),
            Self::Track => ("跟踪", "track"),
            Self::ReportProgress => ("报告进展", "report progress"),
            Self::Close => ("办结", "close"),
            Self::Escalate => ("升级", "escalate"),
            Self::Relate => ("关联活动", "relate"),
            Self::Derive => ("来源", "derive"),
            Self::Void => ("作废", "void"),
            Self::InviteCosigners => ("邀请联名", "invite co-signers"),
            Self::Cosign => ("联名", "cosign"),
            Self::RefuseCosign => ("谢绝联名", "refuse to co-sign"),
            Self::Withdraw => ("撤回", "withdraw"),
            Self::File => ("立案", "file"),
            Self::NotFile => ("不予立案", "not file"),
            Self::MakeKey => ("列为重点", "make key"),
            Self::Assign => ("交办", "assign"),
            Self::Opine => ("会办意见", "opine"),
            Self::DraftReply => ("起草答复", "draft reply"),
            Self::SendBackReply => ("退回答复稿", "send back reply"),
            Self::Countersign => ("会签", "countersign"),
            Self::ApproveReply => ("督办审核", "approve reply"),
            Self::RateProposal => ("评议提案", "rate proposal"),
            Self::Realize => ("认定落实", "realize"),
            Self::NotRealize => ("认定未落实", "not realize"),
            Self::Award => ("评为优秀", "award"),
            Self::Archive => ("归档", "archive"),
            Self::TakeUp => ("编辑", "take up"),
            Self::Edit => ("编辑文稿", "edit"),
            Self::NotAdopt => ("不采用", "not adopt"),
            Self::Issue => ("编发", "issue"),
            Self::ReportUp => ("报市政协", "report up"),
            Self::Adopt => ("采用", "adopt"),
            Self::Instruct => ("批示", "instruct"),
            Self::Transfer => ("转办单位", "transfer"),
            Self::GiveFeedback => ("反馈", "give feedback"),
            Self::Select => ("选题", "select"),
            Self::Plan => ("列入计划", "plan"),
            Self::Prepare => ("筹备", "prepare"),
            Self::Hold => ("召开", "hold"),
            Self::Minute => ("形成纪要", "minute"),
            Self::SubmitOutcome => ("报送成果", "submit outcome"),
            Self::KeepPromise => ("落实承诺", "keep promise"),
            Self::Postpone => ("延期", "postpone"),
            Self::Cancel => ("取消", "cancel"),
            Self::Approve => ("批准", "approve"),
            Self::Launch => ("启动", "launch"),
            Self::RecordRound => ("记录监督", "record round"),
            Self::DraftOpinion => ("起草监督意见", "draft opinion"),
            Self::SubmitOpinion => ("报送监督意见", "submit opinion"),
            Self::BeginRectifying => ("开始整改", "begin rectifying"),
            Self::LookAgain => ("回头看", "look again"),
            Self::Notify => ("通报", "notify"),
            Self::AcceptFinding => ("认领问题", "accept finding"),
            Self::Dispute => ("提出异议", "dispute"),
            Self::SettleDispute => ("协商异议", "settle dispute"),
            Self::ClaimRectified => ("报告已整改", "claim rectified"),
            Self::RefuseRectified => ("认定未整改", "refuse rectified"),
            Self::Verify => ("销号", "verify"),
            Self::Relapse => ("认定复发", "relapse"),
            Self::Reopen => ("重新通报", "reopen"),
            Self::Tell => ("回告", "tell"),
            Self::MoveDue => ("期限调整", "move the last day"),
        }
    }

    /// The kind of its journal entry.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Propose => "case.propose",
            Self::Revise => "case.revise",
            Self::Submit => "case.submit",
            Self::Return => "case.return",
            Self::Decline => "case.decline",
            Self::Merge => "case.merge",
            Self::Convert => "case.convert",
            Self::Accept => "case.accept",
            Self::Forward => "case.forward",
            Self::Claim => "case.claim",
            Self::DropClaim => "case.drop_claim",
            Self::FinishClaim => "case.finish_claim",
            Self::Dispatch => "case.dispatch",
            Self::ReturnOrder => "case.return_order",
            Self::RuleReturn => "case.rule_return",
            Self::Sign => "case.sign",
            Self::Contact => "case.contact",
            Self::Pause => "case.pause",
            Self::Resume => "case.resume",
            Self::RequestExtension => "case.request_extension",
            Self::DecideExtension => "case.decide_extension",
            Self::Urge => "case.urge",
            Self::Reply => "case.reply",
            Self::Rework => "case.rework",
            Self::Evaluate => "case.evaluate",
            Self::RecordSilence => "case.record_silence",
            Self::CallBack => "case.call_back",
            Self::LeaderDecide => "case.leader_decide",
            Self::Track => "case.track",
            Self::ReportProgress => "case.report_progress",
            Self::Close => "case.close",
            Self::Escalate => "case.escalate",
            Self::Relate => "case.relate",
            Self::Derive => "case.derive",
            Self::Void => "case.void",
            Self::InviteCosigners => "case.invite_cosigners",
            Self::Cosign => "case.cosign",
            Self::RefuseCosign => "case.refuse_cosign",
            Self::Withdraw => "case.withdraw",
            Self::File => "case.file",
            Self::NotFile => "case.not_file",
            Self::MakeKey => "case.make_key",
            Self::Assign => "case.assign",
            Self::Opine => "case.opine",
            Self::DraftReply => "case.draft_reply",
            Self::SendBackReply => "case.send_back_reply",
            Self::Countersign => "case.countersign",
            Self::ApproveReply => "case.approve_reply",
            Self::RateProposal => "case.rate_proposal",
            Self::Realize => "case.realize",
            Self::NotRealize => "case.not_realize",
            Self::Award => "case.award",
            Self::Archive => "case.archive",
            Self::TakeUp => "case.take_up",
            Self::Edit => "case.edit",
            Self::NotAdopt => "case.not_adopt",
            Self::Issue => "case.issue",
            Self::ReportUp => "case.report_up",
            Self::Adopt => "case.adopt",
            Self::Instruct => "case.instruct",
            Self::Transfer => "case.transfer",
            Self::GiveFeedback => "case.give_feedback",
            Self::Select => "case.select",
            Self::Plan => "case.plan",
            Self::Prepare => "case.prepare",
            Self::Hold => "case.hold",
            Self::Minute => "case.minute",
            Self::SubmitOutcome => "case.submit_outcome",
            Self::KeepPromise => "case.keep_promise",
            Self::Postpone => "case.postpone",
            Self::Cancel => "case.cancel",
            Self::Approve => "case.approve",
            Self::Launch => "case.launch",
            Self::RecordRound => "case.record_round",
            Self::DraftOpinion => "case.draft_opinion",
            Self::SubmitOpinion => "case.submit_opinion",
            Self::BeginRectifying => "case.begin_rectifying",
            Self::LookAgain => "case.look_again",
            Self::Notify => "case.notify",
            Self::AcceptFinding => "case.accept_finding",
            Self::Dispute => "case.dispute",
            Self::SettleDispute => "case.settle_dispute",
            Self::ClaimRectified => "case.claim_rectified",
            Self::RefuseRectified => "case.refuse_rectified",
            Self::Verify => "case.verify",
            Self::Relapse => "case.relapse",
            Self::Reopen => "case.reopen",
            Self::Tell => "case.tell",
            Self::MoveDue => "case.move_due",
        }
    }
}
