//! Closed lists of what a deed says: results, ratings, grounds, ways. Deliberately absent: states and acts.

use super::word_list;

word_list! {
    /// What became of a case, by meaning; letters A to D are a mapping by year (办理结果).
    ResultClass {
        /// Solved, or solved in the main (已解决).
        Solved,
        /// Being solved (正在解决).
        InProgress,
        /// Planned (列入计划).
        Planned,
        /// Not possible for now, explained (暂不能解决).
        NotFeasibleNow,
        /// Kept for reference (留作参考).
        ForReference,
    }
}

impl ResultClass {
    /// Whether it promises something that is still to come.
    pub fn is_promise(self) -> bool {
        matches!(self, Self::InProgress | Self::Planned)
    }
}

word_list! {
    /// How satisfied somebody is; silence is never satisfaction (满意度).
    Satisfaction {
        /// Satisfied (满意).
        Satisfied,
        /// Basically satisfied (基本满意).
        BasicallySatisfied,
        /// Dissatisfied (不满意).
        Dissatisfied,
        /// No answer (未评价).
        NoResponse,
    }
}

word_list! {
    /// On what ground a micro-suggestion is not accepted; the list is a default (不受理理由).
    DeclineGround {
        /// Outside what the district decides on (不属本区职权).
        OutOfCompetence,
        /// In litigation or arbitration (诉讼仲裁中).
        InLitigation,
        /// A personal or family matter (个人或家庭事务).
        PersonalMatter,
        /// No concrete suggestion (无具体建议).
        NotConcrete,
        /// Already handled or being handled (已办理).
        AlreadyHandled,
        /// State secrets or what may not be spread (涉密).
        Secret,
        /// Accuses somebody by name (指名举报).
        NamedAccusation,
        /// Promotes a product or a firm (商业宣传).
        Promotion,
    }
}

word_list! {
    /// Into what a micro-suggestion is turned, or by what it is taken further (转办去向).
    Conversion {
        /// A proposal (提案).
        Proposal,
        /// A sentiment report (社情民意信息).
        SentimentReport,
        /// Micro-oversight (微监督).
        MicroOversight,
        /// A campaign (主题活动).
        Campaign,
        /// A letter to the unit concerned (来信).
        Letter,
        /// An opinion or suggestion (意见建议).
        Suggestion,
        /// A micro-suggestion (微建议).
        MicroSuggestion,
    }
}

word_list! {
    /// How the author was contacted (沟通方式).
    ContactMethod {
        /// A visit to the place with the author (实地走访).
        SiteVisit,
        /// A meeting (座谈面商).
        Meeting,
        /// A telephone call (电话).
        Phone,
        /// Over the network (网络).
        Online,
        /// A letter (书面).
        Letter,
    }
}

word_list! {
    /// Why the clock stands still (暂停原因).
    PauseReason {
        /// The author must supply something (待提出人补充).
        AwaitingAuthor,
        /// The place cannot be visited (现场条件不具备).
        SiteUnavailable,
        /// Another procedure must end first (待其他程序).
        OtherProcedure,
    }
}

word_list! {
    /// In what a time limit is counted (时限单位).
    LimitUnit {
        /// Working days (工作日).
        WorkingDays,
        /// Calendar days (日).
        Days,
        /// Calendar months (月).
        Months,
    }
}

word_list! {
    /// Who proposes (提案类别).
    ProposalSort {
        /// One member (委员提案).
        Individual,
        /// Several members (联名提案).
        Joint,
        /// A party, an organisation, a committee or a sector (集体提案).
        Collective,
    }
}

word_list! {
    /// What a proposal is about (提案内容分类).
    ProposalCategory {
        /// Economy (经济建设).
        Economic,
        /// Politics and law (政治建设).
        Political,
        /// Culture (文化建设).
        Cultural,
        /// Society (社会建设).
        Social,
        /// Ecology (生态文明建设).
        Ecological,
        /// Other (其他).
        Other,
    }
}

