//! Acting in the town through the schema, as its office, and behind the program's back.
//! Deliberately absent: reading figures, which the stage does.

use async_graphql::Variables;
use sea_orm::{ConnectionTrait, Statement, Value as Bound};
use serde_json::{Value, json};
use workrooms::linkage::{Chain, LinkKind};
use workrooms::schema;

use super::stage::{Town, event};

impl Town {
    /// The payload of a mutation of the office's that takes one input, refused or not.
    pub async fn change(&self, mutation: &str, selection: &str, input: Value) -> Value {
        let mut type_name = mutation.to_owned();
        type_name[..1].make_ascii_uppercase();
        let document = format!(
            "mutation($input: {type_name}Input!) {{ {mutation}(input: $input) {{ {selection} errors {{ code field message }} }} }}"
        );
        let variables = Variables::from_json(json!({ "input": input }));
        let request = async_graphql::Request::new(document).variables(variables);
        let answer = schema::execute(&self.schema, request, self.office()).await;
        assert!(answer.errors.is_empty(), "{mutation}: {:?}", answer.errors);
        answer.data.into_json().unwrap()[mutation].clone()
    }

    /// A change that is not refused.
    pub async fn done(&self, mutation: &str, selection: &str, input: Value) -> Value {
        let payload = self.change(mutation, selection, input).await;
        assert_eq!(payload["errors"], json!([]), "{mutation}: {payload}");
        payload
    }

    /// Posts a batch of which every item is accepted.
    pub async fn post_all(&self, events: Vec<Value>) {
        let selection = "verdicts { id status errors { code field } }";
        let payload = self
            .done("eventsPost", selection, json!({ "events": events }))
            .await;
        for verdict in payload["verdicts"].as_array().unwrap() {
            assert_eq!(verdict["status"], "ACCEPTED", "{verdict}");
        }
    }

    /// The n-th event of a story: good deeds of a workroom.
    pub fn deed(&self, n: usize, workroom: usize, on: &str, deeds: u32) -> Value {
        json!({
            "id": event(u128::try_from(n).unwrap()),
            "hostId": self.workroom_id(workroom),
            "kind": "GOOD_DEED",
            "title": format!("为民办实事第{n}件（示例）"),
            "occurredOn": { "from": on },
            "quantities": [{ "measure": "GOOD_DEEDS", "value": deeds.to_string() }],
        })
    }

    pub fn workroom_id(&self, n: usize) -> String {
        self.global("Workroom", self.workrooms[n])
    }

    /// The standing link above a sector group.
    pub async fn link_to_group(&self, group: usize) -> String {
        let chain = Chain::load(&self.db, &self.district, self.number().await).await;
        let chain = chain.unwrap().unwrap();
        let mut above = chain.links_up(LinkKind::ContactsGroup, self.groups[group]);
        self.global("Link", above.next().unwrap().id)
    }

    /// Runs a statement behind the program's back; fails unless it changes so many rows.
    pub async fn tamper(&self, sql: &str, rows: u64) {
        let backend = self.db.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, Vec::<Bound>::new());
        let done = self.db.execute_raw(statement).await.unwrap();
        assert_eq!(done.rows_affected(), rows, "{sql}");
    }
}
