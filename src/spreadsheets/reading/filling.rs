//! Rows as cells make them, in the order in which they stand in the file: merged cells are filled, and what a cell holds
//! that several rows share is told as such. Deliberately absent: formats of files.

use super::{COLUMNS, Cell, End, Out, ROWS, Row, Unreadable};

/// Merged regions of a sheet at most that are filled.
pub const MERGED: usize = 20_000;

/// A merged region, its rows and columns from 0, and what its first cell holds once it was read.
pub struct Region {
    rows: (u32, u32),
    columns: (u32, u32),
    holds: Cell,
}

impl Region {
    /// A region of which nothing was read.
    pub fn new(rows: (u32, u32), columns: (u32, u32)) -> Self {
        Self {
            rows,
            columns,
            holds: Cell::Empty,
        }
    }

    /// Its first row.
    pub fn first(&self) -> u32 {
        self.rows.0
    }
}

/// The rows of a sheet.
pub struct Filling<'a> {
    /// Its name.
    pub sheet: String,
    regions: Vec<Region>,
    out: &'a Out,
    row: u32,
    cells: Vec<Cell>,
}

impl<'a> Filling<'a> {
    /// None yet; the regions by their first rows.
    pub fn new(sheet: String, regions: Vec<Region>, out: &'a Out) -> Self {
        Self {
            sheet,
            regions,
            out,
            row: 0,
            cells: Vec::new(),
        }
    }

    /// Says that the region of a cell that is about to come is merged.
    pub fn merge(&mut self, rows: (u32, u32), columns: (u32, u32)) -> Result<(), End> {
        // The row before is handed on first: what ended with it is needed no more.
        self.turn(rows.0)?;
        if self.regions.len() >= MERGED {
            return Err(Unreadable::TooLarge.into());
        }
        self.regions.push(Region::new(rows, columns));
        Ok(())
    }

    /// Goes on to a row.
    fn turn(&mut self, row: u32) -> Result<(), End> {
        if row > self.row {
            self.end()?;
            self.row = row;
        }
        Ok(())
    }

    /// Takes a cell; rows and columns from 0.
    pub fn cell(&mut self, row: u32, column: u32, cell: Cell) -> Result<(), End> {
        if row < self.row {
            return Err(Unreadable::Broken.into());
        }
        if row >= ROWS {
            return match cell {
                Cell::Empty => Ok(()),
                _ => Err(Unreadable::TooManyRows.into()),
            };
        }
        self.turn(row)?;
        let place = usize::try_from(column).unwrap_or(usize::MAX);
        if place >= COLUMNS {
            return Ok(());
        }
        while self.cells.len() <= place {
            self.cells.push(Cell::Empty);
        }
        if let Some(stands) = self.cells.get_mut(place) {
            *stands = cell;
        }
        Ok(())
    }

    /// Hands the row on, merged cells filled.
    pub fn end(&mut self) -> Result<(), End> {
        let mut cells = std::mem::take(&mut self.cells);
        // A region that ended above is needed no more.
        let row = self.row;
        self.regions.retain(|region| region.rows.1 >= row);
        let begun = self.regions.iter_mut();
        for region in begun.take_while(|region| region.rows.0 <= row) {
            let (from, to) = region.columns;
            let from = usize::try_from(from).unwrap_or(usize::MAX);
            let to = usize::try_from(to).unwrap_or(usize::MAX);
            if from >= COLUMNS {
                continue;
            }
            if region.rows.0 == row {
                let holds = cells.get(from).cloned().unwrap_or(Cell::Empty);
                region.holds = match holds {
                    Cell::Empty => Cell::Empty,
                    holds if region.rows.1 > row => Cell::Merged(Box::new(holds)),
                    holds => holds,
                };
            }
            for place in from..=to.min(COLUMNS.saturating_sub(1)) {
                while cells.len() <= place {
                    cells.push(Cell::Empty);
                }
                if let Some(cell) = cells.get_mut(place) {
                    *cell = region.holds.clone();
                }
            }
        }
        if cells.iter().all(|cell| *cell == Cell::Empty) {
            return Ok(());
        }
        self.out.row(Row {
            sheet: self.sheet.clone(),
            number: row.saturating_add(1),
            cells,
        })
    }
}
