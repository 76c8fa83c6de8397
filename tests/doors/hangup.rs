//! A hang-up has the certificate and the keys of personal data read anew, told by the program as a service: its log says when. Deliberately absent: what
//! a new certificate means for connections (tls).

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::tls::{Pem, asks};

/// The program, which ends with its story, and the lines of its log.
struct Program {
    child: Child,
    log: UnboundedReceiver<String>,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    fn started(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_workrooms"))
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (tell, log) = unbounded_channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = tell.send(line);
            }
        });
        Self { child, log }
    }

    /// The next line of the log with this message.
    async fn line(&mut self, message: &str) -> Value {
        let found = async {
            loop {
                let line = self.log.recv().await.expect("the program runs");
                let line: Value = serde_json::from_str(&line).unwrap();
                if line["message"] == message {
                    return line;
                }
            }
        };
        let found = tokio::time::timeout(Duration::from_secs(60), found).await;
        found.unwrap_or_else(|_| panic!("no line {message:?}"))
    }

    fn hang_up(&self) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-HUP", &id]).status();
        assert!(sent.unwrap().success());
    }
}

#[tokio::test]
async fn a_hang_up_has_the_certificate_read_anew_and_drops_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let first = Pem::written(folder.path(), "first");
    let database = format!("sqlite://{}/w.db", folder.path().display());
    let here = "127.0.0.1:0";
    let mut program = Program::started(
        &[
            &["serve", "--listen", here, "--metrics-listen", here][..],
            &["--tls-certificate", &first.chain, "--tls-key", &first.key],
            &["--database-url", &database],
        ]
        .concat(),
    );
    let serving = program.line("serving").await;
    assert_eq!(serving["tls"], true);
    let address = serving["listen"].as_str().unwrap();
    let mut open = first.meets(address, &["http/1.1"]).await.unwrap();
    asks(&mut open).await;

    let second = Pem::written(folder.path(), "second");
    std::fs::copy(&second.chain, &first.chain).unwrap();
    program.hang_up();
    let kept = program.line("the certificate stays as it was").await;
    assert!(kept["error"].as_str().unwrap().starts_with(&first.chain));
    std::fs::copy(&second.key, &first.key).unwrap();
    program.hang_up();
    program.line("the certificate was read anew").await;
    program
        .line("the keys of personal data were read anew")
        .await;
    assert!(second.meets(address, &[]).await.is_ok());
    asks(&mut open).await;
}
