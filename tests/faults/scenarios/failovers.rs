//! The primary of PostgreSQL ends without a word and its standby takes its place; the program keeps its address of the
//! database, behind which somebody leads it elsewhere, and is not restarted. Deliberately absent: who decides to promote.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use super::{Length, Scene, folder, times};
use crate::cluster::Cluster;
use crate::link::{Fault, Link};

fn at(port: u16) -> SocketAddr {
    ([127, 0, 0, 1], port).into()
}

/// A standby that the primary waits for at each commit, or one at the end of a slow link that it does not.
async fn stand_by(
    primary: &Cluster,
    folder: &Path,
    number: usize,
    waited_for: bool,
) -> (Cluster, Option<Link>) {
    let name = format!("standby{number}");
    let standby = primary.standby(folder, &name).await;
    if !waited_for {
        let link = Link::to(at(primary.port), Fault::Slow).await;
        let from = format!(
            "host=127.0.0.1 port={} user=postgres application_name={name}",
            link.address.port()
        );
        standby.set("primary_conninfo", &from).await;
        return (standby, Some(link));
    }
    primary.set("synchronous_standby_names", &name).await;
    // Until it is waited for, a commit could be acknowledged that it does not have.
    while primary
        .sql("SELECT sync_state FROM pg_stat_replication")
        .await
        != "sync"
    {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    (standby, None)
}

/// Failovers while 16 clerks write.
pub async fn run(length: Length, waited_for: bool) -> bool {
    let (failovers, events) = (length.of(2, 20), length.of(200, 20_000));
    let folder = folder();
    let mut primary = Cluster::new(folder.path()).await;
    let link = Link::to(at(primary.port), Fault::None).await;
    let url = primary.url(link.address.port());
    let mut scene = Scene::over(folder, url, None).await;
    let (mut clerks, stop) = scene.clerks(scene.program.address(), 16, length.of(4, 60));
    let mut without = Vec::new();
    for number in 1..=failovers {
        let (standby, slow) = stand_by(&primary, scene.folder.path(), number, waited_for).await;
        let target = scene.book.acknowledged() + events / failovers;
        scene.book.reaches(target).await;
        let begun = Instant::now();
        primary.crash().await;
        let told = scene.book.acknowledged();
        standby.promote().await;
        // From here on it waits for nobody until its own standby is there.
        standby.set("synchronous_standby_names", "").await;
        drop(slow);
        link.leads(at(standby.port));
        scene.book.reaches(told + 1).await;
        without.push(begun.elapsed());
        primary.remove();
        primary = standby;
    }
    let after = scene.book.acknowledged() + 50;
    scene.book.reaches(after).await;
    stop.cancel();
    while clerks.join_next().await.is_some() {}
    let ran = scene.program.is_running();
    let verdict = scene.verdict().await;
    println!(
        "{failovers} failovers, {}; without writes: {}",
        if ran {
            "the program was not restarted"
        } else {
            "the program ended"
        },
        times(&mut without)
    );
    scene.program.end().await;
    primary.crash().await;
    ran && verdict.is_clean()
}
