//! A small district with two handling units, and the ways to act in its cases of a kind through the schema.
//! Deliberately absent: what a story expects.

use async_graphql::Variables;
use serde_json::{Value, json};
use uuid::Uuid;
use workrooms::kernel::actor::Role;
use workrooms::kernel::id::NodeId;
use workrooms::schema;

use crate::statistics::stage::{CODE, Town};
use crate::support::Store;

/// A kind of case as the API names it.
#[derive(Clone, Copy, Debug)]
pub struct Face {
    /// The name of its type: `MicroSuggestion`.
    pub type_name: &'static str,
    /// The start of its mutations and the field of its payloads: `microSuggestion`.
    pub field: &'static str,
    /// What stories read of it.
    pub shown: &'static str,
}

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Office,
    Leader,
    Hotline,
    /// The unit that orders are dispatched to.
    Unit,
    OtherUnit,
    /// The member whose words these are.
    Author,
    OtherMember,
    /// The officer of the workroom that contacts the author and entered it.
    Officer,
    OtherOfficer,
    Auditor,
    SystemAdmin,
    Nobody,
}

impl Who {
    pub const ALL: [Self; 12] = [
        Self::Office,
        Self::Leader,
        Self::Hotline,
        Self::Unit,
        Self::OtherUnit,
        Self::Author,
        Self::OtherMember,
        Self::Officer,
        Self::OtherOfficer,
        Self::Auditor,
        Self::SystemAdmin,
        Self::Nobody,
    ];

    pub fn role(self) -> Option<Role> {
        Some(match self {
            Self::Office => Role::Office,
            Self::Leader => Role::Leader,
            Self::Hotline => Role::Hotline,
            Self::Unit | Self::OtherUnit => Role::Unit,
            Self::Author | Self::OtherMember => Role::Member,
            Self::Officer | Self::OtherOfficer => Role::WorkroomOfficer,
            Self::Auditor => Role::Auditor,
            Self::SystemAdmin => Role::SystemAdmin,
            Self::Nobody => return None,
        })
    }
}

/// The district with its desk.
pub struct Desk {
    pub face: Face,
    pub town: Town,
    pub units: Vec<NodeId>,
}

/// The id of the n-th case of a story.
pub fn case(n: u128) -> String {
    Uuid::from_u128(0x0190_0000_0000_7000_9000_0000_0000_0000 + n).to_string()
}

impl Desk {
    pub async fn at(store: &Store, face: Face) -> Self {
        Self::in_district(store, CODE, face).await
    }

    pub async fn in_district(store: &Store, code: &str, face: Face) -> Self {
        let town = Town::in_district(store, code, 2).await;
        let mut desk = Self {
            face,
            town,
            units: Vec::new(),
        };
        for name in ["区城管局", "区住建局"] {
            let input = json!({ "name": name, "from": "2016-01-01" });
            let made = desk.run(
                Who::Office,
                "handlingUnitEstablish",
                "HandlingUnitEstablishInput",
                input,
                "{ handlingUnit { id } errors { code field } }",
            );
            let made = made.await;
            let id = made["data"]["handlingUnitEstablish"]["handlingUnit"]["id"].clone();
            let id = workrooms::kernel::id::GlobalId::decode(id.as_str().unwrap()).unwrap();
            desk.units.push(NodeId(id.id));
        }
        desk
    }

    /// Moves the clock to the noon of a day in China.
    pub fn today(&self, day: &str) {
        let at = format!("{day}T04:00:00Z");
        self.town.stage.clock.set(at.parse().unwrap());
    }

    pub fn unit(&self, n: usize) -> String {
        self.town.global("HandlingUnit", self.units[n])
    }

    pub fn member(&self, n: usize) -> String {
        self.town.global("Member", self.town.members[n])
    }

    pub fn id(&self, n: u128) -> String {
        let id = NodeId(case(n).parse().unwrap());
        self.town.global(self.face.type_name, id)
    }

