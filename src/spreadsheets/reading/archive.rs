//! What an archive holds and what it unfolds to, found by unfolding it once into nothing: the sizes that it claims are
//! not believed. Deliberately absent: reading what it holds.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::Unreadable;

/// Bytes of everything in an archive at most: a sheet of 200000 rows has about 100 MiB.
pub const UNFOLDED: u64 = 192 * 1024 * 1024;

/// Bytes of the parts that are held in memory whole: the words that cells share above all.
const HELD: u64 = 48 * 1024 * 1024;

/// Files in an archive at most.
const FILES: usize = 2000;

/// What an archive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Of Office.
    Xlsx,
    /// Of OpenDocument.
    Ods,
}

/// What an archive is. Refuses one that is no workbook, is under a password, or unfolds to more than may be.
pub fn look(file: &[u8]) -> Result<Format, Unreadable> {
    let mut archive = ZipArchive::new(Cursor::new(file)).map_err(|_| Unreadable::Broken)?;
    if archive.len() > FILES {
        return Err(Unreadable::TooLarge);
    }
    let mut format = None;
    let mut left = UNFOLDED;
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(|_| Unreadable::Broken)?;
        let name = part.name().to_owned();
        let of_sheet = name.starts_with("xl/worksheets/") || name == "content.xml";
        match name.as_str() {
            "xl/workbook.xml" => format = Some(Format::Xlsx),
            "content.xml" => format = format.or(Some(Format::Ods)),
            _ => {}
        }
        let most = if of_sheet { left } else { left.min(HELD) };
        let mut part = part.take(most.saturating_add(1));
        let unfolded = if name == "META-INF/manifest.xml" {
            let mut manifest = Vec::new();
            let read = part.read_to_end(&mut manifest);
            read.map_err(|_| Unreadable::Broken)?;
            let locked = b"encryption-data";
            if manifest.windows(locked.len()).any(|part| part == locked) {
                return Err(Unreadable::OldOrLocked);
            }
            u64::try_from(manifest.len()).unwrap_or(u64::MAX)
        } else {
            std::io::copy(&mut part, &mut std::io::sink()).map_err(|_| Unreadable::Broken)?
        };
        if unfolded > most {
            return Err(Unreadable::TooLarge);
        }
        left = left.saturating_sub(unfolded);
    }
    format.ok_or(Unreadable::Unknown)
}
