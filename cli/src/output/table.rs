//! Lists with columns.

use comfy_table::{Attribute, Cell, ContentArrangement, Table, presets};

use super::screen::plain;
use super::{Screen, Stop};

/// Prints rows in columns: a table for a reader at a terminal, otherwise a line a row with tabs
/// between the cells and no header, so that other programs can cut it.
pub(crate) fn table(headers: &[&str], rows: &[Vec<String>], screen: &mut Screen) -> Result<(), Stop> {
    if !screen.terminal {
        for row in rows {
            let cells: Vec<String> = row.iter().map(|cell| plain(cell).replace(['\n', '\t'], " ")).collect();
            screen.line(cells.join("\t"))?;
        }
        return Ok(());
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(headers.iter().map(|header| Cell::new(header).add_attribute(Attribute::Bold)));
    if !screen.styled() {
        table.force_no_tty();
    }
    for row in rows {
        table.add_row(row.iter().map(|cell| plain(cell)));
    }
    screen.line(table.to_string())?;
    Ok(())
}