word_list! {
    /// On what ground a proposal is not filed; the list is a default (不予立案理由).
    NotFiledGround {
        /// State secrets (涉及国家秘密).
        Secret,
        /// What may not be discussed (明令禁止事项).
        Prohibited,
        /// Personnel inside the Party (中共党内人事).
        PartyPersonnel,
        /// Matters inside a democratic party (民主党派内部事务).
        PartyInternal,
        /// In litigation or arbitration (诉讼仲裁中).
        InLitigation,
        /// An academic matter (学术研讨).
        Academic,
        /// A personal or family matter (个人或亲属事务).
        PersonalMatter,
        /// Promotes a product (宣传推介产品).
        Promotion,
        /// Accuses somebody by name (指名举报).
        NamedAccusation,
        /// Empty, or without a concrete suggestion (空泛无具体建议).
        NotConcrete,
    }
}

word_list! {
    /// Of which level somebody or something is (层级).
    #[graphql(name = "CaseLevel")]
    Level {
        /// District (区).
        District,
        /// City (市).
        City,
        /// Province (省).
        Province,
        /// National (全国).
        National,
    }
}

word_list! {
    /// How a report was adopted (采用方式).
    AdoptionKind {
        /// Alone (单篇采用).
        Single,
        /// Together with others (综合采用).
        Combined,
        /// Forwarded (转送).
        Forwarded,
    }
}

word_list! {
    /// The type of a consultation (协商类型).
    ConsultationType {
        /// At a thematic meeting of the Standing Committee (专题议政性常委会会议).
        StandingCommitteeThematic,
        /// Thematic (专题协商).
        Thematic,
        /// With the departments concerned (对口协商).
        Counterpart,
        /// Of a sector (界别协商).
        SectorSpecific,
        /// On the handling of a proposal (提案办理协商).
        ProposalHandling,
        /// At community level (基层协商).
        CommunityLevel,
        /// Micro-consultation (微协商).
        Micro,
    }
}

word_list! {
    /// Where a topic came from (点题来源).
    TopicSource {
        /// A township or subdistrict, or its workroom (乡镇街道).
        Township,
        /// A member (委员).
        Member,
        /// A department (部门).
        Department,
        /// Residents (群众).
        Public,
        /// The CPPCC itself (政协).
        Cppcc,
    }
}

word_list! {
    /// A class of people who take part (参加人员类别).
    ParticipantClass {
        /// Members of the CPPCC (委员).
        Members,
        /// Departments (部门).
        Departments,
        /// Experts (专家).
        Experts,
        /// Residents (群众).
        Residents,
        /// Enterprises (企业).
        Enterprises,
        /// Democratic parties and the federation of industry and commerce (党派和工商联).
        Parties,
    }
}

word_list! {
    /// The form of an outcome (成果形式).
    OutcomeForm {
        /// A formal recommendation (建议案).
        FormalRecommendation,
        /// A report (报告).
        Report,
        /// Minutes (会议纪要).
        Minutes,
    }
}

word_list! {
    /// What a unit makes of a point (意见采纳情况).
    PointAdoption {
        /// Adopted (采纳).
        Adopted,
        /// Adopted in part (部分采纳).
        Partly,
        /// Not adopted; the note says why (未采纳).
        NotAdopted,
    }
}

word_list! {
    /// The form of oversight; all of them advise (监督形式).
    OversightForm {
        /// A special campaign (专项监督).
        Special,
        /// At a meeting (会议监督).
        Meeting,
        /// An inspection tour (视察监督).
        Inspection,
        /// By a proposal (提案监督).
        Proposal,
        /// By a sentiment report (社情民意信息监督).
        SentimentReport,
        /// By invitation or delegation (应邀委派监督).
        Invited,
    }
}

word_list! {
    /// How a round looks (监督方式).
    RoundMethod {
        /// Hearing a briefing (听汇报).
        Briefing,
        /// Reading documents (查资料).
        Documents,
        /// Visiting (走访).
        Visit,
        /// An unannounced visit (暗访).
        Unannounced,
        /// On the spot (实地).
        OnSite,
    }
}
