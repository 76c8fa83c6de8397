//! The templates that the program carries, and a folder of them that takes their place file by file.
//! Deliberately absent: what they say.

use std::collections::BTreeMap;
use std::path::Path;

/// The file of figures, tables and charts.
pub const FIGURES: &str = "figures.toml";
/// The template that a report begins with.
pub const REPORT: &str = "report.j2";

/// The largest file that is read.
const LARGEST: u64 = 1024 * 1024;

/// Files by name.
#[derive(Clone, Debug)]
pub struct Templates {
    files: BTreeMap<String, String>,
}

impl Default for Templates {
    fn default() -> Self {
        let carried = [
            (FIGURES, include_str!("templates/figures.toml")),
            (REPORT, include_str!("templates/report.j2")),
            ("learning.j2", include_str!("templates/learning.j2")),
            ("micro.j2", include_str!("templates/micro.j2")),
            ("consulting.j2", include_str!("templates/consulting.j2")),
            ("serving.j2", include_str!("templates/serving.j2")),
            ("building.j2", include_str!("templates/building.j2")),
            ("tables.j2", include_str!("templates/tables.j2")),
        ];
        let files = carried.map(|(name, text)| (name.to_owned(), text.to_owned()));
        Self {
            files: files.into(),
        }
    }
}

impl Templates {
    /// The same, with a file put in the place of the one of its name, or beside them.
    pub fn with(mut self, name: &str, text: &str) -> Self {
        self.files.insert(name.to_owned(), text.to_owned());
        self
    }

    /// The same, with the `.j2` and `.toml` files of a folder in the place of those of their names.
    pub fn over(mut self, folder: &Path) -> std::io::Result<Self> {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let ending = path.extension().and_then(|ending| ending.to_str());
            let name = path.file_name().and_then(|name| name.to_str());
            let (Some("j2" | "toml"), Some(name)) = (ending, name) else {
                continue;
            };
            if std::fs::metadata(&path)?.len() > LARGEST {
                return Err(std::io::Error::other(format!(
                    "{name} is larger than 1 MiB"
                )));
            }
            let text = std::fs::read_to_string(&path)?;
            self.files.insert(name.to_owned(), text);
        }
        Ok(self)
    }

    /// Writes every file into a folder, to be edited there; refuses to write over one that is there.
    pub fn write(&self, folder: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        for (name, text) in &self.files {
            let path = folder.join(name);
            let mut file = std::fs::File::create_new(&path)
                .map_err(|error| std::io::Error::other(format!("{name}: {error}")))?;
            std::io::Write::write_all(&mut file, text.as_bytes())?;
        }
        Ok(())
    }

    /// A file's text.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(String::as_str)
    }

    /// All files by name.
    pub fn files(&self) -> &BTreeMap<String, String> {
        &self.files
    }
}
