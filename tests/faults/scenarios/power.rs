//! The power goes while SQLite writes. The database lies in a file system of its own within a file; what that file holds at
//! one moment is what a disk would hold: pages that nobody flushed are not in it. A plain kill proves nothing here, because
//! the kernel still has them. It needs root and loop devices. Deliberately absent: disks that lie about flushing.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::{Length, Scene, times};
use crate::free_port;
use crate::program::{Place, ended};
use crate::reading::compare;

async fn run(program: &str, words: &[&str]) {
    let mut command = Command::new(program);
    command.args(words);
    let ended = ended(command).await;
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(ended.status.success(), "{program} {words:?}: {said}");
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A file system in a file, mounted.
struct Disk {
    image: PathBuf,
    at: PathBuf,
}

impl Disk {
    async fn mount(image: PathBuf, at: PathBuf) -> Self {
        std::fs::create_dir_all(&at).unwrap();
        run("mount", &["-o", "loop", text(&image), text(&at)]).await;
        Self { image, at }
    }

    async fn unmount(self) {
        run("umount", &[text(&self.at)]).await;
    }
}

/// Cuts of the power while 16 clerks write.
pub async fn cuts(length: Length) -> bool {
    let (cuts, events) = (length.of(3, 50), length.of(600, 100_000));
    let folder = tempfile::tempdir().unwrap();
    let image = folder.path().join("disk");
    std::fs::File::create(&image)
        .unwrap()
        .set_len(3 << 30)
        .unwrap();
    run("mkfs.ext4", &["-q", text(&image)]).await;
    let disk = Disk::mount(image, folder.path().join("mounted")).await;
    let url = format!("sqlite://{}/workrooms.db", disk.at.display());
    let mut scene = Scene::over(folder, url, None).await;
    let (mut clerks, stop) = scene.clerks(scene.program.address(), 16, length.of(4, 60));
    let (mut clean, mut ready, mut lost) = (true, Vec::new(), 0);
    for cut in 1..=cuts {
        scene.book.reaches(events * cut / cuts).await;
        // Whatever was acknowledged by now must be on the disk.
        let promised = scene.book.promised();
        scene.program.signal("STOP");
        let copy = scene.folder.path().join("copy");
        run("cp", &["--sparse=always", text(&disk.image), text(&copy)]).await;

        let after = Disk::mount(copy.clone(), scene.folder.path().join("after")).await;
        let place = Place {
            url: format!("sqlite://{}/workrooms.db", after.at.display()),
            ..scene.program.place.clone()
        };
        let mut again = place.serve(free_port()).await;
        again.kill();
        ready.push(again.start().await);
        let verdict = compare(&again.api(&scene.token), &again, &scene.book, &promised).await;
        println!("cut {cut}: {}", verdict.line());
        clean &= verdict.is_clean();
        lost += verdict.lost;
        again.end().await;
        after.unmount().await;
        std::fs::remove_file(copy).unwrap();
        // Nobody writes while it is read back, which takes longer than what is written until the next cut.
        scene.program.signal("CONT");
    }
    scene.book.reaches(events).await;
    stop.cancel();
    while clerks.join_next().await.is_some() {}
    let verdict = scene.verdict().await;
    println!(
        "{cuts} cuts of the power, {lost} lost; ready again: {}",
        times(&mut ready)
    );
    scene.program.end().await;
    // The last writes of the file system take a moment; unmounting waits for them.
    let _settled = tokio::time::timeout(Duration::from_secs(30), disk.unmount()).await;
    clean && verdict.is_clean()
}
