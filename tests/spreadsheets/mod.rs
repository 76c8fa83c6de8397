//! Imports of spreadsheets, told through the commands and through the doors.
//! Deliberately absent: single values and headings, which are tested where they are read.

mod commands;
mod damaged;
mod doors;
mod long;
mod marked;
mod named;
