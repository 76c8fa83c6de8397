//! A world to be looked for leaks in: two districts, each with two workrooms, two units, cases of every kind and, in each
//! place that somebody may not see, a text that stands nowhere else. Who may read each text is said here as a plain table,
//! apart from the program's own filter. Deliberately absent: how the world is asked.

use serde_json::{Value, json};
use workrooms::access::{TokenRequest, issue};
use workrooms::events::draft::QuantityDraft;
use workrooms::events::kinds::{EventKind, Measure, Qualifier};
use workrooms::kernel::accesses::Purpose;
use workrooms::kernel::actor::{Actor, Role};
use workrooms::kernel::id::NodeId;
use workrooms::linkage::LinkKind;
use workrooms::linkage::commands::establish;
use workrooms::organization::Office;
use workrooms::organization::commands::people::{
    AdmitMember, ReviseMember, admit_member, revise_member,
};

use crate::casework::desk::{Desk, Face, Who, case};
use crate::linkage::stage::{hold, wanted};
use crate::organization::stage::{FIRST, person};
use crate::statistics::stage::event;
use crate::support::Store;

const DAY: &str = "2022-11-07";

/// The districts, in the order in which things are numbered.
pub const CODES: [&str; 2] = ["430503", "430502"];

/// Who may read a text of a district.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// Everybody of the district.
    District,
    /// Who reads figures and events.
    Figures,
    /// Office, leaders and auditors, and the officer of this workroom.
    Narrative(NodeId),
    /// The security administrator, and the district's auditor.
    Accounts,
    /// The same; but it stands in the journal, which is the office's too.
    Purpose,
    /// The office.
    Office,
    /// A case of an open kind that was submitted: all but hotline and units, and this unit with the hotline.
    OpenCase(Option<NodeId>),
    /// A draft: this member and this workroom.
    Draft(NodeId, NodeId),
    /// A case of a restricted kind: office, leaders, and these.
    RestrictedCase(NodeId, NodeId),
    /// What is known of a member: the office, and he himself.
    Personal(NodeId),
    /// The system administrator, and the district's auditor.
    Endpoints,
}

/// A text that stands in one place only.
#[derive(Clone, Debug)]
pub struct Canary {
    pub text: String,
    pub district: &'static str,
    pub reads: Reads,
    /// The list that counts it, where it is a case.
    pub list: Option<&'static str>,
}

impl Canary {
    /// The table.
    pub fn is_for(&self, caller: Option<&Actor>) -> bool {
        let Some(caller) = caller else { return false };
        let (role, here) = (caller.role, caller.district.as_str() == self.district);
        let is = |node: NodeId| caller.scope == Some(node);
        if matches!(self.reads, Reads::Accounts | Reads::Purpose) {
            return role == Role::SecurityAdmin || here && role == Role::Auditor;
        }
        if self.reads == Reads::Endpoints {
            return role == Role::SystemAdmin || here && role == Role::Auditor;
        }
        if !here {
            return false;
        }
        let of_figures = !matches!(role, Role::Hotline | Role::Unit);
        match self.reads {
            Reads::Accounts | Reads::Purpose | Reads::Endpoints => false,
            Reads::District => true,
            Reads::Figures => of_figures,
            Reads::Narrative(workroom) => {
                matches!(role, Role::Office | Role::Leader | Role::Auditor) || is(workroom)
            }
            Reads::Office => role == Role::Office,
            Reads::OpenCase(unit) => match role {
                Role::Hotline => unit.is_some(),
                Role::Unit => unit.is_some_and(is),
                _ => true,
            },
            Reads::Draft(member, workroom) => is(member) || is(workroom),
            Reads::RestrictedCase(member, workroom) => {
                matches!(role, Role::Office | Role::Leader) || is(member) || is(workroom)
            }
            Reads::Personal(member) => role == Role::Office || is(member),
        }
    }

    /// The table of an export, which tells the office everything that the district holds.
    pub fn is_exported_to(&self, caller: Option<&Actor>) -> bool {
        let office = caller.is_some_and(|caller| {
            caller.role == Role::Office && caller.district.as_str() == self.district
        });
        self.is_for(caller)
            || (office
                && !matches!(
                    self.reads,
                    Reads::Accounts | Reads::Purpose | Reads::Endpoints
                ))
    }

