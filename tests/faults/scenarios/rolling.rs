//! Two programs over one PostgreSQL behind a front that asks each whether it is ready; one after the other is told to end and
//! is started again, and no request fails. Callers here do not try again: they count. Deliberately absent: a program that
//! is killed.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{Base, Length, Scene};
use crate::api::{Api, DISTRICT};
use crate::free_port;
use crate::link::{Fault, Link};
use crate::program::Program;

fn at(program: &Program) -> SocketAddr {
    program
        .address()
        .strip_prefix("http://")
        .unwrap()
        .parse()
        .unwrap()
}

/// Leads new connections to those that say they are ready, as a front does.
async fn lead(link: Arc<Link>, servers: [SocketAddr; 2]) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    loop {
        let mut ready = Vec::new();
        for server in servers {
            let asked = client
                .get(format!("http://{server}/readyz"))
                .timeout(Duration::from_secs(1));
            if asked
                .send()
                .await
                .is_ok_and(|answer| answer.status().is_success())
            {
                ready.push(server);
            }
        }
        if !ready.is_empty() {
            link.shares(ready);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Asks again and again, and counts what was answered and what was not.
async fn ask(
    api: Api,
    stop: CancellationToken,
    answered: Arc<AtomicUsize>,
    failed: Arc<AtomicUsize>,
) {
    let query = format!(
        "{{ district(code: \"{DISTRICT}\") {{ workrooms(first: 20) {{ nodes {{ name }} }} }} }}"
    );
    while !stop.is_cancelled() {
        match api.ask(&query, &json!({})).await {
            Ok(_) => answered.fetch_add(1, Ordering::SeqCst),
            Err(error) => {
                println!("failed: {error}");
                failed.fetch_add(1, Ordering::SeqCst)
            }
        };
    }
}

/// Restarts in turn, while 8 callers ask and 8 clerks write.
pub async fn run(length: Length) -> bool {
    let restarts = length.of(4, 50);
    let mut scene = Scene::new(Base::Postgres).await;
    let mut other = scene.program.place.serve(free_port()).await;
    for program in [&mut scene.program, &mut other] {
        program.leave_seconds = 2;
        program.end().await;
        program.start().await;
    }
    let servers = [at(&scene.program), at(&other)];
    let link = Arc::new(Link::to(servers[0], Fault::None).await);
    let mut leading = JoinSet::new();
    leading.spawn(lead(Arc::clone(&link), servers));
    let front = format!("http://{}", link.address);
    let (mut clerks, stop) = scene.clerks(front.clone(), 8, 4);
    let (answered, failed) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    for _ in 0..8 {
        let api = Api::new(front.clone(), scene.token.clone());
        clerks.spawn(ask(
            api,
            stop.clone(),
            Arc::clone(&answered),
            Arc::clone(&failed),
        ));
    }
    let mut programs = [other, scene.program];
    for restart in 0..restarts {
        let program = &mut programs[restart % 2];
        program.end().await;
        program.start().await;
        // The front has seen it, and both have served, before the next is told to end.
        let target = answered.load(Ordering::SeqCst) + 200;
        while answered.load(Ordering::SeqCst) < target {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    stop.cancel();
    while clerks.join_next().await.is_some() {}
    leading.abort_all();
    let [mut other, program] = programs;
    other.end().await;
    scene.program = program;
    let verdict = scene.verdict().await;
    let (answered, failed) = (
        answered.load(Ordering::SeqCst),
        failed.load(Ordering::SeqCst),
    );
    let again = scene.book.again();
    println!(
        "{restarts} restarts: {answered} requests answered, {failed} failed; posts sent again: {again:?}"
    );
    scene.close().await;
    verdict.is_clean() && failed == 0 && again.is_empty()
}
