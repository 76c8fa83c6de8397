//! One canary in every field that takes words, then a search of everything that is stored, copied, logged and answered
//! where words are not asked for. The tooth: the same search finds a canary in a title, which is public.

use std::process::Command;

use serde_json::{Value, json};
use workrooms::events::commands::change::EventChange;
use workrooms::events::commands::judge::reject;
use workrooms::events::kinds::EventKind;

use super::DAY;
use crate::casework::desk::{Desk, Face, Who};
use crate::statistics::stage::event;
use crate::support::Store;
use crate::support::log::logged;
use crate::{
    consultations, micro_suggestions, oversight, proposals, public_voices, sentiment_reports,
};

const PUBLIC: &str = "公开标题里的金丝雀";

/// The canaries that were put somewhere.
#[derive(Default)]
struct Cage(Vec<String>);

impl Cage {
    fn canary(&mut self) -> String {
        let canary = format!("金丝雀{:02}号", self.0.len());
        self.0.push(canary.clone());
        canary
    }
}

/// Begins a case that says a canary; the answer.
async fn begun(desk: &mut Desk, face: Face, who: Who, mut input: Value, content: String) -> Value {
    desk.face = face;
    input["content"] = json!(content);
    let mutation = match face.type_name {
        "Finding" => "Record",
        _ => "Propose",
    };
    let answer = desk.answer(who, mutation, input).await;
    assert_eq!(answer["payload"]["errors"], json!([]), "{answer}");
    answer
}

/// A district with a canary in every field that takes words.
async fn filled(store: &Store, cage: &mut Cage) -> Desk {
    let mut desk = oversight::desk::desk(store, oversight::desk::CAMPAIGN).await;
    let host = ("Workroom", desk.town.workrooms[0]);
    let mut draft = desk
        .town
        .draft(host, EventKind::Visit, "走访困难户（示例）", DAY);
    draft.narrative = Some(cage.canary());
    desk.town.post(50, draft).await;
    let change = EventChange {
        event: event(50),
        reason: Some(cage.canary()),
    };
    reject(&desk.town.office(), &desk.town.district, change)
        .await
        .unwrap();

    let input = desk.campaign_draft(10);
    begun(
        &mut desk,
        oversight::desk::CAMPAIGN,
        Who::Office,
        input,
        cage.canary(),
    )
    .await;
    desk.did(Who::Office, "Approve", 10, json!({ "note": cage.canary() }))
        .await;
    desk.whole().await;
    let input = desk.finding(11, oversight::desk::WHOLE);
    begun(
        &mut desk,
        oversight::desk::FINDING,
        Who::Officer,
        input,
        cage.canary(),
    )
    .await;

    let input = desk.proposal(12, DAY);
    begun(
        &mut desk,
        micro_suggestions::desk::FACE,
        Who::Officer,
        input,
        cage.canary(),
    )
    .await;
    desk.did(Who::Office, "Accept", 12, json!({ "note": cage.canary() }))
        .await;
    desk.did(Who::Office, "Forward", 12, json!({})).await;
    desk.did(Who::Hotline, "Dispatch", 12, desk.order(12)).await;
    desk.did(Who::Unit, "Sign", 12, json!({})).await;
    let contact = json!({ "method": "PHONE", "summary": cage.canary() });
    desk.did(Who::Unit, "Contact", 12, contact).await;
    let reply = json!({ "result": "SOLVED", "text": cage.canary() });
    desk.did(Who::Unit, "Reply", 12, reply).await;

    let input = sentiment_reports::desk::report(&desk, 13, DAY);
    begun(
        &mut desk,
        sentiment_reports::desk::FACE,
        Who::Officer,
        input,
        cage.canary(),
    )
    .await;
    desk.did(Who::Office, "TakeUp", 13, json!({})).await;
    let edit = json!({ "title": "编辑后的标题（示例）", "content": cage.canary() });
    desk.did(Who::Office, "Edit", 13, edit).await;
    desk.did(Who::Office, "Issue", 13, sentiment_reports::desk::issue(13))
        .await;
    let instruct = json!({ "level": "DISTRICT", "text": cage.canary() });
    desk.did(Who::Leader, "Instruct", 13, instruct).await;
    desk.did(
        Who::Office,
        "Transfer",
        13,
        json!({ "unitId": desk.unit(0) }),
    )
    .await;
    desk.did(
        Who::Unit,
        "FeedbackGive",
        13,
        json!({ "text": cage.canary() }),
    )
    .await;

    desk.face = public_voices::desk::FACE;
    let mut voice = public_voices::desk::voice(14, DAY);
    voice["words"] = json!(cage.canary());
    let recorded = public_voices::desk::record(&desk, Who::Officer, vec![voice]).await;
    assert_eq!(recorded["verdicts"][0]["status"], "ACCEPTED", "{recorded}");
    let tell = json!({ "method": "PHONE", "text": cage.canary() });
    desk.did(Who::Officer, "Tell", 14, tell).await;

    let input = desk.draft(15, DAY);
    begun(
        &mut desk,
        proposals::desk::FACE,
        Who::Officer,
        input,
        cage.canary(),
    )
    .await;
    let mut number = desk.number(15);
    number["note"] = json!(cage.canary());
    desk.did(Who::Office, "File", 15, number).await;

    let input = desk.topic(16, "COMMUNITY_LEVEL", DAY);
    begun(
        &mut desk,
        consultations::desk::FACE,
        Who::Officer,
        input,
        cage.canary(),
    )
    .await;
    let select = json!({ "organizerId": desk.workroom(0) });
    desk.did(Who::Office, "Select", 16, select).await;
    desk.did(Who::Officer, "Prepare", 16, json!({ "plannedOn": DAY }))
        .await;
    let session = desk.own_session(16, true, &consultations::desk::FOUR).await;
    desk.did(Who::Officer, "Hold", 16, session).await;
    let promise = json!({ "text": cage.canary(), "unitId": desk.unit(0), "dueOn": "2022-12-20" });
    let minutes =
        json!({ "points": [cage.canary()], "promises": [promise], "note": cage.canary() });
    desk.did(Who::Officer, "Minute", 16, minutes).await;

    let phone = "13987654321".to_owned();
    let input = json!({ "id": desk.member(0), "phone": phone });
    cage.0.push(phone);
    let (name, shown) = ("memberRevise", "{ errors { code field } }");
    let told = desk
        .run(Who::Office, name, "MemberReviseInput", input, shown)
        .await;
    assert_eq!(told["data"][name]["errors"], json!([]), "{told}");

    desk.face = micro_suggestions::desk::FACE;
    let mut open = desk.proposal(17, DAY);
    open["title"] = json!(PUBLIC);
    let answer = desk.answer(Who::Officer, "Propose", open).await;
    assert_eq!(answer["payload"]["errors"], json!([]), "{answer}");
    desk
}