    /// The table of the wall, which is one of rows.
    pub fn is_let_through_to(&self, caller: Option<&Actor>) -> bool {
        let purpose = Canary {
            reads: Reads::Office,
            ..self.clone()
        };
        self.is_for(caller) || (self.reads == Reads::Purpose && purpose.is_for(caller))
    }
}

/// The world.
pub struct World {
    pub desks: Vec<Desk>,
    pub canaries: Vec<Canary>,
    /// Opaque ids by the name of their type.
    pub ids: Vec<(&'static str, String)>,
}

const fn face(type_name: &'static str, field: &'static str) -> Face {
    Face {
        type_name,
        field,
        shown: "{ id }",
    }
}

const SUGGESTION: Face = face("MicroSuggestion", "microSuggestion");
const PROPOSAL: Face = face("Proposal", "proposal");
const REPORT: Face = face("SentimentReport", "sentimentReport");
const CONSULTATION: Face = face("Consultation", "consultation");
const CAMPAIGN: Face = face("OversightCampaign", "oversightCampaign");
const FINDING: Face = face("Finding", "finding");
const VOICE: Face = face("PublicVoice", "publicVoice");

impl World {
    pub async fn new(store: &Store) -> Self {
        let mut world = Self {
            desks: Vec::new(),
            canaries: Vec::new(),
            ids: Vec::new(),
        };
        for (n, code) in CODES.into_iter().enumerate() {
            let desk = Desk::in_district(store, code, SUGGESTION).await;
            world
                .furnish(store, desk, code, 1000 * (n as u128 + 1))
                .await;
        }
        world
    }

    pub fn canary(&mut self, district: &'static str, text: String, reads: Reads) -> String {
        self.canaries.push(Canary {
            text: text.clone(),
            district,
            reads,
            list: None,
        });
        text
    }

    /// Everybody who asks, with a name: nine roles, of the parts and of others, nobody, and three of the other district.
    pub fn callers(&self) -> Vec<(String, Option<Actor>)> {
        let (here, there) = (&self.desks[0], &self.desks[1]);
        let mut callers: Vec<(String, Option<Actor>)> = Who::ALL
            .into_iter()
            .map(|who| (format!("{who:?}"), here.view(who).actor))
            .collect();
        let administrator = here.town.stage.request(Role::SecurityAdmin, "0", None);
        callers.push(("SecurityAdmin".to_owned(), administrator.actor));
        for who in [Who::Office, Who::Auditor, Who::Officer] {
            callers.push((format!("{who:?} of the other"), there.view(who).actor));
        }
        callers
    }

