//! Puts GraphiQL into the program where npm is there and its registry answers: three packages of exact versions, each file
//! held against its digest. Where anything is missing the program is built without them and shows its own form.
//! `WORKROOMS_GRAPHIQL=off` leaves them out. Deliberately absent: failing, or waiting for long.

use std::io::{Error, Result, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

/// How long npm may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is taken: the name here, the package, its version, the file in it, and the file's SHA-256.
const FILES: [[&str; 5]; 4] = [
    [
        "react.js",
        "react",
        "18.3.1",
        "umd/react.production.min.js",
        "d949f1c3687aedadcedac85261865f29b17cd273997e7f6b2bfc53b2f9d4c4dd",
    ],
    [
        "react-dom.js",
        "react-dom",
        "18.3.1",
        "umd/react-dom.production.min.js",
        "35f4f974f4b2bcd44da73963347f8952e341f83909e4498227d4e26b98f66f0d",
    ],
    [
        "graphiql.js",
        "graphiql",
        "3.9.0",
        "graphiql.min.js",
        "a330a2be1d2389486840a9d0a834767d9083a23f105879e0de54e4fce83d3513",
    ],
    [
        "graphiql.css",
        "graphiql",
        "3.9.0",
        "graphiql.min.css",
        "bdddd50aac5bdb0edd83e5c862ba2fed9db2964e4c75d4655ab62b0a7d5bd730",
    ],
];

fn main() -> Result<()> {
    tell("cargo::rerun-if-changed=build.rs")?;
    tell("cargo::rerun-if-env-changed=WORKROOMS_GRAPHIQL")?;
    tell("cargo::rustc-check-cfg=cfg(graphiql_bundled)")?;
    let out = std::env::var_os("OUT_DIR").ok_or_else(|| Error::other("cargo names no OUT_DIR"))?;
    let folder = PathBuf::from(out).join("graphiql");
    std::fs::create_dir_all(&folder)?;
    let off = std::env::var_os("WORKROOMS_GRAPHIQL").is_some_and(|value| value == "off");
    if !off && bundle(&folder).is_ok() {
        return tell("cargo::rustc-cfg=graphiql_bundled");
    }
    for [name, ..] in FILES {
        std::fs::write(folder.join(name), "")?;
    }
    Ok(())
}

fn tell(line: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{line}")
}

/// Fetches the packages and lays out their files; fails, leaving the rest to the caller, when one is not as it should be.
fn bundle(folder: &Path) -> Result<()> {
    let mut npm = Command::new("npm");
    npm.args(["pack", "--silent", "--ignore-scripts", "--prefer-offline"])
        .args(["--fetch-retries=0", "--fetch-timeout=10000"]);
    let mut packages: Vec<[&str; 2]> = FILES
        .iter()
        .map(|[_, package, version, ..]| [*package, *version])
        .collect();
    packages.dedup();
    npm.args(packages.iter().map(|package| package.join("@")));
    run(npm, folder)?;
    for [name, package, version, file, digest] in FILES {
        let mut tar = Command::new("tar");
        tar.arg("-xzf").arg(format!("{package}-{version}.tgz"));
        tar.arg(format!("package/{file}"));
        run(tar, folder)?;
        let text = std::fs::read(folder.join("package").join(file))?;
        let found = Sha256::digest(&text);
        let found: String = found.iter().map(|byte| format!("{byte:02x}")).collect();
        if found != digest {
            return Err(Error::other("not the file that was looked at"));
        }
        std::fs::write(folder.join(name), text)?;
    }
    Ok(())
}

/// Runs a command in silence, and ends it when it takes too long.
fn run(mut command: Command, folder: &Path) -> Result<()> {
    let mut child = command
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return match status.success() {
                true => Ok(()),
                false => Err(Error::other("it failed")),
            };
        }
        if started.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Err(Error::other("it took too long"));
        }
        std::thread::park_timeout(Duration::from_millis(50));
    }
}
