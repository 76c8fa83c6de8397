//! The program as a process over a database of its own: started, killed, stopped and asked by its commands.
//! Deliberately absent: a way to reach inside.

use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::api::{Api, DISTRICT};

/// Runs something to its end.
pub async fn ended(mut command: Command) -> Output {
    let running = tokio::task::spawn_blocking(move || command.output());
    running.await.unwrap().unwrap()
}

/// A database and the folder that the program works in.
#[derive(Clone, Debug)]
pub struct Place {
    pub program: PathBuf,
    pub folder: PathBuf,
    pub url: String,
    /// What else it is told by its environment.
    pub settings: Vec<(&'static str, String)>,
}

impl Place {
    fn command(&self, words: &[&str]) -> Command {
        // A signal that is ignored stays so: a file that may not grow is then an error, and not the program's end.
        let mut command = Command::new("sh");
        command
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
            .arg(&self.program)
            .args(words)
            .current_dir(&self.folder)
            .env("DATABASE_URL", &self.url)
            .env(
                "WORKROOMS_KEYS",
                format!("file:{}/keys", self.folder.display()),
            )
            .env("WORKROOMS_LOG", "warn")
            .envs(
                self.settings
                    .iter()
                    .map(|(name, value)| (*name, value.as_str())),
            );
        command
    }

    /// Runs a command to its end; what it said, or why it failed.
    pub async fn run(&self, words: &[&str]) -> Result<String, String> {
        let ended = ended(self.command(words)).await;
        let said = String::from_utf8_lossy(&ended.stdout).into_owned();
        match ended.status.success() {
            true => Ok(said),
            false => {
                let why = String::from_utf8_lossy(&ended.stderr);
                Err(format!("{}: {said}{why}", words.join(" ")))
            }
        }
    }

    /// Founds the district in an empty database; a token of its office.
    pub async fn found(&self) -> String {
        let keys = self.folder.join("keys");
        let words = ["keys", "new", "--file", keys.to_str().unwrap()];
        self.run(&words).await.unwrap();
        self.run(&["migrate"]).await.unwrap();
        let names = [
            "--name",
            "大祥区",
            "--name-en",
            "Daxiang District",
            "--city",
            "邵阳市",
            "--province",
            "湖南省",
        ];
        let words = [&["district", "found", "--code", DISTRICT], names.as_slice()].concat();
        self.run(&words).await.unwrap();
        let words = [
            "token",
            "issue",
            "--role",
            "office",
            "--district",
            DISTRICT,
            "--open-queries",
            "--json",
        ];
        let issued: Value = serde_json::from_str(&self.run(&words).await.unwrap()).unwrap();
        issued["token"].as_str().unwrap().to_owned()
    }

    /// Starts to serve at a port, and waits until it is ready.
    pub async fn serve(&self, port: u16) -> Program {
        let mut program = Program {
            place: self.clone(),
            port,
            child: None,
            leave_seconds: 0,
        };
        program.start().await;
        program
    }
}

/// The program while it serves.
pub struct Program {
    pub place: Place,
    port: u16,
    child: Option<Child>,
    /// How long it serves on when it is told to end.
    pub leave_seconds: u64,
}

impl Program {
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// An API of its own, for who asks by a token.
    pub fn api(&self, token: &str) -> Api {
        Api::new(self.address(), token.to_owned())
    }

    /// Starts it where it was; how long until it was ready.
    pub async fn start(&mut self) -> Duration {
        let begun = Instant::now();
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.place.folder.join("log"))
            .unwrap();
        let mut command = self.place.command(&["serve"]);
        command
            .env("WORKROOMS_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("WORKROOMS_METRICS_LISTEN", "127.0.0.1:0")
            .env("WORKROOMS_BUDGET_PER_MINUTE", "0")
            .env("WORKROOMS_LEAVE_SECONDS", self.leave_seconds.to_string())
            .stdout(Stdio::null())
            .stderr(log);
        self.child = Some(command.spawn().unwrap());
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let ready = format!("{}/readyz", self.address());
        loop {
            let asked = client
                .get(&ready)
                .timeout(Duration::from_secs(2))
                .send()
                .await;
            if asked.is_ok_and(|answer| answer.status().is_success()) {
                return begun.elapsed();
            }
            let child = self.child.as_mut().unwrap();
            if let Some(ended) = child.try_wait().unwrap() {
                let log = std::fs::read_to_string(self.place.folder.join("log")).unwrap();
                panic!("the program ended at its start ({ended}): {log}");
            }
            assert!(
                begun.elapsed() < Duration::from_secs(120),
                "not ready in two minutes"
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    fn child(&mut self) -> &mut Child {
        self.child.as_mut().expect("a program that serves")
    }

    /// Kills it without a word.
    pub fn kill(&mut self) {
        self.child().kill().unwrap();
        self.child().wait().unwrap();
    }

    /// Its process.
    pub fn id(&mut self) -> u32 {
        self.child().id()
    }

    pub fn signal(&mut self, name: &str) {
        let id = self.id().to_string();
        let sent = std::process::Command::new("kill")
            .args([format!("-{name}"), id])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        let child = self.child.as_mut();
        child.is_some_and(|child| matches!(child.try_wait(), Ok(None)))
    }

    /// Tells it to end, and waits until it has.
    pub async fn end(&mut self) {
        self.signal("TERM");
        let mut child = self.child.take().unwrap();
        let waiting = tokio::task::spawn_blocking(move || child.wait());
        let ended = waiting.await.unwrap().unwrap();
        assert!(ended.success(), "it ended with {ended}");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // It may have ended by itself.
            let _killed = child.kill();
            let _waited = child.wait();
        }
    }
}