    async fn furnish(&mut self, store: &Store, mut desk: Desk, code: &'static str, base: u128) {
        desk.today(DAY);
        let (member, workroom) = (desk.town.members[0], desk.town.workrooms[0]);
        let place = format!("{code}001");
        // Before anything is recorded, so that everything is a difference from it.
        let title = self.canary(code, format!("定稿{base}（示例）"), Reads::Figures);
        let lines = ["EVENTS", "PERSON_TIMES", "MS1_SUBMITTED", "I0", "P1"];
        let lines = lines.map(|metric| crate::statements::line(metric, metric));
        let statement = crate::statements::frozen(&desk.town, &title, lines.into()).await;
        self.ids
            .push(("Statement", statement["id"].as_str().unwrap().to_owned()));
        // The organisation.
        let unit = self.canary(code, format!("承办单位{base}（示例）"), Reads::District);
        let input = json!({ "name": unit, "from": "2016-01-01" });
        let made = desk.run(
            Who::Office,
            "handlingUnitEstablish",
            "HandlingUnitEstablishInput",
            input,
            "{ errors { code } }",
        );
        let made = made.await;
        assert_eq!(
            made["data"]["handlingUnitEstablish"]["errors"],
            json!([]),
            "{made}"
        );
        self.party_line(&desk, code).await;
        self.personal(store, &desk, code, base).await;
        // What workrooms post.
        for n in 0..2_usize {
            let host = ("Workroom", desk.town.workrooms[n]);
            let title = format!("恳谈甲乙丙丁{}（示例）", base + n as u128);
            let title = self.canary(code, title, Reads::Figures);
            let mut draft = desk
                .town
                .draft(host, EventKind::PublicTalk, &title, "2022-05-05");
            let words = format!("居民的话{}（示例）", base + n as u128);
            let reads = Reads::Narrative(desk.town.workrooms[n]);
            draft.narrative = Some(self.canary(code, words, reads));
            draft.participants = vec![desk.town.global("Member", desk.town.members[n])];
            if n == 0 {
                let value = self.canary(code, (7_919_000 + base).to_string(), Reads::Figures);
                draft.quantities = vec![QuantityDraft {
                    measure: Measure::PersonTimes,
                    value,
                    qualifier: Qualifier::Exact,
                    fund_kind: None,
                    unit: None,
                }];
            }
            desk.town.post(10 + n as u128, draft).await;
            self.id("Event", &desk, event(10 + n as u128).parse().unwrap());
        }
        let round = ("Workroom", workroom);
        let mut draft = desk.town.draft(
            round,
            EventKind::OversightRound,
            &format!("监督活动{base}（示例）"),
            DAY,
        );
        draft.place_code = Some(place.clone());
        desk.town.post(1, draft).await;
        // One that left the lists.
        let (wrong, title) = (20, format!("误报的活动{base}（示例）"));
        let host = ("Workroom", workroom);
        let draft = desk.town.draft(host, EventKind::PublicTalk, &title, DAY);
        desk.town.post(wrong, draft).await;
        let void = json!({ "eventId": event(wrong), "reason": "误报" });
        desk.town.done("eventVoid", "event { id }", void).await;
        crate::assessment::assessed(self, &desk, (code, base)).await;
        crate::published::printed(&desk.town, &format!("printed.{base}")).await;
        let printed = format!("printed.{base}");
        self.canary(code, printed, Reads::Figures);
        let subject = format!("person-{base}");
        let account = crate::access::accounts::opened(&desk.town, Some(code), &subject).await;
        self.canary(code, subject, Reads::Accounts);
        self.ids
            .push(("Account", account.as_str().unwrap().to_owned()));
        let endpoint = self.canary(code, format!("端点{base}（示例）"), Reads::Endpoints);
        let input = json!({
            "district": code, "name": endpoint, "url": "https://hotline.example.cn/hooks", "role": "HOTLINE",
            "types": ["microSuggestion"], "callBacks": true,
        });
        let opened = desk.run(
            Who::SystemAdmin,
            "webhookEndpointOpen",
            "WebhookEndpointOpenInput",
            input,
            "{ errors { code } }",
        );
        let opened = opened.await;
        assert_eq!(opened["data"]["webhookEndpointOpen"]["errors"], json!([]));
        // Cases of every kind.
        let open = |n: u128, words: &str| {
            json!({
                "id": case(base + n), "title": format!("{words}{}（示例）", base + n), "content": format!("内容{}（示例）", base + n),
                "on": DAY,
            })
        };
        let with = |mut input: Value, more: Value| {
            let more = more.as_object().unwrap().clone();
            input.as_object_mut().unwrap().extend(more);
            input
        };
        let author = json!({ "authorId": desk.member(0) });
        let placed = json!({ "authorId": desk.member(0), "placeCode": place });
        let unit = desk.units[0];
        desk.face = SUGGESTION;
        for n in [1, 2] {
            let input = with(open(n, "微建议"), placed.clone());
            self.begin(&desk, Who::Officer, "Propose", input).await;
        }
        let order =
            json!({ "workOrder": format!("DX2022-{}", base + 2), "leadUnitId": desk.unit(0) });
        let n = base + 2;
        desk.did(Who::Office, "Accept", n, json!({})).await;
        desk.did(Who::Office, "Forward", n, json!({})).await;
        desk.did(Who::Hotline, "Dispatch", n, order).await;
        desk.did(Who::Unit, "Sign", n, json!({})).await;
        self.case(&desk, base + 1, "微建议", Reads::OpenCase(None));
        self.case(&desk, base + 2, "微建议", Reads::OpenCase(Some(unit)));
        desk.face = PROPOSAL;
        let sorted = |sort: &str| json!({ "sort": sort, "category": "SOCIAL" });
        let draft = with(open(3, "提案"), author.clone());
        let draft = with(with(draft, sorted("JOINT")), json!({ "draft": true }));
        self.begin(&desk, Who::Officer, "Propose", draft).await;
        let input = with(with(open(4, "提案"), author.clone()), sorted("INDIVIDUAL"));
        self.begin(&desk, Who::Officer, "Propose", input).await;
        self.case(&desk, base + 3, "提案", Reads::Draft(member, workroom));
        self.case(&desk, base + 4, "提案", Reads::OpenCase(None));
        desk.face = REPORT;
        let input = with(open(5, "社情民意"), author);
        self.begin(&desk, Who::Officer, "Propose", input).await;
        let instruction = json!({ "level": "DISTRICT", "text": format!("批示{base}（示例）") });
        let n = base + 5;
        desk.did(Who::Office, "TakeUp", n, json!({})).await;
        let number = json!({ "number": format!("2022年第{n}期") });
        desk.did(Who::Office, "Issue", n, number).await;
        desk.did(Who::Office, "Instruct", n, instruction).await;
        let part = Reads::RestrictedCase(member, workroom);
        self.case(&desk, base + 5, "社情民意", part);
        self.canary(code, format!("批示{base}（示例）"), part);
        desk.face = VOICE;
        let voice = json!({
            "id": case(base + 6), "topic": format!("路灯{}（示例）", base + 6),
            "words": format!("内容{}（示例）", base + 6), "placeCode": place, "on": DAY,
        });
        let recorded = desk.run(
            Who::Officer,
            "publicVoicesRecord",
            "PublicVoicesRecordInput",
            json!({ "voices": [voice] }),
            "{ verdicts { status } errors { code } }",
        );
        let recorded = recorded.await;
        let verdict = &recorded["data"]["publicVoicesRecord"]["verdicts"][0]["status"];
        assert_eq!(verdict, "ACCEPTED", "{recorded}");
        // The member has no part in what the workroom collected.
        let collected = Reads::RestrictedCase(workroom, workroom);
        self.case(&desk, base + 6, "路灯", collected);
        desk.face = CONSULTATION;
        let named = json!({
            "type": "COMMUNITY_LEVEL", "topicSource": "TOWNSHIP", "placeCode": place,
            "namedById": desk.town.global("Township", desk.town.townships[0]),
        });
        let input = with(open(7, "议题"), named);
        self.begin(&desk, Who::Officer, "Propose", input).await;
        self.case(&desk, base + 7, "议题", Reads::OpenCase(None));
        desk.face = CAMPAIGN;
        let group = desk.town.global("Workroom", workroom);
        let input = with(
            open(8, "专项监督"),
            json!({ "form": "SPECIAL", "parentCampaign": "联动（示例）", "committeeId": group }),
        );
        self.begin(&desk, Who::Office, "Propose", input).await;
        let n = base + 8;
        desk.did(Who::Office, "Approve", n, json!({})).await;
        let plan = json!({
            "from": "2022-11", "months": 2, "divisions": [place], "items": ["是否抛荒（示例）"], "groupIds": [group],
        });
        desk.did(Who::Office, "Launch", n, plan).await;
        let round = desk.town.global("Event", NodeId(event(1).parse().unwrap()));
        let held = json!({
            "eventId": round, "division": place, "month": "2022-11", "groupId": group, "method": "ON_SITE", "consulted": true,
        });
        desk.did(Who::Office, "RoundRecord", n, held).await;
        self.case(&desk, n, "专项监督", Reads::OpenCase(None));
        desk.face = FINDING;
        let campaign = NodeId(case(n).parse().unwrap());
        let found = json!({
            "campaignId": desk.town.global("OversightCampaign", campaign), "eventId": round, "placeCode": place,
            "hasEvidence": true,
        });
        let input = with(open(9, "发现问题"), found);
        self.begin(&desk, Who::Officer, "Record", input).await;
        self.case(&desk, base + 9, "发现问题", Reads::OpenCase(None));
        for (kind, id) in desk.town.nodes() {
            self.id(kind, &desk, id.0);
        }
        for unit in &desk.units {
            self.id("HandlingUnit", &desk, unit.0);
        }
        self.desks.push(desk);
    }