/// Everything that the database holds, as bytes: the file with what was not yet written back to it, or every table as text.
async fn stored(desk: &Desk, store: &Store) -> Vec<u8> {
    if let Some(path) = store.url.strip_prefix("sqlite://") {
        let parts = ["", "-wal"].map(|end| std::fs::read(format!("{path}{end}")).unwrap());
        assert!(parts.iter().all(|part| !part.is_empty()));
        return parts.concat();
    }
    let tables = desk
        .town
        .rows("SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public'")
        .await;
    let mut text = String::new();
    for table in tables {
        let name: String = table.try_get("", "name").unwrap();
        for row in desk
            .town
            .rows(&format!("SELECT t::text AS line FROM \"{name}\" t"))
            .await
        {
            text.push_str(&row.try_get::<String>("", "line").unwrap());
            text.push('\n');
        }
    }
    text.into_bytes()
}

/// Everything that a copy of the database holds, unpacked, as bytes.
fn copied(store: &Store) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let run = |program: &mut Command| {
        let ended = program.output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success(), "{said}");
        ended.stdout
    };
    let mut backup = Command::new(env!("CARGO_BIN_EXE_workrooms"));
    backup.arg("backup").arg(folder.path().join("copy"));
    run(backup.env("DATABASE_URL", store.raw_url()));
    let files = std::fs::read_dir(folder.path().join("copy")).unwrap();
    let read = files.map(|file| {
        let path = file.unwrap().path();
        match path.extension().is_some_and(|end| end == "dump") {
            true => run(Command::new("pg_restore").arg("--file=-").arg(path)),
            false => std::fs::read(path).unwrap(),
        }
    });
    read.collect::<Vec<_>>().concat()
}

fn found(within: &[u8], canary: &str) -> bool {
    within
        .windows(canary.len())
        .any(|part| part == canary.as_bytes())
}

on_both!(no_canary_is_found_outside);
async fn no_canary_is_found_outside(store: Store) {
    let mut cage = Cage::default();
    let told = async {
        tracing::info!(PUBLIC, "the log is captured");
        let desk = filled(&store, &mut cage).await;
        // Refusals and faults of what was said.
        let mut again = desk.proposal(12, DAY);
        again["content"] = json!("别的话");
        let refused =
            desk.answer(Who::Officer, "Propose", again).await["payload"]["errors"].clone();
        assert_eq!(refused[0]["code"], "ID_TAKEN", "{refused}");
        let mut answers = vec![refused.to_string()];
        let journal = "{ district(code: \"430503\") { journal(first: 100) { nodes { \
            sequence kind subjectKind subject actor role at hash } } } }";
        let journal = desk.ask(Who::Auditor, journal, json!({})).await;
        let told = journal["data"]["district"]["journal"]["nodes"]
            .as_array()
            .unwrap()
            .len();
        assert_eq!(told, usize::try_from(desk.town.number().await).unwrap());
        let stored = stored(&desk, &store).await;
        let copied = copied(&store);
        answers.push(journal.to_string());
        desk.town
            .tamper(
                "UPDATE case_version SET content = 'AES.AAAA' WHERE title LIKE '%微建议12%'",
                7,
            )
            .await;
        let query = "query($id: ID!) { node(id: $id) { ... on MicroSuggestion { content } } }";
        let fault = desk
            .ask(Who::Office, query, json!({ "id": desk.id(12) }))
            .await;
        assert_eq!(
            fault["errors"][0]["extensions"]["code"], "INTERNAL",
            "{fault}"
        );
        answers.push(fault.to_string());
        (stored, copied, answers.concat())
    };
    let ((stored, copied, answers), lines) = Box::pin(logged(told)).await;
    let logged = lines.concat().into_bytes();
    assert_eq!(cage.0.len(), 22);
    for canary in &cage.0 {
        assert!(!found(&stored, canary), "{canary} is stored");
        assert!(!found(&copied, canary), "{canary} is in the copy");
        assert!(!found(&logged, canary), "{canary} is logged");
        assert!(!answers.contains(canary.as_str()), "{canary} is answered");
    }
    // The search has teeth.
    for place in [&stored, &copied, &logged] {
        assert!(found(place, PUBLIC));
    }
}
