//! Who may do what: the policy and every field of the API that it governs, as a file that anyone can read
//! (`matrix.md`), held equal to the program; and a walk over the real schema with every role that compares each answer
//! with the policy. Deliberately absent: a list of exceptions.

mod asking;
mod fields;
mod kept;
mod leaks;
mod walk;
mod walls;
pub mod world;

use std::fmt::Write;

use workrooms::kernel::actor::Role;
use workrooms::kernel::authz::{Action, Answer, Standing, answer};

use fields::{FIELDS, Reach};

const STANDINGS: [(Standing, &str); 3] = [
    (Standing::Own, "本工作室 own"),
    (Standing::District, "本区其他 district"),
    (Standing::Foreign, "他区 other district"),
];

fn word(answer: Answer) -> &'static str {
    match answer {
        Answer::Allowed => "允许 allowed",
        Answer::Denied => "拒绝 denied",
        Answer::Invisible => "不可见 invisible",
        Answer::NotSignedIn => "未登录 not signed in",
    }
}

/// The matrix as it follows from a policy.
fn matrix(policy: impl Fn(Option<Role>, Action, Standing) -> Answer) -> String {
    let mut text = String::from(
        "# 权限表 · Permission matrix\n\nMade from the policy by the tests; a difference fails them.\n",
    );
    let callers: Vec<Option<Role>> = Role::ALL.into_iter().map(Some).chain([None]).collect();
    for action in Action::ALL {
        let _ = write!(text, "\n## {action:?}\n\n| 角色 role |");
        for (_, name) in STANDINGS {
            let _ = write!(text, " {name} |");
        }
        text.push_str("\n|---|---|---|---|\n");
        for caller in &callers {
            let _ = write!(text, "| {} |", caller.map_or("(nobody)", Role::name));
            for (standing, _) in STANDINGS {
                let _ = write!(text, " {} |", word(policy(*caller, action, standing)));
            }
            text.push('\n');
        }
    }
    text.push_str(
        "\n## 接口字段 · Fields of the API\n\n| field | action | 范围 of |\n|---|---|---|\n",
    );
    for (field, action, reach) in FIELDS {
        let action = action.map_or("(open)".to_owned(), |action| format!("{action:?}"));
        let reach = match reach {
            Reach::Host => "the host, workroom or event named 所涉工作室",
            Reach::Case => "the case, by one's part in it 所涉办件",
            Reach::Unit => "the handling unit 所涉承办单位",
            Reach::District => "the district 本区",
            Reach::Installation => "the installation 全系统",
        };
        let _ = writeln!(text, "| {field} | {action} | {reach} |");
    }
    text
}

const ON_FILE: &str = include_str!("matrix.md");

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a person asks for the file to be written anew"
)]
fn the_matrix_on_file_is_the_programs() {
    let is = matrix(answer);
    if std::env::var("UPDATE_GOLDEN").is_ok() {
        let place = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/permissions/matrix.md");
        std::fs::write(place, &is).unwrap();
        return;
    }
    assert_eq!(
        ON_FILE, is,
        "UPDATE_GOLDEN=1 cargo test permissions writes it anew, for a person to read"
    );
}

#[test]
fn a_policy_that_lets_an_officer_judge_is_noticed() {
    let broken = |role, action, standing| match (role, action) {
        (Some(Role::WorkroomOfficer), Action::JudgeEvent) => Answer::Allowed,
        _ => answer(role, action, standing),
    };
    assert_ne!(ON_FILE, matrix(broken));
}
