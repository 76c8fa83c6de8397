//! Something ends without a word, or stands still, while clerks write. Deliberately absent: a clean stop.

use super::{Base, Length, Scene, times};

/// Writers at once.
const WRITERS: usize = 16;

/// The program is killed and started again.
pub async fn of_the_program(base: Base, length: Length) -> bool {
    let (kills, events) = (length.of(5, 200), length.of(400, 100_000));
    let mut scene = Scene::new(base).await;
    let (mut clerks, stop) = scene.clerks(scene.program.address(), WRITERS, length.of(4, 60));
    let mut ready = Vec::new();
    for kill in 1..=kills {
        // Never at the same point of what the writers are doing.
        scene.book.reaches(events * kill / kills).await;
        scene.program.kill();
        ready.push(scene.program.start().await);
    }
    scene.book.reaches(events).await;
    stop.cancel();
    while clerks.join_next().await.is_some() {}
    let verdict = scene.verdict().await;
    println!("{kills} kills, ready again: {}", times(&mut ready));
    scene.close().await;
    verdict.is_clean() && verdict.present >= events
}

/// PostgreSQL ends at once and starts again, and the program goes on.
pub async fn of_the_database(length: Length) -> bool {
    let (crashes, events) = (length.of(2, 30), length.of(200, 20_000));
    let mut scene = Scene::new(Base::Postgres).await;
    let cluster = scene.cluster.clone().unwrap();
    let (mut clerks, stop) = scene.clerks(scene.program.address(), WRITERS, length.of(4, 60));
    for crash in 1..=crashes {
        scene.book.reaches(events * crash / crashes).await;
        cluster.crash().await;
        cluster.start().await;
    }
    let after = scene.book.acknowledged() + 50;
    scene.book.reaches(after).await;
    stop.cancel();
    while clerks.join_next().await.is_some() {}
    let ran = scene.program.is_running();
    let verdict = scene.verdict().await;
    println!(
        "{crashes} crashes of the database; the program {}",
        if ran { "went on" } else { "ended" }
    );
    scene.close().await;
    ran && verdict.is_clean()
}

/// The program stands still for as long as it takes clerks to write to nobody, and goes on.
pub async fn stops(base: Base, length: Length) -> bool {
    let (stops, events) = (length.of(2, 30), length.of(200, 20_000));
    let mut scene = Scene::new(base).await;
    let (mut clerks, stop) = scene.clerks(scene.program.address(), WRITERS, length.of(4, 60));
    for each in 1..=stops {
        scene.book.reaches(events * each / stops).await;
        scene.program.signal("STOP");
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        scene.program.signal("CONT");
    }
    let after = scene.book.acknowledged() + 50;
    scene.book.reaches(after).await;
    stop.cancel();
    while clerks.join_next().await.is_some() {}
    let verdict = scene.verdict().await;
    scene.close().await;
    verdict.is_clean()
}