    fn scope(&self, who: Who) -> Option<NodeId> {
        match who {
            Who::Unit => Some(self.units[0]),
            Who::OtherUnit => Some(self.units[1]),
            Who::Author => Some(self.town.members[0]),
            Who::OtherMember => Some(self.town.members[3]),
            Who::Officer => Some(self.town.workrooms[0]),
            Who::OtherOfficer => Some(self.town.workrooms[1]),
            _ => None,
        }
    }

    pub fn view(&self, who: Who) -> workrooms::linkage::Request {
        let code = match who {
            Who::SystemAdmin => "0",
            _ => self.town.district.as_str(),
        };
        match who.role() {
            Some(role) => self.town.stage.request(role, code, self.scope(who)),
            None => self.town.stage.request_of(None),
        }
    }

    pub async fn run(&self, who: Who, name: &str, ty: &str, input: Value, shown: &str) -> Value {
        let query = format!("mutation($input: {ty}!) {{ {name}(input: $input) {shown} }}");
        self.ask(who, &query, json!({ "input": input })).await
    }

    /// The whole answer to a query.
    pub async fn ask(&self, who: Who, query: &str, variables: Value) -> Value {
        let request = async_graphql::Request::new(query).variables(Variables::from_json(variables));
        let answer = schema::execute(&self.town.schema, request, self.view(who)).await;
        serde_json::to_value(answer).unwrap()
    }

    /// Acts; the whole answer. `mutation` without its prefix: `Forward`.
    pub async fn answer(&self, who: Who, mutation: &str, input: Value) -> Value {
        let Face {
            type_name,
            field,
            shown,
        } = self.face;
        let (name, ty) = (
            format!("{field}{mutation}"),
            format!("{type_name}{mutation}Input"),
        );
        let shown = format!("{{ {field} {shown} errors {{ code field message }} }}");
        let mut answer = self.run(who, &name, &ty, input, &shown).await;
        if let Some(payload) = answer["data"]
            .as_object_mut()
            .and_then(|data| data.remove(&name))
        {
            answer["payload"] = payload;
        }
        answer
    }

    /// Acts in the n-th case; the payload of an answer without errors at its top.
    pub async fn act(&self, who: Who, mutation: &str, n: u128, input: Value) -> Value {
        let mut input = input;
        input["id"] = json!(self.id(n));
        let answer = self.answer(who, mutation, input).await;
        assert!(
            answer.get("errors").is_none(),
            "{mutation} by {who:?}: {answer}"
        );
        answer["payload"].clone()
    }

    /// Acts and must not be refused; the micro-suggestion as it stands.
    pub async fn did(&self, who: Who, mutation: &str, n: u128, input: Value) -> Value {
        let payload = self.act(who, mutation, n, input).await;
        assert_eq!(payload["errors"], json!([]), "{mutation} by {who:?}");
        payload[self.face.field].clone()
    }

    /// Acts and must be refused; the code and the field.
    pub async fn refused(
        &self,
        who: Who,
        mutation: &str,
        n: u128,
        input: Value,
    ) -> (String, Value) {
        let payload = self.act(who, mutation, n, input).await;
        let errors = payload["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{mutation} by {who:?}: {payload}");
        assert!(!errors[0]["message"].as_str().unwrap().is_empty());
        let code = errors[0]["code"].as_str().unwrap().to_owned();
        (code, errors[0]["field"].clone())
    }

    /// One case as somebody sees it.
    pub async fn see(&self, who: Who, n: u128) -> Value {
        let query = format!(
            "query($id: ID!) {{ node(id: $id) {{ ... on {} {} }} }}",
            self.face.type_name, self.face.shown
        );
        let answer = self.ask(who, &query, json!({ "id": self.id(n) })).await;
        answer["data"]["node"].clone()
    }

    /// The journal, the events and the cases are whole.
    pub async fn assert_whole(&self) {
        self.town.assert_sound().await;
        let place = workrooms::casework::audit::verify_district(&self.town.db, &self.town.district);
        assert_eq!(place.await.unwrap(), None);
    }
}