    /// A member of the leading Party members' group who contacts a member in the Party.
    async fn party_line(&mut self, desk: &Desk, code: &'static str) {
        let (office, sector) = (desk.town.office(), desk.town.sectors[0]);
        let mut people = Vec::new();
        for n in [81, 82] {
            let person = AdmitMember {
                is_cpc_member: true,
                ..person(n, sector)
            };
            people.push(admit_member(&office, person).await.unwrap().id);
        }
        hold(&office, people[0], Office::PartyGroupMember, FIRST, None).await;
        let line = wanted(
            LinkKind::PartyGroupToCpcMember,
            people[0],
            people[1],
            FIRST,
            None,
        );
        let link = establish(&office, line).await.unwrap();
        self.canary(code, desk.town.global("Link", link), Reads::Office);
        self.id("Member", desk, people[0].0);
        // As fields stand in an answer, in the order of their names.
        let id = desk.town.global("Member", people[0]);
        let party = format!("\"id\":\"{id}\",\"inOffice\":true,\"isCpcMember\":true");
        self.canary(code, party, Reads::Personal(people[0]));
    }

    /// What is known of a member, one full reading of it, a token, and for how long words are kept.
    async fn personal(&mut self, store: &Store, desk: &Desk, code: &'static str, base: u128) {
        let (office, member) = (desk.town.office(), desk.town.members[0]);
        let phone = self.canary(code, format!("1390000{base}"), Reads::Personal(member));
        let revision = ReviseMember {
            phone: Some(Some(phone)),
            ..ReviseMember::of(member)
        };
        revise_member(&office, revision).await.unwrap();
        let purpose = self.canary(code, format!("节日慰问{base}"), Reads::Purpose);
        let purpose = Purpose::of(Some(&purpose)).unwrap();
        let (reading, actor) = ((member.0, "phone"), office.actor.clone().unwrap());
        let district = &desk.town.district;
        office.accesses.read(district, "member", reading, purpose);
        let at = office.clock.now();
        office.accesses.tell(&office.db, &actor, at).await.unwrap();
        let request = TokenRequest {
            name: String::new(),
            role: Role::Office,
            district: district.clone(),
            scope: None,
            days: 30,
            addresses: Vec::new(),
            open_queries: false,
        };
        let issued = issue(&store.db, &office.clock, request).await.unwrap();
        self.canary(code, issued.id.to_string(), Reads::Accounts);
        let kept = desk.run(
            Who::Office,
            "retentionSet",
            "RetentionSetInput",
            json!({ "kind": "EVENT", "months": 1200, "from": "2022-01-01" }),
            "{ errors { code } }",
        );
        let kept = kept.await;
        assert_eq!(kept["data"]["retentionSet"]["errors"], json!([]), "{kept}");
    }

