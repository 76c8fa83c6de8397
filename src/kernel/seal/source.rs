//! Where the text of the master keys comes from: a file that its owner alone reads, a variable of the environment, or a
//! command that prints it, for sites with a key service. Deliberately absent: reading the environment; the settings do it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use zeroize::Zeroizing;

use super::keys::{KeyRing, new_key_line, new_key_text};

/// Where the keys are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// A file.
    File(PathBuf),
    /// A variable of the environment.
    Variable(String),
    /// A program with its arguments, parted by blanks; no shell stands between.
    Command(String),
}

impl std::str::FromStr for KeySource {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("file", path)) if !path.is_empty() => Ok(Self::File(path.into())),
            Some(("env", name)) if !name.is_empty() => Ok(Self::Variable(name.to_owned())),
            Some(("command", line)) if !line.trim().is_empty() => {
                Ok(Self::Command(line.to_owned()))
            }
            // What was written may be a key by mistake, so it is not repeated.
            _ => Err("keys are file:PATH, env:NAME or command:PROGRAM ARGUMENTS".to_owned()),
        }
    }
}

impl KeySource {
    /// The keys of the text.
    pub fn ring(&self, variable: impl Fn(&str) -> Option<String>) -> Result<KeyRing, String> {
        KeyRing::read(&self.text(variable)?)
    }

    /// The text. Refuses a file that others than its owner and its group may read.
    fn text(&self, variable: impl Fn(&str) -> Option<String>) -> Result<Zeroizing<String>, String> {
        match self {
            Self::File(path) => read_file(path),
            Self::Variable(name) => variable(name).map(Zeroizing::new).ok_or_else(|| {
                format!("the variable {name}, which should hold the keys, is not set")
            }),
            Self::Command(line) => printed_by(line),
        }
    }
}

fn read_file(path: &Path) -> Result<Zeroizing<String>, String> {
    let told = |error: std::io::Error| format!("the key file {}: {error}", path.display());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).map_err(told)?.permissions().mode();
        if mode & 0o027 != 0 {
            return Err(format!(
                "the key file {} can be read by others; make it its owner's alone (chmod 600)",
                path.display()
            ));
        }
    }
    std::fs::read_to_string(path)
        .map(Zeroizing::new)
        .map_err(told)
}

fn printed_by(line: &str) -> Result<Zeroizing<String>, String> {
    let mut words = line.split_whitespace();
    let program = words.next().unwrap_or_default();
    let ran = Command::new(program)
        .args(words)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("the command that prints the keys, {program}: {error}"))?;
    let printed = String::from_utf8(ran.stdout).map(Zeroizing::new);
    match printed {
        Ok(printed) if ran.status.success() => Ok(printed),
        Ok(_) => Err(format!(
            "the command that prints the keys, {program}: {}",
            ran.status
        )),
        Err(_) => Err(format!("what {program} prints is no text")),
    }
}

/// Makes a key file with new keys, its owner's alone. Refuses where there is one.
pub fn make_file(path: &Path) -> Result<(), String> {
    let text = new_key_text()?;
    let told = |error: std::io::Error| format!("the key file {}: {error}", path.display());
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(told)?;
    }
    let mut file = create_new(path).map_err(told)?;
    file.write_all(text.as_bytes()).map_err(told)?;
    file.sync_all().map_err(told)
}

/// Adds a new key to a file as its last line, which makes it the current one.
pub fn add_to_file(path: &Path) -> Result<(), String> {
    let line = new_key_line()?;
    let told = |error: std::io::Error| format!("the key file {}: {error}", path.display());
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .open(path)
        .map_err(told)?;
    // A line of its own, whether or not the last one was ended.
    let line = Zeroizing::new(format!("\n{}\n", line.as_str()));
    file.write_all(line.as_bytes()).map_err(told)?;
    file.sync_all().map_err(told)
}

fn create_new(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_read_from_its_setting() {
        let rows = [
            ("file:a/b", Some(KeySource::File("a/b".into()))),
            ("env:KEYS", Some(KeySource::Variable("KEYS".into()))),
            ("command:a b", Some(KeySource::Command("a b".into()))),
            ("file:", None),
            ("command: ", None),
            ("k-1", None),
        ];
        for (text, source) in rows {
            assert_eq!(text.parse::<KeySource>().ok(), source, "{text}");
        }
    }

    #[test]
    fn a_file_is_made_once_and_read_by_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/keys");
        make_file(&path).unwrap();
        assert!(
            make_file(&path).is_err(),
            "a key file is never written over"
        );
        let source = KeySource::File(path.clone());
        assert_eq!(source.ring(|_| None).unwrap().ids().count(), 1);
        add_to_file(&path).unwrap();
        assert_eq!(source.ring(|_| None).unwrap().ids().count(), 2);
        #[cfg(unix)]
        for (mode, good) in [(0o600, true), (0o440, true), (0o604, false), (0o620, false)] {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(source.text(|_| None).is_ok(), good, "{mode:o}");
        }
    }

    #[test]
    fn variables_and_commands_give_keys_too() {
        let variable = KeySource::Variable("KEYS".to_owned());
        let said = variable.text(|name| (name == "KEYS").then(|| "key".to_owned()));
        assert_eq!(said.unwrap().as_str(), "key");
        assert!(variable.text(|_| None).is_err());
        let command = |line: &str| KeySource::Command(line.to_owned()).text(|_| None);
        assert_eq!(command("echo key a").unwrap().as_str(), "key a\n");
        assert!(command("false").is_err() && command("no-such-program").is_err());
    }
}
