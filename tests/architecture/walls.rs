//! What stands behind the filters keeps to a list: what the program does for nobody, and where.
//! Deliberately absent: which rows each sees; the migrations say.

use super::source::Source;
use super::{has_word, is_source};

/// All that the program does at the door and past the second wall, and where.
const ERRANDS: [(&str, &str); 24] = [
    ("src/access/gate.rs", "Admit"),
    ("src/access/last_use.rs", "NoteLastUse"),
    ("src/access/local/tending.rs", "SignIn"),
    ("src/access/tokens.rs", "KeepTokens"),
    ("src/casework/noticing.rs", "Remind"),
    ("src/demo/greeting.rs", "Greet"),
    ("src/events/tallies.rs", "CheckFigures"),
    ("src/http/registering.rs", "KeepDocuments"),
    ("src/kernel/bus/link.rs", "Follow"),
    ("src/kernel/heads.rs", "Follow"),
    ("src/kernel/seal/store.rs", "KeepKeys"),
    ("src/kernel/tails.rs", "Follow"),
    ("src/kernel/viewpoint.rs", "Admit"),
    ("src/kernel/viewpoint.rs", "Remind"),
    ("src/kernel/viewpoint.rs", "SignIn"),
    ("src/linkage/request.rs", "SignIn"),
    ("src/main/backup.rs", "CheckJournal"),
    ("src/main/checking.rs", "CheckFigures"),
    ("src/main/checking.rs", "CheckJournal"),
    ("src/main/checking.rs", "ListDistricts"),
    ("src/personal/keeping.rs", "Expire"),
    ("src/reminding.rs", "ListDistricts"),
    ("src/webhooks/incoming.rs", "DeliverWebhooks"),
    ("src/webhooks/sending/mod.rs", "DeliverWebhooks"),
];

/// Where a request reads and writes what belongs to signing in.
const DOORS: [&str; 4] = [
    "src/access/graphql/signing.rs",
    "src/access/local/attempt.rs",
    "src/access/local/keeping.rs",
    "src/access/local/own.rs",
];

/// What is done for nobody stands in the list; nothing takes the policy out; and no field tells the moment unseen.
pub fn walls_are_kept(path: &str, text: &str) -> Vec<String> {
    if !is_source(path) {
        return Vec::new();
    }
    let code = Source::read(text).code();
    let mut wrong: Vec<String> = code
        .split("Errand::")
        .skip(1)
        .filter_map(|rest| {
            let name: String = rest
                .chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect();
            let known = ERRANDS.contains(&(path, name.as_str()));
            (!known).then(|| format!("{path}: the errand {name} is not listed"))
        })
        .collect();
    if code.contains(".door()") && !DOORS.contains(&path) {
        wrong.push(format!("{path}: opens the door"));
    }
    // An answer that was made of the moment must say so, or it would be kept.
    if path.contains("/graphql") && code.contains("clock.now()") {
        wrong.push(format!("{path}: reads the clock past Request::this_moment"));
    }
    if has_word(&code, "without_filter") && path != "src/kernel/actor.rs" {
        wrong.push(format!("{path}: takes the policy out"));
    }
    wrong
}