    fn id(&mut self, kind: &'static str, desk: &Desk, id: uuid::Uuid) {
        self.ids.push((kind, desk.town.global(kind, NodeId(id))));
    }

    async fn begin(&self, desk: &Desk, who: Who, mutation: &str, input: Value) {
        let answer = desk.answer(who, mutation, input).await;
        assert_eq!(answer["payload"]["errors"], json!([]), "{answer}");
    }

    /// A case stands: its title and its words are canaries.
    fn case(&mut self, desk: &Desk, n: u128, words: &str, reads: Reads) {
        let district = if desk.town.district.as_str() == CODES[0] {
            CODES[0]
        } else {
            CODES[1]
        };
        let list = match desk.face.field {
            "microSuggestion" => "microSuggestions",
            "proposal" => "proposals",
            "sentimentReport" => "sentimentReports",
            "publicVoice" => "publicVoices",
            "consultation" => "consultations",
            "oversightCampaign" => "oversightCampaigns",
            _ => "findings",
        };
        for (text, list) in [(words, Some(list)), ("内容", None)] {
            self.canaries.push(Canary {
                text: format!("{text}{n}（示例）"),
                district,
                reads,
                list,
            });
        }
        self.id(desk.face.type_name, desk, case(n).parse().unwrap());
    }
}
