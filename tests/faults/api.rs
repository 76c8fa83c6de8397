//! The program's public API, asked by a token over HTTP, and what is set up through it before a bench.
//! Deliberately absent: anything that is not on the contract.

use std::time::Duration;

use serde_json::{Value, json};

use super::writers::township;

/// The district of every bench.
pub const DISTRICT: &str = "430503";

/// Where it is, and by what.
#[derive(Clone)]
pub struct Api {
    pub address: String,
    pub token: String,
    pub client: reqwest::Client,
}

impl Api {
    pub fn new(address: String, token: String) -> Self {
        let client = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(90))
            // Sooner than a program that leaves closes it: a request over a connection that is being closed is lost.
            .pool_idle_timeout(Duration::from_millis(500))
            .build()
            .unwrap();
        Self {
            address,
            token,
            client,
        }
    }

    /// Asks; an error where no whole answer came, or one that says no more than that something went wrong.
    pub async fn ask(&self, query: &str, variables: &Value) -> Result<Value, String> {
        let answered = self.ask_with(query, variables, &[]).await;
        answered.map(|(answer, _)| answer)
    }

    /// The same with headers; and which database answered.
    pub async fn ask_with(
        &self,
        query: &str,
        variables: &Value,
        headers: &[(&str, String)],
    ) -> Result<(Value, String), String> {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let mut asking = self
            .client
            .post(format!("{}/graphql", self.address))
            .bearer_auth(&self.token)
            .header("content-type", "application/json")
            .body(body);
        for (name, value) in headers {
            asking = asking.header(*name, value);
        }
        let answer = asking.send().await.map_err(|error| format!("{error:?}"))?;
        let by = answer.headers().get("workrooms-answered-by");
        let by = by.map_or("", |by| by.to_str().unwrap()).to_owned();
        let text = answer.text().await.map_err(|error| format!("{error:?}"))?;
        let answer: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        match answer["errors"].is_null() {
            true => Ok((answer, by)),
            false => Err(answer["errors"].to_string()),
        }
    }

    /// The ids of fourteen workrooms, one in each township, which are made.
    pub async fn make_workrooms(&self) -> Vec<String> {
        let mut made = Vec::new();
        for n in 1..=14 {
            let input = json!({ "input": { "code": township(n), "from": "2020-01-01", "kind": "TOWN", "name": format!("示例乡{n:02}") } });
            let registered = self
                .ask(
                    "mutation($input: TownshipRegisterInput!) { it: townshipRegister(input: $input) { township { id } errors { code } } }",
                    &input,
                )
                .await
                .unwrap();
            let township = &registered["data"]["it"]["township"]["id"];
            let input = json!({ "input": { "from": "2020-01-01", "kind": "TOWNSHIP", "name": format!("示例乡{n:02}委员工作室"), "townshipId": township } });
            let established = self
                .ask(
                    "mutation($input: WorkroomEstablishInput!) { it: workroomEstablish(input: $input) { workroom { id } errors { code } } }",
                    &input,
                )
                .await
                .unwrap();
            let id = established["data"]["it"]["workroom"]["id"].as_str();
            made.push(id.unwrap_or_else(|| panic!("{established}")).to_owned());
        }
        made
    }
}
