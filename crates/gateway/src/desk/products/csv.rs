//! A table as a file that spreadsheets open: UTF-8 with a byte order mark, RFC 4180, and no cell that runs as a formula.

/// Spreadsheets take a file for UTF-8 only by this.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// One line with its end.
pub fn line<S: AsRef<str>>(cells: impl IntoIterator<Item = S>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|cell| quoted(cell.as_ref())).collect();
    format!("{}\r\n", cells.join(","))
}

fn quoted(cell: &str) -> String {
    let mut text = cell.to_owned();
    if cell.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '\t', '\r']) {
        text.insert(0, '\'');
    }
    if text.contains(['"', ',', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ') {
        text = format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_would_run_as_a_formula_are_made_text() {
        let cells = ["=1+1", "+84", "-5", "@SUM(A1)", "\tx", "  =1", "cam - quýt", "45000"];
        assert_eq!(line(cells), "'=1+1,'+84,'-5,'@SUM(A1),'\tx,'  =1,cam - quýt,45000\r\n");
    }

    #[test]
    fn quotes_commas_and_line_breaks_stay_inside_their_cell() {
        assert_eq!(line(["a,b", "nói \"ngọt\"", "hai\ndòng", ""]), "\"a,b\",\"nói \"\"ngọt\"\"\",\"hai\ndòng\",\r\n");
        assert_eq!(line(["-1,5"]), "\"'-1,5\"\r\n");
    }
}
