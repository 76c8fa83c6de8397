//! A client that keeps one list: reads it whole, then what changed and what left since the number that its last round was
//! true for. Where the server says that it cannot be told so, it reads the list anew. Deliberately absent: a network.

use std::collections::BTreeMap;

use serde_json::Value;

use super::world::World;
use crate::micro_suggestions::desk::{Desk, Who};

/// Which list.
#[derive(Clone, Debug)]
pub struct List {
    pub root: String,
    pub field: &'static str,
    pub args: &'static str,
    pub shown: &'static str,
}

/// What is kept of it.
#[derive(Clone, Debug)]
pub struct Kept {
    pub list: List,
    nodes: BTreeMap<String, Value>,
    since: Option<i64>,
    pub wrong: Option<Wrong>,
    pub left: usize,
    pub anew: usize,
}

/// What a client may do wrong: each must be found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It takes the newest number of a round for the next.
    Newest,
    /// It takes the number after the smallest, as though a number had been told.
    OneMore,
    /// It never takes anything out.
    KeepsAll,
}

/// The list must be read anew.
struct Anew;

impl Kept {
    pub fn of(list: List) -> Self {
        let nodes = BTreeMap::new();
        Self {
            list,
            nodes,
            since: None,
            wrong: None,
            left: 0,
            anew: 0,
        }
    }

    /// What it has, as a fresh read would list it, by id.
    pub fn told(&self) -> Vec<Value> {
        self.nodes.values().cloned().collect()
    }

    /// One round; others write between its pages where they may.
    pub async fn round(&mut self, who: Who, world: &mut World, written_past: bool) {
        if self.pages(who, world, written_past).await.is_err() {
            self.anew += 1;
            self.nodes.clear();
            self.since = None;
            // Nobody moves the chain twice while one list is read.
            let again = self.pages(who, world, false).await;
            assert!(again.is_ok(), "a list can be read from nothing");
        }
    }

    async fn pages(&mut self, who: Who, world: &mut World, written_past: bool) -> Result<(), Anew> {
        let mut numbers = Vec::new();
        let mut after = None;
        loop {
            let page = self.page(who, &world.desk, after.as_deref()).await?;
            numbers.push(page["asOf"].as_i64().unwrap());
            for node in page["nodes"].as_array().unwrap() {
                let id = node["id"].as_str().unwrap().to_owned();
                self.nodes.insert(id, node.clone());
            }
            if written_past {
                world.turn().await;
            }
            match page["pageInfo"]["hasNextPage"].as_bool() {
                Some(true) => after = page["pageInfo"]["endCursor"].as_str().map(str::to_owned),
                _ => break,
            }
        }
        let mut after = None;
        while let Some(since) = self.since {
            let left = self
                .deletions(who, &world.desk, since, after.as_deref())
                .await?;
            numbers.push(left["asOf"].as_i64().unwrap());
            for gone in left["nodes"].as_array().unwrap() {
                if self.wrong == Some(Wrong::KeepsAll) {
                    continue;
                }
                let had = self.nodes.remove(gone["id"].as_str().unwrap());
                self.left += usize::from(had.is_some());
                assert_eq!(
                    gone["sequence"].is_null(),
                    gone["reason"] == "GONE",
                    "{gone}"
                );
            }
            if written_past {
                world.turn().await;
            }
            match left["pageInfo"]["hasNextPage"].as_bool() {
                Some(true) => after = left["pageInfo"]["endCursor"].as_str().map(str::to_owned),
                _ => break,
            }
        }
        // The smallest: whatever came while the other pages were read is told once more.
        self.since = match self.wrong {
            Some(Wrong::Newest) => numbers.iter().max().copied(),
            Some(Wrong::OneMore) => numbers.iter().min().map(|number| number + 1),
            _ => numbers.iter().min().copied(),
        };
        Ok(())
    }

    async fn page(&self, who: Who, desk: &Desk, after: Option<&str>) -> Result<Value, Anew> {
        let since = self.since.map(|since| format!("updatedSince: {since}"));
        let after = after.map(|after| format!("after: \"{after}\""));
        let more = [since, after]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
        let shown = format!(
            "asOf pageInfo {{ hasNextPage endCursor }} nodes {{ id {} }}",
            self.list.shown
        );
        self.ask(who, desk, &format!("first: 3 {more}"), &shown)
            .await
    }

    async fn deletions(
        &self,
        who: Who,
        desk: &Desk,
        since: i64,
        after: Option<&str>,
    ) -> Result<Value, Anew> {
        let after = after.map_or_else(String::new, |after| format!("after: \"{after}\""));
        let shown = format!(
            "deletions(since: {since} first: 2 {after}) {{ asOf nodes {{ id reason sequence }} pageInfo {{ hasNextPage endCursor }} }}"
        );
        let answer = self.ask(who, desk, "first: 1", &shown).await?;
        Ok(answer["deletions"].clone())
    }

    async fn ask(&self, who: Who, desk: &Desk, args: &str, shown: &str) -> Result<Value, Anew> {
        let List {
            root,
            field,
            args: own,
            ..
        } = &self.list;
        let closing = "}".repeat(root.matches('{').count());
        let query = format!("{{ it: {root} {{ {field}({own} {args}) {{ {shown} }} }} {closing} }}");
        let answer = desk.ask(who, &query, Value::Null).await;
        let errors = answer["errors"].as_array().cloned().unwrap_or_default();
        if let Some(error) = errors.first() {
            let field = error["extensions"]["field"].as_str().unwrap_or_default();
            assert!(
                ["updatedSince", "since"].contains(&field),
                "{query}: {answer}"
            );
            return Err(Anew);
        }
        Ok(answer["data"]["it"][field].clone())
    }

    /// The list as whoever has nothing reads it.
    pub async fn fresh(&self, who: Who, desk: &Desk) -> Vec<Value> {
        let mut nothing = Self::of(self.list.clone());
        let mut after: Option<String> = None;
        loop {
            let Ok(page) = nothing.page(who, desk, after.as_deref()).await else {
                panic!("a fresh read was refused");
            };
            for node in page["nodes"].as_array().unwrap() {
                let id = node["id"].as_str().unwrap().to_owned();
                nothing.nodes.insert(id, node.clone());
            }
            if page["pageInfo"]["hasNextPage"] != true {
                return nothing.told();
            }
            after = page["pageInfo"]["endCursor"].as_str().map(str::to_owned);
        }
    }
}
