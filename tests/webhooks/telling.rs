//! Every kind of subject that the program journals is one that webhooks know, and what is told of each is ids alone.
//! Deliberately absent: who is told.

use std::collections::BTreeSet;
use std::path::Path;

use workrooms::kernel::journal::{entry, tail};
use workrooms::webhooks::queries::known_cases;
use workrooms::webhooks::rules::telling::{is_known, payload};

use super::house::House;
use crate::support::Store;

/// Kinds of subjects of the installation's journal, which no endpoint is told.
const ABOVE: [&str; 2] = ["access", "document"];

fn texts_after<'a>(text: &'a str, mark: &str) -> Vec<&'a str> {
    let rest = text.split(mark).skip(1);
    rest.filter_map(|rest| rest.split_once('"').map(|(name, _)| name))
        .collect()
}

/// What the sources call subjects, each where it is written.
fn named() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut names) = (vec![root], BTreeSet::new());
    while let Some(folder) = folders.pop() {
        for found in std::fs::read_dir(folder).unwrap() {
            let path = found.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            let mut marks = vec!["subject_kind: \"", "SUBJECT: &str = \""];
            if path.ends_with("organization/commands/mod.rs") {
                marks.push("=> \"");
            }
            for mark in marks {
                names.extend(texts_after(text, mark).into_iter().map(str::to_owned));
            }
        }
    }
    names
}

#[test]
fn every_kind_of_subject_is_known() {
    let named = named();
    for due in [
        "case",
        "event",
        "workroom",
        "hotline_import",
        "webhook_endpoint",
    ] {
        assert!(named.contains(due), "{due} was not found");
    }
    let unknown: Vec<_> = named
        .iter()
        .filter(|name| !is_known(name) && !ABOVE.contains(&name.as_str()))
        .collect();
    assert_eq!(unknown, Vec::<&String>::new());
}

on_both!(what_is_told_of_an_entry_is_ids_alone);
async fn what_is_told_of_an_entry_is_ids_alone(store: Store) {
    let house = House::new(&store).await;
    house.forwarded(1).await;
    house.dispatched(1).await;
    house.urged(1).await;
    let district = &house.desk.town.district;
    let entries: Vec<entry::Model> = tail(&store.raw, district, 0, 1000).await.unwrap();
    let known = known_cases(&store.raw, district, &entries).await.unwrap();
    let kinds: BTreeSet<_> = entries
        .iter()
        .map(|entry| entry.subject_kind.as_str())
        .collect();
    assert!(kinds.len() > 10, "{kinds:?}");
    for entry in &entries {
        let told = payload(entry, &known).unwrap_or_else(|| panic!("{} is not told", entry.kind));
        let mut data = told["data"].as_object().unwrap().clone();
        assert_eq!(data.remove("sequence").unwrap(), entry.number);
        assert_eq!(data.remove("districtCode").unwrap(), "430503");
        assert_eq!(data.remove("kind").unwrap(), entry.kind.as_str());
        let subject = data.remove("subject").unwrap();
        let subject = workrooms::kernel::id::GlobalId::decode(subject.as_str().unwrap()).unwrap();
        assert_eq!(
            (subject.id, &subject.district),
            (entry.subject_id, district)
        );
        assert!(data.is_empty(), "{told}");
        let text = told.to_string();
        assert!(text.is_ascii(), "no word of anybody: {text}");
    }
}
