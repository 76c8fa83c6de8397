//! The doors of imports: who is let in, the file as the body, the answer with rows and columns.
//! Deliberately absent: what becomes of rows.

use axum::http::{Method, StatusCode};
use workrooms::access::{TokenRequest, issue};
use workrooms::http::router;
use workrooms::kernel::actor::Role;
use workrooms::kernel::clock::Clock;

use crate::doors::{Answer, doors_at, send};
use crate::events::town::Town;
use crate::support::Store;

/// What an official of the office shows.
pub async fn bearer(store: &Store, town: &Town) -> String {
    let token = TokenRequest {
        name: String::new(),
        role: Role::Office,
        district: town.district.clone(),
        scope: None,
        days: 1,
        addresses: Vec::new(),
        open_queries: false,
    };
    let token = issue(&store.db, &Clock::System, token).await.unwrap();
    format!("Bearer {}", token.token.as_str())
}

/// The code of a refusal, where GraphQL has it.
fn code_of(answer: &Answer) -> String {
    let error = &answer.json()["errors"][0];
    assert!(error["message"].is_string(), "{}", answer.text);
    error["extensions"]["code"].as_str().unwrap().to_owned()
}

on_both!(a_file_comes_in_by_the_door_and_is_taken_back);
async fn a_file_comes_in_by_the_door_and_is_taken_back(store: Store) {
    let town = Town::new(&store).await;
    let routes = router(doors_at(&store, Clock::System, &[]));
    let file = "工作室,种类,标题,日期,人次\n城南委员工作室,学习宣讲,宣讲（示例）,5月1日,30余人次\n城南委员工作室,学习宣讲,宣讲（示例）二,2022-05-40,3\n";
    let path = "/imports/430503?kind=posts&year=2022";
    let nobody = send(&routes, Method::POST, path, &[], file).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    assert_eq!(code_of(&nobody), "UNAUTHENTICATED");
    let bearer = bearer(&store, &town).await;
    let signed = [("authorization", bearer.as_str())];
    let elsewhere = send(&routes, Method::POST, "/imports/430502", &signed, file).await;
    assert_eq!(elsewhere.status, StatusCode::FORBIDDEN);
    assert_eq!(code_of(&elsewhere), "FORBIDDEN");
    let done = send(&routes, Method::POST, path, &signed, file).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    let report = done.json();
    assert_eq!(
        (&report["accepted"], &report["refused"]),
        (&1.into(), &1.into())
    );
    let trouble = &report["troubles"][0];
    assert_eq!(
        (&trouble["row"], &trouble["column"]),
        (&3.into(), &"D".into())
    );
    assert_eq!(trouble["message"], "第3行“日期”列（D）：不是有效日期。");
    let list = send(&routes, Method::GET, "/imports/430503", &signed, "").await;
    assert_eq!(list.json()["batches"][0]["state"], "COMMITTED");
    let batch = report["batch"].as_str().unwrap();
    let path = format!("/imports/430503/undo/{batch}");
    let undone = send(&routes, Method::POST, &path, &signed, "").await;
    assert_eq!(undone.json()["withdrawn"], 1, "{}", undone.text);

    // Headings, names and the template.
    let path = "/imports/430503/headings/posts";
    let taught = r#"{"heading":"承办点位","means":"工作室"}"#;
    let done = send(&routes, Method::POST, path, &signed, taught).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    let known = send(&routes, Method::GET, path, &signed, "").await;
    assert_eq!(known.json()["headings"][0]["means"], "工作室");
    let waits = "承办点位,种类,标题,日期,参加委员\n城南委员工作室,学习宣讲,宣讲（示例）三,2022-05-03,示例委员 01\n";
    let done = send(&routes, Method::POST, "/imports/430503", &signed, waits).await;
    assert_eq!(done.json()["waiting"], 1, "{}", done.text);
    let path = "/imports/430503/questions";
    let asked = send(&routes, Method::GET, path, &signed, "").await.json();
    let question = &asked["questions"][0];
    assert_eq!(question["workroom"], "城南委员工作室");
    let candidate = &question["candidates"][0];
    assert_eq!(candidate["name"], "示例委员 01");
    let decided = serde_json::json!({
        "name": question["name"], "workroom": question["workroom"], "memberId": candidate["memberId"],
    });
    let done = send(&routes, Method::POST, path, &signed, decided.to_string()).await;
    assert_eq!(done.json()["posted"], 1, "{}", done.text);
    for (path, body, status, code) in [
        (path, "{}", StatusCode::BAD_REQUEST, "BAD_INPUT"),
        (
            "/imports/430503/headings/posts",
            "{}",
            StatusCode::BAD_REQUEST,
            "BAD_INPUT",
        ),
        (
            "/imports/430503?kind=other",
            file,
            StatusCode::BAD_REQUEST,
            "BAD_INPUT",
        ),
        (
            "/imports/430503?year=x",
            file,
            StatusCode::BAD_REQUEST,
            "BAD_INPUT",
        ),
        (
            "/imports/430503",
            "a,b\n1,2\n",
            StatusCode::UNPROCESSABLE_ENTITY,
            "NO_HEADINGS",
        ),
    ] {
        let refused = send(&routes, Method::POST, path, &signed, body).await;
        assert_eq!(refused.status, status, "{path}: {}", refused.text);
        assert_eq!(code_of(&refused), code, "{path}: {}", refused.text);
    }
}
